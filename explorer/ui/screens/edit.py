"""The screen of a form: what is filled in is kept as a draft with every key, and reviewed before it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.body import without_secrets
from explorer.model.errors import ExplorerError, InvalidForm, Rejected
from explorer.model.filling import Filling
from explorer.model.journal import Draft
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome
from explorer.ui import cells, form_wording
from explorer.ui.drafts import DraftKeeper
from explorer.ui.signs import Signs
from explorer.ui.widgets import form_drawing
from explorer.ui.widgets.column import Column
from explorer.ui.widgets.form import Choices, Form
from explorer.ui.widgets.form_lines import FormLine
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, told

if TYPE_CHECKING:
    from textual.content import Content

_NOTES: Final = 6
"""Lines of notes at most."""
_MARGIN: Final = " "


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a review."""

    outcome: Outcome | None
    """None: it was left, and the form goes on."""
    filling: Filling
    """What the form goes on with."""
    field: str = ""
    """Where the cursor goes: a dotted path; empty: it stays."""


Submit = Callable[[Filling], Awaitable[Submitted]]
"""Holds what was filled in against the present record, asks, and sends it. Raises ExplorerError when it is refused."""


@dataclass(frozen=True, slots=True)
class Question:
    """What one key says yes to."""

    words: str
    key: str
    then: Callable[[], None]


