"""Whatever is written and typed in whatever order, by two explorers, the journal holds what a dictionary would."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from explorer.model.address import Segments
from explorer.model.errors import OpenElsewhere, Unfinished, UsageError
from explorer.model.journal import UNFINISHED, Draft, Entry, Process, State
from explorer.store import process
from explorer.store.journal import DOUBTED_SECONDS, KEPT_SECONDS, Journal
from tests.store.journal_samples import draft, intent

SEGMENTS: list[Segments] = [("users", "1"), ("users", "2"), ("users",), ("users", "1", "notes")]
OUTCOMES: list[State] = [
    "applied",
    "refused",
    "unknown",
    "verified applied",
    "verified not applied",
    "accepted",
    "not applied",
]
places = st.sampled_from(SEGMENTS)
sides = st.sampled_from([0, 1])
picks = st.integers(0, 10**6)


class JournalMachine(RuleBasedStateMachine):
    """Two explorers at one file; the second one can end without a word, and another takes its place."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = 1000.0
        self.started = 0
        self.alive = {process.current()}
        self.patch = patch.object(process, "running", self.alive.__contains__)
        self.patch.start()
        self.journals = [self.opened(process.current()), self.opened(self.second())]
        self.entries: dict[int, Entry] = {}
        self.drafts: dict[Segments, Draft] = {}
        self.old: dict[int, float] = {}
        """Entries that are met as old, and since when."""

    def second(self) -> Process:
        self.started += 1
        made = Process(7, f"start {self.started}")
        self.alive.add(made)
        return made

    def opened(self, owner: Process) -> Journal:
        return Journal(self.folder / "state" / "journal.sqlite", clock=lambda: self.now, owner=owner)

    def teardown(self) -> None:
        self.patch.stop()
        for journal in self.journals:
            journal.close()
        shutil.rmtree(self.folder)

    def blocking(self, segments: Segments) -> Entry | None:
        return next(
            (each for each in self.entries.values() if each.segments == segments and each.state in UNFINISHED), None
        )

    def pick(self, number: int) -> Entry:
        return list(self.entries.values())[number % len(self.entries)]

    def held_by_other(self, side: int, segments: Segments) -> bool:
        held = self.drafts.get(segments)
        return held is not None and held.process in self.alive - {self.journals[side].process}

    @rule(side=sides, segments=places)
    def begin(self, side: int, segments: Segments) -> None:
        earlier = self.blocking(segments)
        try:
            entry = self.journals[side].begin(intent(segments))
        except Unfinished as refused:
            assert earlier is not None
            assert refused.entry == earlier.id
            return
        assert earlier is None
        assert entry.id not in self.entries
        self.entries[entry.id] = entry

    @precondition(lambda self: self.entries)
    @rule(side=sides, number=picks, state=st.sampled_from(OUTCOMES))
    def finish(self, side: int, number: int, state: State) -> None:
        entry = self.pick(number)
        told = self.journals[side].finish(entry, state, "note", {"is": state})
        if state == "unknown" and entry.state not in ("sending", "unknown", "accepted"):
            assert told == entry
            return
        self.entries[entry.id] = replace(entry, state=state, note="note", after={"is": state}, ended_at=self.now)

    @precondition(lambda self: self.entries)
    @rule(side=sides, number=picks, applied=st.booleans())
    def resolve(self, side: int, number: int, applied: bool) -> None:
        entry = self.pick(number)
        in_flight = entry.state == "sending" and entry.process in self.alive
        try:
            told = self.journals[side].resolve(entry.id, applied)
        except UsageError:
            assert in_flight or entry.state not in ("sending", "unknown", "accepted")
            return
        assert not in_flight
        assert told.state == ("verified applied" if applied else "verified not applied")
        self.entries[entry.id] = told

    @rule(side=sides, segments=places, name=st.text(max_size=5))
    def type(self, side: int, segments: Segments, name: str) -> None:
        typed = draft(segments, name=name)
        refused = self.held_by_other(side, segments)
        try:
            self.journals[side].keep_draft(typed)
        except OpenElsewhere:
            assert refused
            return
        assert not refused
        self.drafts[segments] = replace(typed, kept_at=self.now, process=self.journals[side].process)

    @rule(side=sides, segments=places, drop=st.booleans())
    def leave(self, side: int, segments: Segments, drop: bool) -> None:
        journal = self.journals[side]
        refused = self.held_by_other(side, segments)
        if not drop:
            journal.close_draft("i1", segments, "users.update")
            if not refused and segments in self.drafts:
                self.drafts[segments] = replace(self.drafts[segments], process=None)
            return
        try:
            journal.drop_draft("i1", segments, "users.update")
        except OpenElsewhere:
            assert refused
            return
        assert not refused
        self.drafts.pop(segments, None)

    @rule()
    def end_the_second(self) -> None:
        self.alive.discard(self.journals[1].process)
        self.journals[1].close()
        self.journals[1] = self.opened(self.second())

    @rule(side=sides, days=st.integers(0, 40))
    def expire(self, side: int, days: int) -> None:
        self.now += days * 86400.0
        removed = self.journals[side].expire()
        nearly = self.now - KEPT_SECONDS + DOUBTED_SECONDS
        settled = {each.id: each.ended_at for each in self.entries.values() if each.finished and each.ended_at}
        self.old = {number: self.old.get(number, self.now) for number, at in settled.items() if at < nearly}
        old = [
            number
            for number, since in self.old.items()
            if settled[number] < self.now - KEPT_SECONDS and since <= self.now - DOUBTED_SECONDS
        ]
        assert removed == len(old)
        for number in old:
            del self.entries[number]

    @invariant()
    def both_see_the_same(self) -> None:
        lost = [
            each
            for each in self.entries.values()
            if each.state == "unknown" or (each.state == "sending" and each.process not in self.alive)
        ]
        for journal in self.journals:
            assert {each.id: each for each in journal.entries()} == self.entries
            assert journal.unfinished() == lost
            for segments in SEGMENTS:
                assert journal.blocking("i1", segments) == self.blocking(segments)
            assert {each.segments: each for each in journal.drafts()} == {
                segments: each if each.process in self.alive else replace(each, process=None)
                for segments, each in self.drafts.items()
            }
            assert journal.notice == ""


JournalMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=30)
TestJournal = JournalMachine.TestCase
