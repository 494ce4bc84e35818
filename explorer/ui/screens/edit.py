"""The screen of a form: what is filled in is kept as a draft with every key, and reviewed before it is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import field as dataclass_field
from dataclasses import replace
from functools import partial
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.worker import Worker, get_current_worker

from explorer.model.account import Account
from explorer.model.address import Address
from explorer.model.edit import MISSING, Conflict
from explorer.model.errors import ExplorerError, InvalidForm, Rejected
from explorer.model.filling import Filling
from explorer.model.health import Pause
from explorer.model.journal import Draft
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.outcome import Outcome
from explorer.model.value import dataclass
from explorer.repository.drafts import DraftKeeper
from explorer.ui import form_wording, keys
from explorer.ui.later import is_left
from explorer.ui.screens.conflict import ConflictScreen
from explorer.ui.screens.edit_outside import EditOutside
from explorer.ui.screens.edit_view import Heading
from explorer.ui.signs import Signs
from explorer.ui.widgets.form import Form
from explorer.ui.widgets.form_choosing import Choices
from explorer.ui.widgets.form_lines import FormLine
from explorer.ui.wording import Sentence, told
from explorer.ui.workers import run_worker


@dataclass(frozen=True, slots=True)
class Present:
    """A record as it was read again."""

    label: str
    """Unsafe."""
    read_at: float
    record: JsonObject
    notes: tuple[Sentence, ...] = ()
    """What is still to be said above the form."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What came of a review."""

    outcome: Outcome | None
    """None: it was left, and the form goes on."""
    filling: Filling
    """What the form goes on with."""
    field: str = ""
    """Where the cursor goes: a dotted path; empty: it stays."""
    present: Present | None = None
    """The record, where it is another one now than the one the form was opened with."""
    conflicts: Mapping[str, Conflict] = dataclass_field(default_factory=dict)
    """By dotted path, what others have changed as well, and what is still open."""


Submit = Callable[[Filling], Awaitable[Submitted]]
"""Holds what was filled in against the present record, asks, and sends it. Raises ExplorerError when it is refused."""


