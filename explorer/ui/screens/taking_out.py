"""A screen of places out of which things can be taken: copied, shown as plain text, exported to a file."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Final

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.field import Kind
from explorer.model.listing import Held
from explorer.ui import cells, copies
from explorer.ui.copies import Copied
from explorer.ui.copying import copy
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.widgets.keys_line import KeysLine
from explorer.ui.widgets.next_key import GIVEN_UP, NextKey
from explorer.ui.wording import Part, told

GROUP: Final = "copy"
"""The name of the workers' group."""


class TakingOutScreen(PlacesScreen):
    """Knows the commands that take something out, nothing else."""

    # Copying

    def action_copy(self) -> None:
        """The next key says what is copied."""
        focused = self.focused
        if isinstance(focused, NextKey):
            focused.next_key(self._copy_letter)
            parts: list[Part] = [(" copy  ", "strong")]
            for letter, (_, name) in copies.LETTERS.items():
                parts += [(letter, "key"), (f" {name}  ", "dim")]
            self.query_one(KeysLine).show(cells.line(*parts))

    def _copy_letter(self, key: str) -> None:
        self.tell()
        if key in copies.LETTERS:
            self.action_copy_piece(key)
        elif key != GIVEN_UP:
            letters = ", ".join(f"{letter} {name}" for letter, (_, name) in copies.LETTERS.items())
            self.say(f"y {key} copies nothing; there is: {letters}")

    def action_copy_piece(self, letter: str) -> None:
        """Copy what `letter` stands for, of what is in front now."""
        try:
            copying = self._copying(letter)
        except ExplorerError as error:
            self._refuse_copy(letter, error)
        else:
            self.run_worker(copying, name="copy", group=GROUP, exit_on_error=False)

    def _copying(self, letter: str) -> Coroutine[None, None, None]:
        """Raises ExplorerError for what cannot be copied."""
        place, resource, repository = self.place, self.pane.resource, self.pane.repository
        address = place.record or self.pane.cursor_address
        if letter == "a":
            target = address or place.address
            return self._copied(letter, lambda: Copied("the address", str(target)))
        if letter == "l":
            return self._copied(letter, lambda: copies.view(place, resource))
        if letter == "c":
            listing, row = repository.peek(place.query), self.pane.table.cursor_position
            return self._copied(letter, lambda: copies.request(repository, place, place.record, listing, row))
        held = self._record(address)
        if letter == "r":
            return self._copied(letter, lambda: copies.record(held))
        if letter == "y":
            path, label = self._cell()
            return self._copied(letter, lambda: copies.cell(held, path, label))
        return self._copy_contact(letter, held)

    def _record(self, address: Address | None) -> Held:
        held = self.pane.repository.held(address) if address is not None else None
        if held is None:
            raise UsageError("there is no record under the cursor" if address is None else f"{address} is not held yet")
        return held

    def _cell(self) -> tuple[str, str]:
        """Path and name of the value under the cursor. Raises UsageError."""
        columns = self.pane.resource.columns
        if self.place.record is None:
            column = self.pane.table.cursor_column
            if column is None:
                raise UsageError("there is no column under the cursor")
            return column.path, column.label
        entry = self.pane.detail.entry
        if entry is None or entry.target:
            raise UsageError("the cursor is on no field")
        path = next((each.path for each in columns if each.label == entry.label), entry.label)
        return entry.member or path, entry.label

    async def _copy_contact(self, letter: str, held: Held) -> None:
        resource = self.repositories[held.address.account].resource(held.address)
        await self.types.load(resource)
        attributes = self.types.attributes(resource) or ()
        kind: Kind = "email" if letter == "e" else "phone"
        await self._copied(letter, lambda: copies.first_of(kind, held, resource, attributes))

    async def _copied(self, letter: str, take: Callable[[], Copied]) -> None:
        try:
            copied = take()
        except ExplorerError as error:
            self._refuse_copy(letter, error)
        else:
            self.say(f"{copied.what}: {await copy(self.app, copied.text)}")

    def _refuse_copy(self, letter: str, error: ExplorerError) -> None:
        self.say(f"{copies.LETTERS[letter][1]}: not copied: {told(error)}")
