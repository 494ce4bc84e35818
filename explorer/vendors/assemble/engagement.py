"""What is written about a user: notes and touchpoints, and the remarks below each."""

from __future__ import annotations

from typing import Final

from explorer.model.field import Column
from explorer.model.resource import Parameter, Resource
from explorer.vendors.assemble.calls import PAGER, creating, listing, reading, updating

_RECORDS: Final = "explorer.vendors.assemble.records_engagement"
_FORMS: Final = "explorer.vendors.assemble.forms_engagement"
_TOUCHPOINT_PREFILL: Final = "explorer.vendors.assemble.prefill:touchpoint"

_NOTES: Final = "/users/{user_id}/notes"
_NOTE: Final = f"{_NOTES}/{{note_id}}"

SUB_NOTES: Final = Resource(
    name="sub-notes",
    title="sub notes",
    singular="sub note",
    id_name="sub_note_id",
    record=f"{_RECORDS}:SubNote",
    operations=(
        creating(
            f"{_NOTE}/sub-notes",
            "add a sub note",
            f"{_FORMS}:SubNoteForm",
            final="Assemble offers no way to delete a sub note again.",
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("body", "text", "long", width=48, personal=True),
        Column("user.display_name", "author", width=20, personal=True),
        Column("created_at", "created", "datetime", width=20),
        Column("updated_at", "updated", "datetime", width=20, shown=False),
        Column("deleted_at", "deleted", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("body",),
    letter="s",
    includes_as="sub_notes",
    archived="deleted_at",
)

NOTES: Final = Resource(
    name="notes",
    title="notes",
    singular="note",
    id_name="note_id",
    record=f"{_RECORDS}:Note",
    operations=(
        listing(_NOTES, "notes about the user", Parameter("q", help="title and content")),
        reading(_NOTE, "one note"),
        creating(
            _NOTES,
            "write a note",
            f"{_FORMS}:NoteForm",
            final="Assemble offers no way to delete a note again.",
        ),
        updating(_NOTE, "update a note", f"{_FORMS}:NoteForm"),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("subject", "subject", width=28, personal=True),
        Column("category.name", "category", width=16),
        Column("created_by.display_name", "author", width=20, personal=True),
        Column("created_at", "created", "datetime", width=20),
        Column("private", "private", "bool", width=7),
        Column("pinned", "pinned", "bool", width=6),
        Column("body", "text", "long", width=40, shown=False, personal=True),
        Column("team.display_name", "team", width=16, shown=False),
        Column("reminder.date", "reminder", "datetime", width=20, shown=False),
        Column("updated_at", "updated", "datetime", width=20, shown=False),
        Column("deleted_at", "deleted", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("subject",),
    children=(SUB_NOTES,),
    letter="n",
    pager=PAGER,
    search="q",
    archived="deleted_at",
    personal_texts=("sub_notes.body",),
)

_TOUCHPOINTS: Final = "/users/{user_id}/touchpoints"
_TOUCHPOINT: Final = f"{_TOUCHPOINTS}/{{touchpoint_id}}"

SUB_TOUCHPOINTS: Final = Resource(
    name="sub-touchpoints",
    title="sub touchpoints",
    singular="sub touchpoint",
    id_name="sub_touchpoint_id",
    record=f"{_RECORDS}:SubTouchpoint",
    operations=(
        creating(
            f"{_TOUCHPOINT}/sub-touchpoints",
            "add a sub touchpoint",
            f"{_FORMS}:SubTouchpointForm",
            final="Assemble offers no way to delete a sub touchpoint again.",
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("body", "text", "long", width=48, personal=True),
        Column("created_at", "created", "datetime", width=20),
        Column("updated_at", "updated", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("body",),
    letter="s",
    includes_as="sub_touchpoints",
)

TOUCHPOINTS: Final = Resource(
    name="touchpoints",
    title="touchpoints",
    singular="touchpoint",
    id_name="touchpoint_id",
    record=f"{_RECORDS}:Touchpoint",
    operations=(
        listing(
            _TOUCHPOINTS,
            "touchpoints with the user",
            Parameter("q", help="subject and body"),
            Parameter("type", "ids", help="touchpoint type ids", seen=("users/touchpoints:type.id|name",)),
            Parameter("archived", "bool", help="archived touchpoints or not"),
            Parameter("from", "date", help="start date; its form is not documented, an ISO date is assumed"),
            Parameter("to", "date", help="end date; its form is not documented, an ISO date is assumed"),
            Parameter("o", "choice", help="direction: a ascending, d descending", choices=("a", "d"), default="d"),
            Parameter("s", "choice", help="what to sort by", choices=("date",), default="date"),
        ),
        reading(_TOUCHPOINT, "one touchpoint"),
        creating(
            _TOUCHPOINTS,
            "record a touchpoint",
            f"{_FORMS}:TouchpointForm",
            prefill=_TOUCHPOINT_PREFILL,
            final="Assemble offers no way to delete a touchpoint again; it can be archived.",
        ),
        updating(
            _TOUCHPOINT,
            "update a touchpoint; Assemble's help centre says: only within four hours of its creation",
            f"{_FORMS}:TouchpointForm",
            prefill=_TOUCHPOINT_PREFILL,
            # The help centre speaks of the web pages; whether the API holds to it, and with which status, is not said.
            meanings={403: "not permitted; or older than four hours: comment with a sub touchpoint instead"},
        ),
    ),
    columns=(
        Column("id", "id", "id", width=8),
        Column("subject", "subject", width=28, personal=True),
        Column("type.name", "type", width=16),
        Column("start", "start", "date", width=10),
        Column("end", "end", "date", width=10),
        Column("duration", "minutes", "integer", width=7),
        Column("created_by.display_name", "author", width=20, personal=True),
        Column("private", "private", "bool", width=7),
        Column("archived", "archived", "bool", width=8),
        Column("body", "text", "long", width=40, shown=False, personal=True),
        Column("follow_up_date", "follow up", "datetime", width=20, shown=False),
        Column("team.display_name", "team", width=16, shown=False),
        Column("reminder.date", "reminder", "datetime", width=20, shown=False),
        Column("created_at", "created", "datetime", width=20, shown=False),
        Column("updated_at", "updated", "datetime", width=20, shown=False),
    ),
    volatile=("updated_at",),
    label=("subject",),
    children=(SUB_TOUCHPOINTS,),
    letter="t",
    pager=PAGER,
    search="q",
    sort=(("date descending", {"s": "date", "o": "d"}), ("date ascending", {"s": "date", "o": "a"})),
    personal_texts=("sub_touchpoints.body",),
)
