"""What is true at the vendors, told apart from what explorers believe, and what must hold between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.model.address import Segments
from explorer.model.errors import ChangedMeanwhile
from explorer.model.journal import DONE, Entry
from explorer.store.journal import Journal
from tests.writing.explorers import Explorer
from tests.writing.targets import Target, Values, seen, sent
from tests.writing.wire import Arrival, Vendors

FRESH = 2.0
"""Seconds: what was read longer before a write was confirmed is not to be relied on."""

FormName = tuple[str, Segments, str]
"""Account's identity, segments, operation."""


@dataclass(frozen=True)
class SentDraft:
    """What was typed into a form, sent as the first entry after this one."""

    typed: Values
    explorer: Explorer
    after: int


@dataclass(eq=False)
class Step:
    """One write that a user asked for, until its outcome is known or its explorer is killed."""

    explorer: Explorer
    target: Target
    operation: str
    before: Values
    """What the user saw."""
    typed: Values
    """What the user wants instead."""
    takes_back: Step | None = None
    review_took: float = 0.0
    """Seconds from before it was read for the review until that was shown."""
    confirmed_at: float | None = None
    """When the user said that it be sent; None: not yet."""
    entry: int | None = None
    arrivals: list[Arrival] = field(default_factory=list)
    overwritten: Values = field(default_factory=dict)
    """What the explorer read just before it sent this."""

    @property
    def changed(self) -> Values:
        return {name: value for name, value in self.typed.items() if self.before.get(name) != value}

    @property
    def applied(self) -> bool:
        return any(each.applied for each in self.arrivals)

    def conflicts(self, present: Values) -> set[str]:
        """Fields that somebody else has changed to something else."""
        return {name for name, value in self.changed.items() if present.get(name) not in (self.before.get(name), value)}


