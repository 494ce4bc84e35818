"""What the rows in front are narrowed and sorted by, as a form."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.content import Content

from explorer.model.errors import ExplorerError, StoreError, UsageError
from explorer.model.json_text import JsonValue
from explorer.model.listing import Listing
from explorer.model.resource import Parameter
from explorer.model.view import View, verified
from explorer.repository import LocalCopy
from explorer.repository.choices import Choice
from explorer.ui import cells, filter_fields, keys
from explorer.ui.filter_fields import FilterField
from explorer.ui.filter_names import names_of
from explorer.ui.screens.field_list import LABEL_WIDTH, FieldListScreen
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, number, told, with_names
from explorer.ui.workers import run_newest, run_worker

_ASKING: Final = "ids"
"""The name of the group of the worker that reads an id."""
_MANY: Final = ("ids", "texts")


class FilterScreen(FieldListScreen[View, FilterField]):
    """Dismisses with the view that is wanted, or with None: then all stays as it was."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("filter")
    GROUP = "filter"
    CLEARS_TOLD = True
    FIELD_KEYS: ClassVar[tuple[Part, ...]] = (
        *(("ctrl+r ", "key"), ("show these rows   ", "dim"), ("enter ", "key"), ("choose   ", "dim")),
        *(("f3 ", "key"), ("clear   ", "dim"), ("f8 ", "key"), ("clear all   ", "dim")),
        *(("esc ", "key"), ("leave ", "dim")),
    )
    VALUE_KEYS: ClassVar[tuple[Part, ...]] = (
        *(("enter ", "key"), ("take it   ", "dim"), ("tab ", "key"), ("and one more   ", "dim")),
        *(("ctrl+r ", "key"), ("and show   ", "dim"), ("esc ", "key"), ("other fields ", "dim")),
    )
    NO_FIELDS = "there is nothing to narrow by"

    def __init__(
        self,
        local: LocalCopy,
        view: View,
        listing: Listing,
        id_named: Callable[[Parameter, str], Awaitable[JsonValue]],
        *,
        signs: Signs,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`view` is what is shown now, `listing` what is held of it. `id_named` reads the id of what rows only name;
        it raises ExplorerError."""
        self._resource = local.account.vendor.resource(view.address.segments)
        super().__init__(filter_fields.fields_of(local.account, view.address.segments), signs, monotonic=monotonic)
        self._local = local
        self._id_named = id_named
        self._view = view
        self._listing = listing
        self._names: Mapping[tuple[str, str], str] = {}

    def on_mount(self) -> None:
        """Show the fields; what ids stand for comes when it is known."""
        super().on_mount()
        self.say_note()
        if self._view.filters:
            run_worker(self, self._find_names, name="names", group="held")

    async def _find_names(self) -> None:
        operation = self._local.account.operation(self._resource, "list")
        if operation is None:
            return
        try:
            found = await asyncio.to_thread(names_of, self._local, operation, dict(self._view.filters))
        except StoreError as error:
            self.say_wrong(told(error))
            return
        self._names = {**found, **self._names}
        if self.field is None:
            self.show(self.line)

    # What it shows

    def headline(self) -> tuple[Content, Content]:
        """Which rows, and whose."""
        return (
            cells.text(f" Filter {self._view.address.collection}", "strong"),
            cells.text(f"{self._local.account.title} ", "strong"),
        )

    def above(self) -> Sequence[Content]:
        """That the vendor takes nothing to narrow by, where it is so."""
        if any(not each.held for each in self.fields):
            return ()
        vendor = self._local.account.vendor.title
        return (cells.text(f" {vendor} cannot narrow {self._resource.title}: only rows held here can be", "dim"),)

    def heading(self, field: FilterField) -> str:
        """Who narrows: the server, or explorer, and what of."""
        if not field.held:
            return "asked of the server"
        listing = self._listing
        if listing.complete:
            return f"in the rows held here: all {number(listing.held)}"
        of = f" of {number(listing.total)}" if listing.total is not None else ", not all there are"
        return f"in the rows held here: {number(listing.held)}{of}"

    def likeliest(self, found: Sequence[FilterField]) -> Sequence[FilterField]:
        """A column that has names before a parameter of the server's that takes the bare ids of the same."""
        named = {each.named_by for each in found if each.named_by}
        return sorted(found, key=lambda each: not (each.what == "column" and each.label in named))

    def field_line(self, field: FilterField, width: int) -> Content:
        """A field with its value."""
        value = field.value(self._view)
        if field.refers and value:
            value = with_names(self._names, field.parameters[0].name, value)
        shown: Part = (value, "strong") if value else ("any", "dim")
        room = (width - 3 - LABEL_WIDTH) * 2 // 5
        return cells.side_by_side(
            (
                (cells.text(f" {self.signs.changed if value else ' '} ", "changed"), 3),
                (cells.text(field.label, "strong" if value else ""), LABEL_WIDTH),
                (cells.line(shown), room),
                (cells.text(f" {field.note}", "dim"), width - 3 - LABEL_WIDTH - room),
            )
        )

    # What becomes of a value

    def text_of(self, field: FilterField) -> str:
        """What it narrows by now."""
        return field.value(self._view)

    def offered(self, field: FilterField, text: str, found: Sequence[Choice] | None) -> Sequence[Choice]:
        """What the text can mean."""
        return filter_fields.offered(field, text, found)

    def looking(self, field: FilterField, text: str) -> Callable[[], Awaitable[Sequence[Choice]]] | None:
        """Looks among what is held for ids by name, and for the values that a column has."""
        if field.field.choices or not (field.refers or (field.what == "column" and field.field.seen)):
            return None
        return partial(asyncio.to_thread, self._look, field, filter_fields.last_part(field, text))

    def _look(self, field: FilterField, part: str) -> Sequence[Choice]:
        """For a thread."""
        found = self._local.choices(field.field, part)
        rows = filter_fields.names_in_rows(field, self._view.address.segments)
        names = self._local.choices(rows, part) if rows is not None else ()
        return filter_fields.with_names_in_rows(found, names, self._resource.singular)

    def take(self, field: FilterField, choice: Choice) -> str:
        """Narrow by it, unless the vendor takes no such value."""
        try:
            self._view = field.put(self._view, str(choice.value))
        except UsageError as error:
            return told(error)
        if field.refers:
            self._learn(field, choice)
        return ""

    def _learn(self, field: FilterField, choice: Choice) -> None:
        """What was chosen by name is shown by it."""
        label, equals, _ = choice.label.rpartition(" = ")
        if equals:
            last = str(choice.value).rpartition(",")[2]
            self._names = {**self._names, (field.parameters[0].name, last): label}

    def take_current(self, then: Callable[[], None] = lambda: None) -> bool:
        """Narrow by the value under the cursor; False where there is none, which is said, or it is not taken, or not
        yet: where its id has to be read first, `then` is called afterwards."""
        field = self.field
        if field is not None and self.current_value is None:
            instead = f", or take “{field.named_by}” of the rows held here" if field.named_by else ""
            self.say_wrong(
                f"{field.label}: it is still being looked for"
                if self.is_looking
                else f"{field.label}: nothing held is called so; type an id{instead}"
            )
            return False
        value = self.current_value
        if field is not None and value is not None and value.value is None:
            run_newest(self, partial(self._take_named, field, value.label, then), group=_ASKING, name="read an id")
            return False
        return super().take_current()

    async def _take_named(self, field: FilterField, name: str, then: Callable[[], None]) -> None:
        """Read the id of what only rows name, narrow by it, and go on with `then`."""
        typed = self.typed
        self.say_wait(f"reading the id of “{name}”{self.signs.cut}")
        try:
            found = str(await self._id_named(field.parameters[0], name))
        except ExplorerError as error:
            self.say_wrong(f"{field.label}: {told(error)}")
            return
        if self.field is field and self.typed == typed:
            value = filter_fields.with_part(field, typed, found)
            problem = self.take(field, Choice(value, f"{name} = {found}"))
            self.choose_field(field)
            if problem:
                self.say_wrong(problem)
            else:
                self.say_note()
                then()

    def clear(self, field: FilterField) -> None:
        """Have it narrow nothing."""
        self._view = field.put(self._view, "")

    # Keys

    def action_clear_all(self) -> None:
        """Have no field narrow anything."""
        if self.field is None:
            for each in self.fields:
                self.clear(each)
            self.show(self.line)

    def action_another(self) -> None:
        """Take the value under the cursor, and go on with another one of the same field."""
        field, value = self.field, self.current_value
        if field is None or value is None:
            return
        if field.field.kind not in _MANY:
            self.say_wrong(f"{field.label} takes one value: enter takes it")
        elif self.take_current(partial(self._one_more, field)):
            self._one_more(field)

    def _one_more(self, field: FilterField) -> None:
        self.choose_value(field)
        self.put_text(f"{field.value(self._view)}, " if field.value(self._view) else "")
        self.offer(self.typed)

    def action_apply(self) -> None:
        """Show the rows, with the value that is being chosen."""
        is_chosen = self.field is None or self.typed.strip() == self.field.value(self._view)
        if not is_chosen and not self.take_current(self.action_apply):
            return
        try:
            view = verified(self._view, self._local.account)
        except UsageError as error:
            self.choose_field(self.current or self.field)
            self.say_wrong(told(error))
        else:
            self.end(view)
