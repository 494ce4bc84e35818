"""What Assemble accepts for notes and touchpoints.

Author, category, team and type stand in the tables, but all their ids are read-only: no page shows a way to choose
them, so they are not here.
"""

from __future__ import annotations

from typing import Annotated, Any

from explorer.model.field import Field
from explorer.model.validate import Form
from explorer.vendors.assemble.forms_values import OPTIONAL, Day, Moment, ReminderForm


class SubNoteForm(Form):
    """A remark below a note."""

    body: Annotated[str, Field(label="text", kind="long", personal=True)] = OPTIONAL


class NoteForm(Form):
    """A note. No member is marked required."""

    subject: Annotated[str, Field(personal=True)] = OPTIONAL
    body: Annotated[str, Field(label="text", kind="long", personal=True)] = OPTIONAL
    private: Annotated[bool, Field(kind="bool")] = OPTIONAL
    pinned: Annotated[bool, Field(kind="bool")] = OPTIONAL
    reminder: Annotated[ReminderForm | None, Field(kind="json", rule="when to be reminded")] = OPTIONAL


class SubTouchpointForm(Form):
    """A remark below a touchpoint."""

    body: Annotated[str, Field(label="text", kind="long", personal=True)] = OPTIONAL


class TouchpointForm(Form):
    """A touchpoint. No member is marked required."""

    subject: Annotated[str, Field(personal=True)] = OPTIONAL
    body: Annotated[str, Field(label="text", kind="long", personal=True)] = OPTIONAL
    start: Annotated[Day | None, Field(kind="date")] = OPTIONAL
    end: Annotated[Day | None, Field(kind="date")] = OPTIONAL
    duration: Annotated[int | None, Field(label="minutes", kind="integer")] = OPTIONAL
    follow_up_date: Annotated[Moment | None, Field(label="follow up", kind="datetime")] = OPTIONAL
    private: Annotated[bool, Field(kind="bool")] = OPTIONAL
    archived: Annotated[bool, Field(kind="bool", rule="touchpoints are archived, never deleted")] = OPTIONAL
    reminder: Annotated[ReminderForm | None, Field(kind="json", rule="when to be reminded")] = OPTIONAL
    sub_touchpoints: Annotated[
        list[SubTouchpointForm],
        Field(kind="json", rule="what a list does to those already there is not documented", personal=True),
    ] = OPTIONAL
    attachments: Annotated[
        list[dict[str, Any]], Field(kind="json", rule="their form is not documented", personal=True)
    ] = OPTIONAL
