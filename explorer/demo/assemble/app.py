"""The paths of demo Assemble."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp

from explorer.demo.assemble.answers import ACCEPT, bad_request, error
from explorer.demo.assemble.contact_details import ADDRESSES, CONTACTS, EMAILS, PHONES, ContactDetails
from explorer.demo.assemble.journals import Notes, Touchpoints
from explorer.demo.assemble.members import Members
from explorer.demo.assemble.positions import Roles, Skills, Supervisors
from explorer.demo.assemble.shown import Shown
from explorer.demo.assemble.sign_in import SignIn
from explorer.demo.assemble.users import Users
from explorer.demo.people import People
from explorer.demo.wire import Guard, app, resource

_USER = "/api/users/{user_id}"


def assemble_app(
    people: People,
    count: int,
    now: Callable[[], datetime],
    tell: Callable[[str], None] | None,
    token_life: Callable[[timedelta], timedelta],
) -> ASGIApp:
    """The vendor's ASGI app with `count` users; `tell` and `token_life` are those of `SignIn`."""
    members = Members(people, count, now)
    shown = Shown(members)
    users = Users(members, shown)
    sign_in = SignIn(now, tell, token_life)

    def guard(request: Request) -> None:
        _check_accept(request)
        sign_in.admit(request)

    return app(
        [
            resource("/auth/api/", _check_accept, POST=sign_in.pre_authenticate),
            resource("/auth/api/token", _check_accept, POST=sign_in.create_token),
            resource("/auth/api/refresh", _check_accept, POST=sign_in.refresh),
            resource("/oauth/token", POST=sign_in.oauth_token),
            resource("/api/users", guard, GET=users.page, POST=users.create),
            resource(_USER, guard, GET=users.get, PUT=users.update),
            *_contact_details(users, guard),
            *_positions(users, shown, guard),
            *_journals(users, shown, guard),
        ],
        error,
    )


def _check_accept(request: Request) -> None:
    if request.headers.get("accept", "").strip() != ACCEPT:
        raise bad_request("Accept header could not be properly parsed because of a strict matching process.")


def _contact_details(users: Users, guard: Guard) -> list[Route]:
    emails, addresses, contacts, phones = (
        ContactDetails(users, part) for part in (EMAILS, ADDRESSES, CONTACTS, PHONES)
    )
    routes = [resource(f"{_USER}/phone-numbers", guard, GET=phones.page, POST=phones.create)]
    routes.append(resource(f"{_USER}/phone-numbers/{{record_id}}", guard, GET=phones.get, PUT=phones.update))
    deletable = {"email-addresses": emails, "postal-addresses": addresses, "emergency-contacts": contacts}
    for name, part in deletable.items():
        routes.append(resource(f"{_USER}/{name}", guard, GET=part.page, POST=part.create))
        one = f"{_USER}/{name}/{{record_id}}"
        routes.append(resource(one, guard, GET=part.get, PUT=part.update, DELETE=part.delete))
    return routes


def _positions(users: Users, shown: Shown, guard: Guard) -> list[Route]:
    roles, skills, supervisors = Roles(users, shown), Skills(users, shown), Supervisors(users, shown)
    supervisor = f"{_USER}/supervisors/{{record_id}}"
    return [
        resource(f"{_USER}/roles", guard, GET=roles.page, POST=roles.create),
        resource(f"{_USER}/roles/{{record_id}}", guard, PUT=roles.update, DELETE=roles.delete),
        resource(f"{_USER}/skills", guard, GET=skills.page, PUT=skills.update),
        resource(f"{_USER}/supervisors", guard, GET=supervisors.page, POST=supervisors.create),
        resource(supervisor, guard, GET=supervisors.get, PUT=supervisors.update, DELETE=supervisors.delete),
    ]


def _journals(users: Users, shown: Shown, guard: Guard) -> list[Route]:
    notes, touchpoints = Notes(users, shown), Touchpoints(users, shown)
    note, touchpoint = f"{_USER}/notes/{{record_id}}", f"{_USER}/touchpoints/{{record_id}}"
    return [
        resource(f"{_USER}/notes", guard, GET=notes.page, POST=notes.create),
        resource(note, guard, GET=notes.get, PUT=notes.update),
        resource(f"{note}/sub-notes", guard, POST=notes.create_sub_note),
        resource(f"{_USER}/touchpoints", guard, GET=touchpoints.page, POST=touchpoints.create),
        resource(touchpoint, guard, GET=touchpoints.get, PUT=touchpoints.update),
        resource(f"{touchpoint}/sub-touchpoints", guard, POST=touchpoints.create_sub_touchpoint),
    ]
