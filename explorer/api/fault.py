"""Answers judged: a good one is decoded, any other becomes the typed error that names the call and a next step.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from explorer.api.build import Request
from explorer.api.decode import Received, first_words, is_web_page, json_body
from explorer.api.retry import LONGEST_WAIT, retry_after
from explorer.model.errors import (
    BadAnswer,
    Forbidden,
    NotFound,
    RateLimited,
    Rejected,
    ServerFault,
    SignInNeeded,
    TimedOut,
    VendorError,
)
from explorer.model.json_text import JsonError
from explorer.model.resource import Answer, Fault, Operation, Vendor
from explorer.model.text import safe

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_KINDS: Final[Mapping[int, type[VendorError]]] = {
    401: SignInNeeded,
    403: Forbidden,
    404: NotFound,
    408: TimedOut,
    410: NotFound,
    425: ServerFault,
}
_REQUEST_ID_HEADERS: Final = ("x-request-id", "request-id", "x-correlation-id")


def judge(received: Received, request: Request, operation: Operation, vendor: Vendor, now: float) -> Answer:
    """The answer, decoded; a redirect passes as it is. Raises VendorError for everything else that is no success.

    `now` is the clock that a Retry-After date is held against when the answer has no Date.
    """
    if received.status in REDIRECTS:
        return Answer(received.status, received.headers, None)
    words = ""
    try:
        body = json_body(received)
    except JsonError as reason:
        if received.status < 400:
            raise BadAnswer(
                f"{request.account} sent {_unreadable(received, request, reason)}",
                status=received.status,
                request_id=_request_id(received, None),
                next_step="check the account's base_url; if it is right, try again later",
                **request.where,
            ) from None
        body, words = None, first_words(received)
    answer = Answer(received.status, received.headers, body)
    fault = vendor.fault(answer)
    if fault is None:
        if 200 <= received.status < 300:
            return answer
        fault = Fault(received.status, words)
    raise _error(fault, received, request, operation, now)


def _unreadable(received: Received, request: Request, reason: JsonError) -> str:
    """What it is instead of JSON, before anything else."""
    if not is_web_page(received):
        return f"an unreadable answer to {request.operation}: {reason}"
    words = first_words(received, 80)
    said = f": “{words}”" if words else ""
    return f"a web page instead of JSON (a sign-in page of the network?) to {request.operation}{said}"


def _error(fault: Fault, received: Received, request: Request, operation: Operation, now: float) -> VendorError:
    status = fault.status
    wait = fault.retry_after if fault.retry_after is not None else retry_after(received.headers, now)
    problems: dict[str, str] = {safe(name, 80): safe(words, 200) for name, words in list(fault.fields.items())[:50]}
    # The fault's status can be our reading of a good answer: only the one that came is told as the vendor's.
    inside = "" if status == received.status else ", in it an error"
    answered = f"{request.account} answered {received.status} to {request.operation}{inside}"
    message = f"{answered}: {_said(fault, operation, problems)}"
    request_id = _request_id(received, fault)
    if status == 429:
        if wait is not None:
            message = f"{request.account} asks to wait {_duration(wait)} before {request.operation}"
        step = "try again later" if wait is None or wait > LONGEST_WAIT else "try again"
        return RateLimited(
            message, retry_after=wait, status=status, request_id=request_id, next_step=step, **request.where
        )
    step = _next_step(status, request, request_id)
    kind = _KINDS.get(status) or (ServerFault if status >= 500 else None)
    if kind is not None:
        return kind(message, status=status, request_id=request_id, next_step=step, **request.where)
    return Rejected(message, fields=problems, status=status, request_id=request_id, next_step=step, **request.where)


def _said(fault: Fault, operation: Operation, problems: dict[str, str]) -> str:
    """Why it was refused: what the documentation says a status means, and the vendor's own words."""
    meaning = dict(operation.errors).get(fault.status, "")
    words = safe(fault.message.strip(), 500)
    said = f"{meaning} (“{words}”)" if meaning and words else meaning or words or _phrase(fault.status)
    return said + "".join(f"; {name}: {what}" for name, what in list(problems.items())[:3])


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.lower()
    except ValueError:
        return "no reason given"


def _next_step(status: int, request: Request, request_id: str) -> str:
    if status == 401:
        return f"check auth of accounts.{request.account} in the config"
    if status == 403:
        return "ask for the permission at the vendor, or see its rule for this"
    if status in (404, 410):
        return "check the id; when every call answers so, check base_url and operations in the config"
    if status >= 500 or status in (408, 425):
        return "try again" + (f"; when it lasts, tell the vendor request {request_id}" if request_id else " later")
    return "change what was refused" if request.writes else "check the filters"


def _request_id(received: Received, fault: Fault | None) -> str:
    if fault is not None and fault.request_id:
        return safe(fault.request_id, 100)
    found = (received.headers.get(name, "") for name in _REQUEST_ID_HEADERS)
    return safe(next((each for each in found if each), ""), 100)


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