class EditScreen(EditOutside):
    """A form of one record. Dismisses with what became of the write, or with None when it was closed: then its draft
    is closed or dropped; else that is for whoever opened it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("form", "review", "only-changed", "discard"),
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
        pause: Callable[[], Pause | None],
        notes: Sequence[Sentence] = (),
        field: str = "",
        record: JsonObject | None = None,
        hidden: Collection[str] = (),
    ) -> None:
        """`title` says what is done, `label` to whom; `read_at` is None where nothing was read. `pause` tells what
        requests wait for. `notes` stand above the form. `field` is a dotted path, `record` the whole of what was read,
        to show what cannot be edited. `hidden` names environment variables that an editor started from here does not
        get."""
        heading = Heading(title, address, label, read_at)
        super().__init__(
            replace(filling, about=address),
            heading,
            account=account,
            keeper=keeper,
            draft=draft,
            signs=signs,
            clock=clock,
            pause=pause,
            notes=notes,
        )
        if draft is not None:
            self._unread, self._at_unread = draft.unread, self._filling
        self._submit = submit
        self._field = field
        secrets = (each.value for each in account.credentials.values() if each.source == "env")
        self._hidden = frozenset((*hidden, *(each for each in secrets if isinstance(each, str))))
        self._submitting: Worker[None] | None = None
        self._outcome: Outcome | None = None
        self._asked_whose = False
        """What lies over the form asks whose value it shall be."""
        self._refused: dict[str, tuple[str, JsonValue]] = {}
        self._refused_for: frozenset[str] = frozenset()
        """The places that the refusal above the form is about; empty where it is about more than fields."""
        self._form = Form(self, record or {}, choices, signs)

    def on_mount(self) -> None:
        """Show it all in the first frame; keys count from then on."""
        self.show()
        self._form.start_at(self._field)
        self.set_focus(self._form.editor)
        self.tell()
        self.call_after_refresh(self._form.accept_keys)

    # What is filled in

    def fill(self, filling: Filling) -> None:
        """Go on with `filling`, and keep it as a draft."""
        if self._going_on:
            return
        self._filling, self._said = filling, ()
        self._recheck()
        self.keep()
        self.show()

    def left(self, line: FormLine) -> None:
        """Judge what was typed in a field when the cursor leaves it."""
        if line.kind == "add":
            return
        problem = self._filling.problem(line.path) if self._filling.is_changed(line.whole) else ""
        if problem:
            self._problems[line.place] = problem
        elif self._filling.value(line.path) is not MISSING and not self._is_refused(line.place):
            self._problems.pop(line.place, None)

    def _recheck(self) -> None:
        """What was wrong is said until it is right, or, where the vendor judged, until it is something else."""
        present = self._filling.problems() if self._problems else {}
        self._refused = {place: each for place, each in self._refused.items() if self._is_refused(place)}
        known = {**{place: words for place, (words, _) in self._refused.items()}, **present}
        self._problems = {place: known[place] for place in self._problems if place in known}
        if self._refused_for and not self._refused_for & self._problems.keys():
            self._refusal, self._refused_for = (), frozenset()

    def _is_refused(self, place: str) -> bool:
        """What the vendor refused still stands there."""
        value = self._filling.value(form_wording.path_of(place))
        return place in self._refused and bool(self._refused[place][1] == value)

    # Reviewing

    def action_only_changed(self) -> None:
        """Show the changed fields only, or all again."""
        self._only_changed = not self._only_changed
        self.show()

    def action_review(self) -> None:
        """Show what would be sent, unless something has to be put right first."""
        if self._going_on:
            return
        self._form.leave()
        self._refusal, self._refused, self._refused_for = (), {}, frozenset()
        if self._filling.operation.name == "update" and not self._filling.changed:
            self._problems = {}
            self.show()
            self.say("nothing is changed: there is nothing to send")
            return
        if self._filling.operation.name == "create" and not self._filling.changed and not self._filling.problems():
            self._problems = {}
            self.show()
            self.say("nothing is filled in: there is nothing to send")
            return
        problems = self._filling.problems()
        if problems:
            self._refuse(problems)
            return
        self._problems = {}
        self._goes_on("reading again")
        self._submitting = run_worker(self, self._send, group="submit")

    def _goes_on(self, how: Literal["", "reading again", "waiting for the vendor"]) -> None:
        self._going_on = how
        self._form.editor.locked = bool(how)
        self._count_down()
        self.show()

    async def _send(self) -> None:
        try:
            submitted = await self._submit(self._filling)
        except (InvalidForm, Rejected) as error:
            self._goes_on("")
            self._failed(error)
            self._refuse(error.fields, by=self._account.title if isinstance(error, Rejected) else "")
        except ExplorerError as error:
            self._goes_on("")
            self._failed(error)
        else:
            self._goes_on("")
            self._ended(submitted)
        finally:
            if self._going_on and self._submitting is get_current_worker() and not is_left(self):
                self._goes_on("")  # a bug of ours: the form stays usable

    def _failed(self, error: ExplorerError) -> None:
        words = told(error)
        if isinstance(error, InvalidForm) and error.fields:
            words = form_wording.problems_in_words(self._filling, error.fields)
        elif isinstance(error, Rejected):
            words = form_wording.with_labels(self._filling, words, error.fields)
        self._refusal = (((f"{self._signs.failed} {words}", "failed"),),)
        self.tell()

    def _refuse(self, problems: Mapping[str, str], by: str = "") -> None:
        """Put problems on their fields, the cursor on the first; those of no field stand above the form. `by` is the
        vendor that found them."""
        known = {place for place in problems if self._filling.member(form_wording.path_of(place)[:1]) is not None}
        self._problems = {place: words for place, words in problems.items() if place in known}
        self._refused_for = frozenset(known) if known == problems.keys() else frozenset()
        if by:
            value = self._filling.value
            self._refused = {
                place: (words, value(form_wording.path_of(place))) for place, words in self._problems.items()
            }
        for place, words in problems.items():
            if place not in known:
                where = f"{by} about “{place}”: ".lstrip() if place else ""
                self._refusal += (((f"{self._signs.failed} {where}{words}", "failed"),),)
        self._only_changed = self._only_changed and not known
        self._form.editor.accept_from_next_paint()  # else keys meant for a review land in a field
        self.show()
        order = [line.place for line in self._form.lines]
        for place in sorted(known, key=lambda each: order.index(each) if each in order else len(order))[:1]:
            self._form.focus_field(place)

    def _ended(self, submitted: Submitted) -> None:
        if submitted.outcome is not None:
            self._outcome = submitted.outcome
            self._end()
            return
        if submitted.present is not None:
            now = submitted.present
            self._heading = replace(self._heading, label=now.label or self._heading.label, read_at=now.read_at)
            self._notes = now.notes
            self._form.use_record(now.record)
        self._form.show_conflicts(submitted.conflicts)
        if submitted.filling != self._filling:
            self.fill(submitted.filling)
        else:
            self.show()
        if submitted.field:
            self._form.focus_field(submitted.field)

    def _end(self) -> None:
        """Go, as soon as nothing lies over the form any more."""
        if self.is_active:
            self.dismiss(self._outcome)

    def on_screen_suspend(self) -> None:
        """Something lies over it."""
        self._asked_whose = isinstance(self.app.screen, ConflictScreen)

    def on_screen_resume(self) -> None:
        """A review that lay over it was answered: from now on it may have been sent. After the question whose value it
        shall be it is reviewed first."""
        if self._outcome is not None:
            self._end()
        elif self._going_on and not self._asked_whose:
            self._goes_on("waiting for the vendor")

    # Closing

    def action_leave(self) -> None:
        """Stop what is not sent yet; take away what lies over a field; else close the form, and keep its draft."""
        if self._going_on == "reading again" and self._submitting is not None:
            self._submitting.cancel()
            self._goes_on("")
            self.say("stopped: nothing was sent")
        elif self._going_on:
            return
        elif self._question is not None:
            self._question = None
            self.tell()
        elif not self._form.close_list():
            problem = self._unkept
            if problem:
                words = f"what was typed is not kept: {problem}; y throws it away, any other key goes back to it"
                self.ask(words, "y", lambda: self._close("forget"))
            else:
                self._close("close")

    def action_discard(self) -> None:
        """Throw away what was typed, after a question."""
        if self._going_on:
            return
        if self.has_typed:
            words = f"y throws {self.changes} away, any other key keeps them"
            self.ask(words, "y", lambda: self._close("drop"))
        else:
            self._close("drop")

    def _close(self, how: Literal["close", "forget", "drop"]) -> None:
        if not self.is_active:
            return
        if self._keeper is not None and self._draft is not None:
            ends = {"close": self._keeper.close, "forget": self._keeper.forget, "drop": self._keeper.drop}
            run_worker(self.app, partial(ends[how], self._draft), group="drafts")
        self.dismiss(None)
