"""Many people's edits over lossy wires, in explorers that are killed at any moment: a Hypothesis state machine.

The client, the cache, the journal and the repositories are the real ones, the vendors are the demo's, in process. Time
is the machine's own. A failure is printed as the steps that lead to it, and with the seed that finds it again:

    python -m tests.writing.machine --runs 500 [--steps 50] [--seed 7]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from typing import ClassVar, TypeVar

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
from tests.writing import targets
from tests.writing.forms import address_of
from tests.writing.stage import Stage, Stop
from tests.writing.truth import Step
from tests.writing.wire import FAULTS, Fault

T = TypeVar("T")

CI_RUNS = 50
STEPS = 50
_SHRINKING_SECONDS = 60
"""How long a failure may be made shorter."""

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
        self._stage = Stage(self.told)

    # Explorers ---------------------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self._stage.begin()

    @rule(which=which, look=st.booleans(), stop=stops)
    def kill(self, which: int, look: bool, stop: Stop) -> None:
        """At whatever it is doing; another one is started, and may look at once for what became of the writes."""
        self._stage.look_at_start(self._stage.killed(_chosen(self._stage.explorers, which)), look, stop)

    @precondition(lambda self: any(self._stage.idle()))
    @rule(which=which, look=st.booleans(), stop=stops)
    def leave(self, which: int, look: bool, stop: Stop) -> None:
        """One ends as it should, and keeps what was typed; another one is started."""
        explorer = _chosen(self._stage.idle(), which)
        for form in [each for each in self._stage.forms.open if each.explorer is explorer]:
            self._stage.forms.close_form(form, drop=False)
        self._stage.run(explorer.leave())
        self._stage.look_at_start(self._stage.replaced(explorer), look, stop)

    @precondition(lambda self: any(self._stage.busy()))
    @rule(which=which, stop=stops)
    def go_on(self, which: int, stop: Stop) -> None:
        """What was left waiting goes on."""
        self._stage.let(_chosen(self._stage.busy(), which), stop)

    @rule(seconds=st.sampled_from((1.0, 3.0, 20.0, 40.0)))
    def wait(self, seconds: float) -> None:
        self._stage.clock.now += seconds
        self._stage.run(self._stage.vendors.catch_up())

    @rule(which=which, count=st.integers(1, 4))
    def readings_fail(self, which: int, count: int) -> None:
        _chosen(self._stage.explorers, which).line.unreadable = count

    # Forms -------------------------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._stage.idle()))
    @rule(which=which, record=records, number=fields, stop=stops)
    def open(self, which: int, record: int, number: int, stop: Stop) -> None:
        """A form, on what was kept of it, else on the record as it is; something is typed at once."""
        explorer = _chosen(self._stage.idle(), which)
        wanted = _chosen(self._stage.truth.targets, record)
        self._stage.do(explorer, self._stage.forms.opened(explorer, wanted, number), stop)

    @precondition(lambda self: any(self._stage.still_forms()))
    @rule(which=which, number=fields, back=st.booleans())
    def fill_in(self, which: int, number: int, back: bool) -> None:
        """`back`: what was there before."""
        self._stage.forms.fill_in(_chosen(self._stage.still_forms(), which), number, back=back)

    @precondition(lambda self: any(self._stage.still_forms()))
    @rule(which=which, drop=st.booleans())
    def close(self, which: int, drop: bool) -> None:
        """What was typed is kept, or dropped by word."""
        self._stage.forms.close_form(_chosen(self._stage.still_forms(), which), drop=drop)

    @precondition(lambda self: any(self._stage.ready_forms()))
    @rule(which=which, mine=st.booleans(), stop=stops)
    def review(self, which: int, mine: bool, stop: Stop) -> None:
        """Held against the record as it is now; `mine`: of what others changed, too, mine is to stay."""
        form = _chosen(self._stage.ready_forms(), which)
        self._stage.do(form.explorer, self._stage.users.review(form, mine=mine), stop)

    @precondition(lambda self: any(self._stage.ready_forms()))
    @rule(which=which, fault=faults, delay=delays, follow=st.booleans(), stop=stops)
    def send(self, which: int, fault: Fault, delay: float, follow: bool, stop: Stop) -> None:
        """Confirmed and sent; `follow`: a lost outcome is looked for at 2, 5 and 15 s."""
        form = _chosen(self._stage.ready_forms(), which)
        form.explorer.line.fault, form.explorer.line.delay = fault, delay
        self._stage.do(form.explorer, self._stage.users.send_form(form, follow=follow), stop)

    @precondition(lambda self: any(self._stage.idle()))
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
        explorer = _chosen(self._stage.idle(), which)
        explorer.line.fault, explorer.line.delay = fault, delay
        target = _chosen(self._stage.truth.targets, record)
        self._stage.do(explorer, self._stage.users.edit(explorer, target, keys, meanwhile, thought, follow), stop)

    @precondition(lambda self: any(self._stage.idle()))
    @rule(which=which, record=which, number=fields, fault=faults, follow=st.booleans(), again=faults, stop=stops)
    def make(self, which: int, record: int, number: int, fault: Fault, follow: bool, again: Fault, stop: Stop) -> None:
        """A new record; where nobody knows whether it was made, its form is opened again, something typed, and back."""
        explorer = _chosen(self._stage.idle(), which)
        target = _chosen([each for each in self._stage.truth.targets if each.creates], record)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._stage.do(explorer, self._stage.users.make(explorer, target, number, follow, again), stop)

    @precondition(lambda self: any(self._stage.idle()))
    @rule(which=which, record=records, number=fields, meet=st.booleans(), fault=faults, stop=stops)
    def set_field(self, which: int, record: int, number: int, meet: bool, fault: Fault, stop: Stop) -> None:
        """By the command line, which keeps no draft; `meet`: in a record that another explorer writes to."""
        explorer = _chosen(self._stage.idle(), which)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        there = [each for each, values in self._stage.truth.records.items() if values is not None]
        busy = [each.target for each in self._stage.forms.open if each.explorer is not explorer]
        busy += [each.target for each in self._stage.users.under_way.values()]
        there = [each for each in busy if meet and each in there] or there
        self._stage.do(explorer, self._stage.users.set_field(explorer, _chosen(there, record), number), stop)

    # Writes without a form ---------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._stage.idle()))
    @rule(which=which, record=which, meanwhile=meanwhile, fault=faults, follow=st.booleans(), stop=stops)
    def delete(self, which: int, record: int, meanwhile: int | None, fault: Fault, follow: bool, stop: Stop) -> None:
        """What was seen, and is to be gone."""
        explorer = _chosen(self._stage.idle(), which)
        deletable = [each for each in self._stage.truth.records if each.kind.deletable]
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._stage.do(
            explorer, self._stage.users.delete(explorer, _chosen(deletable, record), meanwhile, follow), stop
        )

    @precondition(lambda self: any(self._stage.idle()))
    @rule(which=which, active=st.booleans(), fault=faults, delay=delays, follow=st.booleans(), stop=stops)
    def activate(self, which: int, active: bool, fault: Fault, delay: float, follow: bool, stop: Stop) -> None:
        """Or deactivate: no reading tells."""
        explorer = _chosen(self._stage.idle(), which)
        explorer.line.fault, explorer.line.delay = fault, delay
        rep = next(each for each in self._stage.truth.targets if each.kind is targets.REPS)
        name = "activate" if active else "deactivate"
        step = Step(explorer, rep, name, {}, {})
        self._stage.do(explorer, self._stage.users.act(step, Edit(address_of(rep), name, {}, {}), follow), stop)

    @precondition(lambda self: any(self._stage.idle()) and self._stage.forms.done())
    @rule(which=which, entry=records, fault=faults, again=st.booleans(), follow=st.booleans(), stop=stops)
    def undo(self, which: int, entry: int, fault: Fault, again: bool, follow: bool, stop: Stop) -> None:
        """`again`: by a user who does not wait for what became of it."""
        explorer = _chosen(self._stage.idle(), which)
        explorer.line.fault, explorer.line.delay = fault, 3.0
        self._stage.do(
            explorer, self._stage.users.undo(explorer, _chosen(self._stage.forms.done(), entry), follow, again), stop
        )

    # What became of it -------------------------------------------------------------------------------------------

    @precondition(lambda self: any(self._stage.idle()) and self._stage.journal.unfinished())
    @rule(which=which, entry=which, patient=st.booleans(), stop=stops)
    def verify(self, which: int, entry: int, patient: bool, stop: Stop) -> None:
        explorer = _chosen(self._stage.idle(), which)
        found = _chosen(self._stage.journal.unfinished(), entry)
        work = self._stage.users.follow(explorer, found) if patient else self._stage.users.look(explorer, [found])
        self._stage.do(explorer, work, stop)

    @precondition(lambda self: any(self._stage.idle()) and self._stage.journal.unfinished())
    @rule(which=which, entry=which)
    def resolve(self, which: int, entry: int) -> None:
        """The user has looked at the vendor, when that had done all it had to do, and says so."""
        found = _chosen(self._stage.journal.unfinished(), entry)
        step = self._stage.truth.step_of(found)
        if step is None or not any(each.due is not None for each in step.arrivals):
            applied = step is not None and step.applied
            explorer = _chosen(self._stage.idle(), which)
            self._stage.users.learned(explorer, explorer.journal.resolve(found.id, applied))
            self.told["resolved"] += 1

    @rule(record=records, number=fields, open=st.booleans())
    def another_changes(self, record: int, number: int, open: bool) -> None:
        """Another person changes a record by other means; `open`: one that is being edited."""
        there = [each for each, values in self._stage.truth.records.items() if values is not None]
        there = [each.target for each in self._stage.forms.open if open and each.target in there] or there
        self._stage.run(self._stage.users.changed_by_another(_chosen(there, record), number))

    @invariant()
    def all_fits_together(self) -> None:
        self._stage.run(self._stage.truth.check(self._stage.explorers))

    def teardown(self) -> None:
        self._stage.close()


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


if __name__ == "__main__":
    main()
