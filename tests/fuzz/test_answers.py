"""Whatever a vendor answers to whichever call: an answer or one of our own errors, and no record of a page is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from explorer.api.client import Client
from explorer.model.account import Account
from explorer.model.auth import Token
from explorer.model.errors import ExplorerError
from explorer.model.json_text import JsonError, JsonObject, loads
from explorer.model.page import PageAnswer, Query
from explorer.model.resource import Answer, Operation, Resource, Vendor
from explorer.vendors import discover
from tests.api.conftest import FakeTime, MemoryTokens

EACH: Final = settings().max_examples // 25
"""Answers to each operation."""
OPERATIONS: Final = [
    pytest.param(vendor, (*above, resource), operation, id=f"{vendor.name}/{resource.name}.{operation.name}")
    for vendor in discover().values()
    for above, resource in vendor.walk()
    for operation in resource.operations
]
NAMES: Final = ["id", "ID", "userId", "data", "meta", "total", "last_page", "statusCode", "status", "error", "errors"]
SCALARS: Final = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800")
VALUES: Final = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | st.text(), inner, max_size=4),
    max_leaves=12,
)
OBJECTS: Final = st.dictionaries(st.sampled_from(NAMES) | st.text(), VALUES, max_size=4)
STATUS: Final = st.just(200) | st.sampled_from([201, 202, 204, 206, 299, 302, 400, 401, 404, 409, 422, 429, 500, 599])


def steps(path: str | tuple[str, ...]) -> list[str]:
    return (path.split(".") if path else []) if isinstance(path, str) else list(path)


def rows_path(resource: Resource, operation: Operation) -> list[str]:
    """Where the rows of a page lie, or the record of any other call."""
    pager = resource.export if operation.name == "export" else resource.pager
    if operation.name in ("list", "export") and pager is not None:
        return steps(getattr(pager, "rows"))  # noqa: B009 - no part of what a pager has to be
    return list(operation.unwrap)


class Stream(httpx.AsyncByteStream):
    """A body in one piece, as the network would bring it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


@st.composite
def bodies(draw: st.DrawFn, path: list[str]) -> bytes:
    """Anything; more often than by chance JSON, and rows where they are expected."""
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return draw(st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace")))
    value = draw(VALUES)
    if kind > 1:
        value = draw(st.lists(OBJECTS | VALUES, max_size=5) | st.lists(OBJECTS, max_size=5) | OBJECTS)
        for name in reversed(path):
            value = {**draw(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3)), name: value}
    whole = json.dumps(value).encode()
    return whole[: draw(st.integers(0, len(whole)))] if kind == 5 else whole


async def no_credentials() -> Mapping[str, str]:
    names = ("api_key", "organization_id", "username", "password", "email", "token")
    return dict.fromkeys(names, "k")


async def asked(
    vendor: Vendor, way: tuple[Resource, ...], operation: Operation, sent: Callable[[], httpx.Response]
) -> Any:
    """What the client makes of an answer to `operation`; None when that is one of our errors."""
    resource = way[-1]
    account = Account("acme", vendor, "Acme", vendor.base_url or "https://acme.example", {})
    time = FakeTime()
    client = Client(
        account,
        no_credentials,
        tokens=MemoryTokens(Token("t")),
        transport=httpx.MockTransport(lambda request: sent()),
        clock=time,
        sleep=time.sleep,
    )
    names = [part for each in way for part in (each.name, "1")]
    try:
        if operation.name in ("list", "export"):
            pager = resource.export if operation.name == "export" else resource.pager
            collection = tuple(names[:-1])
            return await client.list(resource, operation, Query(collection), pager.start(None, 0.0) if pager else "")
        if operation.writes:
            return await client.call(resource, operation, tuple(names))
        return await client.get(resource, operation, tuple(names))
    except ExplorerError as error:
        assert str(error)
        return None
    finally:
        await client.aclose()


def records_in(body: bytes, path: list[str]) -> list[JsonObject] | None:
    """The objects of the list at `path`; None when there is no such list, or no JSON."""
    try:
        value = loads(body)
    except JsonError:
        return None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else None


@pytest.mark.parametrize(("vendor", "way", "operation"), OPERATIONS)
def test_any_answer_is_read_or_refused(vendor: Vendor, way: tuple[Resource, ...], operation: Operation) -> None:
    path = rows_path(way[-1], operation)
    listing = operation.name in ("list", "export")

    @settings(
        max_examples=EACH, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(STATUS, bodies(path), st.sampled_from(["application/json", "text/html", "", "\xe9"]))
    def answered(status: int, body: bytes, media: str) -> None:
        headers = {b"content-type": media.encode("latin-1"), b"retry-after": b"soon"}
        found = asyncio.run(
            asked(vendor, way, operation, lambda: httpx.Response(status, headers=headers, stream=Stream(body)))
        )
        if not listing:
            return
        wanted = records_in(body, path)
        if isinstance(found, PageAnswer):
            if wanted is not None:
                secret = way[-1].secrets
                assert list(found.rows) == [{k: v for k, v in row.items() if k not in secret} for row in wanted]
        elif wanted and status == 200:
            # Nothing but the vendor's own word for a failure keeps a list of records from being shown.
            assert vendor.fault(Answer(status, {}, loads(body))) is not None

    answered()
