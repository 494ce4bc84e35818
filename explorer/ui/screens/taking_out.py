"""A screen of places out of which things can be taken: copied, shown as plain text, exported to a file."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from explorer.model.address import Address
from explorer.model.chosen_columns import columns_of
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.field import Kind
from explorer.model.listing import Held
from explorer.model.resource import Resource
from explorer.ui import cells, copies, masking
from explorer.ui.copies import Copied
from explorer.ui.copying import copy
from explorer.ui.history import Place
from explorer.ui.keys import key_of
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.widgets.keys_line import KeysLine
from explorer.ui.widgets.next_key import GIVEN_UP, NextKey
from explorer.ui.wording import Part, Sentence, told
from explorer.ui.workers import run_newest, run_worker

if TYPE_CHECKING:
    from explorer.ui.app import ExplorerApp
    from explorer.ui.exporting import Rows

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
            run_worker(self, copying, name="copy", group=GROUP)

    def _copying(self, letter: str) -> Callable[[], Awaitable[None]]:
        """Raises ExplorerError for what cannot be copied."""
        place, resource, repository = self.place, self.pane.resource, self.pane.repository
        address = place.record or self.pane.cursor_address
        if letter == "a":
            target = address or place.address
            return partial(self._copied, letter, lambda: Copied("the address", str(target)))
        if letter == "l":
            return partial(self._copied, letter, lambda: copies.view(place, resource, self.config_file))
        if letter == "c":
            listing, row = repository.peek(place.query), self.pane.table.cursor_position
            return partial(self._copied, letter, lambda: copies.request(repository, place, place.record, listing, row))
        held = self._record(address)
        if letter == "r":
            return partial(self._copied, letter, lambda: copies.record(held))
        if letter == "y":
            path, label = self._cell()
            return partial(self._copied, letter, lambda: copies.cell(held, path, label))
        return partial(self._copy_contact, letter, held)

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

    def action_plain_text(self) -> None:
        """Show what is on the screen as plain text, and leave the mouse to the terminal meanwhile."""
        run_newest(self, self._show_plain, name="plain text", group="plain")

    async def _show_plain(self) -> None:
        from explorer.ui.screens.plain_text import PlainTextScreen

        app = cast("ExplorerApp", self.app)
        if self.place.record is not None:
            lines = [self.pane.detail.title, *self.pane.detail.text.splitlines()]
        else:
            lines = copies.aligned(self.pane.table.visible_texts)
        had = not app.toggle_mouse()  # it was on
        if not had:
            app.toggle_mouse()
        try:
            await app.push_screen_wait(PlainTextScreen(lines))
        finally:
            if had:
                app.toggle_mouse()

    # Exporting

    def action_export(self) -> None:
        """Write rows to a file."""
        if masking.is_on():
            self.say(f"export: not while personal data is masked: {key_of('mask', 'M')} shows it")
        else:
            run_newest(self, self._export, name="export", group="export")

    async def _export(self) -> None:
        from getpass import getuser
        from socket import gethostname

        from explorer.export.fetching import scp_command
        from explorer.ui.exporting import Export
        from explorer.ui.screens.export import ExportScreen
        from explorer.ui.screens.export_run import ExportRunScreen

        place, repository, query, resource = self.place, self.pane.repository, self.place.query, self.pane.resource
        rows = await self._exportable()
        if not rows:
            self.say("export: there are no rows here")
            return
        await self.types.load(resource)
        name = f"{repository.account.name}-{resource.name}-{time.strftime('%Y-%m-%d', time.localtime(self.clock()))}"
        title = f"{resource.title} of {repository.account.title}"
        asked = ExportScreen(title, rows, self._columns(resource, place), name, self.signs)
        wanted = await self.app.push_screen_wait(asked)
        if wanted is None:
            return
        file = wanted.destination(repository.account, query.collection)
        there = await asyncio.to_thread(os.path.lexists, file.path)
        if there and not await self._may_replace(file.path):
            self.say(f"export: {file.path} stays as it is; nothing was written")
            return
        user = await asyncio.to_thread(getuser)
        scp = partial(scp_command, user=user, host=gethostname(), environ=os.environ)
        if wanted.rows.which == "all" and wanted.format == "csv":
            needed = [each.include for each in resource.columns if each.path in wanted.columns and each.include]
            query = replace(query, includes=tuple(dict.fromkeys((*query.includes, *needed))))
        export = Export(repository, query, wanted, file, replace=there)
        await self.app.push_screen_wait(ExportRunScreen(export, title, scp, self.signs, self.say))

    async def _exportable(self) -> list[Rows]:
        """The rows that can be exported, the likeliest first."""
        from explorer.ui.exporting import Rows

        repository, place, table = self.pane.repository, self.place, self.pane.table
        listing = repository.peek(place.query)
        rows = [Rows("marked", len(table.marked), table.marked)] if table.marked else []
        if place.narrows_held:
            found = await asyncio.to_thread(lambda: table.loaded_keys)
            return [*rows, Rows("found", len(found), found)] if found else rows
        if place.order is not None:
            shown = await asyncio.to_thread(lambda: table.loaded_keys)
            rows.append(Rows("sorted", len(shown), shown))
        unlisted = self.pane.state.unlisted
        if not repository.offline and not unlisted:
            rows.append(Rows("all", listing.exact if listing.exact is not None else listing.total))
        if listing.held:
            rows.append(Rows("loaded", listing.held))
        return rows

    def _columns(self, resource: Resource, place: Place) -> list[tuple[str, str, bool]]:
        """Path, name, and whether it is shown: the table's columns, its others, then the other members of a record."""
        asked = place.query.includes
        shown = columns_of(resource, self.columns_of(place))
        paths = [each.path for each in shown]
        columns = [
            (
                each.path,
                each.label if each.include in ("", *asked) else f"{each.label}, with all rows only",
                each.path in paths,
            )
            for each in (*shown, *(each for each in resource.columns if each.path not in paths))
        ]
        known = {path.partition(".")[0] for path, *_ in columns}
        attributes = self.types.attributes(resource) or ()
        return columns + [(each.name, each.label, False) for each in attributes if each.name not in known]

    async def _may_replace(self, path: str) -> bool:
        from explorer.ui.screens.question import QuestionScreen

        sentences: list[Sentence] = [
            ((f"{path} is there already.", ""),),
            (("It is replaced once all rows have come; if not all do, it stays, and they go beside it.", ""),),
        ]
        asked = QuestionScreen("Replace the file?", sentences, does="replace it", leaves="leave it")
        return await self.app.push_screen_wait(asked) is True

    def _refuse_copy(self, letter: str, error: ExplorerError) -> None:
        self.say(f"{copies.LETTERS[letter][1]}: not copied: {told(error)}")
