"""What Gormic's answers say about a call: `{app, service, warnings, instanceId, requestId, data}` or `error`."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from explorer.model.json_text import JsonObject, JsonValue, dumps
from explorer.model.resource import Answer, Fault

_STATUS_OF: Final = {"MISSING_TOKEN": 401, "INVALID_TOKEN": 401, "UNAUTHORIZED": 401, "NOT_FOUND": 404}
"""Error codes that say more than the HTTP status beside them, which can be 200 or 400."""
_FUNCTIONAL: Final = 400
"""What counts when an error comes with HTTP 200 and a code that says nothing else: Gormic's "functional error"."""


def fault(answer: Answer) -> Fault | None:
    """The fault in an answer: `error` at any status, before `data` is looked at, or `data.succeed` false.

    None also when a refusal has neither: then its status has to do.
    """
    body: JsonObject = answer.body if isinstance(answer.body, dict) else {}
    request_id = body.get("requestId")
    told = request_id if isinstance(request_id, str) else ""
    if body.get("error"):  # an empty object stands for nothing, as it does in `gender` and `query`
        return _error(body["error"], answer.status, told)
    data = body.get("data")
    if isinstance(data, dict) and data.get("succeed") is False:
        return Fault(max(answer.status, _FUNCTIONAL), message=_not_done(body.get("warnings")), request_id=told)
    return None


def warnings(answer: Answer) -> tuple[str, ...]:
    """What a good answer warns of. Warnings are objects of undocumented form, so they are told as they came."""
    told = answer.body.get("warnings") if isinstance(answer.body, dict) else None
    return tuple(each if isinstance(each, str) else dumps(each) for each in told) if isinstance(told, list) else ()


def _error(error: JsonValue, http: int, request_id: str) -> Fault:
    known: JsonObject = error if isinstance(error, dict) else {"description": error}
    inner = known.get("serverError")
    server: JsonObject = inner if isinstance(inner, dict) else {}
    code, description = (text if isinstance(text := known.get(name), str) else "" for name in ("code", "description"))
    return Fault(
        _status(code, server.get("code"), http),
        message=": ".join(part for part in (code, description) if part),
        retry_after=_seconds(server.get("retryAfter")),
        request_id=request_id,
    )


def _status(code: str, server_code: JsonValue, http: int) -> int:
    if code in _STATUS_OF:
        return _STATUS_OF[code]
    if http >= 400:
        return http
    is_status = isinstance(server_code, int) and 400 <= server_code < 600
    return server_code if is_status else _FUNCTIONAL


def _seconds(value: JsonValue) -> float | None:
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return float(value) if is_number and value >= 0 else None


def _not_done(warnings: JsonValue) -> str:
    told = f", warnings: {dumps(warnings)}" if isinstance(warnings, list) and warnings else ""
    return f"succeed: false{told}"
