"""An OpenAPI document as the contract test needs it: every call with its query parameters, headers and body members."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from explorer.model.json_text import JsonValue, Number

Schema: TypeAlias = Mapping[str, Any]
Call: TypeAlias = tuple[str, str]
"""Method and path, each placeholder written `{}`."""

CONTRACTS: Final = Path(__file__).parent.parent / "contracts"
_TEXTS: Final = {"date": "2025-01-31", "date-time": "2025-01-31T09:00:00Z", "email": "ada@example.com"}
_METHODS: Final = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Documented:
    """One documented call."""

    query: Mapping[str, Schema]
    """Parameter name to the parameter object, its schema resolved."""
    headers: frozenset[str]
    body: Mapping[str, Schema]
    """Members of the body; those inside the one wrapping member where there is one."""
    required: frozenset[str]
    wrap: str
    """The one member the body is wrapped in; empty: none."""
    statuses: frozenset[int]
    """Documented refusals, 400 and above."""
    answers: tuple[JsonValue, ...]
    """Answers below 300 made up from their schemas: each once with values and once with nulls where they may be."""


def shape(path: str) -> str:
    """`path` with each placeholder written `{}`."""
    return re.sub(r"\{[^}]*\}", "{}", path)


class Contract:
    """One OpenAPI document."""

    def __init__(self, path: Path) -> None:
        self._document: dict[str, Any] = json.loads(path.read_bytes())

    def calls(self) -> Mapping[Call, Documented]:
        """Every call but those for signing in, which ask for no security."""
        return {
            (method.upper(), shape(path)): self._documented(item, item[method])
            for path, item in self._document["paths"].items()
            for method in _METHODS
            if method in item and item[method].get("security") != []
        }

    def members(self, schema: str) -> Mapping[str, Schema]:
        """The members of the schema with this name."""
        return self._members(self._document["components"]["schemas"][schema])

    def required(self, schema: str) -> frozenset[str]:
        """The required members of the schema with this name."""
        return self._required(self._document["components"]["schemas"][schema])

    def _documented(self, item: Schema, operation: Schema) -> Documented:
        parameters = [self.resolve(each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
        content = self.resolve(operation.get("requestBody", {})).get("content", {}).get("application/json", {})
        body = self.resolve(content.get("schema", {}))
        members, wrap = self._members(body), ""
        if len(members) == 1 and self._members(next(iter(members.values()))):
            wrap = next(iter(members))
            body = self.resolve(members[wrap])
            members = self._members(body)
        responses = {status: self.resolve(each) for status, each in operation.get("responses", {}).items()}
        answers = [
            each["content"]["application/json"]
            for status, each in responses.items()
            if status.startswith("2") and "application/json" in each.get("content", {})
        ]
        return Documented(
            query={
                each["name"]: {**each, "schema": self.resolve(each["schema"])}
                for each in parameters
                if each["in"] == "query"
            },
            headers=frozenset(each["name"] for each in parameters if each["in"] == "header"),
            body=members,
            required=self._required(body),
            wrap=wrap,
            statuses=frozenset(int(each) for each in responses if each.isdigit() and int(each) >= 400),
            answers=tuple(self._made_up(each["schema"], nulls) for each in answers for nulls in (False, True)),
        )

    def resolve(self, value: Schema) -> Schema:
        """`value` with its `$ref` followed."""
        while "$ref" in value:
            found: Any = self._document
            for name in value["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            value = found
        return value

    def _members(self, schema: Schema) -> Mapping[str, Schema]:
        schema = self.resolve(schema)
        members: dict[str, Schema] = {}
        for part in schema.get("allOf", ()):
            members |= self._members(part)
        return {**members, **{name: self.resolve(each) for name, each in schema.get("properties", {}).items()}}

    def _required(self, schema: Schema) -> frozenset[str]:
        schema = self.resolve(schema)
        return frozenset(schema.get("required", ())).union(*(self._required(each) for each in schema.get("allOf", ())))

    def _made_up(self, schema: Schema, nulls: bool) -> JsonValue:
        """A value that the schema allows, with every member; with `nulls`, null wherever that is allowed."""
        schema = self.resolve(schema)
        for alternatives in (schema.get("anyOf"), schema.get("oneOf")):
            if alternatives:
                return self._made_up(alternatives[-1 if nulls else 0], nulls)
        if "enum" in schema:
            return schema["enum"][0]
        types = _types(schema)
        if nulls and "null" in types:
            return None
        if types[0] == "object":
            return {name: self._made_up(each, nulls) for name, each in self._members(schema).items()}
        if types[0] == "array":
            return [self._made_up(schema["items"], nulls)] if "items" in schema else []
        return {"integer": max(schema.get("minimum", 1), 1), "number": Number("1.50"), "boolean": True}.get(
            types[0], _TEXTS.get(schema.get("format", ""), "text")
        )


def takes_null(schema: Schema) -> bool:
    """Null is one of the values that the schema allows."""
    return "null" in _types(schema) or any(map(takes_null, schema.get("anyOf", ())))


def _types(schema: Schema) -> list[str]:
    told = schema.get("type", "object")
    return [told] if isinstance(told, str) else list(told)


def contract(vendor: str) -> Contract:
    """The document kept for `vendor`."""
    return Contract(CONTRACTS / f"{vendor}.json")
