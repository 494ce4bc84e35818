"""`Ending`: what a signal does while the screen is up."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from explorer.cli.ending import Ending
from explorer.store.journal import Journal
from explorer.ui.open_accounts import OpenAccounts
from tests.store.journal_samples import ENDED, intent


def test_a_signal_that_comes_again_before_it_is_ignored_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is closed is told of twice: by the kernel, and by what watches it."""
    ending, told = Ending(), []
    ending._tell = lambda: told.append("leave")

    def late(number: int, handler: object) -> None:
        monkeypatch.setattr(signal, "signal", lambda number, handler: None)
        ending.on_signal(signal.SIGHUP, None)

    monkeypatch.setattr(signal, "signal", late)
    before = {*threading.enumerate()}
    ending.on_signal(signal.SIGHUP, None)
    started = {*threading.enumerate()} - before
    assert ending._unstalling is not None
    ending._unstalling.end()
    assert told == ["leave"]
    assert len(started) == 1


class Ended:
    """An app that has ended by itself."""

    def __init__(self, accounts: OpenAccounts, code: int) -> None:
        self.accounts = accounts
        self.return_code = code

    async def run_async(self, mouse: bool) -> None:
        """It shows nothing."""


class Quiet:
    """An account of which nothing is on its way."""

    on_the_way = ()

    async def end_writes(self, within: float | None) -> None:
        """Nothing is waited for."""

    async def close(self, within: float | None) -> None:
        """Nothing is open."""


def test_writes_of_this_screen_without_a_known_outcome_are_told_when_it_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(code: int = 0, *, journal_stays: bool = True) -> tuple[int, str]:
        accounts: Any = OpenAccounts([Quiet()], lambda: journal)  # type: ignore[list-item]  # a stand-in
        app: Any = Ended(accounts, code)
        return Ending().run(app, journal_stays=journal_stays), capsys.readouterr().err

    journal = Journal(tmp_path / "journal.sqlite", owner=ENDED)
    journal.finish(journal.begin(intent(("users", "1"))), "unknown", note="no answer")
    journal.close()
    journal = Journal(tmp_path / "journal.sqlite")
    journal.finish(journal.begin(intent(("users", "2"))), "applied")
    assert ended() == (0, ""), "it was another screen's"
    entry = journal.begin(intent(("users", "3")))
    journal.finish(entry, "unknown", note="no answer")
    told = "assemble/users/3: entry 3 has no known outcome: explorer journal verify 3\n"
    assert ended() == (4, told)
    assert ended(130) == (130, told)
    assert ended(journal_stays=False) == (0, "")
    journal.resolve(entry.id, applied=True)
    assert ended() == (0, "")
    for number in range(7):
        journal.finish(journal.begin(intent(("users", f"1{number}"))), "unknown")
    code, said = ended()
    assert code == 4 and len(said.splitlines()) == 6 and said.endswith("and 2 more: explorer journal\n")
    journal.close()
