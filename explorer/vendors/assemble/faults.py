"""Assemble's one form of a refusal: `{"message", "status_code"}`, and `errors` by field when values were faulty."""

from __future__ import annotations

from explorer.model.json_text import JsonValue
from explorer.model.resource import Answer, Fault


def fault(answer: Answer) -> Fault | None:
    """What a refusal says; None when the answer is none.

    The status inside the body counts: text in the reference's samples, an integer in the general guide. `errors` is
    the custom of the platform it seems to be built on (Laravel), and not documented.
    """
    if answer.status < 400:
        return None
    body = answer.body if isinstance(answer.body, dict) else {}
    message = body.get("message")
    errors = body.get("errors")
    return Fault(
        status=_status(body.get("status_code")) or answer.status,
        message=message if isinstance(message, str) else "",
        fields={name: _words(said) for name, said in errors.items()} if isinstance(errors, dict) else {},
    )


def _status(value: JsonValue) -> int | None:
    text = str(value)
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and text[0] in "45" else None


def _words(said: JsonValue) -> str:
    return " ".join(str(each) for each in said) if isinstance(said, list) else str(said)
