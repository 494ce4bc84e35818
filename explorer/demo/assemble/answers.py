"""Errors, envelopes and paging of demo Assemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from starlette.requests import Request
from starlette.responses import Response

from explorer.demo.wire import Record, Refusal, json_answer, json_object, whole_number

ACCEPT = "application/x.uvol.v3+json"
_DEFAULT_LIMIT = 15
_MAX_LIMIT = 1000
# Links in answers are not to be followed: these never resolve.
_LINK_BASE = "https://assemble.invalid"


def error(status: int, message: str) -> Record:
    """The one error body; `status_code` is a text where the document's samples have one."""
    return {"message": message, "status_code": str(status) if status in (403, 404) else status}


def bad_request(message: str) -> Refusal:
    """400."""
    return Refusal(400, error(400, message))


def forbidden() -> Refusal:
    """403, for missing rights and for rules alike; the words are the vendor's."""
    return Refusal(403, error(403, "Unauthorized action"))


def not_found() -> Refusal:
    """404."""
    return Refusal(404, error(404, "404 Not found"))


def unauthorized() -> Refusal:
    """401: the token is missing, wrong or expired."""
    return Refusal(401, error(401, "Unauthorized"))


def invalid(errors: Mapping[str, Sequence[str]]) -> Refusal:
    """422 with messages per field."""
    return Refusal(422, error(422, "The given data was invalid.") | {"errors": dict(errors)})


async def body(request: Request) -> Record:
    """The body as a JSON object. Refuses anything else with 400."""
    value = await json_object(request)
    if value is None:
        raise bad_request("The request body is not a JSON object.")
    return value


def item(record: Record, status: int = 200) -> Response:
    """One record under `data`."""
    return json_answer({"data": record}, status)


def page_bounds(request: Request) -> tuple[int, int]:
    """`page` (from 1) and `limit` of a call."""
    page = _number(request, "page", 1)
    limit = _number(request, "limit", _DEFAULT_LIMIT)
    if limit > _MAX_LIMIT:
        raise bad_request(f"limit must be at most {_MAX_LIMIT}.")
    return page, limit


def page_of(request: Request, rows: Sequence[Record]) -> Response:
    """The page of `rows` that a call asks for."""
    page, limit = page_bounds(request)
    shown = rows[(page - 1) * limit : page * limit]
    return json_answer({"data": shown, "meta": pagination(request, len(rows), len(shown))})


def pagination(request: Request, total: int, count: int) -> Record:
    """`meta` of a page of `count` among `total` rows: counters as texts, `links` an empty list on a single page."""
    page, limit = page_bounds(request)
    pages = max(1, ceil(total / limit))
    links = {}
    if page < pages:
        links["next"] = f"{_LINK_BASE}{request.url.path}?page={page + 1}"
    if page > 1:
        links["previous"] = f"{_LINK_BASE}{request.url.path}?page={page - 1}"
    return {
        "pagination": {
            "total": str(total),
            "count": str(count),
            "per_page": str(limit),
            "current_page": str(page),
            "total_pages": str(pages),
            "links": links or [],
        }
    }


def record_in(rows: list[Record], record_id: str) -> Record:
    """The record of `rows` with this id, given as a text. Raises a 404 `Refusal`."""
    found = next((row for row in rows if str(row["id"]) == record_id), None)
    if found is None:
        raise not_found()
    return found


def flag(request: Request, name: str) -> bool | None:
    """A boolean of the query, None where it is absent. Refuses other words with 400."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if text.lower() not in ("true", "false", "1", "0"):
        raise bad_request(f"{name} must be true or false.")
    return text.lower() in ("true", "1")


def numbers(request: Request, name: str) -> set[int] | None:
    """Comma-separated ids of the query, None where absent. Refuses other texts with 400."""
    text = request.query_params.get(name)
    if text is None:
        return None
    found = [whole_number(part.strip()) for part in text.split(",")]
    if None in found:
        raise bad_request(f"{name} must be comma-separated ids.")
    return {number for number in found if number is not None}


def one_of(request: Request, name: str, choices: Sequence[str]) -> str | None:
    """A word of the query, None where absent. Refuses words that are not in `choices` with 400."""
    text = request.query_params.get(name)
    if text is not None and text not in choices:
        raise bad_request(f"{name} must be one of {', '.join(choices)}.")
    return text


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    number = whole_number(text)
    if not number:
        raise bad_request(f"{name} must be a positive number.")
    return number
