"""The lines of what is under way, and the terminals that get them."""

from __future__ import annotations

from io import StringIO

import pytest

from explorer.cli.progress import ProgressLines
from explorer.model.address import Address
from explorer.model.listing import SyncProgress

USERS = Address("acme", ("users",))


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("term", "drawn"), [("xterm", True), ("dumb", False), ("", False), (None, False)])
def test_only_a_terminal_that_can_move_its_cursor_is_drawn_on(
    monkeypatch: pytest.MonkeyPatch, term: str | None, drawn: bool
) -> None:
    if term is None:
        monkeypatch.delenv("TERM", raising=False)
    else:
        monkeypatch.setenv("TERM", term)
    terminal = Terminal()
    lines = ProgressLines(terminal)
    lines.update(USERS, SyncProgress(1, 3))
    lines.done(USERS)
    assert bool(terminal.getvalue()) is drawn
