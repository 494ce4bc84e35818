"""The usual calls the way Assemble answers them, so that each resource only says what is its own.

No page of the vendor that could be read shows a verb or a path: both are inferred, and the config can replace them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from explorer.api.paging import NumberedPager
from explorer.model.resource import Include, Operation, Parameter

PAGER: Final = NumberedPager(
    page="page",
    size="limit",
    rows=("data",),
    current=("meta", "pagination", "current_page"),
    last=("meta", "pagination", "total_pages"),
    total=("meta", "pagination", "total"),
    per_page=("meta", "pagination", "per_page"),
    size_limit=1000,
)
"""`page` is in the general guide; `limit`, up to 1000, only on the page of a sibling API. Without a `meta` there is
one page. The links beside the counters are never read: the documented sample holds no address there."""

PRIMARY: Final = Parameter("primary", "bool", help="only the primary record")

REFUSALS: Final[Mapping[int, str]] = {
    400: "the request is malformed, or asks for another version of the API",
    401: "the token is missing or has expired",
    403: "not permitted, or a rule of Assemble forbids it",
    404: "no such record, or not visible to you",
    422: "the values sent were found faulty",
    429: "too many requests",
}
"""What a status means, whatever was called. The body of a 403 says “Unauthorized action” and still is no 401."""

_UNWRAP: Final = ("data",)
_NOTHING: Final[Mapping[int, str]] = MappingProxyType({})
_NOTHING_HELD: Final[Mapping[str, str]] = MappingProxyType({})


def listing(
    path: str,
    summary: str,
    *parameters: Parameter,
    includes: tuple[Include, ...] = (),
    refused: tuple[int, ...] = (400, 401, 403, 404, 429),
) -> Operation:
    """`GET` of a page of records. The rows are the pager's to unwrap."""
    return Operation(
        "list",
        "GET",
        path,
        summary,
        parameters=parameters,
        includes=includes,
        include_parameters=("include",) if includes else (),
        retry=True,
        errors=_refusals(refused),
        source="inferred",
    )


def reading(path: str, summary: str, *, includes: tuple[Include, ...] = ()) -> Operation:
    """`GET` of one record, bare or under `data`."""
    return Operation(
        "get",
        "GET",
        path,
        summary,
        includes=includes,
        include_parameters=("include",) if includes else (),
        unwrap=_UNWRAP,
        retry=True,
        errors=_refusals((400, 401, 403, 404, 429)),
        source="inferred",
    )


def creating(
    path: str,
    summary: str,
    form: str,
    *,
    effect: str = "Creates {whom}.",
    prefill: str = "",
    undo: str = "",
    held_fast: Mapping[str, str] = _NOTHING_HELD,
    final: str = "",
    refused: tuple[int, ...] = (400, 401, 403, 404, 422, 429),
) -> Operation:
    """`POST` of a new record. Its id is the vendor's to give, so a lost answer is looked for in the list."""
    return Operation(
        "create",
        "POST",
        path,
        summary,
        effect=effect,
        form=form,
        prefill=prefill,
        unwrap=_UNWRAP,
        verify="search",
        undo=undo,
        held_fast=held_fast,
        final=final,
        errors=_refusals(refused),
        source="inferred",
    )


def updating(
    path: str,
    summary: str,
    form: str,
    *,
    effect: str = "",
    prefill: str = "",
    whole: bool = False,
    meanings: Mapping[int, str] = _NOTHING,
) -> Operation:
    """`PUT` of a record: `whole` where its contract repeats the required members, else of what changed."""
    return Operation(
        "update",
        "PUT",
        path,
        summary,
        effect=effect or f"Changes {{whom}}: {'the whole record is' if whole else 'only what changed is'} sent.",
        form=form,
        prefill=prefill,
        whole=whole,
        unwrap=_UNWRAP,
        undo="update",
        errors=_refusals((400, 401, 403, 404, 422, 429), meanings),
        source="inferred",
    )


def deleting(
    path: str,
    summary: str,
    *,
    undo: str = "",
    final: str = "",
    meanings: Mapping[int, str] = _NOTHING,
) -> Operation:
    """`DELETE` of a record."""
    return Operation(
        "delete",
        "DELETE",
        path,
        summary,
        effect="Deletes {whom}.",
        undo=undo,
        final=final,
        typed_confirmation=True,
        errors=_refusals((400, 401, 403, 404, 429), meanings),
        source="inferred",
    )


def _refusals(
    statuses: tuple[int, ...],
    meanings: Mapping[int, str] = _NOTHING,
) -> tuple[tuple[int, str], ...]:
    """Meanings by status; `meanings` has what one call's own page says."""
    return tuple((status, meanings.get(status, REFUSALS[status])) for status in statuses)
