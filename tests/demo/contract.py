"""A vendor's contract (OpenAPI) and how an exchange is held against it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

_FOLDER = Path(__file__).parent.parent / "contracts"
_METHODS = ("get", "post", "put", "patch", "delete")
_FORMATS = FormatChecker()


@_FORMATS.checks("date-time", ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or urlsplit(value).scheme in ("http", "https")


@dataclass(frozen=True, slots=True)
class Operation:
    """One documented call."""

    vendor: str
    id: str
    method: str
    path: str
    document: dict[str, Any]

    @property
    def takes_form(self) -> bool:
        """Whether the request's body is a form rather than JSON."""
        return "application/x-www-form-urlencoded" in self.document["requestBody"]["content"]

    def has_answer(self, status: int) -> bool:
        """Whether the contract names this status, or has a default answer."""
        return bool({str(status), "default"} & set(self.document["responses"]))

    def check_answer(self, status: int, body: Any) -> None:
        """Raise `jsonschema.ValidationError` where a body differs from the documented shape."""
        answers = self.document["responses"]
        answer = _resolved(self.vendor, answers.get(str(status)) or answers["default"])
        schema = _body_schema(answer)
        if schema is not None:
            validate(self.vendor, schema, body)
        else:
            assert body is None, f"{self.id}: {status} has no body in the contract"

    def check_request(self, body: Any) -> None:
        """Raise `jsonschema.ValidationError` where a request's body is not a documented one."""
        schema = _body_schema(self.document["requestBody"])
        assert schema is not None
        validate(self.vendor, schema, body)


@cache
def contract(vendor: str) -> dict[str, Any]:
    """The contract's document."""
    document: dict[str, Any] = json.loads((_FOLDER / f"{vendor}.json").read_bytes())
    return document


@cache
def operations(vendor: str) -> dict[str, Operation]:
    """All operations of a vendor by id."""
    found = {}
    for path, item in contract(vendor)["paths"].items():
        for method in _METHODS:
            if method in item:
                found[item[method]["operationId"]] = Operation(
                    vendor, item[method]["operationId"], method.upper(), path, item[method]
                )
    return found


def schema_fields(vendor: str, name: str) -> set[str]:
    """The property names of a schema."""
    return set(contract(vendor)["components"]["schemas"][name]["properties"])


def validate(vendor: str, schema: dict[str, Any], value: Any) -> None:
    """Hold `value` against a schema whose references point into the vendor's contract."""
    whole = {"components": contract(vendor)["components"], "allOf": [schema]}
    Draft202012Validator(whole, format_checker=_FORMATS).validate(value)


def _body_schema(answer: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of a body, of which the contracts give one form each; None where there is no body."""
    content = list(answer.get("content", {}).values())
    return content[0]["schema"] if content else None


def _resolved(vendor: str, answer: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in answer:
        return answer
    found: dict[str, Any] = contract(vendor)["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
    return found
