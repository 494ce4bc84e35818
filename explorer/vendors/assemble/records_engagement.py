"""Notes and touchpoints, as Assemble answers them."""

from __future__ import annotations

from typing import Annotated

from explorer.model.field import Field
from explorer.model.json_text import JsonValue
from explorer.model.validate import Record
from explorer.vendors.assemble.records_people import TeamSummary, UserSummary
from explorer.vendors.assemble.records_values import BY_ASSEMBLE, SEPARATE, UNWRAPPED, Id, Moment

_NO_CHOICE = "set by Assemble: its documents name no way to choose it"


class NoteCategory(Record):
    """What a note is about."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    name: Annotated[str | None, Field(readonly=_NO_CHOICE)] = None


class Reminder(Record):
    """When to be reminded."""

    date: Annotated[Moment | None, Field(kind="datetime")] = None


class SubNote(Record):
    """A remark below a note."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    body: Annotated[str | None, Field(label="text", kind="long", width=48, personal=True)] = None
    user: Annotated[
        UserSummary | None, UNWRAPPED, Field(label="author", kind="json", readonly=BY_ASSEMBLE, width=20, personal=True)
    ] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None
    deleted_at: Annotated[Moment | None, Field(label="deleted", kind="datetime", readonly=BY_ASSEMBLE)] = None


class Note(Record):
    """A note about a user."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    subject: Annotated[str | None, Field(width=28, personal=True)] = None
    body: Annotated[str | None, Field(label="text", kind="long", width=40, personal=True)] = None
    category: Annotated[NoteCategory | None, UNWRAPPED, Field(kind="json", readonly=_NO_CHOICE)] = None
    private: Annotated[bool | None, Field(kind="bool", width=7)] = None
    pinned: Annotated[bool | None, Field(kind="bool", width=6)] = None
    reminder: Annotated[Reminder | None, UNWRAPPED, Field(kind="json", width=20)] = None
    created_by: Annotated[
        UserSummary | None, UNWRAPPED, Field(label="author", kind="json", readonly=BY_ASSEMBLE, width=20, personal=True)
    ] = None
    user: Annotated[
        UserSummary | None, UNWRAPPED, Field(label="about", kind="json", readonly=BY_ASSEMBLE, width=20, personal=True)
    ] = None
    team: Annotated[TeamSummary | None, UNWRAPPED, Field(kind="json", readonly=_NO_CHOICE)] = None
    sub_notes: Annotated[
        list[SubNote] | None, UNWRAPPED, Field(kind="json", readonly=SEPARATE, width=24, personal=True)
    ] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None
    deleted_at: Annotated[Moment | None, Field(label="deleted", kind="datetime", readonly=BY_ASSEMBLE)] = None


class TouchpointType(Record):
    """A kind of touchpoint; its `has_` members say which inputs the vendor's own pages show for it."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE)] = None
    name: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
    icon: Annotated[str | None, Field(readonly=BY_ASSEMBLE)] = None
    filterable: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_file_upload: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_duration: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_subject: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_comments: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_date: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_time: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_follow_up_date: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    has_team_checkbox: Annotated[bool | None, Field(kind="bool", readonly=BY_ASSEMBLE)] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None


class SubTouchpoint(Record):
    """A remark below a touchpoint. Unlike a sub note it names no author."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    body: Annotated[str | None, Field(label="text", kind="long", width=48, personal=True)] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None


class Touchpoint(Record):
    """A contact somebody had with a user."""

    id: Annotated[Id | None, Field(kind="id", readonly=BY_ASSEMBLE, width=8)] = None
    subject: Annotated[str | None, Field(width=28, personal=True)] = None
    body: Annotated[str | None, Field(label="text", kind="long", width=40, personal=True)] = None
    type: Annotated[TouchpointType | None, UNWRAPPED, Field(kind="json", readonly=_NO_CHOICE)] = None
    start: Annotated[Moment | None, Field(kind="date", width=10)] = None
    end: Annotated[Moment | None, Field(kind="date", width=10)] = None
    duration: Annotated[int | None, Field(label="minutes", kind="integer", width=7)] = None
    follow_up_date: Annotated[Moment | None, Field(label="follow up", kind="datetime", width=20)] = None
    private: Annotated[bool | None, Field(kind="bool", width=7)] = None
    archived: Annotated[bool | None, Field(kind="bool", width=8)] = None
    reminder: Annotated[Reminder | None, UNWRAPPED, Field(kind="json", width=20)] = None
    created_by: Annotated[
        UserSummary | None, UNWRAPPED, Field(label="author", kind="json", readonly=BY_ASSEMBLE, width=20, personal=True)
    ] = None
    user: Annotated[
        UserSummary | None, UNWRAPPED, Field(label="with", kind="json", readonly=BY_ASSEMBLE, width=20, personal=True)
    ] = None
    team: Annotated[TeamSummary | None, UNWRAPPED, Field(kind="json", readonly=_NO_CHOICE)] = None
    sub_touchpoints: Annotated[list[SubTouchpoint] | None, UNWRAPPED, Field(kind="json", width=24, personal=True)] = (
        None
    )
    attachments: Annotated[JsonValue, UNWRAPPED, Field(kind="json", personal=True)] = None
    created_at: Annotated[Moment | None, Field(label="created", kind="datetime", readonly=BY_ASSEMBLE)] = None
    updated_at: Annotated[Moment | None, Field(label="updated", kind="datetime", readonly=BY_ASSEMBLE)] = None
