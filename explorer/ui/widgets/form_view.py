"""`FormView`: the lines of a form with a cursor. Only what is in sight is drawn, and of that only what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from explorer.model.edit import MISSING, Conflict
from explorer.model.filling import Filling
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.members import Path, dotted
from explorer.ui.signs import Signs
from explorer.ui.widgets import form_drawing as drawing
from explorer.ui.widgets.column import Column
from explorer.ui.widgets.form_drawing import Drawn, Widths
from explorer.ui.widgets.form_lines import FormLine, form_lines
from explorer.ui.widgets.repaint import Stretch
from explorer.ui.wording import Sentence


class FormOwner(Protocol):
    """Who holds what is filled in, and is told what happens."""

    @property
    def filling(self) -> Filling:
        """As it stands."""

    def fill(self, filling: Filling) -> None:
        """It changed; the owner has the form show it."""

    def left(self, line: FormLine) -> None:
        """The cursor leaves a line."""

    def moved(self) -> None:
        """The cursor stands on another line."""

    def takes_key(self, event: events.Key) -> bool:
        """Whether a key is an answer to a question of the owner's."""

    def open_text(self, line: FormLine, text: str, first: events.Key | events.Paste | None = None) -> None:
        """Text of several lines is to be edited, beginning with `text`, and with `first` typed at its end."""

    def named(self) -> None:
        """What ids stand for is known now."""

    def say(self, words: str) -> None:
        """Say something until the next key."""

    def ask(self, words: str, key: str, then: Callable[[], None]) -> None:
        """Ask; `key` says yes."""


