"""Marks that say how one value of a record is called, shown and edited: declared once, rendered many times."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from explorer.model.value import dataclass

Kind: TypeAlias = Literal[
    "text",  # one line
    "long",  # several lines
    "integer",
    "number",
    "bool",
    "date",  # year-month-day
    "datetime",
    "choice",
    "phone",
    "email",
    "url",
    "id",  # the key of a record of this or another resource
    "ids",  # several of them; comma-separated where it is a query parameter
    "texts",  # several texts; comma-separated where it is a query parameter
    "json",  # any structure
]
"""What a value is; decides alignment, control and parsing."""


HIDDEN: Final = "***"
"""Stands for a secret wherever it is shown or kept."""


@dataclass(frozen=True, slots=True)
class Field:
    """The mark in `Annotated[type, Field(...)]` of a record's or form's attribute.

    The mark has to sit inside `Annotated` of the whole type: `Annotated[int | None, Field(...)]`.
    """

    label: str = ""
    """Shown name; empty: the attribute's name with spaces for underscores."""
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    """The documented values of a `choice`."""
    refers: str = ""
    """For `id` and `ids`: the resource they are keys of, such as `users`."""
    not_itself: bool = False
    """For an `id`: the record that is written is none of its values."""
    seen: tuple[str, ...] = ()
    """Where values it can take stand in records that are held, as `resource:path`, such as `users:team`.

    A resource below another is named with those above it (`users/roles`). With `|`, the member that names the value to
    people, beside the last one of the path: `users/roles:team.id|display_name`.
    """
    readonly: str = ""
    """Why it cannot be edited, in words; empty when it can."""
    rule: str = ""
    """The vendor's rule in words, shown beside the control."""
    secret: bool = False
    """Never stored, shown or logged; asked for anew each time."""
    untold: bool = False
    """Accepted and never told back: no reading can check it, and undo cannot restore it."""
    personal: bool = False
    """Personal data: hidden while masking is on."""
    width: int = 16
    """Cells a column of it takes unless the user says otherwise."""
    section: str = ""
    """Heading in the detail pane under which it stands; empty: the main one."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column a table can show, readable from a list row without pydantic."""

    path: str
    """Dotted path in the vendor's row, such as `team.name`; lists are joined."""
    label: str
    kind: Kind = "text"
    width: int = 16
    """Cells, without the gap."""
    shown: bool = True
    """Shown unless the user says otherwise."""
    include: str = ""
    """The include that has to be asked for to have it; empty: every row holds it."""
    personal: bool = False
    """Personal data: hidden while masking is on."""
    exact: bool = False
    """Its width was chosen by the user: it takes no room that is left over."""
    whole: bool = False
    """In a printed table it is never cut, whatever its kind: an address, a time."""
    spare: int = 0
    """Of a printed table without room for all, the highest go first, and of equals the last."""
