"""Fields that somebody else changed while they were being edited: what it was, what it is, what was typed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, Literal, TypeAlias

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.model.address import Address
from explorer.model.edit import Change, conflict_path
from explorer.model.errors import ChangedMeanwhile
from explorer.model.resource import Operation
from explorer.model.value import dataclass
from explorer.ui import cells, keys
from explorer.ui.change_lines import Names, Row, Teller, laid_out, nameless, wrapped
from explorer.ui.keys import as_bound
from explorer.ui.screens.painted_dialog import PaintedDialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, number

Side: TypeAlias = Literal["theirs", "mine"]
_LABEL_WIDTH: Final = 26


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is to become of the fields that both have changed."""

    mine: frozenset[str]
    """Members that are sent all the same."""
    theirs: frozenset[str]
    """Members that stay as they are now."""
    edit: str = ""
    """The member to go back to in the form; what was not chosen yet is open then."""


class ConflictScreen(PaintedDialog[Resolution]):
    """Asks, field by field, whose value it shall be; nothing is sent. Dismisses with None when it is left.

    Of a delete there is nothing to choose by field: it is done to the record as it is now, or not at all.
    """

    CSS_PATH = "conflict.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("conflict")

    def __init__(
        self,
        error: ChangedMeanwhile,
        operation: Operation,
        *,
        address: Address,
        label: str,
        signs: Signs,
        say: Callable[[str], None],
        others: Mapping[str, Change] | None = None,
        names: Names = nameless,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`others` are fields that were changed meanwhile and that were not edited: they stay theirs."""
        super().__init__(monotonic)
        self._conflicts = error.conflicts
        self._ours = error.ours
        self._theirs = "now" if error.ours else "theirs"
        self._operation = operation
        self._address = address
        self._label = label
        self._signs = signs
        self._say = say
        self._others = others or {}
        self._teller = Teller(operation, signs, names)
        self._chosen: dict[str, Side] = {}

    @property
    def _deletes(self) -> bool:
        return self._operation.name == "delete"

    @property
    def _fields(self) -> list[str]:
        return list(self._conflicts)

    @property
    def _current(self) -> str:
        return self._fields[self.query_one("#fields", Lines).current]

    def compose(self) -> ComposeResult:
        """Title, the fields in columns, the current one whole, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield OneLine(id="heading")
            yield Lines(pointed=True, can_focus=False, id="fields")
            yield Lines(can_focus=False, id="whole")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show it."""
        self._show()

    def on_resize(self) -> None:
        """Lay it out anew."""
        self._show()

    # What is shown

    def _show(self) -> None:
        """All of it, with the cursor where it was."""
        width, room = self.inner_width, max(self.app.size.height - 3, 2)
        fields, whole = self.query_one("#fields", Lines), self.query_one("#whole", Lines)
        at = fields.current
        self._show_title(width)
        fields.show([self._line(name, width, place == at) for place, name in enumerate(self._fields)])
        fields.move(at)
        lines = self._whole(width)
        whole.show(lines)
        fields.styles.height = shown = min(len(self._fields), max(room // 2, room - len(lines)))
        whole.styles.height = min(len(lines), room - shown)
        self.query_one("#keys", HintsLine).tell(as_bound("conflict", self._keys), self._progress)

    def _show_title(self, width: int) -> None:
        verb = "since you saw it" if self._deletes else "while you edited"
        numbers = sorted(set(self._ours.values()))
        entries = f"{'entry' if len(numbers) == 1 else 'entries'} {', '.join(map(str, numbers))} of the journal"
        others = "" if self._conflicts.keys() <= self._ours.keys() else " and someone else"
        told = f"Changed by {entries}{others} since" if numbers else f"Changed by someone else {verb}"
        title = cells.text(f" {told} ", "strong")
        whom = cells.text(f"{self._address}{f' {self._signs.separator} {self._label}' if self._label else ''}")
        room = max(width - title.cell_length - 1, 1)
        self.query_one("#title", OneLine).show(title, whom.truncate(room, ellipsis=True) + cells.text(" "))
        names = ("as you saw it", "now") if self._deletes else ("before", self._theirs, "yours")
        heads = [cells.text(each, "dim") for each in names]
        self.query_one("#heading", OneLine).show(_columns(width, cells.NOTHING, heads))

    def _line(self, name: str, width: int, current: bool) -> Content:
        label = cells.text(f" {self._signs.pointer if current else ' '} {self._teller.label(conflict_path(name))}")
        return _columns(width, label, self._values(name))

    def _values(self, name: str) -> list[Content]:
        """Before, theirs and mine; what was chosen bears a sign."""
        conflict, chosen = self._conflicts[name], self._chosen.get(name)
        sides = [(conflict.before, ""), (conflict.theirs, "theirs"), (conflict.mine, "mine")]
        values: list[Content] = []
        for value, side in sides[:2] if self._deletes else sides:
            mark: Part = (f"{self._signs.applied} ", "changed") if side and side == chosen else ("", "")
            values.append(cells.line(mark, self._teller.value(conflict_path(name), value)))
        return values

    def _whole(self, width: int) -> list[Content]:
        """The current field's values where a column cuts them, and what needs no answer."""
        lines: list[Content] = []
        values = self._values(self._current)
        if any(value.cell_length > _room(width, len(values)) for value in values):
            conflict = self._conflicts[self._current]
            told = zip(
                ("before", self._theirs, "yours"), (conflict.before, conflict.theirs, conflict.mine), strict=True
            )
            rows = [Row(side, (self._teller.value(conflict_path(self._current), value),)) for side, value in told]
            lines += [cells.NOTHING, *laid_out(rows[: len(values)], width)]
        if self._others:
            lines += [cells.NOTHING, *wrapped(((f"Kept: {self._theirs}, you did not touch them", "dim"),), width, 1)]
            lines += laid_out(self._teller.rows(self._others), width)
        return [*lines, cells.NOTHING]

    @property
    def _progress(self) -> Content:
        left = len(self._fields) - len(self._chosen)
        if self._deletes or not left:
            return cells.NOTHING
        return cells.text(f" {number(left)} to choose", "unsure")

    @property
    def _keys(self) -> Sentence:
        if self._deletes:
            return (("m ", "key"), ("delete it as it is now  ", "dim"), ("escape ", "key"), ("leave it ", "dim"))
        keys: list[Part] = [
            ("t ", "key"),
            (f"{'as it is now' if self._ours else 'theirs'}  ", "dim"),
            ("m ", "key"),
            ("mine  ", "dim"),
        ]
        if len(self._fields) > 1:
            keys += [("T M ", "key"), ("all  ", "dim")]
        keys += [("e ", "key"), ("edit  ", "dim")]
        if len(self._chosen) == len(self._fields):
            keys += [("enter ", "key"), ("go on  ", "dim")]
        return (*keys, ("escape ", "key"), ("back to the form ", "dim"))

    # What the keys do

    def action_move(self, by: int) -> None:
        """Go to another field."""
        self.query_one("#fields", Lines).move(by)
        self._show()

    @on(Lines.Chosen)
    def _clicked(self) -> None:
        self._show()

    def action_scroll(self, by: int) -> None:
        """Scroll what is shown in full."""
        self.query_one("#whole", Lines).move(by)

    def action_choose(self, side: Side) -> None:
        """Whose value the current field is to have; then the next field that is open."""
        if self._deletes:
            self.end(Resolution(frozenset(self._fields), frozenset()) if side == "mine" else None)
            return
        self._chosen[self._current] = side
        at = self.query_one("#fields", Lines).current
        ahead = [*self._fields[at:], *self._fields[:at]]
        following = next((name for name in ahead if name not in self._chosen), self._current)
        self.action_move(self._fields.index(following) - at)

    def action_choose_all(self, side: Side) -> None:
        """Whose values all fields are to have."""
        if not self._deletes:
            self._chosen = dict.fromkeys(self._fields, side)
            self._show()

    def action_edit(self) -> None:
        """Back to the form, on the current field."""
        if not self._deletes:
            self.end(self._resolution(self._current))

    def action_go_on(self) -> None:
        """On to the review, when nothing is open."""
        left = [name for name in self._fields if name not in self._chosen]
        if left:
            self._say(f"choose t or m for {self._teller.label(conflict_path(left[0]))} first")
        else:
            self.end(self._resolution())

    def _resolution(self, edit: str = "") -> Resolution:
        sides = {name: side for name, side in self._chosen.items() if name != edit}
        mine, theirs = (frozenset(name for name, each in sides.items() if each == side) for side in ("mine", "theirs"))
        return Resolution(mine, theirs, edit)


def _room(width: int, columns: int) -> int:
    """Cells that a value has."""
    return (width - _label_width(width)) // columns - 2


def _label_width(width: int) -> int:
    return min(_LABEL_WIDTH, width // 4)


def _columns(width: int, label: Content, values: Sequence[Content]) -> Content:
    room = _room(width, len(values))
    told = ((cells.fitted(value, room), room + 2) for value in values)
    return cells.side_by_side(((cells.fitted(label, _label_width(width) - 1), _label_width(width)), *told))
