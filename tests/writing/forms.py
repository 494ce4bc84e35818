"""The forms that users have open, with their drafts: held against what is true at each step."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace

from explorer.model.address import Address
from explorer.model.errors import (
    OpenElsewhere,
    VendorError,
)
from explorer.model.journal import DONE, Draft, Entry
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Prepared
from explorer.model.prefill import prefilled
from explorer.store.journal import Journal
from tests.writing import targets
from tests.writing.explorers import Explorer
from tests.writing.targets import Target, Values
from tests.writing.truth import FormName, Step, Truth, tracked
from tests.writing.turns import Clock


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
class Forms:
    """Every form that is open in an explorer, and what is typed into it."""

    _truth: Truth
    _journal: Journal
    """The same file as the explorers', as nobody's."""
    _clock: Clock
    told: Counter[str]
    """How often what has come about."""
    open: list[Form] = field(default_factory=list)
    opening: dict[Explorer, FormName] = field(default_factory=dict)
    """Who is about to open which form, and may have it already."""
    _number: int = 0

    def done(self) -> list[Entry]:
        return self._journal.entries(states=DONE)

    def gone(self, explorer: Explorer) -> None:
        """It was killed, with what was typed in it."""
        self.opening.pop(explorer, None)
        self.open = [each for each in self.open if each.explorer is not explorer]

    def next(self) -> int:
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
        elsewhere = [each for each in self.open if each.name == name and each.explorer is not explorer]
        assert all(map(self._is_done, elsewhere)), f"open twice: {kept}"
        if kept is not None:
            assert kept.typed == self._truth.drafts[name]
            if self._was_sent(kept):
                self.drop(explorer, name)
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
        holding = [each.explorer for each in self.open if each.name == name]
        holding += [each for each, wanted in self.opening.items() if wanted == name]
        assert error.pid in {each.pid for each in holding if each is not explorer}, f"open nowhere else: {name}"
        self.told["open elsewhere"] += 1

    def _is_done(self, form: Form) -> bool:
        """What stands in it was sent and is done: its draft went with the outcome, of which its user has yet to hear,
        and others may open the form."""
        return self._was_sent(replace(form.draft, typed=form.typed))

    async def opened(self, explorer: Explorer, target: Target, number: int) -> Form | None:
        """With something typed into it."""
        form = next((each for each in self.open if each.explorer is explorer and each.target == target), None)
        if form is None:
            try:
                form = await self.open_form(explorer, target)
                if form is None:
                    return None
                self.open.append(form)
            finally:
                self.opening.pop(explorer, None)
        if not form.typed:
            self.fill_in(form, number, back=False)
        return form

    def fill_in(self, form: Form, number: int, *, back: bool) -> None:
        names = typable(form.target)
        name = names[number % len(names)]
        if form.target.creates:
            typed = form.typed or targets.new_values(form.target, self.next())
            if name in typed and name != "email":
                typed = typed | {name: targets.value_of(name, self.next())}
        else:
            value = form.before[name] if back else targets.value_of(name, self.next())
            typed = form.typed | {name: value} | dict(form.target.kind.always or {})
        self.keep(form, replace(form.draft, typed=typed, field=name))

    def keep(self, form: Form, draft: Draft) -> None:
        try:
            form.explorer.journal.keep_draft(draft)
        except OpenElsewhere as error:
            self._open_elsewhere(error, form.name, form.explorer)
            assert self._is_done(form), f"taken away: {form}"
            self.open.remove(form)
            return
        others = [each for each in self.open if each.name == form.name and each is not form]
        assert all(map(self._is_done, others)), "open twice"
        form.draft, form.typed = draft, draft.typed
        form.step = form.prepared = None
        self._truth.drafts[form.name] = draft.typed
        if not draft.typed:
            del self._truth.drafts[form.name]  # the form is held open, which is no draft

    def close_form(self, form: Form, *, drop: bool) -> None:
        if drop:
            self.drop(form.explorer, form.name)
        else:
            form.explorer.journal.close_draft(*form.name)
        self.open.remove(form)

    def drop(self, explorer: Explorer, name: FormName) -> None:
        """A draft, unless it is gone already and another explorer has the form."""
        try:
            explorer.journal.drop_draft(*name)
        except OpenElsewhere as error:
            self._open_elsewhere(error, name, explorer)
        else:
            self._truth.dropped(name)

    def _was_sent(self, kept: Draft) -> bool:
        """What is typed was sent since it was kept, or before and typed back since, and is done: the journal tells."""
        done = [each for each in self.done() if (each.identity, each.segments) == (kept.identity, kept.segments)]
        sent = [each for each in done if each.drafted and (each.id == kept.entry or each.began_at >= kept.kept_at)]
        return any(each.wanted and each.wanted.items() <= kept.typed.items() for each in sent)


def typable(target: Target) -> list[str]:
    """The fields with room for values that nobody else gives."""
    return [each for each in target.kind.fields if each != "type"]


def address_of(target: Target) -> Address:
    return Address(target.kind.vendor, target.segments)


def watched(target: Target, members: JsonObject) -> Values:
    """The members that readings tell; of what is made, all."""
    return {name: members[name] for name in members if target.creates or name in target.kind.fields}
