"""Several explorers at one journal, and explorers that end in the middle."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from explorer.store.journal import Journal
from tests.store.journal_samples import JOHN, draft
from tests.store.test_processes import child
from tests.waiting import LONGEST

START = """
from dataclasses import replace
from explorer.model.errors import StoreError, Unfinished
from explorer.store.journal import Journal
from tests.store.journal_samples import *
journal = Journal(path)
"""


def line(of: subprocess.Popen[str]) -> str:
    assert of.stdout is not None
    return of.stdout.readline().strip()


def say(to: subprocess.Popen[str], word: str) -> None:
    assert to.stdin is not None
    to.stdin.write(f"{word}\n")
    to.stdin.flush()


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=LONGEST)


def test_what_was_begun_outlives_a_kill_and_holds_the_record(journal_path: Path) -> None:
    for number in range(1, 4):
        writer = child(
            f"{START}print(journal.begin(intent(('users', '{number}'))).id, flush=True)\ninput()", journal_path
        )
        assert line(writer) == str(number)
        kill(writer)
        journal = Journal(journal_path)
        assert journal.notice == ""
        assert [each.id for each in journal.unfinished()] == list(range(1, number + 1))
        blocking = journal.blocking("i1", ("users", str(number)))
        assert blocking is not None
        assert (blocking.id, blocking.state, blocking.process.pid) == (number, "sending", writer.pid)
        assert blocking.wanted == {"firstName": "Jon \ud800 \x00 王"}
        journal.close()


def test_nothing_acknowledged_is_lost_by_a_kill_while_writing(journal_path: Path) -> None:
    script = """
for number in range(10 ** 6):
    entry = journal.begin(intent(("users", sys.argv[2] + "-" + str(number))))
    journal.finish(entry, "applied", after={"number": number})
    journal.keep_draft(draft(("users", sys.argv[2]), name=str(number)))
    print(number, flush=True)
"""
    for turn in ("a", "b", "c"):
        writer = child(START + script, journal_path, turn)
        for _ in range(5):
            acknowledged = int(line(writer))
        writer.send_signal(signal.SIGKILL)
        assert writer.stdout is not None
        rest = writer.stdout.read()  # `communicate` would pass over what the last line was read with
        writer.communicate(timeout=LONGEST)
        whole = [each for each in rest.splitlines(keepends=True) if each.endswith("\n")]
        acknowledged = int(whole[-1]) if whole else acknowledged
        journal = Journal(journal_path)
        applied = {str(each.address) for each in journal.entries(states=("applied",), limit=10**6)}
        assert {f"assemble/users/{turn}-{number}" for number in range(acknowledged + 1)} <= applied
        kept = journal.open_draft("i1", ("users", turn), "users.update")
        assert kept is not None
        assert int(kept.typed["firstName"]) in (acknowledged, acknowledged + 1)
        assert len(journal.unfinished()) == len(journal.entries(states=("sending",)))
        assert journal.notice == ""
        journal.close()


def test_another_explorer_sees_what_is_sent_and_typed(journal: Journal, journal_path: Path) -> None:
    other = child(
        f"{START}journal.begin(intent())\njournal.keep_draft(draft())\nprint('ready', flush=True)\ninput()",
        journal_path,
    )
    assert line(other) == "ready"
    blocking = journal.blocking("i1", JOHN)
    assert blocking is not None
    assert blocking.process.pid == other.pid
    assert journal.in_flight(blocking)
    assert journal.unfinished() == []
    held = journal.open_elsewhere("i1", JOHN)
    assert held is not None
    assert held.process == blocking.process
    kill(other)
    assert not journal.in_flight(blocking)
    assert journal.unfinished() == [blocking]
    assert journal.open_elsewhere("i1", JOHN) is None
    journal.keep_draft(draft(name="taken over"))


def test_a_change_to_many_that_was_killed_knows_what_is_left(journal: Journal, journal_path: Path) -> None:
    script = """
journal.keep_draft(draft(("users",), batch="b1"))
for key, state in (("1", "applied"), ("2", "")):
    entry = journal.begin(intent(("users", key), batch="b1"))
    if state:
        journal.finish(entry, state)
print("ready", flush=True)
input()
"""
    other = child(START + script, journal_path)
    assert line(other) == "ready"
    kill(other)
    plan = journal.open_draft("i1", ("users",), "users.update")
    assert plan is not None
    begun = {each.address.key: each for each in journal.entries(batch=plan.batch)}
    assert [key for key in plan.keys if key not in begun] == ["é/3"]
    assert journal.unfinished() == [begun["2"]]


def test_of_explorers_that_save_one_record_at_once_one_may(journal_path: Path) -> None:
    script = """
sys.stdin.readline()
taken = 0
for number in range(20):
    try:
        journal.begin(intent(("users", str(number))))
        taken += 1
    except Unfinished:
        pass
print(taken, flush=True)
input()
"""
    racers = [child(START + script, journal_path) for _ in range(3)]  # they also compete for creating the file
    for racer in racers:
        say(racer, "go")
    taken = [int(line(racer)) for racer in racers]
    assert sum(taken) == 20
    for racer in racers:
        say(racer, "end")
        _, errors = racer.communicate(timeout=LONGEST)
        assert (errors, racer.returncode) == ("", 0)
    journal = Journal(journal_path)
    assert len(journal.unfinished()) == len({each.address for each in journal.unfinished()}) == 20
    journal.close()


def test_on_a_full_disk_nothing_is_begun_and_what_was_kept_is_read(journal_path: Path) -> None:
    script = """
kept = journal.begin(intent())
journal.keep_draft(draft())
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (journal.size(), limits[1]))
large = {"note": "x" * 1_000_000}
for attempt in (
    lambda: journal.begin(replace(intent(("users", "2")), wanted=large)),
    lambda: journal.keep_draft(replace(draft(), typed=large)),
    lambda: journal.finish(kept, "applied", after=large),
):
    try:
        attempt()
    except StoreError as error:
        print(error)
    assert journal.entries() == [kept]
    assert [each.typed for each in journal.drafts()] == [draft().typed]
resource.setrlimit(resource.RLIMIT_FSIZE, limits)
journal.finish(kept, "applied", after=large)
journal.keep_draft(replace(draft(), typed=large))
print(len(journal.entries()), journal.notice)
journal.close()
"""
    writer = child(START + script, journal_path)
    output, errors = writer.communicate(timeout=LONGEST)
    assert (errors, writer.returncode) == ("", 0)
    sentence = f"the write journal {journal_path} cannot be written: the disk is full or failing"
    assert output.splitlines() == [sentence, sentence, sentence, "1 "]
