"""Whether personal data is masked, for everything that draws: one answer for the whole app.

What draws reads it here instead of being handed it, because it has to reach every view there is. Two nets: a value
whose mark says that it is personal is masked where it is taken from the record (`shown`); and every text that was read
while masking is on is looked for in all that is drawn (`scrub`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from textual._context import active_app

from explorer.model import masking
from explorer.model.display import Cells
from explorer.model.field import Column, Field
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.resource import Resource


class Masking:
    """The switch, and what was read since it is on."""

    def __init__(self, *, on: bool = False) -> None:
        self._on = on
        self._texts = masking.PersonalTexts()

    @property
    def on(self) -> bool:
        """Personal data is masked."""
        return self._on

    def toggle(self) -> None:
        """Switch; what was remembered is forgotten."""
        self._on = not self._on
        self._texts = masking.PersonalTexts()

    def saw_cells(self, columns: tuple[Column, ...], cells: Cells) -> None:
        """A row was read."""
        if self._on:
            self._texts.add_cells(columns, cells)

    def saw_record(self, resource: Resource, record: JsonObject) -> None:
        """A record was read."""
        if self._on:
            self._texts.add_record(resource, record)

    def saw_label(self, resource: Resource, label: str) -> None:
        """What a record is called was read."""
        if self._on and masking.names_person(resource):
            self._texts.add(label)

    def shown(self, value: JsonValue, mark: Field | Column) -> JsonValue:
        """`value` as it may be shown. Of a structure nothing is remembered: half of what stands in one, such as the
        name of a status, tells nothing of a person and stands in every other record, too."""
        if not self._on or not mark.personal:
            return value
        if isinstance(value, str):
            self._texts.add(value)
        return masking.mask(value, mark)

    def scrub(self, text: str) -> str:
        """`text` without what is known to be personal."""
        return self._texts.scrub(text) if self._on else text


_OFF: Final = Masking()
_REAL: Final = ContextVar("real", default=False)


def current() -> Masking:
    """The running app's; off where none runs."""
    masking: Masking = getattr(active_app.get(None), "masking", _OFF)
    return _OFF if masking.on and _REAL.get() else masking


@contextmanager
def real() -> Iterator[None]:
    """Inside, nothing is masked: for what is searched, not shown."""
    token = _REAL.set(True)
    try:
        yield
    finally:
        _REAL.reset(token)


def is_on() -> bool:
    """Personal data is masked."""
    return current().on


def shown(value: JsonValue, mark: Field | Column) -> JsonValue:
    """`value` as it may be shown: masked where it is personal and masking is on."""
    return current().shown(value, mark)


def shown_cells(columns: tuple[Column, ...], cells: Cells) -> Cells:
    """The cells of a row as they may be shown, one for each of `columns`."""
    return masking.mask_cells(columns, cells) if current().on else cells


def name_of(resource: Resource, record: JsonObject) -> str:
    """What a record is called, as it may be shown."""
    return label_of(resource, resource.label_of(record))


def label_of(resource: Resource, label: str) -> str:
    """What a record is called, which has been read already, as it may be shown."""
    if not label or not current().on or not masking.names_person(resource):
        return label
    current().saw_label(resource, label)
    return masking.MASK


def scrub(text: str) -> str:
    """`text` as it may be shown."""
    return current().scrub(text)
