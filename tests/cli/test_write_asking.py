"""The question before a write, on a real terminal, and what can happen while it is being asked or answered."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.writing import USER
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST

CONTACTS = f"{USER}/emergency-contacts"
MAKE = ("first_name=Jo", "last_name=Smith", "contact_number=+447700900077", "relationship=Aunt", "primary=no")


@pytest.fixture
def config_file(fresh_demo_vendors: DemoVendors, tmp_path: Path) -> Path:
    """Vendors of this test's own, in place of the shared ones."""
    file = tmp_path / "config.toml"
    file.touch(0o600)
    file.write_text(fresh_demo_vendors.config_text)
    return file


class Asked:
    """A command that waits for an answer on a terminal."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "explorer", *arguments],
            stdin=theirs,
            stderr=theirs,
            stdout=subprocess.PIPE,
            start_new_session=True,  # away from the terminal the tests may run on
        )
        os.close(theirs)
        self.said = ""

    def until(self, words: str) -> None:
        """Reads on until `words` were said."""
        while words not in self.said:
            self.said += self._read() or f"<ended before “{words}”>{words}"

    def type(self, text: str) -> None:
        """Types a line."""
        os.write(self._ours, text.encode() + b"\n")

    def answer(self, text: str) -> int:
        """Types the last line; returns the exit code."""
        self.type(text)
        return self.end()

    def interrupt(self) -> int:
        """As ctrl+c does; returns the exit code."""
        self._process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> int:
        """Waits for the end."""
        while more := self._read():
            self.said += more
        return self._process.wait(LONGEST)

    def close(self) -> None:
        """Leaves nothing behind."""
        self._process.kill()
        self._process.wait(LONGEST)
        assert self._process.stdout is not None
        self._process.stdout.close()
        os.close(self._ours)

    def _read(self) -> str:
        try:
            return os.read(self._ours, 4096).decode("utf-8", "replace")
        except OSError:  # Linux says so when the other end is closed
            return ""


@contextmanager
def asked(*arguments: str) -> Iterator[Asked]:
    command = Asked(arguments)
    try:
        yield command
    finally:
        command.close()


@pytest.fixture
def title(run: Run) -> Callable[[], str]:
    return lambda: str(json.loads(run("get", USER).out)["title"])


@pytest.mark.parametrize(("answer", "code"), [("n", 2), ("", 2), ("y", 0)])
def test_it_is_sent_when_confirmed(run: Run, title: Callable[[], str], answer: str, code: int) -> None:
    before = title()
    with asked("update", USER, "title=Prof") as command:
        command.until("send? [y/N] ")
        assert f"{before}  →  Prof" in command.said
        assert '{"title":"Prof"}' in command.said
        assert title() == before
        assert command.answer(answer) == code
    assert title() == ("Prof" if code == 0 else before)


@pytest.mark.parametrize("right", [True, False])
def test_to_delete_the_id_is_typed(run: Run, right: bool) -> None:
    address = run("create", CONTACTS, *MAKE, "--yes").json[0]["address"]
    key = address.rpartition("/")[2]
    with asked("delete", address) as command:
        command.until(f"type the id, {key}, to delete it: ")
        assert "undo makes it again, under a new id" in command.said
        assert command.answer(key if right else "y") == (0 if right else 2)
    assert run("get", address).code == (1 if right else 0)


def test_what_others_change_during_the_question_is_seen(run: Run, title: Callable[[], str]) -> None:
    """W18"""
    with asked("update", USER, "title=Prof") as command:
        command.until("send? [y/N] ")
        assert run("update", USER, "title=Dame", "--yes").code == 0
        assert command.answer("y") == 5
        assert "changed by someone else meanwhile: title" in command.said
    assert title() == "Dame"


def test_another_request_than_was_shown_is_shown_and_asked_about_again(run: Run) -> None:
    phone = f"{USER}/phone-numbers/12312"
    before = run("get", phone).json
    kind = "Work" if before["type"] != "Work" else "Home"
    with asked("update", phone, "phone_number=07700 900222") as command:
        command.until("send? [y/N] ")
        assert run("update", phone, f"type={kind}", "--yes").code == 0
        command.said = ""
        command.type("y")
        command.until("send? [y/N] ")
        assert "has changed since this was shown" in command.said
        assert f'"type":"{kind}"' in command.said
        assert run("get", phone).json["phone_number"] == before["phone_number"]
        assert command.answer("y") == 0
    assert run("get", phone).json["type"] == kind


@pytest.mark.parametrize("answer", ["y", ""])
def test_a_purge_says_that_it_takes_undo_away_and_asks(run: Run, answer: str) -> None:
    assert run("update", USER, "title=Prof", "--yes").code == 0
    with asked("cache", "purge") as command:
        command.until("delete? [y/N] ")
        assert "the settled writes in the journal: these can no longer be undone" in command.said
        assert command.answer(answer) == (0 if answer else 2)
    assert len(run("journal").json) == (0 if answer else 1)


def test_what_is_gone_already_counts_as_deleted(run: Run) -> None:
    """W13"""
    for _ in range(2):
        ran = run("delete", "demo-gormic/customers/no-such-one", "--yes")
        assert (ran.code, ran.out) == (0, "")
        assert "demo-gormic/customers/no-such-one is not there: nothing is left to delete (" in ran.err
    assert json.loads(run("journal", "--format", "json").out) == []


def test_a_purge_deletes_nothing_where_there_is_nobody_to_ask(run: Run) -> None:
    assert run("update", USER, "title=Prof", "--yes").code == 0
    held = run("cache", "info").json
    refused = run("cache", "purge")
    assert (refused.code, refused.out) == (2, "")
    assert "there is no terminal to ask on, so nothing was deleted; add --yes" in refused.err
    assert run("cache", "info").json == held and len(run("journal").json) == 1


def test_the_question_can_be_left(run: Run, title: Callable[[], str]) -> None:
    before = title()
    with asked("update", USER, "title=Prof") as command:
        command.until("send? [y/N] ")
        assert command.interrupt() == 130
    assert title() == before


def test_a_secret_is_asked_for_unseen(run: Run) -> None:
    fields = ("firstName=A", "phone=5550178", "phoneCallingCode=1")
    with asked("create", "demo-gormic/customers", *fields, "--ask", "passcode") as command:
        command.until("passcode: ")
        command.type("hush-7731")
        command.until("send? [y/N] ")
        assert '"passcode":"***"' in command.said
        assert command.answer("y") == 0
        assert "hush-7731" not in command.said
