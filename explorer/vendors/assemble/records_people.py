"""The short forms in which users and teams stand inside other records."""

from __future__ import annotations

from typing import Annotated

from explorer.model.field import Field
from explorer.model.validate import Record
from explorer.vendors.assemble.records_values import BY_ASSEMBLE, Id


class UserStatus(Record):
    """A user's status. Listed in requests, yet read-only in every member."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    name: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
    contactable: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None


class UserSummary(Record):
    """A user as a list row and as the manager, supervisor or author in another record."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    display_name: Annotated[str | None, Field(label="name", readonly=BY_ASSEMBLE, width=24, personal=True)] = None
    title: Annotated[str | None, Field(width=6)] = None
    role_name: Annotated[str | None, Field(label="role", readonly="the primary role's name; edit the roles")] = None
    team_name: Annotated[str | None, Field(label="team", readonly="the primary role's team; edit the roles")] = None
    status: Annotated[UserStatus | None, Field(kind="json", readonly="set by Assemble, cannot be edited", width=10)] = (
        None
    )
    can_manage: Annotated[bool | None, Field(kind="bool", rule="whether you may manage this user", width=10)] = None
    profile_photo_url: Annotated[
        str | None, Field(label="photo", kind="url", readonly=BY_ASSEMBLE, width=24, personal=True)
    ] = None


class TeamSummary(Record):
    """A team's name in a note or touchpoint."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    display_name: Annotated[str | None, Field(label="name", readonly=BY_ASSEMBLE)] = None


class Team(TeamSummary):
    """A team as it stands in a role association. Its members' types drift between the vendor's pages."""

    parent_id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    name: Annotated[str | None, Field(label="internal name", readonly=BY_ASSEMBLE)] = None
    description: Annotated[str | None, Field(kind="long", readonly=BY_ASSEMBLE)] = None
    geo_location: Annotated[Id | None, Field(readonly=BY_ASSEMBLE)] = None
    catchment_area_id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    icon: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
    show_on_public_site: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    ceiling_enabled: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    public_url: Annotated[str | None, Field(kind="url", readonly=BY_ASSEMBLE)] = None
    hidden: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    disabled: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    external_reference: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
