"""Many people's edits over lossy wires, in explorers that are killed at any moment: a Hypothesis state machine.

The client, the cache, the journal and the repositories are the real ones, the vendors are the demo's, in process. Time
is the machine's own. A failure is printed as the steps that lead to it, and with the seed that finds it again:

    python -m tests.writing.machine --runs 500 [--steps 50] [--seed 7]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import engine
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

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
from explorer.model.journal import DONE, UNFINISHED, Draft, Entry, Process
from explorer.model.json_text import JsonObject
from explorer.model.outcome import Outcome, Prepared
from explorer.model.prefill import prefilled
from explorer.store import process as processes
from explorer.store.journal import Journal
from tests.writing import targets
from tests.writing.explorers import Explorer, Processes, World, accounts
from tests.writing.targets import Target, Values
from tests.writing.truth import Step, Truth, conflicts_were_told, tracked
from tests.writing.turns import Clock, Loop
from tests.writing.wire import FAULTS, Arrival, Fault, Vendors

T = TypeVar("T")

CI_RUNS = 50
STEPS = 50
_SHRINKING_SECONDS = 60
"""How long a failure may be made shorter."""
_PIDS = (100, 200)
"""Of the explorers; a new one has the number of the one before it."""
_ACCOUNTS = accounts()

Stop = tuple[int, bool] | None
"""After so many turns it is left waiting, or (True) killed; None: it goes on to its end."""

which = st.integers(0, 30)
"""Chooses among what there is at the moment."""
records = st.one_of(st.integers(0, 6), which)
"""The same, and some records more often, that they may meet."""
stops: st.SearchStrategy[Stop] = st.one_of(st.none(), st.none(), st.tuples(st.integers(0, 22), st.booleans()))
_NONE: Fault = "none"
faults = st.one_of(st.just(_NONE), st.sampled_from(FAULTS))
delays = st.sampled_from((1.0, 3.0, 9.0, 14.0))
fields = st.integers(0, 2)
keys = st.lists(st.tuples(fields, st.booleans()), min_size=1, max_size=3)
"""Which fields are filled in, and whether with what was there before."""
meanwhile = st.one_of(st.none(), fields)
"""The field that another person changes after it was read."""
thoughts = st.sampled_from((0.0, 0.0, 1.0, 4.0))
"""Seconds for which a user looks at what is to be confirmed."""


@dataclass(eq=False)
class Form:
    """One form that is open in an explorer."""

    explorer: Explorer
    target: Target
    draft: Draft
    before: Values
    """The watched members of what it was opened on."""
    typed: Values = field(default_factory=dict)
    step: Step | None = None
    prepared: Prepared | None = None
    """What the user is shown to confirm."""

    @property
    def name(self) -> tuple[str, tuple[str, ...], str]:
        return self.draft.identity, self.draft.segments, self.draft.operation


class Writing(RuleBasedStateMachine):
    """Rules are what users, other people, wires and the machine's owner do; a rule without an object does nothing."""

    told: ClassVar[Counter[str]] = Counter()
    """How often what has come about, for judging whether the rules reach far enough."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="writing-", dir=_quick_folder()))
        self._clock = Clock()
        self._loop = Loop(self._clock)
        self._vendors = Vendors(self._clock, self._applied)
        self._proc = processes.PROCESSES
        running = Processes(self._folder / "proc")
        processes.PROCESSES = running.folder  # type: ignore[misc]  # the explorers' own, given back at the end
        self._journal = Journal(self._folder / "journal.sqlite", clock=self._clock, owner=Process(1, "the test"))
        self._truth = Truth(self._vendors, self._journal)
        self._world = World(self._clock, self._folder, self._vendors, running, _ACCOUNTS)
        self._explorers: list[Explorer] = []
        self._ended: list[Explorer] = []
        """Kept, for what the killed were doing is not to be tidied up at a chance moment."""
        self._forms: list[Form] = []
        self._steps_under_way: dict[int, Step] = {}
        self._number = 0

    # Explorers ---------------------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self._run(self._set_up())
        self._explorers += [self._started(pid) for pid in _PIDS]

    @rule(which=which, look=st.booleans(), stop=stops)
    def kill(self, which: int, look: bool, stop: Stop) -> None:
        """At whatever it is doing; another one is started, and may look at once for what became of the writes."""
        self._look_at_start(self._killed(_chosen(self._explorers, which)), look, stop)

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, look=st.booleans(), stop=stops)
    def leave(self, which: int, look: bool, stop: Stop) -> None:
        """One ends as it should, and keeps what was typed; another one is started."""
        explorer = _chosen(self._idle(), which)
        for form in [each for each in self._forms if each.explorer is explorer]:
            self._close(form, drop=False)
        self._run(explorer.leave())
        self._look_at_start(self._replaced(explorer), look, stop)

    @precondition(lambda self: any(self._busy()))
    @rule(which=which, stop=stops)
    def go_on(self, which: int, stop: Stop) -> None:
        """What was left waiting goes on."""
        self._let(_chosen(self._busy(), which), stop)

    @rule(seconds=st.sampled_from((1.0, 3.0, 20.0, 40.0)))
    def wait(self, seconds: float) -> None:
        self._clock.now += seconds
        self._run(self._vendors.catch_up())

    @rule(which=which, count=st.integers(1, 4))
    def readings_fail(self, which: int, count: int) -> None:
        _chosen(self._explorers, which).line.unreadable = count

    # Forms -------------------------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, record=records, number=fields, stop=stops)
    def open(self, which: int, record: int, number: int, stop: Stop) -> None:
        """A form, on what was kept of it, else on the record as it is; something is typed at once."""
        explorer = _chosen(self._idle(), which)
        wanted = _chosen(self._truth.targets, record)
        self._do(explorer, self._opened(explorer, wanted, number), stop)

    @precondition(lambda self: any(self._still_forms()))
    @rule(which=which, number=fields, back=st.booleans())
    def fill_in(self, which: int, number: int, back: bool) -> None:
        """`back`: what was there before."""
        self._type(_chosen(self._still_forms(), which), number, back=back)

    @precondition(lambda self: any(self._still_forms()))
    @rule(which=which, drop=st.booleans())
    def close(self, which: int, drop: bool) -> None:
        """What was typed is kept, or dropped by word."""
        self._close(_chosen(self._still_forms(), which), drop=drop)

    @precondition(lambda self: any(self._ready_forms()))
    @rule(which=which, mine=st.booleans(), stop=stops)
    def review(self, which: int, mine: bool, stop: Stop) -> None:
        """Held against the record as it is now; `mine`: of what others changed, too, mine is to stay."""
        form = _chosen(self._ready_forms(), which)
        self._do(form.explorer, self._review(form, mine=mine), stop)

    @precondition(lambda self: any(self._ready_forms()))
    @rule(which=which, fault=faults, delay=delays, follow=st.booleans(), stop=stops)
    def send(self, which: int, fault: Fault, delay: float, follow: bool, stop: Stop) -> None:
        """Confirmed and sent; `follow`: a lost outcome is looked for at 2, 5 and 15 s."""
        form = _chosen(self._ready_forms(), which)
        form.explorer.line.fault, form.explorer.line.delay = fault, delay
        self._do(form.explorer, self._send_form(form, follow=follow), stop)

    @precondition(lambda self: any(self._idle()))
    @rule(
        which=which,
        record=records,
        keys=keys,
        meanwhile=meanwhile,
        thought=thoughts,
        fault=faults,
        delay=delays,
        follow=st.booleans(),
        stop=stops,
    )
    def edit(
        self,
        which: int,
        record: int,
        keys: list[tuple[int, bool]],
        meanwhile: int | None,
        thought: float,
        fault: Fault,
        delay: float,
        follow: bool,
        stop: Stop,
    ) -> None:
        """All of it: opened, filled in, confirmed and sent."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, delay
        target = _chosen(self._truth.targets, record)
        self._do(explorer, self._edit(explorer, target, keys, meanwhile, thought, follow), stop)

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, record=records, number=fields, meet=st.booleans(), fault=faults, stop=stops)
    def set_field(self, which: int, record: int, number: int, meet: bool, fault: Fault, stop: Stop) -> None:
        """By the command line, which keeps no draft; `meet`: in a record that another explorer writes to."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        there = [each for each, values in self._truth.records.items() if values is not None]
        busy = [each.target for each in self._forms if each.explorer is not explorer]
        busy += [each.target for each in self._steps_under_way.values()]
        there = [each for each in busy if meet and each in there] or there
        self._do(explorer, self._set(explorer, _chosen(there, record), number), stop)

    # Writes without a form ---------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, record=which, meanwhile=meanwhile, fault=faults, follow=st.booleans(), stop=stops)
    def delete(self, which: int, record: int, meanwhile: int | None, fault: Fault, follow: bool, stop: Stop) -> None:
        """What was seen, and is to be gone."""
        explorer = _chosen(self._idle(), which)
        deletable = [each for each in self._truth.records if each.kind.deletable]
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._do(explorer, self._delete(explorer, _chosen(deletable, record), meanwhile, follow), stop)

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, active=st.booleans(), fault=faults, delay=delays, follow=st.booleans(), stop=stops)
    def activate(self, which: int, active: bool, fault: Fault, delay: float, follow: bool, stop: Stop) -> None:
        """Or deactivate: no reading tells."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, delay
        rep = next(each for each in self._truth.targets if each.kind is targets.REPS)
        name = "activate" if active else "deactivate"
        step = Step(explorer, rep, name, {}, {})
        self._do(explorer, self._act(step, Edit(_address(rep), name, {}, {}), follow), stop)

    @precondition(lambda self: any(self._idle()) and self._done())
    @rule(which=which, entry=records, fault=faults, again=st.booleans(), follow=st.booleans(), stop=stops)
    def undo(self, which: int, entry: int, fault: Fault, again: bool, follow: bool, stop: Stop) -> None:
        """`again`: by a user who does not wait for what became of it."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._do(explorer, self._undo(explorer, _chosen(self._done(), entry), follow, again), stop)

    # What became of it -------------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._idle()) and self._journal.unfinished())
    @rule(which=which, entry=which, patient=st.booleans(), stop=stops)
    def verify(self, which: int, entry: int, patient: bool, stop: Stop) -> None:
        explorer = _chosen(self._idle(), which)
        found = _chosen(self._journal.unfinished(), entry)
        work = self._follow(explorer, found) if patient else self._look(explorer, [found])
        self._do(explorer, work, stop)

    @precondition(lambda self: any(self._idle()) and self._journal.unfinished())
    @rule(which=which, entry=which)
    def resolve(self, which: int, entry: int) -> None:
        """The user has looked at the vendor, when that had done all it had to do, and says so."""
        found = _chosen(self._journal.unfinished(), entry)
        step = self._truth.step_of(found)
        if step is None or not any(each.due is not None for each in step.arrivals):
            applied = step is not None and step.applied
            explorer = _chosen(self._idle(), which)
            self._learned(explorer, explorer.journal.resolve(found.id, applied))
            self.told["resolved"] += 1

    @rule(record=records, number=fields, open=st.booleans())
    def another_changes(self, record: int, number: int, open: bool) -> None:
        """Another person changes a record by other means; `open`: one that is being edited."""
        there = [each for each, values in self._truth.records.items() if values is not None]
        there = [each.target for each in self._forms if open and each.target in there] or there
        self._run(self._changed_by_another(_chosen(there, record), number))

    @invariant()
    def all_fits_together(self) -> None:
        self._run(self._truth.check(self._explorers))

    def teardown(self) -> None:
        for explorer in self._explorers:
            explorer.kill()
        self._run(_sweep())
        self._journal.close()
        self._loop.close()
        processes.PROCESSES = self._proc  # type: ignore[misc]  # see above
        shutil.rmtree(self._folder)

    # How ---------------------------------------------------------------------------------------------------------

    async def _set_up(self) -> None:
        user = "/api/users/46485"
        contact = {"first_name": "Jo", "last_name": "Doe", "contact_number": "5550", "relationship": "x"}
        made = [
            await self._vendors.ask("assemble", "POST", f"{user}/emergency-contacts", contact | {"primary": False}),
            await self._vendors.ask(
                "assemble", "POST", f"{user}/email-addresses", {"email": "a@b.c", "primary": False}
            ),
            await self._vendors.ask("assemble", "POST", f"{user}/notes", {"subject": "Note", "body": "text"}),
        ]
        _, phones = await self._vendors.ask("assemble", "GET", f"{user}/phone-numbers")
        ids = [str(answer["data"]["id"]) for _, answer in made]
        for each in targets.first_targets(str(phones["data"][0]["id"]), *ids):
            await self._truth.add(each)

    def _started(self, pid: int) -> Explorer:
        explorer = Explorer(self._world, pid)
        explorer.line.on_read = lambda vendor, path, answer: self._read(explorer, vendor, path, answer)
        explorer.line.on_arrival = lambda arrival: self._truth.arrived(self._steps_under_way.get(id(explorer)), arrival)
        return explorer

    def _read(self, explorer: Explorer, vendor: str, path: str, answer: Any) -> None:
        target = self._truth.at(vendor, path)
        if target is not None:
            explorer.read[vendor, path] = self._clock.now, targets.seen(target, answer)

    async def _applied(self, arrival: Arrival) -> None:
        await self._truth.applied(arrival)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def _do(self, explorer: Explorer, work: Coroutine[Any, Any, T], stop: Stop) -> None:
        async def start() -> None:
            explorer.start(work)

        self._run(start())
        self._let(explorer, stop)

    def _let(self, explorer: Explorer, stop: Stop) -> None:
        """Goes on until `stop`."""
        limit, kills = stop or (None, False)
        if self._run(explorer.go_on(limit)):
            task, explorer.task = explorer.task, None
            assert task is not None
            task.result()
        elif kills:
            self._killed(explorer)
        else:
            self.told["left waiting"] += 1

    def _look_at_start(self, explorer: Explorer, look: bool, stop: Stop) -> None:
        if look:
            self._do(explorer, self._look(explorer, explorer.journal.unfinished()), stop)

    def _replaced(self, explorer: Explorer) -> Explorer:
        """A new one, with the number that the one before had as a process."""
        started = self._started(explorer.pid)
        self._explorers[self._explorers.index(explorer)] = started
        self._ended.append(explorer)
        return started

    def _killed(self, explorer: Explorer) -> Explorer:
        """The one that is started after it."""
        explorer.kill()
        self._steps_under_way.pop(id(explorer), None)
        self._forms = [each for each in self._forms if each.explorer is not explorer]
        self.told["killed at work" if explorer.task else "killed"] += 1
        return self._replaced(explorer)

    def _idle(self) -> list[Explorer]:
        return [each for each in self._explorers if each.task is None]

    def _busy(self) -> list[Explorer]:
        return [each for each in self._explorers if each.task is not None]

    def _still_forms(self) -> list[Form]:
        return [each for each in self._forms if each.explorer.task is None]

    def _ready_forms(self) -> list[Form]:
        return [each for each in self._still_forms() if each.typed]

    def _done(self) -> list[Entry]:
        return self._journal.entries(states=DONE)

    def _next(self) -> int:
        self._number += 1
        return self._number

    async def _open(self, explorer: Explorer, target: Target) -> Form | None:
        saving = explorer.repository(target.kind.vendor).saving
        address = _address(target)
        empty = saving.draft(address, target.operation)
        name = empty.identity, empty.segments, empty.operation
        elsewhere = [form for form in self._forms if form.name == name and form.explorer is not explorer]
        try:
            kept = await asyncio.to_thread(explorer.journal.open_draft, *name)
        except OpenElsewhere as error:
            assert [form.explorer.pid for form in elsewhere] == [error.pid]
            self.told["open elsewhere"] += 1
            return None
        assert kept is None or not elsewhere, f"open twice: {kept}"
        if kept is not None:
            assert kept.typed == self._truth.drafts[name]
            if self._was_sent(kept):
                explorer.journal.drop_draft(*name)
                del self._truth.drafts[name]
                return None
            self.told["draft reopened"] += 1
            return Form(explorer, target, kept, tracked(target, kept.before), dict(kept.typed))
        try:
            record = await saving.read(address, target.operation)
        except VendorError:
            return None
        operation = saving.operation(address, target.operation)[1]
        before: JsonObject = {} if target.creates else prefilled(operation, record)
        return Form(explorer, target, replace(empty, before=before), tracked(target, before))

    async def _opened(self, explorer: Explorer, target: Target, number: int) -> Form | None:
        """With something typed into it."""
        form = next((each for each in self._forms if each.explorer is explorer and each.target == target), None)
        if form is None:
            form = await self._open(explorer, target)
            if form is None:
                return None
            self._forms.append(form)
        if not form.typed:
            self._type(form, number, back=False)
        return form

    async def _edit(
        self,
        explorer: Explorer,
        target: Target,
        keys: list[tuple[int, bool]],
        meanwhile: int | None,
        thought: float,
        follow: bool,
    ) -> None:
        form = await self._opened(explorer, target, keys[0][0])
        if form is None:
            return
        for number, back in keys[1:]:
            if form in self._forms:
                self._type(form, number, back=back)
        if form in self._forms:
            if thought and await self._review(form, mine=True):
                self._clock.now += thought
            await self._meanwhile(target, meanwhile)
            await self._send_form(form, follow=follow)

    async def _set(self, explorer: Explorer, target: Target, number: int) -> None:
        saving = explorer.repository(target.kind.vendor).saving
        name = _typable(target)[number % len(_typable(target))]
        typed = {name: targets.value_of(name, self._next())}
        wanted = typed | dict(target.kind.always or {})
        began = self._clock.now
        try:
            prepared = await saving.propose(_address(target), "update", wanted)
        except (NotSent, VendorError, UsageError) as error:
            self._refused(error)
            return
        step = Step(explorer, target, "update", tracked(target, prepared.edit.before), typed)
        step.review_took = self._clock.now - began
        if prepared.has_effect:
            await self._sent(step, prepared, follow=False)

    async def _meanwhile(self, target: Target, number: int | None) -> None:
        if number is not None and self._truth.records.get(target) is not None:
            await self._changed_by_another(target, number)

    def _type(self, form: Form, number: int, *, back: bool) -> None:
        names = _typable(form.target)
        name = names[number % len(names)]
        if form.target.creates:
            typed = form.typed or targets.new_values(form.target, self._next())
            typed |= {} if name not in typed or name == "email" else {name: targets.value_of(name, self._next())}
        else:
            value = form.before[name] if back else targets.value_of(name, self._next())
            typed = form.typed | {name: value} | dict(form.target.kind.always or {})
        self._keep(form, replace(form.draft, typed=typed, field=name))

    def _keep(self, form: Form, draft: Draft) -> None:
        try:
            form.explorer.journal.keep_draft(draft)
        except OpenElsewhere:
            assert any(each.name == form.name and each is not form for each in self._forms)
            self._forms.remove(form)
            return
        assert not any(each.name == form.name and each is not form for each in self._forms), "open twice"
        form.draft, form.typed = draft, draft.typed
        form.step = form.prepared = None
        self._truth.drafts[form.name] = draft.typed

    def _close(self, form: Form, *, drop: bool) -> None:
        if drop:
            form.explorer.journal.drop_draft(*form.name)
            self._truth.drafts.pop(form.name, None)
        else:
            form.explorer.journal.close_draft(*form.name)
        self._forms.remove(form)

    async def _review(self, form: Form, *, mine: bool) -> bool:
        """Whether there is something to confirm."""
        target = form.target
        edit = Edit(_address(target), target.operation, form.draft.before, form.typed)
        form.step = Step(form.explorer, target, target.operation, form.before, _watched(target, form.typed))
        unknown = {each.id for each in self._unknown(form)}
        try:
            form.prepared = await self._prepared(form.step, edit)
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
            self._refused(error)
            return False
        return form.prepared.has_effect

    def _unknown(self, form: Form) -> list[Entry]:
        found = self._journal.entries(states=UNFINISHED)
        return [each for each in found if (each.identity, each.segments) == form.name[:2]]

    def _may_be_there_already(self, form: Form) -> bool:
        """A create like this one is done or has no known outcome: users look at the journal before one more."""
        found = self._journal.entries(states=(*DONE, *UNFINISHED))
        same = [each for each in found if (each.identity, each.segments) == form.name[:2]]
        return form.target.creates and any(each.wanted == form.typed for each in same)

    def _was_sent(self, kept: Draft) -> bool:
        """A draft whose explorer was killed after the outcome and before it was dropped: the journal tells."""
        done = [each for each in self._done() if (each.identity, each.segments) == (kept.identity, kept.segments)]
        return any(each.wanted == kept.typed and each.began_at >= kept.kept_at for each in done)

    async def _prepared(self, step: Step, edit: Edit, undoes: int | None = None) -> Prepared:
        saving = step.explorer.repository(step.target.kind.vendor).saving
        began = self._clock.now
        try:
            prepared = await saving.prepare(edit, undoes=undoes)
        except ChangedMeanwhile as error:
            conflicts_were_told(step, error)
            raise
        step.review_took = self._clock.now - began
        if step.operation in ("update", "delete"):
            conflicts_were_told(step, None)
        return prepared

    async def _send_form(self, form: Form, *, follow: bool) -> None:
        if form.prepared is None and not await self._review(form, mine=True):
            return
        assert form.step is not None
        assert form.prepared is not None
        prepared, step = form.prepared, form.step
        form.prepared = form.step = None
        if not prepared.has_effect or self._may_be_there_already(form):
            return
        outcome = await self._sent(step, prepared, follow=follow)
        if outcome is not None and outcome.state in DONE and form in self._forms:
            self._close(form, drop=True)

    async def _sent(self, step: Step, prepared: Prepared, *, follow: bool) -> Outcome | None:
        explorer = step.explorer
        saving = explorer.repository(step.target.kind.vendor).saving
        self._truth.steps.append(step)
        self._steps_under_way[id(explorer)] = step
        step.confirmed_at = self._clock.now
        try:
            outcome = await saving.send(prepared)
        except (NotSent, VendorError, UsageError) as error:
            self._refused(error)
            return None
        finally:
            if not explorer.turns.killed:
                del self._steps_under_way[id(explorer)]
        self.told[f"{step.operation} {outcome.state}"] += 1
        if outcome.state == "unknown" and follow:
            return await self._follow(explorer, outcome.entry)
        return outcome

    async def _delete(self, explorer: Explorer, target: Target, meanwhile: int | None, follow: bool) -> None:
        saving = explorer.repository(target.kind.vendor).saving
        try:
            record = await saving.read(_address(target), "delete")
        except VendorError as error:
            self._refused(error)
            return
        _, before = explorer.read[target.kind.vendor, target.read_path]
        if before is not None:
            await self._meanwhile(target, meanwhile)
            step = Step(explorer, target, "delete", before, {})
            await self._act(step, Edit(_address(target), "delete", record, {}), follow)

    async def _act(self, step: Step, edit: Edit, follow: bool, undoes: int | None = None) -> None:
        try:
            prepared = await self._prepared(step, edit, undoes)
        except (NotSent, VendorError, UsageError) as error:
            self._refused(error)
            return
        if prepared.has_effect:
            await self._sent(step, prepared, follow=follow)

    async def _undo(self, explorer: Explorer, entry: Entry, follow: bool, again: bool) -> None:
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
        await self._act(step, edit, follow, entry.id)
        if again:
            await self._undo(explorer, entry, follow, again=False)

    async def _look(self, explorer: Explorer, entries: list[Entry]) -> None:
        """As at the start of an explorer: once, and at once."""
        for entry in entries:
            saving = explorer.repository(entry.account).saving
            self._found(explorer, await saving.verify(entry, at=(0.0,)))

    async def _follow(self, explorer: Explorer, entry: Entry) -> Outcome:
        outcome = await explorer.repository(entry.account).saving.verify(entry)
        self._found(explorer, outcome)
        return outcome

    def _found(self, explorer: Explorer, outcome: Outcome) -> None:
        self.told[f"looked: {outcome.state}"] += 1
        step = self._truth.step_of(outcome.entry)
        if step is not None and step.operation == "create" and outcome.state == "unknown" and step.applied:
            self.told["candidates" if outcome.candidates else "no candidates"] += 1
        self._learned(explorer, outcome.entry)

    def _learned(self, explorer: Explorer, entry: Entry) -> None:
        """The user drops a draft that turns out to have been sent."""
        name = entry.identity, entry.segments, entry.operation
        form = next((each for each in self._forms if each.name == name), None)
        if entry.state == "verified applied" and self._truth.drafts.get(name) == entry.wanted and form is None:
            explorer.journal.drop_draft(*name)
            del self._truth.drafts[name]

    async def _changed_by_another(self, target: Target, number: int) -> None:
        names = list(target.kind.fields)
        name = names[number % len(names)]
        changes = {name: targets.value_of(name, self._next())}
        present = await self._truth.answer(target)
        method, path, body = targets.change_by_another(target, present, changes)
        status, answer = await self._vendors.ask(target.kind.vendor, method, path, body)
        assert status < 300, answer
        self._truth.changed_by_another(target, changes)

    def _refused(self, error: ExplorerError) -> None:
        self.told[f"refused: {type(error).__name__}"] += 1
        assert str(error)
        if isinstance(error, Unfinished):
            assert error.entry in {each.id for each in self._journal.entries()}


def run(runs: int, steps: int, number: int) -> None:
    """Raises what the first run that fails raised, after printing its steps."""
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    engine.MAX_SHRINKING_SECONDS = _SHRINKING_SECONDS
    machine = type("Writing", (Writing,), {})
    run_state_machine_as_test(seed(number)(machine), settings=chosen)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.writing.machine", description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    run(given.runs, given.steps, given.seed)
    for what, count in sorted(Writing.told.items()):
        print(f"{count:7,} {what}")


def _chosen(among: list[T], which: int) -> T:
    return among[which % len(among)]


def _typable(target: Target) -> list[str]:
    """The fields with room for values that nobody else gives."""
    return [each for each in target.kind.fields if each != "type"]


def _address(target: Target) -> Address:
    return Address(target.kind.vendor, target.segments)


def _watched(target: Target, members: JsonObject) -> Values:
    """The members that readings tell; of what is made, all."""
    return {name: members[name] for name in members if target.creates or name in target.kind.fields}


def _quick_folder() -> str | None:
    """A folder of files that are real and synced in no time, where the system has one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


async def _sweep() -> None:
    """Takes what the killed left behind out of memory."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


if __name__ == "__main__":
    main()
