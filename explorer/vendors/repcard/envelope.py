"""What RepCard's answers say about a call, as `{status, statusCode, message, result}` or `{message, errors}`."""

from __future__ import annotations

from typing import Final

from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Answer, Fault

_REFUSED: Final = 400
"""What counts when the envelope says no and gives no code that would say how."""


def fault(answer: Answer) -> Fault | None:
    """The fault in an answer: HTTP 400 and above, `statusCode` 400 and above, or `status` 0 beside a `statusCode`.

    An all-zero envelope is a type skeleton of the documentation, not a failure. `status` is the outcome of the call
    (1 is good), never a user's active flag. Customers and attachments come without this envelope. None also when a
    refusal has no body of these forms: then its status has to do.
    """
    body = answer.body
    if not isinstance(body, dict):
        return None
    inner = _integer(body.get("statusCode"))
    if inner >= 400:
        status = inner
    elif answer.status >= 400:
        status = answer.status
    elif _integer(body.get("status"), absent=1) == 0 and inner != 0:
        status = _REFUSED
    else:
        return None
    return Fault(status, message=_message(body), fields=_fields(body.get("errors")))


def _integer(value: JsonValue, absent: int = 0) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else absent


def _message(body: JsonObject) -> str:
    return next((text for name in ("message", "error") if isinstance(text := body.get(name), str) and text), "")


def _fields(errors: JsonValue) -> dict[str, str]:
    """Laravel's `errors`: field to a list of sentences."""
    if not isinstance(errors, dict):
        return {}
    listed = ((name, told if isinstance(told, list) else [told]) for name, told in errors.items())
    return {name: " ".join(text for text in told if isinstance(text, str)) for name, told in listed}
