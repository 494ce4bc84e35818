"""The saved views: open, rename, delete, copy as a command line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, Final, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from explorer.model.errors import UsageError
from explorer.model.kept_views import MARK, Change, checked_name, drop_view, rename_view
from explorer.model.view import View
from explorer.ui import cells, keys
from explorer.ui.keys import as_bound, key_of
from explorer.ui.saved_views import SavedView
from explorer.ui.screens.dialog import Dialog
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, number, told
from explorer.ui.workers import run_worker

_AROUND: Final = 3
"""Lines besides the list."""
_NAME: Final = 26


class BookmarksScreen(Dialog[View]):
    """Dismisses with the view to open, or with None."""

    CSS_PATH = "bookmarks.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("bookmarks")

    def __init__(
        self,
        views: Callable[[], Sequence[SavedView]],
        *,
        read_again: Callable[[], Awaitable[Sequence[str]]],
        change: Callable[[Change], Awaitable[str]],
        copy: Callable[[SavedView], None],
        signs: Signs,
    ) -> None:
        """`views` are those that are known now; `read_again` takes what others have changed, and returns what is wrong
        with the file; `change` returns what else is to be said, and raises UsageError."""
        super().__init__()
        self._views = views
        self._read_again = read_again
        self._change = change
        self._copy = copy
        self._signs = signs
        self._found: list[SavedView] = []
        self._filter = ""
        self._prompts: Literal["filter", "rename", "delete"] | None = None

    def compose(self) -> ComposeResult:
        """Title, list, what is to be said, a prompt, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True)
            yield OneLine(id="told")
            with Horizontal(id="prompt-line"):
                yield OneLine(id="prompt")
                yield LineInput()
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Show what is known, then what another explorer has made of it."""
        parts: list[Part] = [(" enter ", "key"), ("open  ", "dim"), ("r ", "key"), ("rename  ", "dim")]
        parts += [("D ", "key"), ("delete  ", "dim"), ("y ", "key"), ("copy command  ", "dim")]
        parts += [("/ ", "key"), ("find  ", "dim")]
        self.query_one("#keys", HintsLine).tell([*as_bound("bookmarks", parts), ("esc ", "key"), ("leave ", "dim")])
        self._show()
        self.set_focus(self.query_one(LiveLines))
        run_worker(self, self._refresh_views, group="views")

    async def _refresh_views(self) -> None:
        notes = await self._read_again()
        self._show()
        if notes:
            self._tell((f"{self._signs.failed} {notes[0]}", "failed"))

    def on_resize(self) -> None:
        """Leave some of the table to be seen."""
        self._show()

    @property
    def current(self) -> SavedView | None:
        """The view under the cursor."""
        return self._found[self.query_one(LiveLines).current] if self._found else None

    # Drawing

    def _show(self, name: str = "") -> None:
        every = self._views()
        self._found = [each for each in every if each.matches(self._filter)]
        lines = self.query_one(LiveLines)
        lines.styles.height = max(min(len(self._found), self.app.size.height - _AROUND - 4), 1)
        names = [each.name for each in self._found]
        place = names.index(name) if name in names else lines.current
        saves = f"none yet: {key_of('bookmark', 'b')} saves the view in front"
        nothing = f"none of {number(len(every))} matches" if every else saves
        shown = [self._line(each) for each in self._found] or [cells.text(f"   {nothing}", "dim")]
        lines.change(shown, place)
        count = f"  {number(len(self._found))} of {number(len(every))}" if self._filter else ""
        self.query_one("#title", OneLine).show(cells.line((" Saved views", "strong"), (count, "dim")))

    def _line(self, saved: SavedView) -> Content:
        sign = self._signs.failed if saved.view is None else " "
        named = cells.text(f" {sign} {MARK}{saved.name}", "failed" if saved.view is None else "")
        return cells.side_by_side(((named, min(_NAME, self.app.size.width // 3)),)) + cells.line(*saved.words)

    def _tell(self, *words: Part) -> None:
        self.query_one("#told", OneLine).show(cells.line((" ", ""), *words))

    # Keys

    @on(Lines.Chosen)
    def action_open(self) -> None:
        """Open the view under the cursor."""
        saved = self.current
        if saved is None:
            return
        if saved.view is None:
            self._tell((f"{self._signs.failed} {MARK}{saved.name}: {saved.problem}", "failed"))
        else:
            self.end(saved.view)

    def action_copy(self) -> None:
        """Copy the command line that prints the view under the cursor."""
        if self.current is not None:
            self._copy(self.current)

    def action_filter(self) -> None:
        """Find among them."""
        self._prompt("filter", ((" find: ", "strong"),), self._filter)

    def action_rename(self) -> None:
        """Give the view under the cursor another name."""
        if self.current is not None:
            self._prompt("rename", ((f" rename {MARK}{self.current.name} to ", "strong"),), self.current.name)

    def action_delete(self) -> None:
        """Ask whether the view under the cursor may go."""
        if self.current is not None:
            words: Sentence = ((f" delete {MARK}{self.current.name}? type yes: ", "strong"),)
            self._prompt("delete", words, "")

    def _prompt(self, what: Literal["filter", "rename", "delete"], words: Sentence, text: str) -> None:
        self._prompts = what
        self._tell()
        self.query_one("#prompt", OneLine).show(cells.line(*words))
        self.query_one("#prompt", OneLine).styles.width = sum(len(each) for each, _ in words)
        field = self.query_one(LineInput)
        with field.prevent(LineInput.Changed):
            field.value = text
        field.cursor_position = len(text)
        self.add_class("-prompting")
        self.set_focus(field)

    def _end_prompt(self) -> None:
        self._prompts = None
        self.remove_class("-prompting")
        self.set_focus(self.query_one(LiveLines))

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        if self._prompts == "filter":
            self._filter = event.value
            self._show()

    @on(LineInput.Submitted)
    async def _submitted(self, event: LineInput.Submitted) -> None:
        what, saved = self._prompts, self.current
        self._end_prompt()
        if saved is None or what in (None, "filter"):
            return
        try:
            if what == "rename":
                name = checked_name(event.value)
                await self._changed(rename_view(saved.name, name), f"{MARK}{saved.name} is {MARK}{name} now", name)
            elif event.value.strip().casefold() == "yes":
                await self._changed(drop_view(saved.name), f"{MARK}{saved.name} is deleted")
            else:
                self._tell((f"{MARK}{saved.name} stays", ""))
        except UsageError as error:
            self._tell((f"{self._signs.failed} {told(error)}", "failed"))

    async def _changed(self, change: Change, words: str, name: str = "") -> None:
        problem = await self._change(change)
        self._show(name)
        self._tell((words, ""), (f" until the end: {problem}" if problem else "", "unsure"))

    def action_leave(self) -> None:
        """Leave the prompt, then what was found, then the list."""
        if self._prompts is not None:
            if self._prompts == "filter":
                self._filter = ""
                self._show()
            self._end_prompt()
        elif self._filter:
            self._filter = ""
            self._show()
        else:
            super().action_leave()
