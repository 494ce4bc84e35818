"""`FindLine`: a line to type in, from which the cursor of a list goes to what is typed."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from explorer.model.text import fold
from explorer.ui import cells, keys
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine

_PROMPT: Final = " find: "


class FindLine(Horizontal):
    """Stands over nothing until `open` shows it. `enter` stays on the line that was found, `escape` goes back."""

    DEFAULT_CSS = """
    FindLine {
        display: none;
        height: 1;
        background: $panel;
        OneLine { width: 7; background: $panel; }
        LineInput { width: 1fr; background: $panel; }
        #found { width: 20; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings("find"), ("escape", "back")]

    def __init__(self) -> None:
        super().__init__()
        self._lines: Lines | None = None
        self._begun = 0

    def compose(self) -> ComposeResult:
        """Prompt, what is typed, how many lines hold it."""
        yield OneLine(id="find")
        yield LineInput()
        yield OneLine(id="found")

    def open(self, lines: Lines) -> None:
        """Find among `lines`, and give the focus back to them."""
        self._lines, self._begun = lines, lines.current
        self.query_one("#find", OneLine).show(cells.text(_PROMPT, "strong"))
        self.display = True
        field = self.query_one(LineInput)
        field.value = ""
        self.screen.set_focus(field)
        self._find("")

    def _find(self, words: str, step: int = 0) -> None:
        """Go to the first line from where it began that holds all of `words`, or by `step` of them."""
        if self._lines is None:  # a key that was on its way when it closed
            return
        places = self._lines.holding(fold(words).split())
        if not words.strip() or not places:
            to, told = self._begun, "" if not words.strip() else "no line holds it "
        else:
            here = self._lines.current if step else self._begun
            if step < 0:
                to = max((each for each in places if each < here), default=places[-1])
            else:
                to = min((each for each in places if each >= here + step), default=places[0])
            told = f"{places.index(to) + 1} of {len(places)} "
        self.query_one("#found", OneLine).show(cells.NOTHING, cells.text(told, "dim"))
        self._lines.move(to - self._lines.current)

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        event.stop()
        if self._lines is not None:
            self._find(event.value)

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        self._close()

    def action_step(self, by: int) -> None:
        """To the next line that holds it, or to the one before."""
        self._find(self.query_one(LineInput).value, by)

    def action_back(self) -> None:
        """Back to where it began."""
        if self._lines is not None:
            self._lines.move(self._begun - self._lines.current)
        self._close()

    def on_key(self, event: events.Key) -> None:
        """`escape` and a key right after it reach a terminal program as one alt key."""
        if event.key.startswith("alt+"):
            event.stop()
            self.action_back()

    def on_descendant_blur(self) -> None:
        """It is done with when another widget takes the keys; while the terminal is without the focus none does."""
        taker = self.screen.focused
        if taker is not None and self not in taker.ancestors:
            self.display, self._lines = False, None

    def _close(self) -> None:
        if self._lines is not None:
            self.screen.set_focus(self._lines)
