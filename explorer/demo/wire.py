"""What the four vendors' apps share of HTTP: routes with 405, JSON bodies, refusals."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Record = dict[str, Any]
Handler = Callable[[Request], Awaitable[Response]]
Guard = Callable[[Request], None]


class Refusal(Exception):
    """A vendor's refusal of one call: status, body as that vendor writes it, extra headers."""

    def __init__(self, status: int, body: Record, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers


class _Json(JSONResponse):
    """JSON in UTF-8, or in ASCII where a text holds a lone surrogate."""

    def render(self, content: Any) -> bytes:
        """The body of the answer."""
        try:
            return super().render(content)
        except UnicodeEncodeError:
            return json.dumps(content).encode("ascii")


def resource(path: str, guard: Guard | None = None, **methods: Handler) -> Route:
    """One path with a handler per method; any other method is answered 405 with `Allow`.

    `guard` raises `Refusal` for calls that may not enter (key, headers).
    """

    async def answer(request: Request) -> Response:
        if guard is not None:
            guard(request)
        return await methods["GET" if request.method == "HEAD" else request.method](request)

    return Route(path, answer, methods=list(methods))


def app(routes: list[Route], fault: Callable[[int, str], Record]) -> Starlette:
    """A vendor's app. `fault` writes the body for an unknown path or method from status and reason."""

    async def refused(_: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, Refusal)
        return _Json(refusal.body, refusal.status, headers=refusal.headers)

    async def unrouted(_: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _Json(fault(error.status_code, error.detail), error.status_code, headers=error.headers)

    starlette = Starlette(routes=routes, exception_handlers={Refusal: refused, HTTPException: unrouted})
    starlette.router.redirect_slashes = False
    return starlette


async def json_object(request: Request) -> Record | None:
    """The body as a JSON object that can be written again as UTF-8 (RFC 8259), or None where it is not one."""
    try:
        value = json.loads(await request.body())
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def whole_number(text: str | None) -> int | None:
    """A non-negative integer from a query or path text, or None."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 19 else None


def json_answer(value: Any, status: int = 200) -> Response:
    """`value` as a JSON answer."""
    return _Json(value, status)
