"""Setting up an account, one question at a time: then a test call, what it saw, and only then the config."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.worker import Worker

from explorer.model.errors import ExplorerError
from explorer.model.resource import Vendor
from explorer.model.text import fold
from explorer.repository import Repository
from explorer.repository.online import Ask
from explorer.ui import cells, set_up_steps
from explorer.ui.keys import pressed
from explorer.ui.new_accounts import NewAccounts
from explorer.ui.screens.painted_dialog import PaintedDialog, PaintedInput
from explorer.ui.set_up_steps import WRITE, Choice, Kind, Step
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence
from explorer.ui.workers import run_worker

_WIDTH: Final = 100
_FRAME: Final = 8
"""Lines that the answers cannot have: title, question, what is about it, gaps, keys."""
_AROUND: Final = 3
"""Lines besides what is told and the choices: title, a gap, keys."""


class SetUpScreen(PaintedDialog[Repository]):
    """Asks for what an account needs. Dismisses with the opened account, or None when it is left."""

    CSS_PATH = "set_up.tcss"

    def __init__(
        self, new: NewAccounts, vendors: Mapping[str, Vendor], taken: Collection[str], *, ask: Ask, notice: str = ""
    ) -> None:
        """`ask` puts a sign-in question of the test call to the user; `notice` is said at the end."""
        super().__init__()
        self._new = new
        self._vendors = vendors
        self._taken = taken
        self._ask = ask
        self._notice = notice
        self._answers: dict[str, str] = {}
        self._at = 0
        self._kind: Kind = "trying"
        self._told: Sequence[Sentence] = ()
        self._letters = ""
        """Typed to get to a choice."""
        self._work: Worker[None] | None = None

    @property
    def steps(self) -> list[Step]:
        """The questions, as far as they are known."""
        return set_up_steps.steps(self._answers, self._vendors, self._taken)

    @property
    def step(self) -> Step:
        """The present question."""
        return self.steps[self._at]

    @property
    def kind(self) -> Kind:
        """Where the last step stands."""
        return self._kind

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What can be chosen now."""
        step = self.step
        return set_up_steps.endings(self._kind, self._new.file) if step.id == WRITE else step.choices

    def compose(self) -> ComposeResult:
        """What was answered, the question, and a place for the answer."""
        with Vertical():
            yield OneLine(id="title")
            yield Lines(can_focus=False, id="told")
            yield Lines(pointed=True, id="choices")
            with Horizontal():
                yield OneLine(id="prompt")
                yield PaintedInput(self.is_early)
            yield Lines(can_focus=False, id="note")
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Ask the first question."""
        self._show()

    def on_resize(self) -> None:
        """Lay it out anew; what is typed stays."""
        self._lay_out()

    def painted(self) -> None:
        """From now on keys count."""
        self._set_focus()

    # Drawing

    def _show(self) -> None:
        """The present question, with the answer it had."""
        step = self.step
        field = self.query_one(PaintedInput)
        field.password = step.hidden
        with field.prevent(PaintedInput.Changed):
            field.value = self._answers.get(step.id, step.first)
        field.cursor_position = len(field.value)
        self._letters = ""
        self._say()
        self._lay_out()
        if self.painted_at is not None:
            self._set_focus()

    def _lay_out(self) -> None:
        step, choices = self.step, self.choices
        typed = not step.choices and step.id != WRITE
        self.query_one("#title", OneLine).show(
            cells.line((" Set up an account", "strong"), ("   nothing is written before the end", "dim"))
        )
        told = self._lay_out_told(step, len(choices))
        pointed = self.query_one("#choices", Lines)
        pointed.display = bool(choices)
        pointed.show([self._choice(each) for each in choices])
        pointed.move(next((place for place, each in enumerate(choices) if each.value == self._answers.get(step.id)), 0))
        pointed.styles.height = max(min(len(choices), self.app.size.height - _AROUND - told), 1)
        self.query_one(Horizontal).display = typed
        self.query_one("#prompt", OneLine).show(cells.text(f"  {step.label}:"))
        self.query_one("#prompt", OneLine).styles.width = len(step.label) + 4
        self._show_keys(typed)

    def _lay_out_told(self, step: Step, choices: int) -> int:
        """Answers and question; returns how many lines they take."""
        answers = set_up_steps.shown_answers(self._answers, self.steps[: self._at])
        room = max(self.app.size.height - _FRAME - max(choices, 1), 1)
        widest = max((len(label) for label, _ in answers), default=0)
        sentences: list[Sentence] = [
            ((f"{label:{max(widest + 2, 16)}}", "dim"), (value, "")) for label, value in answers[-room:]
        ]
        if sentences:
            sentences.append(())
        if step.id == WRITE:
            sentences += self._told
        else:
            sentences.append(((step.question, "strong"),))
            if step.about:
                sentences.append(((step.about, "dim"),))
        width = max(min(self.app.size.width, _WIDTH) - 4, 8)
        lines = [line for each in sentences for line in (cells.line(*each).wrap(width) if each else [cells.NOTHING])]
        told = self.query_one("#told", Lines)
        told.show([cells.NOTHING, *(cells.text("  ") + line for line in lines), cells.NOTHING])
        height = min(len(lines) + 2, max(self.app.size.height - _AROUND - 1, 1))
        told.styles.height = height
        return height

    @staticmethod
    def _choice(choice: Choice) -> Content:
        return cells.line((f"  {choice.title:28}", ""), (choice.about, "unsure" if "!" in choice.about else "dim"))

    def _show_keys(self, typed: bool) -> None:
        keys: list[Part] = []
        if typed or self.choices:
            keys += [(" enter ", "key"), ("next  " if self.step.id != WRITE else "do it  ", "dim")]
        if self.choices:
            keys += [("j k ", "key"), ("choose, or type its name  ", "dim")]
        keys += [(" esc ", "key"), ("back" if self._at else "leave", "dim")]
        self.query_one("#keys", HintsLine).tell(keys)

    def _say(self, words: str = "") -> None:
        """Say what is wrong with the answer."""
        note = self.query_one("#note", Lines)
        width = max(min(self.app.size.width, _WIDTH) - 4, 8)
        lines = [cells.text("  ") + line for line in cells.text(words, "failed").wrap(width)] if words else []
        note.show(lines)
        note.styles.height = len(lines)
        note.display = bool(lines)

    def _set_focus(self) -> None:
        if self.step.choices or self.step.id == WRITE:
            self.set_focus(self.query_one("#choices", Lines) if self.choices else None)
        else:
            self.set_focus(self.query_one(PaintedInput))

    # Answering

    async def _on_key(self, event: events.Key) -> None:
        """`enter` takes the choice under the cursor; letters go to the one whose name begins with them. Each acts
        before the next one is looked at, also those that move the cursor: on a slow line several arrive at once."""
        if self.is_early(event) or not self.choices:
            return
        begins = event.character if event.is_printable else None
        if event.key == "enter":
            event.stop()
            self._choose()
        elif (begins and self._go_to_choice(event.key, begins)) or await self.app._check_bindings(event.key):
            event.stop()

    def _go_to_choice(self, key: str, character: str) -> bool:
        """Whether there is one; the keys that are named move the cursor instead, unless they go on with a name."""
        moves = any(pressed(f"lines-{name}", key) for name in ("down", "up", "last"))
        names = [fold(each.title) for each in self.choices]
        going_on = [fold(self._letters + character)] if self._letters else []
        for letters in going_on if moves else (*going_on, fold(character)):
            begun = [at for at, name in enumerate(names) if name.startswith(letters)]
            begun += [at for at, name in enumerate(names) if f" {letters}" in name]
            place = next(iter(begun), None)
            if place is not None:
                self._letters = letters
                pointed = self.query_one("#choices", Lines)
                pointed.move(place - pointed.current)
                return True
        self._letters = fold(character) if moves else ""  # a name may begin with it
        return False

    @on(Lines.Chosen)
    def _choose(self) -> None:
        choices, current = self.choices, self.query_one("#choices", Lines).current
        if not choices:
            return
        value = choices[current].value
        if self.step.id != WRITE:
            self._answer(value)
        elif value == "again":
            self._begin_trial()
        else:
            self._begin(self._write)

    @on(PaintedInput.Submitted)
    def _submitted(self, event: PaintedInput.Submitted) -> None:
        value = event.value if self.step.hidden else event.value.strip()
        self._answer(value)

    @on(PaintedInput.Changed)
    def _changed(self) -> None:
        self._say()

    def _answer(self, value: str) -> None:
        """Take the answer and go on, or say why not."""
        step = self.step
        answers = set_up_steps.answered(self._answers, step, value)
        if not step.choices:
            wrong = set_up_steps.problem(
                step, answers, self._vendors, self._taken, lambda draft: self._new.problems(draft, self._vendors)
            )
            if wrong:
                self._say(f"! {wrong}")
                return
        self._answers = answers
        self._at += 1
        if self.step.id == WRITE:
            self._begin_trial()
        self._show()

    def action_leave(self) -> None:
        """One question back; from the first one, leave."""
        if self._kind == "writing":
            return
        self._end_work()
        if not self._at:
            self.end(None)
            return
        self._at -= 1
        self._show()

    # Trying and writing

    def _begin_trial(self) -> None:
        draft = set_up_steps.draft(self._answers, self._vendors)
        host = draft.base_url or self._vendors[draft.vendor].base_url
        self._state("trying", [((f"Trying it out at {host} …", ""),)])
        self._begin(self._try)

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        self._end_work()
        self._work = run_worker(self, work, group="set-up")

    def _end_work(self) -> None:
        if self._work is not None:
            self._work.cancel()
            self._work = None
        self._kind = "trying"

    async def _try(self) -> None:
        draft = set_up_steps.draft(self._answers, self._vendors)
        title = draft.title or self._vendors[draft.vendor].title
        try:
            trial = await self._new.try_out(draft, self._ask)
        except ExplorerError as error:
            self._state("failed", set_up_steps.refused(error))
        else:
            self._state("works", set_up_steps.saw(trial, title))

    async def _write(self) -> None:
        draft = set_up_steps.draft(self._answers, self._vendors)
        self._state("writing", [((f"Writing {self._new.file} …", ""),)])
        try:
            repository = await asyncio.to_thread(self._new.add, draft)
        except ExplorerError as error:
            self._state("failed", set_up_steps.refused(error))
        else:
            self.end(repository)

    def _state(self, kind: Kind, told: Sequence[Sentence]) -> None:
        self._kind = kind
        notice: list[Sentence] = [((self._notice, "unsure"),)] if self._notice and kind in ("works", "failed") else []
        self._told = [*told, *notice]
        self._lay_out()
        if self.painted_at is not None:
            self._set_focus()
