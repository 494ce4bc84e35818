"""The address by which the faults of running vendors are changed: `/-/faults`, on each vendor's port."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.demo.config import CONTROL_PATH
from explorer.demo.faults.fault import NO_FAULTS, FaultSet
from explorer.demo.faults.read import FaultFileError, faults_of, find_faults, parse_faults
from explorer.demo.faults.script import FaultScript


@dataclass(frozen=True, slots=True)
class Control:
    """An ASGI layer that answers `CONTROL_PATH` and passes on all else.

    GET tells what is on and what it has met; POST puts a set on, as TOML, as JSON (`application/json`) or by
    `?name=`; DELETE takes it off. `token` has to come as a bearer token: other users of this machine reach
    the port, too.
    """

    app: ASGIApp
    script: FaultScript
    token: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] == "http" and scope["path"] == CONTROL_PATH:
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not secrets.compare_digest(given, f"Bearer {self.token}".encode()):
            return JSONResponse({"error": "the token of these vendors is missing"}, 401)
        if request.method not in {"GET", "POST", "DELETE"}:
            return JSONResponse({"error": "GET, POST and DELETE are known"}, 405, {"Allow": "GET, POST, DELETE"})
        if request.method == "POST":
            try:
                faults = await _posted(request)
            except FaultFileError as error:
                return JSONResponse({"error": str(error), "next_step": error.next_step}, 400)
            if faults.hostile_text != self.script.faults.hostile_text:
                step = "start the demo with it: explorer demo --faults hostile-text"
                return JSONResponse({"error": "the people are already made", "next_step": step}, 409)
            self.script.play(faults)
        elif request.method == "DELETE":
            self.script.play(FaultSet(hostile_text=self.script.faults.hostile_text))
        return JSONResponse(_shown(self.script))


async def _posted(request: Request) -> FaultSet:
    if name := request.query_params.get("name"):
        return find_faults(name)
    body = await request.body()
    try:
        text = body.decode()
        if request.headers.get("content-type", "").startswith("application/json"):
            value = json.loads(text)
            if not isinstance(value, dict):
                raise FaultFileError("not a JSON object", next_step="send one with the keys of a fault file")
            return faults_of(value, "posted")
    except (ValueError, RecursionError) as error:
        if isinstance(error, FaultFileError):
            raise
        raise FaultFileError(f"not JSON or not UTF-8: {error}", next_step="send TOML or JSON") from None
    return parse_faults(text, "posted", "posted")


def _shown(script: FaultScript) -> dict[str, object]:
    """The set that is on, without what stands as it does by itself, and how often each fault happened."""
    usual = {name: value for name, value in asdict(NO_FAULTS).items() if name != "faults"}
    told = {name: value for name, value in asdict(script.faults).items() if name != "faults"}
    faults = [
        {name: value for name, value in asdict(fault).items() if value} | {"met": met, "happened": happened}
        for fault, (met, happened) in zip(script.faults.faults, script.counts(), strict=True)
    ]
    return {name: value for name, value in told.items() if value != usual[name]} | {"faults": faults}
