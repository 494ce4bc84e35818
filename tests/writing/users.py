"""What users do in their explorers, step by step, and what they are told: held against what is true at each step."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace

from explorer.model.address import Address
from explorer.model.edit import Edit
from explorer.model.errors import (
    ChangedMeanwhile,
    ExplorerError,
    NotSent,
    OpenElsewhere,
    Unfinished,
    UsageError,
    VendorError,
)
from explorer.model.journal import DONE, UNFINISHED, Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome, Prepared
from explorer.model.prefill import prefilled
from explorer.store.journal import Journal
from tests.writing import targets
from tests.writing.explorers import Explorer
from tests.writing.targets import Target, Values
from tests.writing.truth import FormName, Step, Truth, tracked
from tests.writing.turns import Clock
from tests.writing.wire import Fault, Vendors


@dataclass(eq=False)
class Form:
    """One form that is open in an explorer."""

    explorer: Explorer
    target: Target
    draft: Draft
    before: Values
    """The watched members of what it was opened on."""
    read_at: float
    """When that was read; of what was typed before, when it was kept."""
    typed: Values = field(default_factory=dict)
    step: Step | None = None
    prepared: Prepared | None = None
    """What the user is shown to confirm."""

    @property
    def name(self) -> FormName:
        return self.draft.identity, self.draft.segments, self.draft.operation


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
    forms: list[Form] = field(default_factory=list)
    """Those that are open."""
    opening: dict[Explorer, FormName] = field(default_factory=dict)
    """Who is about to open which form, and may have it already."""
    under_way: dict[Explorer, Step] = field(default_factory=dict)
    """What is confirmed and has no outcome yet."""
    _number: int = 0

    def done(self) -> list[Entry]:
        return self._journal.entries(states=DONE)

    def gone(self, explorer: Explorer) -> None:
        """It was killed, with all its user was at."""
        self.under_way.pop(explorer, None)
        self.opening.pop(explorer, None)
        self.forms = [each for each in self.forms if each.explorer is not explorer]

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def open_form(self, explorer: Explorer, target: Target) -> Form | None:
        saving = explorer.repository(target.kind.vendor).saving
        address = address_of(target)
        empty = saving.draft(address, target.operation)
        name = empty.identity, empty.segments, empty.operation
        self.opening[explorer] = name
        self._truth.settle_drafts()
        try:
            kept = await asyncio.to_thread(explorer.journal.open_form, empty)
        except OpenElsewhere as error:
            self._open_elsewhere(error, name, explorer)
            return None
        elsewhere = [each for each in self.forms if each.name == name and each.explorer is not explorer]
        assert all(map(self._is_done, elsewhere)), f"open twice: {kept}"
        if kept is not None:
            assert kept.typed == self._truth.drafts[name]
            if self._was_sent(kept):
                self._drop(explorer, name)
                return None
            self.told["draft reopened"] += 1
            return Form(explorer, target, kept, tracked(target, kept.before), kept.kept_at, dict(kept.typed))
        try:
            record = await saving.read(address, target.operation)
        except VendorError:
            explorer.journal.close_draft(*name)
            return None
        operation = saving.operation(address, target.operation)[1]
        before: JsonObject = {} if target.creates else prefilled(operation, record)
        draft = replace(empty, before=before, kept_at=self._clock.now)
        return Form(explorer, target, draft, tracked(target, before), self._clock.now)

    def _open_elsewhere(self, error: OpenElsewhere, name: FormName, explorer: Explorer) -> None:
        """`explorer` is refused a form, which the one that is named may have."""
        holding = [each.explorer for each in self.forms if each.name == name]
        holding += [each for each, wanted in self.opening.items() if wanted == name]
        assert error.pid in {each.pid for each in holding if each is not explorer}, f"open nowhere else: {name}"
        self.told["open elsewhere"] += 1

    def _is_done(self, form: Form) -> bool:
        """What stands in it was sent and is done: its draft went with the outcome, of which its user has yet to hear,
        and others may open the form."""
        return self._was_sent(replace(form.draft, typed=form.typed))

    async def opened(self, explorer: Explorer, target: Target, number: int) -> Form | None:
        """With something typed into it."""
        form = next((each for each in self.forms if each.explorer is explorer and each.target == target), None)
        if form is None:
            try:
                form = await self.open_form(explorer, target)
                if form is None:
                    return None
                self.forms.append(form)
            finally:
                self.opening.pop(explorer, None)
        if not form.typed:
            self.fill_in(form, number, back=False)
        return form

    async def edit(
        self,
        explorer: Explorer,
        target: Target,
        keys: list[tuple[int, bool]],
        meanwhile: int | None,
        thought: float,
        follow: bool,
    ) -> None:
        form = await self.opened(explorer, target, keys[0][0])
        if form is None:
            return
        for number, back in keys[1:]:
            if form in self.forms:
                self.fill_in(form, number, back=back)
        if form in self.forms:
            if thought and await self.review(form, mine=True):
                self._clock.now += thought
            await self._meanwhile(target, meanwhile)
            await self.send_form(form, follow=follow)

    async def make(self, explorer: Explorer, target: Target, number: int, follow: bool, again: Fault) -> None:
        """A new record; by a user who types something and back where its outcome is unknown, and sends it `again`."""
        form = await self.opened(explorer, target, number)
        if form is None:
            return
        await self.send_form(form, follow=follow)
        if form in self.forms or not any(each.wanted == form.typed for each in self._unknown(form)):
            return
        reopened = await self.opened(explorer, target, number)
        if reopened is not None:
            typed = reopened.typed
            self._keep(reopened, replace(reopened.draft, typed=targets.new_values(target, self._next())))
            self._keep(reopened, replace(reopened.draft, typed=typed))
            self.told["there and back"] += 1
            explorer.line.fault = again
            await self.send_form(reopened, follow=False)

    async def set_field(self, explorer: Explorer, target: Target, number: int) -> None:
        saving = explorer.repository(target.kind.vendor).saving
        name = typable(target)[number % len(typable(target))]
        typed = {name: targets.value_of(name, self._next())}
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

    def fill_in(self, form: Form, number: int, *, back: bool) -> None:
        names = typable(form.target)
        name = names[number % len(names)]
        if form.target.creates:
            typed = form.typed or targets.new_values(form.target, self._next())
            if name in typed and name != "email":
                typed = typed | {name: targets.value_of(name, self._next())}
        else:
            value = form.before[name] if back else targets.value_of(name, self._next())
            typed = form.typed | {name: value} | dict(form.target.kind.always or {})
        self._keep(form, replace(form.draft, typed=typed, field=name))

    def _keep(self, form: Form, draft: Draft) -> None:
        try:
            form.explorer.journal.keep_draft(draft)
        except OpenElsewhere as error:
            self._open_elsewhere(error, form.name, form.explorer)
            assert self._is_done(form), f"taken away: {form}"
            self.forms.remove(form)
            return
        others = [each for each in self.forms if each.name == form.name and each is not form]
        assert all(map(self._is_done, others)), "open twice"
        form.draft, form.typed = draft, draft.typed
        form.step = form.prepared = None
        self._truth.drafts[form.name] = draft.typed
        if not draft.typed:
            del self._truth.drafts[form.name]  # the form is held open, which is no draft

    def close_form(self, form: Form, *, drop: bool) -> None:
        if drop:
            self._drop(form.explorer, form.name)
        else:
            form.explorer.journal.close_draft(*form.name)
        self.forms.remove(form)

    def _drop(self, explorer: Explorer, name: FormName) -> None:
        """A draft, unless it is gone already and another explorer has the form."""
        try:
            explorer.journal.drop_draft(*name)
        except OpenElsewhere as error:
            self._open_elsewhere(error, name, explorer)
        else:
            self._truth.dropped(name)

    async def review(self, form: Form, *, mine: bool) -> bool:
        """Whether there is something to confirm."""
        target = form.target
        edit = Edit(address_of(target), target.operation, form.draft.before, form.typed)
        form.step = Step(form.explorer, target, target.operation, form.before, _watched(target, form.typed))
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
            self._keep(form, replace(form.draft, before={**form.draft.before, **theirs}, typed=typed))
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

    def _was_sent(self, kept: Draft) -> bool:
        """What is typed was sent since it was kept, and is done: the journal tells."""
        done = [each for each in self.done() if (each.identity, each.segments) == (kept.identity, kept.segments)]
        since = [each for each in done if each.drafted and each.began_at >= kept.kept_at]
        return any(each.wanted and each.wanted.items() <= kept.typed.items() for each in since)

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
            self.close_form(form, drop=False)
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
        before, typed = tracked(target, left), _watched(target, edit.wanted)
        if operation == "update":
            assert typed.keys() <= written.changed.keys()
            assert typed == {name: written.overwritten[name] for name in typed}, "restores what was not there"
        elif operation == "delete":
            target = target.made(edit.address.key)
            before = tracked(target, left)
        elif operation == "create":
            target = next(each for each in self._truth.targets if each.creates and each.kind is target.kind)
            before, typed = {}, _watched(target, edit.wanted)
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
        form = next((each for each in self.forms if each.name == name), None)
        if entry.state == "verified applied" and self._truth.drafts.get(name) == entry.wanted and form is None:
            self._drop(explorer, name)

    async def changed_by_another(self, target: Target, number: int) -> None:
        names = list(target.kind.fields)
        name = names[number % len(names)]
        changes = {name: targets.value_of(name, self._next())}
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


def typable(target: Target) -> list[str]:
    """The fields with room for values that nobody else gives."""
    return [each for each in target.kind.fields if each != "type"]


def address_of(target: Target) -> Address:
    return Address(target.kind.vendor, target.segments)


def _watched(target: Target, members: JsonObject) -> Values:
    """The members that readings tell; of what is made, all."""
    return {name: members[name] for name in members if target.creates or name in target.kind.fields}
