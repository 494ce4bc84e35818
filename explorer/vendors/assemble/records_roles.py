"""Role associations, skills and supervisors, as Assemble answers them."""

from __future__ import annotations

from typing import Annotated

from explorer.model.field import Field
from explorer.model.json_text import JsonValue
from explorer.model.validate import Record
from explorer.vendors.assemble.records_people import Team, UserSummary
from explorer.vendors.assemble.records_values import BY_ASSEMBLE, UNWRAPPED, Id, Moment

_LEAVING = "leaving"


class LeavingReason(Record):
    """Why someone left a role."""

    id: Annotated[Id | None, Field(kind="id")] = None
    reason: Annotated[str | None, Field(readonly=BY_ASSEMBLE, personal=True)] = None
    volunteer_selectable: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None


class Vetting(Record):
    """A vetting, of which only the id is shown."""

    id: Annotated[Id | None, Field(kind="id")] = None


class RecruitmentCategory(Record):
    """How people are recruited for the role."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    name: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
    stages: Annotated[JsonValue, Field(kind="json", readonly=BY_ASSEMBLE)] = None


class PermissionGroup(Record):
    """What the role permits."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    name: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
    description: Annotated[str | None, Field(kind="long", readonly=BY_ASSEMBLE)] = None


class RoleAssociation(Record):
    """A role that a user has. Its id is the association's: the role profile it was made from is not told."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    display_name: Annotated[str | None, Field(label="role", readonly="the role cannot be changed", width=20)] = None
    name: Annotated[str | None, Field(label="internal name", readonly=BY_ASSEMBLE, width=20)] = None
    primary: Annotated[bool | None, Field(kind="bool", width=7)] = None
    team: Annotated[Team | None, UNWRAPPED, Field(kind="json", width=18)] = None
    type: Annotated[str | None, Field(readonly=BY_ASSEMBLE, width=13)] = None
    start: Annotated[str | None, Field(kind="date", width=10)] = None
    end: Annotated[str | None, Field(kind="date", width=10)] = None
    custom_title: Annotated[str | None, Field(width=20)] = None
    manager: Annotated[UserSummary | None, UNWRAPPED, Field(kind="json", width=20, personal=True)] = None
    vetting: Annotated[Vetting | None, UNWRAPPED, Field(kind="json")] = None
    recruitment_category: Annotated[
        RecruitmentCategory | None, UNWRAPPED, Field(label="recruitment", kind="json", readonly=BY_ASSEMBLE)
    ] = None
    permission_group: Annotated[
        PermissionGroup | None, UNWRAPPED, Field(kind="json", readonly=BY_ASSEMBLE, width=18)
    ] = None
    leaving_form_required: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE, section=_LEAVING)] = None
    leaving_reason: Annotated[
        LeavingReason | None, UNWRAPPED, Field(kind="json", width=20, section=_LEAVING, personal=True)
    ] = None
    left_org: Annotated[
        bool | None, Field(label="left the organisation", kind="bool", readonly=BY_ASSEMBLE, section=_LEAVING)
    ] = None
    feedback: Annotated[str | None, Field(kind="long", width=24, section=_LEAVING, personal=True)] = None
    recommend_organisation: Annotated[bool | None, Field(kind="bool", section=_LEAVING, personal=True)] = None
    would_you_like_to_have_back: Annotated[
        bool | None, Field(kind="bool", readonly=BY_ASSEMBLE, section=_LEAVING, personal=True)
    ] = None
    would_you_recommend_to_organisation: Annotated[
        bool | None, Field(kind="bool", readonly=BY_ASSEMBLE, section=_LEAVING, personal=True)
    ] = None
    reference: Annotated[str | None, Field(readonly=BY_ASSEMBLE, section=_LEAVING, personal=True)] = None
    review_submitted_at: Annotated[
        Moment | None, Field(label="review submitted", kind="datetime", readonly=BY_ASSEMBLE, section=_LEAVING)
    ] = None


class Skill(Record):
    """A skill, an interest or a language: one form, and nothing tells them apart."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    name: Annotated[str | None, Field(label="skill", readonly="the skills are set as one list", width=32)] = None
    user_id: Annotated[Id | None, Field(kind="id", refers="users", readonly=BY_ASSEMBLE, width=8)] = None


class Supervisor(Record):
    """That one user supervises another. Its id is the association's, not the supervising user's."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    supervisor: Annotated[
        UserSummary | None,
        UNWRAPPED,
        Field(kind="json", readonly="the supervisor cannot be exchanged; delete and add", width=24, personal=True),
    ] = None
    primary: Annotated[bool | None, Field(kind="bool", width=7)] = None
