"""The paths of demo RepCard: three body forms, as in its document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from math import ceil
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from explorer.demo.config import REPCARD_KEY
from explorer.demo.people import People
from explorer.demo.repcard.checks import update_errors, words
from explorer.demo.repcard.customers import ATTRIBUTES, RELATIONS, Customers
from explorer.demo.repcard.users import User, Users
from explorer.demo.wire import Record, Refusal, app, json_answer, json_object, resource, whole_number

_USERS_A_PAGE = 100
_ATTACHMENTS_A_PAGE = 250
_DEFAULT_PAGE = 15
# In the vendor's document these links lead to its test host, without `per_page`; this one never resolves.
_QA_HOST = "https://qa.repcard.invalid/api"
_HANDED_OVER = {1: "leadToUser", 2: "customerToUser", 3: "recruitToUser", 4: "otherToUser"}


class RepCard:
    """The vendor's operations on its state."""

    def __init__(self, people: People, count: int, now: Callable[[], datetime]) -> None:
        self.users = Users(people, count)
        self.customers = Customers(people, count, self.users)
        self._now = now

    async def list_users(self, request: Request) -> Response:
        """One page of users in the envelope."""
        query = request.query_params
        per_page = min(_number(query, "per_page", _DEFAULT_PAGE), _USERS_A_PAGE)
        page = _number(query, "page", 1)
        company = _number(query, "company_id", 0) or None
        flags = _flags(query)
        places = await self.users.places(company, query.get("search", "").strip())
        rows = self.users.page(places[(page - 1) * per_page : page * per_page])
        result = {
            "data": [_shown(user, flags) for user in rows],
            "totalCount": len(places),
            "currentPage": page,
            "totalPages": ceil(len(places) / per_page),
        }
        return json_answer(_envelope(200, result))

    async def details(self, request: Request) -> Response:
        """One user in the envelope."""
        flags = _flags(request.query_params)
        return json_answer(_envelope(200, _shown(self._user(request), flags)))

    async def update(self, request: Request) -> Response:
        """Replace a user's editable fields; the nine required ones come together."""
        user = self._user(request)
        body = await _body(request)
        errors = update_errors(body)
        if errors:
            raise _invalid(errors)
        changes = {
            "firstName": body["firstName"],
            "lastName": body["lastName"],
            "email": body["userEmail"],
            "phoneNumber": f"{body['countryCode']}{body['phoneNumber']}",
            "jobTitle": body["jobTitle"],
            "office": body["officeName"],
            "team": body["teamName"],
        }
        changes |= {key: body[key] for key in ("username", "externalId") if key in body}
        user.role = body["roleName"]
        self.users.keep(user, changes)
        return json_answer(_envelope(200, {}))

    async def unlink(self, request: Request) -> Response:
        """Remove a user and hand the contacts over; answered without a body."""
        user = self._user(request)
        body = await _body(request)
        user_id = user.record["id"]
        errors = self._unlink_errors(user_id, body)
        if errors:
            raise _invalid(errors)
        targets = {kind: body[field] for kind, field in _HANDED_OVER.items()}
        self.customers.hand_over(user_id, targets, self._now())
        self.users.unlink(user_id)
        return Response(status_code=204)

    async def set_active(self, request: Request) -> Response:
        """Activate (1) or deactivate (0) a user."""
        user = self._user(request)
        status = (await _body(request)).get("status")
        if isinstance(status, bool) or status not in (0, 1):
            raise _refusal(400, "Invalid status")
        user.active = status == 1
        self.users.keep(user, {})
        done = "activated" if status else "de-activated"
        return json_answer(_envelope(200, {}, f"The user has been {done} successfully."))

    async def customer(self, request: Request) -> Response:
        """One customer under `data`."""
        relations = _names(request.query_params, "withRelations", RELATIONS)
        attributes = _names(request.query_params, "withAttributes", ATTRIBUTES)
        record = self.customers.find(_path_id(request, "customer_id"), relations, attributes)
        if record is None:
            raise _refusal(404, "Customer not found")
        return json_answer({"data": record})

    async def attachments(self, request: Request) -> Response:
        """A bare Laravel paginator, whose links name another host and have lost `per_page`."""
        query = request.query_params
        per_page = min(_number(query, "per_page", _DEFAULT_PAGE), _ATTACHMENTS_A_PAGE)
        page = _number(query, "page", 1)
        customer_id = _path_id(request, "customer_id")
        rows = self.customers.attachments(customer_id)
        if rows is None:
            raise _refusal(404, "Customer not found")
        return json_answer(_paginator(rows, page, per_page, f"{_QA_HOST}/customers/{customer_id}/attachments"))

    def _user(self, request: Request) -> User:
        user = self.users.find(_path_id(request, "user_id"))
        if user is None:
            raise _refusal(404, "User not found")
        return user

    def _unlink_errors(self, user_id: int, body: Record) -> dict[str, list[str]]:
        errors = {}
        if body.get("assignContact") != 2:
            errors["assignContact"] = ["The selected assign contact is invalid."]
        for field in _HANDED_OVER.values():
            target = body.get(field)
            if not isinstance(target, int) or isinstance(target, bool):
                errors[field] = [f"The {words(field)} field is required."]
                continue
            taker = self.users.find(target)
            if target == user_id or taker is None or not taker.active:
                errors[field] = [f"The selected {words(field)} is invalid."]
        return errors


