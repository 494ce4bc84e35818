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

from explorer.model.edit import Edit
from explorer.model.journal import Process
from explorer.store import process as processes
from explorer.store.journal import Journal
from tests.writing import targets
from tests.writing.explorers import Explorer, Processes, World, accounts
from tests.writing.truth import Step, Truth
from tests.writing.turns import Clock, Loop
from tests.writing.users import Form, Users, address_of
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
        self._journal = Journal(
            self._folder / "journal.sqlite", clock=self._clock, uptime=self._clock, owner=Process(1, "the test")
        )
        self._truth = Truth(self._vendors, self._journal)
        self._world = World(self._clock, self._folder, self._vendors, running, _ACCOUNTS)
        self._explorers: list[Explorer] = []
        self._ended: list[Explorer] = []
        """Kept, for what the killed were doing is not to be tidied up at a chance moment."""
        self._users = Users(self._truth, self._journal, self._clock, self._vendors, self.told)

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
        for form in [each for each in self._users.forms if each.explorer is explorer]:
            self._users.close_form(form, drop=False)
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
        self._do(explorer, self._users.opened(explorer, wanted, number), stop)

    @precondition(lambda self: any(self._still_forms()))
    @rule(which=which, number=fields, back=st.booleans())
    def fill_in(self, which: int, number: int, back: bool) -> None:
        """`back`: what was there before."""
        self._users.fill_in(_chosen(self._still_forms(), which), number, back=back)

    @precondition(lambda self: any(self._still_forms()))
    @rule(which=which, drop=st.booleans())
    def close(self, which: int, drop: bool) -> None:
        """What was typed is kept, or dropped by word."""
        self._users.close_form(_chosen(self._still_forms(), which), drop=drop)

    @precondition(lambda self: any(self._ready_forms()))
    @rule(which=which, mine=st.booleans(), stop=stops)
    def review(self, which: int, mine: bool, stop: Stop) -> None:
        """Held against the record as it is now; `mine`: of what others changed, too, mine is to stay."""
        form = _chosen(self._ready_forms(), which)
        self._do(form.explorer, self._users.review(form, mine=mine), stop)

    @precondition(lambda self: any(self._ready_forms()))
    @rule(which=which, fault=faults, delay=delays, follow=st.booleans(), stop=stops)
    def send(self, which: int, fault: Fault, delay: float, follow: bool, stop: Stop) -> None:
        """Confirmed and sent; `follow`: a lost outcome is looked for at 2, 5 and 15 s."""
        form = _chosen(self._ready_forms(), which)
        form.explorer.line.fault, form.explorer.line.delay = fault, delay
        self._do(form.explorer, self._users.send_form(form, follow=follow), stop)

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
        self._do(explorer, self._users.edit(explorer, target, keys, meanwhile, thought, follow), stop)

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, record=which, number=fields, fault=faults, follow=st.booleans(), again=faults, stop=stops)
    def make(self, which: int, record: int, number: int, fault: Fault, follow: bool, again: Fault, stop: Stop) -> None:
        """A new record; where nobody knows whether it was made, its form is opened again, something typed, and back."""
        explorer = _chosen(self._idle(), which)
        target = _chosen([each for each in self._truth.targets if each.creates], record)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._do(explorer, self._users.make(explorer, target, number, follow, again), stop)

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, record=records, number=fields, meet=st.booleans(), fault=faults, stop=stops)
    def set_field(self, which: int, record: int, number: int, meet: bool, fault: Fault, stop: Stop) -> None:
        """By the command line, which keeps no draft; `meet`: in a record that another explorer writes to."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        there = [each for each, values in self._truth.records.items() if values is not None]
        busy = [each.target for each in self._users.forms if each.explorer is not explorer]
        busy += [each.target for each in self._users.under_way.values()]
        there = [each for each in busy if meet and each in there] or there
        self._do(explorer, self._users.set_field(explorer, _chosen(there, record), number), stop)

    # Writes without a form ---------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, record=which, meanwhile=meanwhile, fault=faults, follow=st.booleans(), stop=stops)
    def delete(self, which: int, record: int, meanwhile: int | None, fault: Fault, follow: bool, stop: Stop) -> None:
        """What was seen, and is to be gone."""
        explorer = _chosen(self._idle(), which)
        deletable = [each for each in self._truth.records if each.kind.deletable]
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._do(explorer, self._users.delete(explorer, _chosen(deletable, record), meanwhile, follow), stop)

    @precondition(lambda self: any(self._idle()))
    @rule(which=which, active=st.booleans(), fault=faults, delay=delays, follow=st.booleans(), stop=stops)
    def activate(self, which: int, active: bool, fault: Fault, delay: float, follow: bool, stop: Stop) -> None:
        """Or deactivate: no reading tells."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, delay
        rep = next(each for each in self._truth.targets if each.kind is targets.REPS)
        name = "activate" if active else "deactivate"
        step = Step(explorer, rep, name, {}, {})
        self._do(explorer, self._users.act(step, Edit(address_of(rep), name, {}, {}), follow), stop)

    @precondition(lambda self: any(self._idle()) and self._users.done())
    @rule(which=which, entry=records, fault=faults, again=st.booleans(), follow=st.booleans(), stop=stops)
    def undo(self, which: int, entry: int, fault: Fault, again: bool, follow: bool, stop: Stop) -> None:
        """`again`: by a user who does not wait for what became of it."""
        explorer = _chosen(self._idle(), which)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._do(explorer, self._users.undo(explorer, _chosen(self._users.done(), entry), follow, again), stop)

    # What became of it -------------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._idle()) and self._journal.unfinished())
    @rule(which=which, entry=which, patient=st.booleans(), stop=stops)
    def verify(self, which: int, entry: int, patient: bool, stop: Stop) -> None:
        explorer = _chosen(self._idle(), which)
        found = _chosen(self._journal.unfinished(), entry)
        work = self._users.follow(explorer, found) if patient else self._users.look(explorer, [found])
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
            self._users.learned(explorer, explorer.journal.resolve(found.id, applied))
            self.told["resolved"] += 1

    @rule(record=records, number=fields, open=st.booleans())
    def another_changes(self, record: int, number: int, open: bool) -> None:
        """Another person changes a record by other means; `open`: one that is being edited."""
        there = [each for each, values in self._truth.records.items() if values is not None]
        there = [each.target for each in self._users.forms if open and each.target in there] or there
        self._run(self._users.changed_by_another(_chosen(there, record), number))

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
        explorer.line.on_arrival = lambda arrival: self._truth.arrived(self._users.under_way.get(explorer), arrival)
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
            self._do(explorer, self._users.look(explorer, explorer.journal.unfinished()), stop)

    def _replaced(self, explorer: Explorer) -> Explorer:
        """A new one, with the number that the one before had as a process."""
        started = self._started(explorer.pid)
        self._explorers[self._explorers.index(explorer)] = started
        self._ended.append(explorer)
        return started

    def _killed(self, explorer: Explorer) -> Explorer:
        """The one that is started after it."""
        explorer.kill()
        self._users.gone(explorer)
        self.told["killed at work" if explorer.task else "killed"] += 1
        return self._replaced(explorer)

    def _idle(self) -> list[Explorer]:
        return [each for each in self._explorers if each.task is None]

    def _busy(self) -> list[Explorer]:
        return [each for each in self._explorers if each.task is not None]

    def _still_forms(self) -> list[Form]:
        return [each for each in self._users.forms if each.explorer.task is None]

    def _ready_forms(self) -> list[Form]:
        return [each for each in self._still_forms() if each.typed]


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