class Truth:
    """The vendors' records as they have to be, every write that was asked for, and every draft that was kept."""

    def __init__(self, vendors: Vendors, journal: Journal) -> None:
        self._vendors = vendors
        self._journal = journal
        self._doubtful: set[Target] = set()
        self.targets: list[Target] = []
        self.records: dict[Target, Values | None] = {}
        """None: deleted."""
        self._left_by: dict[tuple[Target, str], Step] = {}
        """Fields to the step that gave them the value they have; not those that somebody else has given it."""
        self.steps: list[Step] = []
        self.drafts: dict[FormName, Values] = {}
        self._sent_drafts: dict[FormName, list[SentDraft]] = {}
        """Whose outcome is not settled, of the drafts there are."""
        self.inactive: dict[Target, bool] = {}

    async def add(self, target: Target) -> None:
        """Something more that can be written."""
        self.targets.append(target)
        if not target.creates:
            self.records[target] = await self.read(target)

    async def answer(self, target: Target) -> Any:
        """What the vendor says about a record."""
        status, answer = await self._vendors.ask(target.kind.vendor, "GET", target.read_path)
        return answer if status == 200 else None

    async def read(self, target: Target) -> Values | None:
        """What the vendor holds; None: nothing any more."""
        answer = await self.answer(target)
        return None if answer is None else seen(target, answer)

    def at(self, vendor: str, read_path: str) -> Target | None:
        """The record that is read at a path."""
        found = (each for each in self.records if each.kind.vendor == vendor and each.read_path == read_path)
        return next(found, None)

    def changed_by_another(self, target: Target, changes: Values) -> None:
        """Another person has changed a record."""
        record = self.records[target]
        assert record is not None
        self.records[target] = record | changes
        self._doubtful.add(target)
        for name in changes:
            self._left_by.pop((target, name), None)

    def step_of(self, entry: Entry) -> Step | None:
        """The step that an entry of the journal was made for; None: it never reached a vendor."""
        return next((each for each in self.steps if each.entry == entry.id), None)

    # Drafts ------------------------------------------------------------------------------------------------------

    def sends_draft(self, name: FormName, typed: Values, explorer: Explorer) -> None:
        """What is typed into a form is about to be sent. What was not, when it was to be, never will."""
        sent = [each for each in self._sent_drafts.get(name, []) if self._begun(name, each) is not None]
        newest = self._journal.newest(*name[:2])
        self._sent_drafts[name] = [*sent, SentDraft(typed, explorer, newest)]

    def dropped(self, name: FormName) -> None:
        """A draft, by word."""
        self.drafts.pop(name, None)
        self._sent_drafts.pop(name, None)

    def settle_drafts(self) -> None:
        """The draft that is what was sent last goes when that is done, and may be sent again when it is known not to
        be."""
        kept = {(each.identity, each.segments, each.operation) for each in self._journal.drafts()}
        for name in list(self._sent_drafts):
            begun = [(self._begun(name, each), each.typed) for each in self._sent_drafts[name]]
            known = [(entry, typed) for entry, typed in begun if entry is not None]
            if not known:
                continue
            entry, typed = max(known, key=lambda each: each[0].id)
            same = self.drafts.get(name) == typed
            if entry.settled or (entry.state == "accepted" and same and name not in kept):
                del self._sent_drafts[name]
                if same and entry.state in DONE:
                    del self.drafts[name]

    def _begun(self, name: FormName, draft: SentDraft) -> Entry | None:
        """The entry that a draft was sent as; None: it was not."""
        entries = self._journal.entries(identity=name[0], below=name[1])
        same = [each for each in entries if each.segments == name[1] and each.process == draft.explorer.process]
        return next((each for each in reversed(same) if each.drafted and each.id > draft.after), None)

    # What happens ------------------------------------------------------------------------------------------------

    def arrived(self, step: Step | None, arrival: Arrival) -> None:
        """A request that writes has reached a vendor: asked for, in the journal, and the only one."""
        assert step is not None, f"sent by itself: {arrival}"
        assert step.confirmed_at is not None, f"sent before it was confirmed: {arrival}"
        earlier = [each for each in step.arrivals if each.said != 429]
        assert not earlier, f"sent twice: {arrival} after {earlier}"
        step.arrivals.append(arrival)
        self._is_in_journal(step)
        assert arrival.path.startswith(step.target.path), arrival
        if step.operation in ("update", "delete"):
            self._overwrites_what_was_seen(step, arrival)
        if step.operation == "create":
            body = sent(step.target, arrival.body)
            assert _within(step.typed, body), f"sent {body}, typed {step.typed}"

    def _is_in_journal(self, step: Step) -> None:
        sending = self._journal.entries(states=("sending",))
        begun = [each for each in sending if each.process == step.explorer.process]
        assert len(begun) == 1, f"no entry in the journal before sending, or several: {begun}"
        entry = begun[0]
        assert step.entry in (None, entry.id), "an entry of its own for each request"
        assert entry.segments == step.target.segments, entry
        assert entry.operation.endswith(f".{step.operation}"), entry
        step.entry = entry.id
        if step.operation != "create":
            others = self._journal.entries(states=("sending", "unknown"))
            same = [each for each in others if each.segments == entry.segments and each.identity == entry.identity]
            assert same == [entry], f"sent while an earlier write has no outcome: {same}"

    def _overwrites_what_was_seen(self, step: Step, arrival: Arrival) -> None:
        target = step.target
        at, present = step.explorer.read[target.kind.vendor, target.read_path]
        assert step.confirmed_at is not None
        assert at > step.confirmed_at - step.review_took - FRESH - 0.2, "what is overwritten was read too long ago"
        others = [each for other in self.steps if other.target == target for each in other.arrivals]
        unseen = [each for each in others if each.applied and each.at > at]
        assert not unseen, f"overwrites what it has not seen: {unseen}"
        if present is None:
            return
        step.overwritten = present
        if step.operation == "delete":
            assert present == step.before, f"deleted {present}, seen {step.before}"
            return
        assert not step.conflicts(present), f"overwrites what somebody else has made of it: {present}"
        body = sent(target, arrival.body)
        told = {name: body[name] for name in target.kind.fields if name in body}
        expected = present | step.changed
        may = expected if target.kind.whole else {name: expected[name] for name in step.changed}
        must = {name: value for name, value in may.items() if target.kind.whole or present[name] != value}
        assert _within(must, told) and _within(told, may), f"sent {told}, expected {must}"

    async def applied(self, arrival: Arrival) -> None:
        """A vendor has applied a write of an explorer."""
        step = next(each for each in self.steps if any(arrival is known for known in each.arrivals))
        target = step.target
        if step.takes_back is not None:
            done = [each for each in self.steps if each.takes_back is step.takes_back and each.applied]
            assert len(done) == 1, f"taken back twice: {arrival}"
        if step.operation == "create":
            await self._made(step, arrival)
        elif step.operation == "delete":
            self.records[target] = None
        elif step.operation == "update":
            present = step.overwritten if target.kind.whole else self.records[target]
            assert present is not None, f"changed what is deleted: {arrival}"
            self._left_by.update({(target, name): step for name in step.changed})
            self.records[target] = present | step.changed
        self._doubtful.add(target)

    async def _made(self, step: Step, arrival: Arrival) -> None:
        if step.takes_back is None:
            typed = [each for each in self.steps if each.operation == "create" and each.typed == step.typed]
            assert [each for each in typed if each.applied and each.takes_back is None] == [step], f"twice: {arrival}"
        answer = arrival.answer.get("data", arrival.answer)
        made = step.target.made(str(answer["id"]))
        await self.add(made)
        record = self.records[made]
        assert record is not None
        assert _within({name: step.typed[name] for name in record.keys() & step.typed.keys()}, record), record

    def conflicts_were_told(self, step: Step, error: ChangedMeanwhile | None, notices: str) -> int:
        """After a review: exactly what somebody else has changed was held up. What an earlier write from here has made
        of what the user saw may pass where the review says which one: then it is what the user saw. How many such
        fields there are."""
        _, present = step.explorer.read[step.target.kind.vendor, step.target.read_path]
        if present is None:
            return 0
        if step.operation == "delete":
            conflicts = {name for name in present if present[name] != step.before.get(name)}
        else:
            conflicts = step.conflicts(present)
        told = set(error.conflicts) & set(step.target.kind.fields) if error is not None else set[str]()
        assert told <= conflicts, f"changed by others: {conflicts}, told: {told}"
        for name in conflicts - told:
            by = self._left_by.get((step.target, name))
            assert by is not None, f"changed by others: {conflicts}, told: {told}"
            assert (by.overwritten[name], by.changed[name]) == (step.before[name], present[name]), f"and before {by}"
            assert step.takes_back in (None, by), f"taken back from what another step left: {name}, by {by}"
            assert error or f"is what entry {by.entry} of the journal wrote" in notices, f"not told: {name}, by {by}"
            step.before = step.before | {name: present[name]}
        return len(conflicts - told)

    # What must hold at any time ----------------------------------------------------------------------------------

    async def check(self, explorers: list[Explorer]) -> None:
        """Raises AssertionError when the vendors, the journal and what was typed do not fit together."""
        for target in self._doubtful & self.records.keys():
            held = await self.read(target)
            assert held == self.records[target], f"{target} is {held}, and has to be {self.records[target]}"
        self._doubtful.clear()
        entries = {each.id: each for each in self._journal.entries(limit=10_000)}
        unfinished = {each.id for each in self._journal.unfinished()}
        for entry in entries.values():
            self._check_entry(entry, unfinished, explorers)
        for step in self.steps:
            assert not step.arrivals or step.entry in entries, f"nothing is known of {step}"
        self.settle_drafts()
        kept = {(each.identity, each.segments, each.operation): each.typed for each in self._journal.drafts()}
        assert kept == self.drafts, f"drafts are {kept}, and have to be {self.drafts}"

    def _check_entry(self, entry: Entry, unfinished: set[int], explorers: list[Explorer]) -> None:
        step = self.step_of(entry)
        arrivals = step.arrivals if step else []
        applied, late = any(each.applied for each in arrivals), any(each.due is not None for each in arrivals)
        told = f"the journal says {entry.state} ({entry.note}) of {arrivals}"
        match entry.state:
            case "applied" | "verified applied":
                # A vendor that says yes and does nothing cannot be told from one that stores another value, where
                # somebody else has just put that: then the value is told.
                otherwise = any(each.said == 200 for each in arrivals) and "stored as" in entry.note
                assert applied or otherwise or (step and self._is_so(step)), told
            case "accepted":
                assert any(each.said == 200 or each.said == 201 or each.said == 204 for each in arrivals), told
            case "not applied":
                assert any(each.said is not None and each.said < 300 for each in arrivals) and not applied, told
            case "refused" | "verified not applied":
                assert not applied and not late, told
            case "unknown" | "sending":
                sender = next((each for each in explorers if each.process == entry.process), None)
                at_work = entry.state == "sending" and sender is not None
                assert (entry.id in unfinished) != at_work, f"hidden, or shown too early: {told}"
                assert not at_work or (sender and sender.task and not sender.task.done()), f"left behind: {told}"

    def _is_so(self, step: Step) -> bool:
        """The vendor holds what was wanted, whoever made it so."""
        record = self.records.get(step.target)
        if record is None:
            return step.operation == "delete"
        return _within(step.changed, record)


def tracked(target: Target, members: Mapping[str, Any]) -> Values:
    """The members that are watched."""
    return {name: members.get(name) for name in target.kind.fields}


def _within(part: Values, whole: Values) -> bool:
    return all(name in whole and whole[name] == value for name, value in part.items())
