"""What one write would send, before it is sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from textual.content import Content

from explorer.model.account import Account
from explorer.model.change_words import confirmation
from explorer.model.edit import Change
from explorer.model.moment import clock_second
from explorer.model.outcome import Prepared
from explorer.ui import cells, masking
from explorer.ui.change_lines import (
    Names,
    Row,
    Teller,
    body_lines,
    laid_out,
    nameless,
    prepared_rows,
    shown_body,
    wrapped,
)
from explorer.ui.form_wording import fitting_address
from explorer.ui.screens.confirming import ConfirmingScreen
from explorer.ui.signs import Signs
from explorer.ui.wording import Sentence


class ReviewScreen(ConfirmingScreen):
    """The difference, the exact request, and the way back. Dismisses with True to send."""

    def __init__(
        self,
        prepared: Prepared,
        *,
        account: Account,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        others: Mapping[str, Change] | None = None,
        names: Names = nameless,
        of_form: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`others` are fields that were changed meanwhile, from here or elsewhere, and stay so; `names` knows what
        people call the records that ids stand for. `of_form`: it lies over the form that it comes of."""
        wanted = confirmation(prepared)
        super().__init__(prepared, wanted, account=account, signs=signs, clock=clock, say=say, monotonic=monotonic)
        self._others = others or {}
        self._names = names
        self._of_form = of_form

    @property
    def heading(self) -> str:
        """What would be done, and to whom."""
        return self._heading_with(str(self.prepared.edit.address))

    def heading_in(self, room: int) -> str:
        """Rather with the name than with the whole address."""
        address = self.prepared.edit.address
        around = len(self.heading) - len(str(address))
        return self._heading_with(fitting_address(address, self.signs, room - around))

    @property
    def back(self) -> str:
        """Where `escape` leads."""
        return "back to the form" if self._of_form else "leave it"

    def _heading_with(self, address: str) -> str:
        prepared = self.prepared
        label = masking.name_of(prepared.resource, prepared.record)
        whom = f"{address}{f' {self.signs.separator} {label}' if label else ''}"
        undo = f"undo of entry {prepared.undoes}: " if prepared.undoes is not None else ""
        return f"{undo}{_what(prepared)} {whom}"

    @property
    def question(self) -> str:
        """The id."""
        return f"type the id, {self.wanted}, to {self.prepared.operation.name} it"

    def request(self, width: int) -> Sequence[Content]:
        """The difference, and what is sent."""
        rows = prepared_rows(self.prepared, self.signs, self._names)
        return [*laid_out(rows, width), *([cells.NOTHING] if rows else []), *request_lines(self.prepared, width)]

    def consequences(self, width: int) -> Sequence[Content]:
        """What is known of the record, and what the write does to it."""
        notices = (line for notice in self.prepared.notices for line in wrapped(((notice, ""),), width, 1))
        return [cells.NOTHING, *self._reading(width), *notices]

    def _reading(self, width: int) -> list[Content]:
        """When the record was read again, and what has changed since."""
        if self.prepared.operation.name == "create":
            return []
        at = f"Read again at {clock_second(self.prepared.read_at, self.clock())}"
        if not self._others:
            compared = self.prepared.operation.name in ("update", "delete") and not self.prepared.archived
            return wrapped(((f"{at}{': nothing else has changed' if compared else ''}.", ""),), width, 1)
        theirs: Sentence = ((f"{self.signs.changed} {at}. ", "changed"), ("Changed meanwhile, and left as it is:", ""))
        rows: list[Row] = Teller(self.prepared.operation, self.signs, self._names).rows(self._others)
        return [*wrapped(theirs, width, 1), *laid_out(rows, width)]


def request_lines(prepared: Prepared, width: int) -> list[Content]:
    """Method, URL and body, as they are sent, secrets as `***`."""
    lines = wrapped(((f"{prepared.method} ", "strong"), (prepared.url, "")), width)
    if prepared.body is not None:
        lines += body_lines(shown_body(prepared.body, prepared.operation), width)
    return lines


def _what(prepared: Prepared) -> str:
    count = len(prepared.changes)
    match prepared.operation.name:
        case "update":
            return f"{count} change{'' if count == 1 else 's'} to"
        case "create":
            return f"new {prepared.resource.singular} in"
        case name:
            return name
