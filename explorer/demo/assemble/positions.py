"""Role associations, skills and supervisors of demo Assemble's users."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from explorer.demo.assemble import blanks, checks
from explorer.demo.assemble.answers import body, forbidden, invalid, item, page_of, pagination, record_in
from explorer.demo.assemble.catalogue import LEAVING_REASONS, ROLE_PROFILES, SKILL_NAMES, TEAMS
from explorer.demo.assemble.member import Member
from explorer.demo.assemble.shown import Shown
from explorer.demo.assemble.users import Users
from explorer.demo.wire import Record, json_answer, whole_number


class Roles:
    """Role associations: there is no single GET, and a user keeps at least one."""

    def __init__(self, users: Users, shown: Shown) -> None:
        self._users = users
        self._members = users.members
        self._shown = shown
        manager = checks.reference(users.existing_user)
        self._create_checks: dict[str, checks.Check] = {
            "role": checks.reference(checks.id_in(ROLE_PROFILES)),
            "team": checks.reference(checks.id_in(TEAMS)),
            "manager": manager,
            "start": checks.day,
            "end": checks.nullable(checks.day),
            "primary": checks.boolean,
            "custom_title": checks.text,
        }
        self._update_checks: dict[str, checks.Check] = {
            "leaving_reason": checks.reference(checks.id_in(LEAVING_REASONS)),
            "feedback": checks.text,
            "recommend_organisation": checks.bit,
            "notify_manager": checks.boolean,
            "unsuitable": checks.boolean,
            "vetting": checks.reference(checks.integer),
            "primary": checks.bit,
            "team": checks.reference(checks.id_in(TEAMS)),
            "start": checks.day,
            "end": checks.nullable(checks.day),
            "manager": manager,
            "custom_title": checks.text,
        }

    async def page(self, request: Request) -> Response:
        """A page of a user's role associations."""
        return page_of(request, [self._shown.role(role) for role in self._users.member(request).roles])

    async def create(self, request: Request) -> Response:
        """Give a user a role."""
        member = self._users.writable(request)
        values = checks.validated(await body(request), self._create_checks, ["role"])
        role = blanks.new_role(self._members.new_id(), values.pop("role"), primary=False)
        member.roles.append(role)
        self._change(member, role, values)
        return item(self._shown.role(role), 201)

    async def update(self, request: Request) -> Response:
        """Change a role association or fill in its leaving form; the role itself stays."""
        member = self._users.writable(request)
        role = self._role(request, member)
        values = checks.validated(await body(request), self._update_checks)
        for unseen in ("notify_manager", "unsuitable"):
            values.pop(unseen, None)
        if values.keys() & {"leaving_reason", "feedback", "recommend_organisation"}:
            values["review_submitted_at"] = self._members.moment()
        self._change(member, role, values)
        return item(self._shown.role(role))

    async def delete(self, request: Request) -> Response:
        """Take a role from a user, unless it is the last one."""
        member = self._users.writable(request)
        role = self._role(request, member)
        if len(member.roles) == 1:
            raise forbidden()
        member.roles.remove(role)
        if role["primary"]:
            member.roles[0]["primary"] = True
        self._members.keep(member)
        return Response(status_code=204)

    def _role(self, request: Request, member: Member) -> Record:
        return record_in(member.roles, request.path_params["record_id"])

    def _change(self, member: Member, role: Record, values: Record) -> None:
        if values.get("primary"):
            for other in member.roles:
                other["primary"] = False
        role |= values
        self._members.keep(member)


class Skills:
    """Skills, interests and languages in one list."""

    def __init__(self, users: Users, shown: Shown) -> None:
        self._users = users
        self._shown = shown

    async def page(self, request: Request) -> Response:
        """All of a user's skills, without `meta` as in the document's sample."""
        return json_answer({"data": self._shown.skills(self._users.member(request))})

    async def update(self, request: Request) -> Response:
        """Replace the whole list."""
        member = self._users.writable(request)
        wanted = {"skills": checks.list_of(checks.id_in(SKILL_NAMES))}
        given = await body(request)
        if "skills" not in given:
            raise invalid({"skills": ["The skills field must be present."]})
        member.skill_ids = list(dict.fromkeys(checks.validated(given, wanted)["skills"]))
        self._users.members.keep(member)
        rows = self._shown.skills(member)
        return json_answer({"data": rows, "meta": pagination(request, len(rows), len(rows))})


class Supervisors:
    """Supervisors by pivot id, which is not the id of the supervising user."""

    def __init__(self, users: Users, shown: Shown) -> None:
        self._users = users
        self._members = users.members
        self._shown = shown

    async def page(self, request: Request) -> Response:
        """A page of a user's supervisors."""
        return page_of(request, [self._shown.supervisor(each) for each in self._users.member(request).supervisors])

    async def get(self, request: Request) -> Response:
        """One supervisor."""
        return item(self._shown.supervisor(self._record(request, self._users.member(request))))

    async def create(self, request: Request) -> Response:
        """Make a user, whose id may be a text here, supervise this one."""
        member = self._users.writable(request)
        given = {"user": checks.reference(self._supervising_user), "primary": checks.boolean}
        values = checks.validated(await body(request), given, ["user"])
        taken = {member.id, *(each["supervisor"] for each in member.supervisors)}
        if values["user"] in taken:
            raise invalid({"user": ["The user has already been taken."]})
        record: Record = {"id": self._members.new_id(), "primary": False, "supervisor": values["user"]}
        member.supervisors.append(record)
        self._change(member, record, values)
        return item(self._shown.supervisor(record), 201)

    async def update(self, request: Request) -> Response:
        """Change whether a supervisor is the primary one."""
        member = self._users.writable(request)
        record = self._record(request, member)
        self._change(member, record, checks.validated(await body(request), {"primary": checks.boolean}))
        return item(self._shown.supervisor(record))

    async def delete(self, request: Request) -> Response:
        """End a supervision."""
        member = self._users.writable(request)
        member.supervisors.remove(self._record(request, member))
        self._members.keep(member)
        return Response(status_code=204)

    def _record(self, request: Request, member: Member) -> Record:
        return record_in(member.supervisors, request.path_params["record_id"])

    def _change(self, member: Member, record: Record, values: Record) -> None:
        if values.get("primary"):
            for other in member.supervisors:
                other["primary"] = False
        record["primary"] = values.get("primary", record["primary"])
        self._members.keep(member)

    def _supervising_user(self, value: object) -> int:
        number = whole_number(value) if isinstance(value, str) else value
        return self._users.existing_user(number)
