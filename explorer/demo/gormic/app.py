"""The paths of demo Gormic: one envelope, the rows under another key each time."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count as counter

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from explorer.demo.config import GORMIC_KEY, GORMIC_ORGANIZATION
from explorer.demo.gormic.customers import Customers
from explorer.demo.people import CALLING_CODES, People
from explorer.demo.wire import Record, Refusal, app, json_answer, json_object, resource

_NULLABLE = ("lastName", "cityId", "birthDate", "internalNote")
_TEXTS = ("firstName", "lastName", "email", "phone", "cityId", "birthDate", "passcode", "number", "internalNote")


class Gormic:
    """The vendor's operations on its customers."""

    def __init__(self, people: People, count: int, now: Callable[[], datetime]) -> None:
        self._customers = Customers(people, count, now)
        self._now = now
        self._requests = counter(1)

    async def list_customers(self, request: Request) -> Response:
        """A page of customers in order of creation; `next` goes into `offset`."""
        start = self._offset(request, "list") or 0
        users, following = self._customers.page(start)
        data: Record = {"users": users, "query": {}}
        if following is not None:
            data["next"] = _token("list", following)
        return self._answer("listUsers", data)

    async def export(self, request: Request) -> Response:
        """A page of customers changed since a time (inclusive), oldest change first."""
        since = self._updated_since(request)
        start = self._offset(request, "export")
        items, following = self._customers.changed_since(since if start is None else start)
        data: Record = {"items": items}
        if following is not None:
            data["next"] = _token("export", following)
        return self._answer("exportUsers", data)

    async def get(self, request: Request) -> Response:
        """One customer, archived or not."""
        return self._answer("getUser", {"user": self._customers.at(self._place(request, "getUser"))})

    async def create(self, request: Request) -> Response:
        """Add a customer; a telephone or customer number in use is refused."""
        service = "createUser"
        params = await self._params(request, service)
        calling = params.pop("phoneCallingCode", None)
        if not isinstance(calling, str) or calling not in CALLING_CODES:
            raise self._error(400, service, "INVALID_PARAMS", "phoneCallingCode is missing or unknown")
        self._check(params, service)
        for field in ("firstName", "phone"):
            if not params.get(field):
                raise self._error(400, service, "INVALID_PARAMS", f"{field} is required")
        params |= {"phone": _digits(params["phone"]), "phoneCountryCalling": calling}
        params["phoneCountry"] = CALLING_CODES[calling]
        if "number" in params and self._customers.number_taken(params["number"]):
            raise self._error(400, service, "NUMBER_EXISTS")
        if await self._customers.phone_taken(calling, params["phone"]):
            raise self._error(400, service, "PHONE_EXISTS")
        params.pop("passcode", None)
        warnings = [] if params.get("email") else [{"code": "EMAIL_MISSING"}]
        return self._answer(service, {"succeed": True, "id": self._customers.create(params)}, warnings)

    async def update(self, request: Request) -> Response:
        """Change the given fields of a customer; null clears the nullable ones."""
        service = "updateUser"
        place = self._place(request, service)
        params = await self._params(request, service)
        if params.pop("id", request.path_params["id"]) != request.path_params["id"]:
            raise self._error(400, service, "INVALID_PARAMS", "id differs from the path")
        self._check(params, service)
        before = self._customers.at(place)
        if before.get("archivedAt") is not None:
            raise self._error(400, service, "ARCHIVED")
        number = str(params.get("number", before["number"]))
        if number != before["number"] and self._customers.number_taken(number):
            raise self._error(400, service, "NUMBER_EXISTS")
        if "phone" in params:
            calling, phone = _split_phone(params["phone"], before["phoneCountryCalling"])
            changed = (calling, phone) != (before["phoneCountryCalling"], before["phone"])
            if changed and await self._customers.phone_taken(calling, phone):
                raise self._error(400, service, "PHONE_EXISTS")
            if calling != before["phoneCountryCalling"]:
                params["phoneCountry"] = CALLING_CODES[calling]
            params |= {"phone": phone, "phoneCountryCalling": calling}
        params.pop("passcode", None)
        self._customers.update(place, params)
        return self._answer(service, {"succeed": True})

    async def delete(self, request: Request) -> Response:
        """Archive a customer."""
        service = "deleteUser"
        place = self._place(request, service)
        if self._customers.at(place).get("archivedAt") is not None:
            raise self._error(400, service, "ARCHIVED")
        self._customers.archive(place)
        return self._answer(service, {"succeed": True})

    def guard(self, request: Request) -> None:
        """Refuse a call without the right `api-key` and `organization-id`."""
        key = request.headers.get("api-key")
        if key != GORMIC_KEY:
            raise self._error(401, "gateway", "INVALID_TOKEN" if key else "MISSING_TOKEN")
        organization = request.headers.get("organization-id")
        if not organization:
            raise self._error(400, "gateway", "MISSING_ORGANIZATION", "The header organization-id is required")
        if organization != GORMIC_ORGANIZATION:
            raise self._error(401, "gateway", "UNAUTHORIZED")

    def fault(self, status: int, reason: str) -> Record:
        """The body of an error outside the operations."""
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(status, "Unknown")
        return self._head("gateway") | {"error": {"code": code, "description": reason}}

    def _head(self, service: str) -> Record:
        stamp = int(self._now().timestamp() * 1000)
        return {
            "app": "crm",
            "service": service,
            "instanceId": "inst-1",
            "requestId": f"{stamp}-main-{next(self._requests):05d}",
        }

    def _answer(self, service: str, data: Record, warnings: list[Record] | None = None) -> Response:
        return json_answer(self._head(service) | {"warnings": warnings or [], "data": data})

    def _error(self, status: int, service: str, code: str, description: str = "") -> Refusal:
        error = {"code": code} | ({"description": description} if description else {})
        return Refusal(status, self._head(service) | {"error": error})

    def _place(self, request: Request, service: str) -> int:
        place = self._customers.place(request.path_params["id"])
        if place is None:
            raise self._error(404, service, "NOT_FOUND")
        return place

    def _offset(self, request: Request, kind: str) -> int | None:
        """The position in `offset`; None for a first call (absent or empty)."""
        token = request.query_params.get("offset", "")
        if not token:
            return None
        try:
            name, _, position = urlsafe_b64decode(token).decode("ascii").partition(":")
        except (Base64Error, ValueError):
            name = position = ""
        if name != kind or not position.isdigit():
            raise self._error(400, f"{kind}Users", "INVALID_OFFSET")
        return int(position)

    def _updated_since(self, request: Request) -> int:
        try:
            since = datetime.fromisoformat(request.query_params["updatedSince"])
        except (KeyError, ValueError):
            raise self._error(400, "exportUsers", "INVALID_PARAMS", "updatedSince must be an ISO time") from None
        return int((since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp() * 1000)

    async def _params(self, request: Request, service: str) -> Record:
        body = await json_object(request)
        params = body.get("params") if body is not None else None
        if not isinstance(params, dict):
            raise self._error(400, service, "INVALID_PARAMS", "The body must be a JSON object with params")
        return params

    def _check(self, params: Record, service: str) -> None:
        problem = next((text for name, value in params.items() if (text := _problem(name, value))), None)
        if problem:
            raise self._error(400, service, "INVALID_PARAMS", problem)


def gormic_app(people: People, count: int, now: Callable[[], datetime]) -> ASGIApp:
    """The vendor's ASGI app with `count` customers."""
    vendor = Gormic(people, count, now)
    base = "/v1/crm/customers"
    return app(
        [
            resource(base, vendor.guard, GET=vendor.list_customers, POST=vendor.create),
            resource(f"{base}/export", vendor.guard, GET=vendor.export),
            resource(f"{base}/{{id}}", vendor.guard, GET=vendor.get, PATCH=vendor.update, DELETE=vendor.delete),
        ],
        vendor.fault,
    )


def _token(kind: str, position: int) -> str:
    return urlsafe_b64encode(f"{kind}:{position}".encode()).decode()


def _problem(name: str, value: object) -> str | None:
    """What is wrong with one field of a write, or None."""
    if value is None:
        return None if name in _NULLABLE else f"{name} may not be null"
    if name == "gender":
        ok = isinstance(value, str | int) and not isinstance(value, bool)
    elif name == "unsubscribed":
        ok = isinstance(value, bool)
    elif name in _TEXTS:
        ok = isinstance(value, str)
    else:
        return f"{name} is not known"
    if ok and name == "firstName":
        ok = bool(str(value).strip())
    if ok and name == "phone":
        ok = 4 <= len(_digits(str(value))) <= 15 and re.fullmatch(r"\+?[\d ()./-]+", str(value)) is not None
    if ok and name == "birthDate":
        ok = _is_date(str(value))
    return None if ok else f"{name} is not valid"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text) is not None
    except ValueError:
        return False


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _split_phone(text: str, calling: str) -> tuple[str, str]:
    """Calling code and national digits; a text without + keeps the calling code it had."""
    digits = _digits(text)
    if text.startswith("+"):
        for length in (1, 2, 3):
            if digits[:length] in CALLING_CODES:
                return digits[:length], digits[length:]
    return calling, digits
