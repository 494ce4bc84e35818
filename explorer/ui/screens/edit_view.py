"""What stands around the fields of a form: where it is kept, what is to be known about a field, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.timer import Timer

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.body import without_secrets
from explorer.model.filling import Filling
from explorer.model.health import Pause
from explorer.model.journal import Draft
from explorer.model.outcome import Outcome
from explorer.model.value import dataclass
from explorer.repository.drafts import DraftKeeper
from explorer.ui import cells, form_wording
from explorer.ui.keys import as_bound
from explorer.ui.signs import Signs
from explorer.ui.widgets import form_drawing
from explorer.ui.widgets.column import Column
from explorer.ui.widgets.form import Form
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, waited_for

if TYPE_CHECKING:
    from textual.content import Content

_NOTES: Final = 6
"""Lines of notes at most."""
_MARGIN: Final = "   "


@dataclass(frozen=True, slots=True)
class Heading:
    """What the form is about."""

    title: str
    """What is done."""
    address: Address
    label: str
    """To whom, unsafe."""
    read_at: float | None
    """When it was read, in seconds since 1970; None: nothing was."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one key says yes to."""

    words: str
    key: str
    then: Callable[[], None]


class EditView(Screen[Outcome | None]):
    """Shows a form and what is said about it. Who extends it decides what becomes of it."""

    CSS_PATH: ClassVar = ["edit.tcss", "../widgets/form.tcss"]

    _form: Form
    """Its fields; whoever extends it makes it."""
    _unread: str = ""
    """What an editor left of the whole change that cannot be read."""

    def __init__(
        self,
        filling: Filling,
        heading: Heading,
        *,
        account: Account,
        keeper: DraftKeeper | None,
        draft: Draft | None,
        signs: Signs,
        clock: Callable[[], float],
        pause: Callable[[], Pause | None],
        notes: Sequence[Sentence],
    ) -> None:
        super().__init__()
        self._clock = clock
        self._pause = pause
        self._filling = filling
        self._heading = heading
        self._account = account
        self._keeper = keeper
        self._draft = draft
        self._signs = signs
        self._notes = tuple(notes)
        self._refusal: tuple[Sentence, ...] = ()
        self._said: Sentence = ()
        self._problems: dict[str, str] = {}
        self._only_changed = False
        self._question: Question | None = None
        self._going_on: Literal["", "reading again", "waiting for the vendor"] = ""
        self._ticking: Timer | None = None

    def compose(self) -> ComposeResult:
        """What is filled in, where it is kept, the fields, and what can be done."""
        yield OneLine(id="title")
        yield OneLine(id="kept")
        yield Column(id="notes")
        yield self._form
        yield Column(id="about")
        yield OneLine(id="review")
        yield HintsLine(id="keys")

    @property
    def filling(self) -> Filling:
        """As it stands."""
        return self._filling

    @property
    def form(self) -> Form:
        """Its fields."""
        return self._form

    @property
    def sending(self) -> bool:
        """What is filled in may have been sent, and has no outcome yet."""
        return self._going_on == "waiting for the vendor"

    @property
    def changes(self) -> str:
        """How many members differ from what was read, in words."""
        changed = len(self._filling.changed)
        left = " and what the editor left" if self._unread else ""
        return f"{changed} change{'' if changed == 1 else 's'}{left}"

    def show(self) -> None:
        """Show everything as it is now."""
        self._form.show(self._problems, only_changed=self._only_changed)
        self.tell()

    def say(self, words: str) -> None:
        """Say something until the next key."""
        self._said = ((words, "unsure"),)
        self.tell()

    def moved(self) -> None:
        """Say what is to be known about the field under the cursor."""
        self._question, self._said = None, ()
        self._tell_field()
        self._tell_review()

    def keep(self) -> None:
        """Keep what is filled in as a draft."""
        if self._keeper is None or self._draft is None:
            return
        typed = without_secrets(self._filling.operation, self._filling.typed)
        self._draft = replace(
            self._draft,
            before=without_secrets(self._filling.operation, self._filling.before),
            typed=typed,
            entry=self._draft.entry if typed == self._draft.typed else None,
            field=self._form.line.place if self._form.line is not None else "",
            unread=self.unread_on_disk,
        )
        self._keeper.keep(self._draft)

    @property
    def unread_on_disk(self) -> str:
        """What of `_unread` the draft keeps."""
        return self._unread

    @property
    def has_typed(self) -> bool:
        """There is something that would be lost without a draft."""
        return bool(self._filling.typed or self._unread)

    @property
    def _unkept(self) -> str:
        """Why what was typed is not on the disk; empty when it is, or is on its way."""
        if self._keeper is None or self._draft is None or not self.has_typed:
            return ""
        return self._keeper.status(self._draft).problem

    # What is said

    def tell_kept(self) -> None:
        """Say where what was typed is. Whoever keeps drafts calls this when that has changed."""
        if not self.is_mounted:
            return
        state = self._keeper.status(self._draft) if self._keeper is not None and self._draft is not None else None
        sent = f"sent as entry {self._draft.entry}" if self._draft is not None and self._draft.entry else "not sent"
        if self.sending:
            sent = "being sent"
        kept = form_wording.kept(state, self._clock(), typed=self.has_typed, sent=sent, signs=self._signs)
        extent = form_wording.extent(self._filling, self._signs, only_changed=self._only_changed)
        self.query_one("#kept", OneLine).show(cells.line(*kept), cells.line(*extent))

    def tell(self) -> None:
        """Say everything that stands around the fields."""
        heading = self._heading
        origin = form_wording.origin(
            heading.read_at, self._clock(), read_only=self._account.read_only, signs=self._signs
        )
        right = cells.line(*origin)
        room = self.app.size.width - right.cell_length - 1
        title = form_wording.headline(heading.title, heading.address, heading.label, self._signs, room)
        self.query_one("#title", OneLine).show(cells.line(*title), right)
        self.tell_kept()
        self._tell_notes()
        self._tell_review()
        self._tell_field()

    def _tell_notes(self) -> None:
        told = (*self._refusal, *self._of_unread, *self._notes)
        notes = [line for each in told for line in self._wrapped(each)][:_NOTES]
        column = self.query_one("#notes", Column)
        if column.styles.height is None or column.styles.height.value != len(notes):
            column.styles.height = len(notes)
        column.show(notes)

    @property
    def _of_unread(self) -> tuple[Sentence, ...]:
        if not self._unread:
            return ()
        told = "What the editor left cannot be read yet, and is no part of what is sent: shift+f4 goes on with it."
        return (((told, "unsure"),),)

    def _tell_review(self) -> None:
        going_on: Sentence = ((f"{self._going_on}{self._signs.cut}", ""),) if self._going_on else ()
        if self._going_on and (pause := self._pause()) is not None:
            going_on = (*going_on, (" ", ""), waited_for(pause, self._clock()))
        if self._going_on == "reading again" and not self.is_active:
            going_on = (("not sent yet", ""),)
        said = going_on or self._said or form_wording.button(self._filling, self._problems)
        form = self._form
        keys = form_wording.field_keys(
            choices=form.has_choices, can_be_empty=bool(form.can_be), removable=bool(form.removable)
        )
        right: list[Part] = [part for key, does in keys for part in _key(key, does)] if self.is_active else []
        self.query_one("#review", OneLine).show(cells.line((_MARGIN, ""), *said), cells.line(*as_bound("form", right)))

    def _count_down(self) -> None:
        """While the form waits, say every second what requests wait for, and how long yet."""
        if self._going_on and self._ticking is None:
            self._ticking = self.set_interval(1, self._tell_review, name="time left to wait")
        elif self._ticking is not None and not self._going_on:
            self._ticking.stop()
            self._ticking = None

    def _tell_field(self) -> None:
        line = self._form.line
        if self._question is not None:
            about: Sentence = ((f"{self._signs.unknown} {self._question.words}", "unsure"),)
        elif line is not None:
            problem = self._problems.get(line.place, "") if not self._form.is_choosing else ""
            about = form_drawing.about(line, problem, self._signs, name=self._form.name_of(line))
            about = self._form.conflict_at(line) or about
            if (label := self._form.cut_label) and not about[0][0].startswith((label, f"{self._signs.failed} {label}")):
                about = ((f"{label}  ", ""), *about)
        else:
            about = (("nothing has been changed yet: f7 shows all fields", "dim"),)
        self.query_one("#about", Column).show(self._wrapped(about)[:2])
        self._tell_keys()

    def _tell_keys(self) -> None:
        keys = form_wording.form_keys(self.app.size.width)
        if self._going_on:
            keys = [("esc", "do not send")] if self._going_on == "reading again" else [("ctrl+c", "how to quit")]
        if not self.is_active:
            keys = []
        shown: list[Part] = [part for key, does in keys for part in _key(key, does)]
        self.query_one("#keys", HintsLine).tell([(" ", ""), *as_bound("form", shown)])

    def _wrapped(self, sentence: Sentence) -> list[Content]:
        """`sentence` in lines of the screen's width, with a margin."""
        margin = cells.text(_MARGIN)
        room = max(self.app.size.width - len(_MARGIN) - 1, 1)
        return [margin + line for line in cells.line(*sentence).wrap(room)]

    def on_resize(self) -> None:
        """Arrange anew."""
        self.tell()

    def named(self) -> None:
        """What ids stand for is known now."""
        self._tell_field()

    def on_screen_suspend(self) -> None:
        """Below a dialog no key of the form does anything."""
        self._tell_review()
        self._tell_keys()

    def on_screen_resume(self) -> None:
        """They do again."""
        self._tell_review()
        self._tell_keys()

    # Questions

    def ask(self, words: str, key: str, then: Callable[[], None]) -> None:
        """Ask something that `key` says yes to; any other key leaves it."""
        self._question = Question(words, key, then)
        self._tell_field()

    def takes_key(self, event: events.Key) -> bool:
        """Whether `event` answers what was asked."""
        question, self._question = self._question, None
        if question is None:
            return False
        self._tell_field()
        if event.key == question.key:
            question.then()
        return event.key == question.key or event.is_printable or event.key == "enter"


def _key(key: str, does: str) -> tuple[Part, Part]:
    return (f"{key} ", "key"), (f"{does}  ", "dim")