class EditScreen(Screen[Outcome | None]):
    """A form of one record. Dismisses with what became of the write, or with None when it was closed."""

    CSS_PATH: ClassVar = ["edit.tcss", "../widgets/form.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "review", "Review", show=False),
        Binding("f7", "only_changed", "Changed only", show=False),
        Binding("f8", "discard", "Discard", show=False),
        Binding("escape", "leave", "Close", show=False),
    ]

    def __init__(
        self,
        filling: Filling,
        address: Address,
        *,
        label: str,
        title: str,
        account: Account,
        read_at: float | None,
        keeper: DraftKeeper | None,
        draft: Draft | None,
        submit: Submit,
        choices: Choices,
        signs: Signs,
        clock: Callable[[], float],
        notes: Sequence[Sentence] = (),
        field: str = "",
        record: JsonObject | None = None,
    ) -> None:
        """`title` says what is done, `label` to whom; `read_at` is None where nothing was read. `notes` stand above the
        form. `field` is a dotted path, `record` the whole of what was read, to show what cannot be edited."""
        super().__init__()
        self._filling = filling
        self._address = address
        self._label = label
        self._title = title
        self._account = account
        self._read_at = read_at
        self._keeper = keeper
        self._draft = draft
        self._submit = submit
        self._signs = signs
        self._clock = clock
        self._notes = tuple(notes)
        self._refusal: tuple[Sentence, ...] = ()
        self._said: Sentence = ()
        self._field = field
        self._problems: dict[str, str] = {}
        self._only_changed = False
        self._question: Question | None = None
        self._submitting: Worker[None] | None = None
        self._shown_over = False
        self._form = Form(self, record or {}, choices, signs)

    def compose(self) -> ComposeResult:
        """What is filled in, where it is kept, the fields, and what can be done."""
        yield OneLine(id="title")
        yield OneLine(id="kept")
        yield Column(id="notes")
        yield self._form
        yield Column(id="about")
        yield OneLine(id="review")
        yield OneLine(id="keys")

    def on_mount(self) -> None:
        """Show it all in the first frame; keys count from then on."""
        self._form.show(self._problems)
        self._form.start_at(self._field)
        self.set_focus(self._form.editor)
        self._tell()
        self.call_after_refresh(self._form.accept_keys)

    # What is filled in

    @property
    def filling(self) -> Filling:
        """As it stands."""
        return self._filling

    @property
    def form(self) -> Form:
        """Its fields."""
        return self._form

    @property
    def problems(self) -> dict[str, str]:
        """What is known to be wrong, by dotted path."""
        return self._problems

    def fill(self, filling: Filling) -> None:
        """Go on with `filling`, and keep it as a draft."""
        if self._submitting is not None:
            return
        self._filling, self._said = filling, ()
        self._recheck()
        self._keep()
        self._form.show(self._problems, only_changed=self._only_changed)
        self._tell()

    def left(self, line: FormLine) -> None:
        """Judge what was typed in a field when the cursor leaves it."""
        if line.kind == "add":
            return
        problem = self._filling.problem(line.path) if self._filling.is_changed(line.whole) else ""
        known = self._problems.get(line.place)
        if problem:
            self._problems[line.place] = problem
        elif known is not None and known != "is required":
            del self._problems[line.place]
        if problem != (known or ""):
            self._tell_review()

    def moved(self) -> None:
        """Say what is to be known about the field under the cursor."""
        self._question = None
        self._tell_field()

    def _recheck(self) -> None:
        """What was wrong is said until it is right."""
        present = self._filling.problems() if self._problems else {}
        self._problems = {place: present[place] for place in self._problems if place in present}

    def _keep(self) -> None:
        if self._keeper is None or self._draft is None:
            return
        self._draft = replace(
            self._draft,
            before=without_secrets(self._filling.operation, self._filling.before),
            typed=without_secrets(self._filling.operation, self._filling.typed),
            field=self._form.line.place if self._form.line is not None else "",
        )
        self._keeper.keep(self._draft)

    # What is said

    def tell_kept(self) -> None:
        """Say where what was typed is; whoever keeps drafts calls this when that changed."""
        state = self._keeper.status(self._draft) if self._keeper is not None and self._draft is not None else None
        kept = form_wording.kept(state, typed=bool(self._filling.typed), signs=self._signs)
        extent = form_wording.extent(self._filling, self._signs, only_changed=self._only_changed)
        self.query_one("#kept", OneLine).show(cells.line(*kept), cells.line(*extent))

    def _tell(self) -> None:
        address = str(self._address)
        origin = form_wording.origin(self._read_at, read_only=self._account.read_only, signs=self._signs)
        title = form_wording.headline(self._title, address, self._label, self._signs)
        self.query_one("#title", OneLine).show(cells.line(*title), cells.line(*origin))
        self.tell_kept()
        self._tell_notes()
        self._tell_review()
        self._tell_field()

    def _tell_notes(self) -> None:
        notes = [line for each in (*self._refusal, *self._notes) for line in self._wrapped(each)][:_NOTES]
        column = self.query_one("#notes", Column)
        if column.styles.height is None or column.styles.height.value != len(notes):
            column.styles.height = len(notes)
        column.show(notes)

    def _tell_review(self) -> None:
        if self._submitting is not None:
            words = "being sent" if self._shown_over else "reading again"
            said: Sentence = ((f"{words}{self._signs.cut}", ""),)
        else:
            said = self._said or form_wording.button(self._filling, self._problems)
        keys = form_wording.field_keys(
            self._form.can_be, choices=self._form.has_choices, removable=bool(self._form.removable)
        )
        right: list[Part] = [part for key, does in keys for part in _key(key, does)]
        self.query_one("#review", OneLine).show(cells.line((_MARGIN * 3, ""), *said), cells.line(*right))

    def _tell_field(self) -> None:
        line = self._form.line
        if self._question is not None:
            about: Sentence = ((f"{self._signs.unknown} {self._question.words}", "unsure"),)
        elif line is not None:
            problem = self._problems.get(line.place, "")
            about = form_drawing.about(line, problem, self._signs)
        else:
            about = (("nothing has been changed yet: f7 shows all fields", "dim"),)
        self.query_one("#about", Column).show(self._wrapped(about)[:2])
        self._tell_keys()

    def _tell_keys(self) -> None:
        keys = [("ctrl+r", "review"), ("enter", "next"), ("f3", "field back"), ("f4", "$EDITOR"), ("f8", "discard")]
        keys.append(("esc", "close, keep draft"))
        if self._submitting is not None:
            keys = [] if self._shown_over else [("esc", "do not send")]
        elif self.size.width < 92:
            keys[1:2] = []
        shown: list[Part] = [part for key, does in keys for part in _key(key, does)]
        self.query_one("#keys", OneLine).show(cells.line((_MARGIN, ""), *shown))

    def _wrapped(self, sentence: Sentence) -> list[Content]:
        """`sentence` in lines of the screen's width, with a margin."""
        margin = cells.text(_MARGIN * 3)
        room = max(self.size.width - 4, 1)
        return [margin + line for line in cells.line(*sentence).wrap(room)]

    def on_resize(self) -> None:
        """Arrange anew."""
        self._tell()

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

    # Several lines

    def open_text(self, line: FormLine, text: str) -> None:
        """Edit `text` in a dialog: every key of it is kept here at once."""
        from explorer.ui.screens.long_text import LongTextScreen  # most forms are filled in without it

        screen = LongTextScreen(
            text, label=line.label, signs=self._signs, typed=lambda typed: self._form.put_text(line, typed)
        )
        self.app.push_screen(screen)

    # Actions

    def action_only_changed(self) -> None:
        """Show the changed fields only, or all again."""
        self._only_changed = not self._only_changed
        self._form.show(self._problems, only_changed=self._only_changed)
        self._tell()

    def action_review(self) -> None:
        """Show what would be sent, unless something has to be put right first."""
        if self._submitting is not None:
            return
        self._form.leave()
        self._refusal, self._said = (), ()
        if self._filling.operation.name == "update" and not self._filling.changed:
            self._problems = {}
            self._say("nothing is changed: there is nothing to send")
            return
        problems = dict(self._filling.problems())
        if problems:
            self._refuse(problems, "")
            return
        self._problems = {}
        self._begin()

    def _say(self, words: str) -> None:
        self._said = ((words, "unsure"),)
        self._form.show(self._problems, only_changed=self._only_changed)
        self._tell()

    def _refuse(self, problems: dict[str, str], source: str) -> None:
        """Put problems on their fields, the cursor on the first; those of no field stand above the form."""
        placed = {place: words for place, words in problems.items() if place and self._filling.member(_first(place))}
        self._problems = placed
        if self._only_changed and placed:
            self._only_changed = False
        for place, words in problems.items():
            if place not in placed:
                whose = f"{source} about “{place}”: " if source and place else f"“{place}”: " if place else ""
                self._refusal += (((f"{self._signs.failed} {whose}{words}", "failed"),),)
        self._form.show(placed, only_changed=self._only_changed)
        order = [each.place for each in self._form.lines]
        first = min(placed, key=lambda place: order.index(place) if place in order else len(order), default=None)
        if first is not None:
            self._form.focus_field(first)
        self._tell()

    def _begin(self) -> None:
        self._shown_over = False
        self._form.editor.locked = True
        self._submitting = self.run_worker(self._send(), group="submit", exit_on_error=False)
        self._form.show(self._problems, only_changed=self._only_changed)
        self._tell()

    async def _send(self) -> None:
        try:
            submitted = await self._submit(self._filling)
        except asyncio.CancelledError:
            self._end_submitting()
            self._say("nothing was sent")
            raise
        except (InvalidForm, Rejected) as error:
            self._end_submitting()
            self._refusal = (((f"{self._signs.failed} {told(error)}", "failed"),),)
            self._refuse(dict(error.fields), "" if isinstance(error, InvalidForm) else self._account.title)
        except ExplorerError as error:
            self._end_submitting()
            self._refusal = (((f"{self._signs.failed} {told(error)}", "failed"),),)
            self._tell()
        else:
            self._end_submitting()
            self._ended(submitted)

    def _end_submitting(self) -> None:
        self._submitting = None
        self._form.editor.locked = False

    def _ended(self, submitted: Submitted) -> None:
        if submitted.outcome is not None:
            if self.is_attached:
                self.dismiss(submitted.outcome)
            return
        if submitted.filling != self._filling:
            self.fill(submitted.filling)
        else:
            self._tell()
        if submitted.field:
            self._form.focus_field(submitted.field)

    def on_screen_resume(self) -> None:
        """A review that lay over it was answered: from now on it may be sent."""
        if self._submitting is not None:
            self._shown_over = True
            self._tell_review()
            self._tell_keys()

    def action_leave(self) -> None:
        """Take away what lies over a field; stop what is not sent yet; else close the form, and keep its draft."""
        if self._submitting is not None:
            if not self._shown_over:
                self._submitting.cancel()
            return
        if self._question is not None:
            self._question = None
            self._tell_field()
        elif not self._form.close_list():
            self._close(drop=False)

    def action_discard(self) -> None:
        """Throw away what was typed, after a question."""
        if self._submitting is not None:
            return
        if not self._filling.typed:
            self._close(drop=True)
            return
        changed = len(self._filling.changed)
        count = f"{changed} change{'' if changed == 1 else 's'}"
        self.ask(f"y throws {count} away, any other key keeps them", "y", lambda: self._close(drop=True))

    def _close(self, *, drop: bool) -> None:
        if not self.is_current:
            return
        if self._keeper is not None and self._draft is not None:
            end = self._keeper.drop if drop else self._keeper.close
            self.app.run_worker(end(self._draft), group="drafts", exit_on_error=False)
        self.dismiss(None)


def _key(key: str, does: str) -> tuple[Part, Part]:
    return (f"{key} ", "key"), (f"{does}  ", "dim")


def _first(place: str) -> tuple[str | int, ...]:
    return form_wording.path_of(place)[:1]