class FormView(Widget):
    """Lines, a cursor, and what is wrong with which of them."""

    ALLOW_SELECT = False

    def __init__(self, owner: FormOwner, record: JsonObject, signs: Signs) -> None:
        """`record` is what was read, for the values that the form does not have."""
        super().__init__()
        self._owner = owner
        self._record = record
        self._signs = signs
        self._lines: tuple[FormLine, ...] = ()
        self._problems: Mapping[str, str] = {}
        self._at = 0
        self._top = 0
        self._widths = Widths(1, 1, 1)
        self._drawn: dict[int, tuple[Drawn, Content]] = {}
        self._conflicts: Mapping[str, Conflict] = {}
        self._names: dict[str, tuple[JsonValue, str]] = {}
        self._column = Column()

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self._column

    @property
    def line(self) -> FormLine | None:
        """The line under the cursor; None: there is none to stand on."""
        line = self._lines[self._at] if self._at < len(self._lines) else None
        return line if line is not None and line.stands else None

    @property
    def lines(self) -> tuple[FormLine, ...]:
        """All lines, in sight or not."""
        return self._lines

    def show(self, problems: Mapping[str, str], *, only_changed: bool = False) -> None:
        """Show what the owner's filling is now, and what is wrong with it."""
        before = self.line
        self._problems = problems
        self._lines = form_lines(self._owner.filling, self._record, only_changed=only_changed)
        line = self.line
        if line is None or before is None or (line.path, line.kind) != (before.path, before.kind):
            self._at = self._nearest(before)
        self._arrange()

    def use_record(self, record: JsonObject) -> None:
        """What was read again, to be shown from the next time on."""
        self._record = record

    @property
    def room(self) -> Size:
        """Its size; before it has one, that of the screen: what it shows then stands in the first frame."""
        return self.size if self.size.width else self.app.size

    def show_field(self) -> None:
        """Show how the line under the cursor is filled in."""

    def leave(self) -> None:
        """The cursor's line counts as left."""
        if self.line is not None:
            self._owner.left(self.line)

    # Moving

    def start_at(self, place: str) -> None:
        """Begin on the line of the dotted path `place` where it can be edited, else on the first one."""
        found = self._find(place) if place else None
        editable = found is not None and self._lines[found].kind != "closed"
        self._at = found if found is not None and editable else self._step(-1, 1)
        self._arrange()

    def focus_field(self, place: str) -> bool:
        """Put the cursor on the line of the dotted path `place`, or of what it is part of; whether there is one."""
        found = self._find(place)
        if found is not None:
            self._go(found)
        return found is not None

    def move(self, by: int) -> None:
        """Move the cursor by lines it can stand on."""
        at = self._at
        for _ in range(min(abs(by), len(self._lines))):
            step = self._step(at, 1 if by > 0 else -1)
            if 0 <= step < len(self._lines):
                at = step
        self._go(at)

    def _find(self, place: str) -> int | None:
        standing = [
            (number, line.place) for number, line in enumerate(self._lines) if line.stands and line.kind != "add"
        ]
        exact = (number for number, each in standing if each == place)
        inside = (number for number, each in standing if each.startswith(f"{place}."))
        around = (number for number, each in reversed(standing) if place.startswith(f"{each}."))
        return next(exact, next(inside, next(around, None)))

    def _nearest(self, before: FormLine | None) -> int:
        """Where the cursor goes when its line is not in its place any more."""
        for number, line in enumerate(self._lines):
            if before is not None and (line.path, line.kind) == (before.path, before.kind):
                return number
        found = self._find(before.place) if before is not None else None
        if found is None:
            at = min(self._at, len(self._lines))
            below = self._step(at - 1, 1)
            found = below if below < len(self._lines) else max(self._step(at, -1), 0)
        return found

    def _step(self, at: int, by: int) -> int:
        at += by
        while 0 <= at < len(self._lines) and not self._lines[at].stands:
            at += by
        return at

    def _go(self, at: int) -> None:
        if at != self._at:
            self.leave()
            self._at = at
        self._keep_in_sight()
        self.show_field()
        self._repaint()
        self._owner.moved()

    def _keep_in_sight(self) -> None:
        first = self._at
        if first > 0 and not self._lines[first - 1].stands:
            first -= 1  # its heading comes along
        self._top = min(max(self._top, self._at - max(self.room.height, 1) + 1), first)

    def _scroll(self, by: int) -> None:
        self._top = max(min(self._top + by, len(self._lines) - self.size.height), 0)
        self._repaint()

    # Drawing

    def _arrange(self) -> None:
        """Lines or their room changed."""
        widths = Widths.of(self.room.width, self._lines)
        if widths != self._widths:
            self._widths = widths
            self._drawn.clear()
        self._keep_in_sight()
        self.show_field()
        self._repaint()

    def _repaint(self) -> None:
        """Have the column show what is in sight."""
        shown = []
        for at in range(self._top, min(self._top + self.room.height, len(self._lines))):
            drawn = self._look(at)
            known = self._drawn.get(at)
            if known is None or known[0] != drawn:
                known = self._drawn[at] = (drawn, drawing.draw(drawn, self._signs))
            shown.append(known[1])
        self._column.show(shown, self.move_editor())

    def move_editor(self) -> Mapping[int, Stretch]:
        """Put what lies over the line under the cursor in its place; the cells it leaves, by line in sight."""
        return {}

    def _look(self, at: int) -> Drawn:
        line, filling = self._lines[at], self._owner.filling
        if line.kind in ("heading", "closed", "add"):
            return Drawn(line, MISSING, MISSING, False, "", at == self._at, "", None, self._widths)
        value, known = line.of(filling.value), self._names.get(line.place)
        return Drawn(
            line,
            value,
            line.of(filling.was) if filling.before else value,
            changed=filling.is_changed(line.whole),
            problem=self._problem(line),
            current=at == self._at,
            note=known[1] if known is not None and known[0] == value else "",
            conflict=self._conflict(line),
            widths=self._widths,
        )

    @property
    def cut_label(self) -> str:
        """The name of the line under the cursor, where it does not stand there whole."""
        line = self.line
        return line.label if line is not None and drawing.has_cut_label(line, self._widths) else ""

    def show_conflicts(self, conflicts: Mapping[str, Conflict]) -> None:
        """Say of these, by dotted path, what they were changed to meanwhile, each until it is something else."""
        self._conflicts = conflicts
        self._repaint()

    def conflict_at(self, line: FormLine) -> Sentence:
        """What a line in conflict was, is and would become; empty where nothing is open."""
        conflict = self._conflict(line)
        if conflict is None:
            return ()
        changed: Sentence = ((f"{line.label} was changed meanwhile, too. ", "unsure"),)
        return changed + drawing.three(line, conflict, self._signs)

    def _conflict(self, line: FormLine) -> Conflict | None:
        """Of a value as it was typed before others were known to have changed it, too."""
        if line.kind not in ("field", "group"):
            return None
        found = self._conflicts.get(line.place) or self._conflicts.get(dotted(line.whole))
        if found is None:
            return None
        whole = line.path if line.place in self._conflicts else line.whole
        if self._owner.filling.value(whole) != found.mine:
            return None
        inside = line.path[len(whole) :]
        return Conflict(*(_inside(each, inside) for each in (found.before, found.theirs, found.mine)))

    def _problem(self, line: FormLine) -> str:
        """What is wrong with the value of `line`, or somewhere in it where no line of its own says so."""
        found = self._problems.get(line.place) or self._problems.get(dotted(line.whole), "")
        if found or (line.member is not None and line.member.members):
            return found
        return next((words for place, words in self._problems.items() if place.startswith(f"{line.place}.")), "")

    def notify_style_update(self) -> None:
        """Colours changed: the column's lines are made of them."""
        self._drawn.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Arrange anew."""
        self._arrange()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll."""
        event.stop()
        self._scroll(-3)


def _inside(value: JsonValue, path: Path) -> JsonValue:
    for step in path:
        value = value.get(step, MISSING) if isinstance(value, dict) else value if value is None else MISSING
    return value
