"""What Assemble accepts for role associations, skills and supervisors."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from explorer.model.field import Field
from explorer.model.validate import Form
from explorer.vendors.assemble.forms_values import (
    OPTIONAL,
    ROLE_PROFILE,
    Bit,
    Day,
    ManagerReference,
    Reference,
    TeamReference,
)

_LEAVING: Final = "leaving"
_WRITE_ONLY: Final = "Assemble never tells it back, so it cannot be undone"


class VettingReference(Form):
    """A vetting by id, which is all that is ever told of it."""

    id: Annotated[int, Field(kind="id", seen=("users:roles.vetting.id", "users/roles:vetting.id"))]


class LeavingReasonReference(Form):
    """A reason for leaving by id. No call lists them: they are known from the roles that ended."""

    id: Annotated[
        int,
        Field(
            kind="id",
            seen=("users:roles.leaving_reason.id|reason", "users/roles:leaving_reason.id|reason"),
            personal=True,
        ),
    ]


class RoleCreate(Form):
    """A role to give. No member is marked required, though a role is plainly needed."""

    role: Annotated[Reference, Field(kind="json", rule=ROLE_PROFILE, untold=True)] = OPTIONAL
    team: Annotated[TeamReference, Field(kind="json")] = OPTIONAL
    manager: Annotated[ManagerReference, Field(kind="json", rule="a user")] = OPTIONAL
    start: Annotated[Day, Field(kind="date")] = OPTIONAL
    end: Annotated[Day | None, Field(kind="date")] = OPTIONAL
    primary: Annotated[bool, Field(kind="bool")] = OPTIONAL
    custom_title: Annotated[str, Field()] = OPTIONAL


class RoleUpdate(Form):
    """Changes of a role association, and the form filled in when someone leaves. The role itself stays.

    Unlike everywhere else, two of its booleans are integers here.
    """

    primary: Annotated[Bit, Field(kind="bool")] = OPTIONAL
    team: Annotated[TeamReference, Field(kind="json")] = OPTIONAL
    manager: Annotated[ManagerReference, Field(kind="json", rule="a user")] = OPTIONAL
    start: Annotated[str, Field(kind="date", rule="its form is not documented")] = OPTIONAL
    end: Annotated[str, Field(kind="date", rule="its form is not documented")] = OPTIONAL
    custom_title: Annotated[str, Field()] = OPTIONAL
    vetting: Annotated[VettingReference, Field(kind="json", rule="a vetting's id")] = OPTIONAL
    leaving_reason: Annotated[
        LeavingReasonReference, Field(kind="json", rule="a reason's id", section=_LEAVING, personal=True)
    ] = OPTIONAL
    feedback: Annotated[str, Field(kind="long", section=_LEAVING, personal=True)] = OPTIONAL
    recommend_organisation: Annotated[Bit, Field(kind="bool", section=_LEAVING, personal=True)] = OPTIONAL
    notify_manager: Annotated[bool, Field(kind="bool", rule=_WRITE_ONLY, untold=True, section=_LEAVING)] = OPTIONAL
    unsuitable: Annotated[bool, Field(kind="bool", rule=_WRITE_ONLY, untold=True, section=_LEAVING, personal=True)] = (
        OPTIONAL
    )


class SkillsUpdate(Form):
    """All of a user's skills, interests and languages: what is not in the list is taken away.

    That the list replaces the one there is our reading. It is not marked required; without it the request would say
    nothing, or take everything away.
    """

    skills: Annotated[
        list[int],
        Field(
            kind="ids",
            seen=("users/skills:id|name", "users:skills.id|name", "users:interests.id|name", "users:languages.id|name"),
            rule="ids of all skills, interests and languages, with commas between; those left out are taken away",
        ),
    ]


def _user_id(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise PydanticCustomError("user_id", "is no whole number, as ids of users are")
    return text


class SupervisingUser(Form):
    """A user by id, which this page alone types as text."""

    id: Annotated[
        int | Annotated[str, AfterValidator(_user_id)],
        Field(
            kind="id",
            refers="users",
            seen=("users:supervisors.supervisor.id|display_name", "users/supervisors:supervisor.id|display_name"),
        ),
    ]


class SupervisorCreate(Form):
    """Who is to supervise."""

    user: Annotated[SupervisingUser, Field(kind="json", rule="the supervising user")] = OPTIONAL
    primary: Annotated[bool, Field(kind="bool", rule="no, unless said")] = OPTIONAL


class SupervisorUpdate(Form):
    """The one thing that can be changed of a supervision."""

    primary: Annotated[bool, Field(kind="bool")] = OPTIONAL