def repcard_app(people: People, count: int, now: Callable[[], datetime]) -> ASGIApp:
    """The vendor's ASGI app with `count` users and as many customers."""
    vendor = RepCard(people, count, now)
    return app(
        [
            resource("/api/users/minimal", _guard, GET=vendor.list_users),
            resource("/api/users/{user_id}/details", _guard, GET=vendor.details),
            resource("/api/users/{user_id}", _guard, PUT=vendor.update),
            resource("/api/users/{user_id}/unlink", _guard, POST=vendor.unlink),
            resource("/api/users/{user_id}/activate-deactivate", _guard, PUT=vendor.set_active),
            resource("/api/customers/{customer_id}", _guard, GET=vendor.customer),
            resource("/api/customers/{customer_id}/attachments", _guard, GET=vendor.attachments),
        ],
        lambda status, reason: _envelope(status, {}, reason),
    )


def _guard(request: Request) -> None:
    if request.headers.get("x-api-key") != REPCARD_KEY:
        raise Refusal(401, _envelope(401, [], "Unauthorized"))


def _envelope(code: int, result: Any, message: str = "") -> Record:
    return {"status": int(code < 400), "statusCode": code, "message": message, "result": result}


def _refusal(status: int, message: str) -> Refusal:
    return Refusal(status, _envelope(status, {}, message))


def _invalid(errors: Mapping[str, list[str]]) -> Refusal:
    return Refusal(422, {"message": "The given data was invalid.", "errors": dict(errors)})


async def _body(request: Request) -> Record:
    body = await json_object(request)
    if body is None:
        raise _refusal(400, "Malformed JSON")
    return body


def _path_id(request: Request, name: str) -> int:
    number = whole_number(request.path_params[name])
    return -1 if number is None else number


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    if name not in query:
        return default
    number = whole_number(query[name])
    if not number:
        raise _invalid({name: [f"The {words(name)} must be at least 1."]})
    return number


def _flags(query: Mapping[str, str]) -> dict[str, bool]:
    flags = {}
    for name in ("firstVerifiedDoorKnock", "firstAppointment"):
        value = query.get(name, "0")
        if value not in {"0", "1"}:
            raise _invalid({name: [f"The selected {words(name)} is invalid."]})
        flags[name] = value == "1"
    return flags


def _names(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> list[str]:
    names = [each.strip() for each in query.get(name, "").split(",") if each.strip()]
    if not set(names) <= set(known):
        raise _invalid({name: [f"The selected {words(name)} is invalid."]})
    return names


def _shown(user: User, flags: Mapping[str, bool]) -> Record:
    record = dict(user.record)
    if flags["firstVerifiedDoorKnock"]:
        record["firstVerifiedDoorKnock"] = user.first_knock
    if flags["firstAppointment"]:
        record["firstAppointment"] = user.first_appointment
    return record


def _paginator(rows: list[Record], page: int, per_page: int, path: str) -> Record:
    last = max(1, ceil(len(rows) / per_page))
    start = (page - 1) * per_page
    data = rows[start : start + per_page]
    previous = f"{path}?page={page - 1}" if page > 1 else None
    following = f"{path}?page={page + 1}" if page < last else None
    numbers = [
        {"url": f"{path}?page={number}", "label": str(number), "active": number == page}
        for number in range(1, last + 1)
    ]
    return {
        "current_page": page,
        "data": data,
        "first_page_url": f"{path}?page=1",
        "from": start + 1 if data else None,
        "last_page": last,
        "last_page_url": f"{path}?page={last}",
        "links": [
            {"url": previous, "label": "&laquo; Previous", "active": False},
            *numbers,
            {"url": following, "label": "Next &raquo;", "active": False},
        ],
        "next_page_url": following,
        "path": path,
        "per_page": per_page,
        "prev_page_url": previous,
        "to": start + len(data) if data else None,
        "total": len(rows),
    }
