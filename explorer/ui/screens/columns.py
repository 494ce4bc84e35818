"""The columns of a table: which are shown, in which order, how wide. The table behind shows each choice at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content

from explorer.model.chosen_columns import (
    DEFAULT,
    LEAST_WIDTH,
    MOST_WIDTH,
    ChosenColumns,
    column_of,
    default_paths,
)
from explorer.model.resource import Resource
from explorer.model.value import dataclass
from explorer.ui import cells, keys
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.find_line import FindLine
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence
from explorer.ui.workers import run_worker

_AROUND: Final = 3
"""Lines besides the columns."""
_NAME: Final = 24
_PATH: Final = 34
_WIDTH: Final = 8


@dataclass(frozen=True, slots=True)
class Members:
    """Members of a collection's records that have no column."""

    held: Sequence[str]
    """Paths of those that rows have which are held."""
    documented: Sequence[str]
    """Names of those that none of these rows has."""


class _Columns(LiveLines):
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("columns")


class ColumnsScreen(Dialog[ChosenColumns]):
    """Dismisses with the columns to keep, or with None; `preview` shows a choice meanwhile, with a column in view."""

    CSS_PATH = "columns.tcss"

    def __init__(
        self,
        resource: Resource,
        heading: Sentence,
        chosen: ChosenColumns,
        *,
        members: Callable[[], Awaitable[Members]],
        drawn: Callable[[], Mapping[str, int]],
        preview: Callable[[ChosenColumns, str], None],
        signs: Signs,
    ) -> None:
        """`members` finds what can be shown besides the declared columns; `drawn` tells the widths that columns have
        on the screen, by path."""
        super().__init__()
        self._resource = resource
        self._heading = heading
        self._before = chosen
        self._members = members
        self._drawn = drawn
        self._preview = preview
        self._signs = signs
        self._documented: frozenset[str] = frozenset()
        self._found: tuple[str, ...] = ()
        self._begin_with(chosen)

    def _begin_with(self, chosen: ChosenColumns) -> None:
        shown = chosen.paths or default_paths(self._resource)
        every = (*shown, *(each.path for each in self._resource.columns), *self._found)
        self._paths = list(dict.fromkeys(every))
        self._shown = set(shown)
        self._widths = dict(chosen.widths)

    @property
    def chosen(self) -> ChosenColumns:
        """What is chosen now."""
        paths = tuple(path for path in self._paths if path in self._shown)
        return ChosenColumns(() if paths == default_paths(self._resource) else paths, self._widths)

    def compose(self) -> ComposeResult:
        """Title, columns, what the current one costs, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield _Columns(pointed=True, id="columns")
            yield OneLine(id="told")
            yield FindLine()
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Begin on the first column; what else can be shown comes as soon as it is found."""
        self.query_one("#title", OneLine).show(cells.line((" ", ""), *self._heading))
        parts: list[Part] = [(" space ", "key"), ("show  ", "dim"), ("J K ", "key"), ("move  ", "dim")]
        parts += [("+ - = ", "key"), ("width  ", "dim"), ("0 ", "key"), ("default  ", "dim")]
        parts += [("/ ", "key"), ("find  ", "dim"), ("enter ", "key"), ("keep  ", "dim")]
        self.query_one("#keys", HintsLine).tell([*as_bound("columns", parts), ("esc ", "key"), ("as it was ", "dim")])
        self._show()
        self.set_focus(self.query_one(_Columns))
        run_worker(self, self._find_members, group="members")

    async def _find_members(self) -> None:
        members = await self._members()
        self._documented = frozenset(members.documented)
        self._found = (*members.held, *members.documented)
        self._paths += [path for path in self._found if path not in self._paths]
        self._show()

    def on_resize(self) -> None:
        """Leave the upper half to the table."""
        self._show()

    # Drawing

    @property
    def _lines(self) -> _Columns:
        return self.query_one(_Columns)

    @property
    def _current(self) -> str:
        return self._paths[self._lines.current]

    def _show(self, current: int | None = None) -> None:
        lines = self._lines
        lines.styles.height = max(min(len(self._paths), self.app.size.height // 2 - _AROUND), 1)
        lines.change([self._line(path) for path in self._paths], lines.current if current is None else current)
        self._tell_current()

    def _line(self, path: str) -> Content:
        column = column_of(self._resource, path)
        on = path in self._shown
        width = f"{self._widths[path]}" if path in self._widths else "auto"
        mark = f" [{self._signs.chosen if on else ' '}] "
        told: list[tuple[Content, int]] = [
            (cells.text(mark, "key"), len(mark)),
            (cells.text(column.label, "" if on else "dim"), _NAME),
            (cells.text(path if path != column.label else "", "dim"), min(_PATH, self.app.size.width // 3)),
            (cells.text(width, "" if path in self._widths else "dim"), _WIDTH),
        ]
        return cells.side_by_side(told) + cells.text(f"include={column.include}" if column.include else "", "dim")

    @on(LiveLines.Moved)
    def _tell_current(self) -> None:
        """What the column under the cursor costs, or what is to be known of it."""
        path, resource = self._current, self._resource
        column = column_of(resource, path)
        if column.include:
            words: Part = (f"{column.label}: asks for include={column.include} with every page", "unsure")
        elif path in self._documented:
            words = (f"{path}: none of the rows held here has it", "unsure")
        elif all(each.path != path for each in resource.columns):
            words = (f"{path}: a member of the rows, read from what the vendor sent", "dim")
        elif path == next(each for each in self._paths if each in self._shown):
            words = (f"{column.label}: the first column stays when the others scroll", "dim")
        else:
            words = ("", "dim")
        self.query_one("#told", OneLine).show(cells.line((" ", ""), words))

    def _changed(self, current: int | None = None) -> None:
        self._show(current)
        self._preview(self.chosen, self._current)

    # Keys

    def action_show_or_hide(self) -> None:
        """Show the column under the cursor, or hide it; the last one stays."""
        path = self._current
        if self._shown == {path}:
            words: Part = (f"{self._signs.failed} a table has one column at least", "failed")
            self.query_one("#told", OneLine).show(cells.line((" ", ""), words))
            return
        self._shown ^= {path}
        self._changed()

    def action_move_column(self, by: int) -> None:
        """Move the column under the cursor, and the cursor with it."""
        place = self._lines.current
        to = min(max(place + by, 0), len(self._paths) - 1)
        if to != place:
            self._paths.insert(to, self._paths.pop(place))
            self._changed(to)

    def action_width(self, by: int) -> None:
        """Make the column under the cursor wider, from the width it is drawn in."""
        path = self._current
        width = self._widths.get(path) or self._drawn().get(path) or column_of(self._resource, path).width
        self._widths[path] = min(max(width + by, LEAST_WIDTH), MOST_WIDTH)
        self._changed()

    def action_automatic(self) -> None:
        """Have the column under the cursor as wide as there is room for."""
        if self._widths.pop(self._current, None) is not None:
            self._changed()

    def action_default(self) -> None:
        """Have everything as it is without a choice."""
        self._begin_with(DEFAULT)
        self._changed(0)

    def action_find(self) -> None:
        """Have the cursor go to what is typed."""
        self.query_one(FindLine).open(self._lines)

    @on(Lines.Chosen)
    def _clicked(self) -> None:
        self.action_show_or_hide()

    def action_keep(self) -> None:
        """Keep it as it is shown."""
        self.end(self.chosen)

    def action_leave(self) -> None:
        """Have the columns that were there before."""
        self._preview(self._before, self._current)
        super().action_leave()
