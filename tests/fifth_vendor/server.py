"""The club's API as a tiny ASGI app, below `/v1`: a key in a header, numbered pages, a search and one filter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

KEY: Final = "club-key"
"""The only key the club takes, in the header `x-club-key`."""


def application(people: int = 120) -> Starlette:
    """The club with `people` members, `Member 1` to `Member N`, one more each day from 2020-01-01."""
    members = [_member(number) for number in range(1, people + 1)]

    async def list_members(request: Request) -> JSONResponse:
        if request.headers.get("x-club-key") != KEY:
            return _refused()
        asked = request.query_params
        found = [
            each
            for each in members
            if asked.get("q", "").casefold() in each["name"].casefold()
            and each["joined"] >= asked.get("joined_from", "")
        ]
        page, size = int(asked.get("page", 1)), min(int(asked.get("per_page", 20)), 100)
        return JSONResponse(
            {
                "members": found[(page - 1) * size : page * size],
                "page": page,
                "pages": max(-(-len(found) // size), 1),
                "total": len(found),
            }
        )

    async def get_member(request: Request) -> JSONResponse:
        if request.headers.get("x-club-key") != KEY:
            return _refused()
        wanted = request.path_params["member_id"]
        member = next((each for each in members if str(each["id"]) == wanted), None)
        if member is None:
            return JSONResponse({"message": "no such member"}, 404)
        return JSONResponse({"member": member})

    return Starlette(routes=[Route("/v1/members", list_members), Route("/v1/members/{member_id}", get_member)])


def _member(number: int) -> dict[str, Any]:
    joined = date(2020, 1, 1) + timedelta(days=number - 1)
    return {
        "id": number,
        "name": f"Member {number}",
        "email": f"member{number}@example.com" if number % 3 else None,
        "joined": joined.isoformat(),
    }


def _refused() -> JSONResponse:
    return JSONResponse({"message": "no such key"}, 401)
