"""What users do in their explorers, step by step, and what they are told: held against what is true at each step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from explorer.model.edit import Edit
from explorer.model.errors import (
    ChangedMeanwhile,
    ExplorerError,
    NotSent,
    Unfinished,
    UsageError,
    VendorError,
)
from explorer.model.journal import DONE, UNFINISHED, Entry
from explorer.model.outcome import Outcome, Prepared
from explorer.store.journal import Journal
from tests.writing import targets
from tests.writing.explorers import Explorer
from tests.writing.forms import Form, Forms, address_of, typable, watched
from tests.writing.targets import Target
from tests.writing.truth import Step, Truth, tracked
from tests.writing.turns import Clock
from tests.writing.wire import Fault, Vendors


@dataclass(eq=False)
class Users:
    """The people before the explorers, and another one who changes records by other means."""

    _truth: Truth
    _journal: Journal
    """The same file as the explorers', as nobody's."""
    _clock: Clock
    _vendors: Vendors
    told: Counter[str]
    """How often what has come about."""
    forms: Forms
    under_way: dict[Explorer, Step] = field(default_factory=dict)
    """What is confirmed and has no outcome yet."""

    def gone(self, explorer: Explorer) -> None:
        """It was killed, with all its user was at."""
        self.under_way.pop(explorer, None)
        self.forms.gone(explorer)

    async def edit(
        self,
        explorer: Explorer,
        target: Target,
        keys: list[tuple[int, bool]],
        meanwhile: int | None,
        thought: float,
        follow: bool,
    ) -> None:
        form = await self.forms.opened(explorer, target, keys[0][0])
        if form is None:
            return
        for number, back in keys[1:]:
            if form in self.forms.open:
                self.forms.fill_in(form, number, back=back)
        if form in self.forms.open:
            if thought and await self.review(form, mine=True):
                self._clock.now += thought
            await self._meanwhile(target, meanwhile)
            await self.send_form(form, follow=follow)

    async def make(self, explorer: Explorer, target: Target, number: int, follow: bool, again: Fault) -> None:
        """A new record; by a user who types something and back where its outcome is unknown, and sends it `again`."""
        form = await self.forms.opened(explorer, target, number)
        if form is None:
            return
        await self.send_form(form, follow=follow)
        if form in self.forms.open or not any(each.wanted == form.typed for each in self._unknown(form)):
            return
        reopened = await self.forms.opened(explorer, target, number)
        if reopened is not None:
            typed = reopened.typed
            self.forms.keep(reopened, replace(reopened.draft, typed=targets.new_values(target, self.forms.next())))
            self.forms.keep(reopened, replace(reopened.draft, typed=typed))
            self.told["there and back"] += 1
            explorer.line.fault = again
            await self.send_form(reopened, follow=False)

    async def set_field(self, explorer: Explorer, target: Target, number: int) -> None:
        saving = explorer.repository(target.kind.vendor).saving
        name = typable(target)[number % len(typable(target))]
        typed = {name: targets.value_of(name, self.forms.next())}
        wanted = typed | dict(target.kind.always or {})
        began = self._clock.now
        try:
            prepared = await saving.propose(address_of(target), "update", wanted)
        except (NotSent, VendorError, UsageError) as error:
            self.refused(error)
            return
        step = Step(explorer, target, "update", tracked(target, prepared.edit.before), typed)
        step.review_took = self._clock.now - began
        if prepared.has_effect:
            await self._sent(step, prepared, follow=False)

    async def _meanwhile(self, target: Target, number: int | None) -> None:
        if number is not None and self._truth.records.get(target) is not None:
            await self.changed_by_another(target, number)

    async def review(self, form: Form, *, mine: bool) -> bool:
        """Whether there is something to confirm."""
        target = form.target
        edit = Edit(address_of(target), target.operation, form.draft.before, form.typed)
        form.step = Step(form.explorer, target, target.operation, form.before, watched(target, form.typed))
        unknown = {each.id for each in self._unknown(form)}
        try:
            form.prepared = await self._prepared(form.step, edit, read_at=form.read_at)
            if target.creates and unknown & {each.id for each in self._unknown(form)}:
                assert "has no known outcome" in "".join(form.prepared.notices), "an unknown create is not told"
        except ChangedMeanwhile as error:
            self.told["conflict"] += 1
            theirs = {name: each.theirs for name, each in error.conflicts.items()}
            typed = form.typed if mine else {key: form.typed[key] for key in form.typed if key not in theirs}
            form.before = form.before | theirs
            self.forms.keep(form, replace(form.draft, before={**form.draft.before, **theirs}, typed=typed))
            return False
        except (NotSent, VendorError, UsageError) as error:
            self.refused(error)
            return False
        return form.prepared.has_effect

    def _unknown(self, form: Form) -> list[Entry]:
        found = self._journal.entries(states=UNFINISHED)
        return [each for each in found if (each.identity, each.segments) == form.name[:2]]

    def _is_there_already(self, form: Form) -> bool:
        """A create like this one is done: users look at the journal before one more."""
        found = self._journal.entries(states=DONE)
        same = [each for each in found if (each.identity, each.segments) == form.name[:2]]
        return form.target.creates and any(each.wanted == form.typed for each in same)

    async def _prepared(
        self, step: Step, edit: Edit, *, undoes: int | None = None, read_at: float | None = None
    ) -> Prepared:
        saving = step.explorer.repository(step.target.kind.vendor).saving
        began = self._clock.now
        try:
            prepared = await saving.prepare(edit, undoes=undoes, read_at=read_at)
        except ChangedMeanwhile as error:
            self.told["changed here, and by others"] += self._truth.conflicts_were_told(step, error, "")
            raise
        step.review_took = self._clock.now - began
        if step.operation in ("update", "delete"):
            ours = self._truth.conflicts_were_told(step, None, " ".join(prepared.notices))
            self.told["changed here"] += ours
        return prepared

    async def send_form(self, form: Form, *, follow: bool) -> None:
        if form.prepared is None and not await self.review(form, mine=True):
            return
        assert form.step is not None
        assert form.prepared is not None
        prepared, step = form.prepared, form.step
        form.prepared = form.step = None
        if not prepared.has_effect or self._is_there_already(form):
            return
        self._truth.sends_draft(form.name, form.typed, form.explorer)
        outcome = await self._sent(step, prepared, follow=False, drafted=True)
        if outcome is not None:
            self.forms.close_form(form, drop=False)
            if outcome.state == "unknown" and follow:
                await self.follow(form.explorer, outcome.entry)

    async def _sent(self, step: Step, prepared: Prepared, *, follow: bool, drafted: bool = False) -> Outcome | None:
        explorer = step.explorer
        saving = explorer.repository(step.target.kind.vendor).saving
        self._truth.steps.append(step)
        self.under_way[explorer] = step
        step.confirmed_at = self._clock.now
        try:
            outcome = await saving.send(prepared, drafted=drafted)
        except (NotSent, VendorError, UsageError) as error:
            self.refused(error)
            return None
        finally:
            if not explorer.turns.killed:
                del self.under_way[explorer]
        self.told[f"{step.operation} {outcome.state}"] += 1
        if outcome.state == "unknown" and follow:
            return await self.follow(explorer, outcome.entry)
        return outcome

    async def delete(self, explorer: Explorer, target: Target, meanwhile: int | None, follow: bool) -> None:
        saving = explorer.repository(target.kind.vendor).saving
        try:
            record = await saving.read(address_of(target), "delete")
        except VendorError as error:
            self.refused(error)
            return
        _, before = explorer.read[target.kind.vendor, target.read_path]
        if before is not None:
            await self._meanwhile(target, meanwhile)
            step = Step(explorer, target, "delete", before, {})
            await self.act(step, Edit(address_of(target), "delete", record, {}), follow)

    async def act(self, step: Step, edit: Edit, follow: bool, undoes: int | None = None) -> None:
        try:
            prepared = await self._prepared(step, edit, undoes=undoes)
        except (NotSent, VendorError, UsageError) as error:
            self.refused(error)
            return
        if prepared.has_effect:
            await self._sent(step, prepared, follow=follow)

    async def undo(self, explorer: Explorer, entry: Entry, follow: bool, again: bool) -> None:
        written = self._truth.step_of(entry)
        if written is None:
            return
        target = written.target
        saving = explorer.repository(target.kind.vendor).saving
        try:
            edit = saving.undo(entry, dict(target.kind.always or {}) if written.operation == "update" else {})
        except UsageError as error:
            assert str(error)
            self.told["not to be undone"] += 1
            return
        operation = edit.operation
        left = written.overwritten | written.changed if entry.after is None else entry.after
        before, typed = tracked(target, left), watched(target, edit.wanted)
        if operation == "update":
            assert typed.keys() <= written.changed.keys()
            assert typed == {name: written.overwritten[name] for name in typed}, "restores what was not there"
        elif operation == "delete":
            target = target.made(edit.address.key)
            before = tracked(target, left)
        elif operation == "create":
            target = next(each for each in self._truth.targets if each.creates and each.kind is target.kind)
            before, typed = {}, watched(target, edit.wanted)
        step = Step(explorer, target, operation, before, typed, takes_back=written)
        self.told["undo"] += 1
        await self.act(step, edit, follow, entry.id)
        if again:
            await self.undo(explorer, entry, follow, again=False)

    async def look(self, explorer: Explorer, entries: list[Entry]) -> None:
        """As at the start of an explorer: once, and at once."""
        for entry in entries:
            saving = explorer.repository(entry.account).saving
            self._found(explorer, await saving.verify(entry, at=(0.0,)))

    async def follow(self, explorer: Explorer, entry: Entry) -> Outcome:
        outcome = await explorer.repository(entry.account).saving.verify(entry)
        self._found(explorer, outcome)
        return outcome

    def _found(self, explorer: Explorer, outcome: Outcome) -> None:
        self.told[f"looked: {outcome.state}"] += 1
        step = self._truth.step_of(outcome.entry)
        if step is not None and step.operation == "create" and outcome.state == "unknown" and step.applied:
            self.told["candidates" if outcome.candidates else "no candidates"] += 1
        self.learned(explorer, outcome.entry)

    def learned(self, explorer: Explorer, entry: Entry) -> None:
        """The user drops a draft that turns out to have been sent."""
        name = entry.identity, entry.segments, entry.operation
        form = next((each for each in self.forms.open if each.name == name), None)
        if entry.state == "verified applied" and self._truth.drafts.get(name) == entry.wanted and form is None:
            self.forms.drop(explorer, name)

    async def changed_by_another(self, target: Target, number: int) -> None:
        names = list(target.kind.fields)
        name = names[number % len(names)]
        changes = {name: targets.value_of(name, self.forms.next())}
        present = await self._truth.answer(target)
        method, path, body = targets.change_by_another(target, present, changes)
        status, answer = await self._vendors.ask(target.kind.vendor, method, path, body)
        assert status < 300, answer
        self._truth.changed_by_another(target, changes)

    def refused(self, error: ExplorerError) -> None:
        self.told[f"refused: {type(error).__name__}"] += 1
        assert str(error)
        if isinstance(error, Unfinished):
            assert error.entry in {each.id for each in self._journal.entries()}
