"""Copying by keys alone: an e-mail inside tmux, and every other piece, as the terminal gets it."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from explorer.cli.arguments import parse
from explorer.model.address import Address
from explorer.ui.app import ExplorerApp
from tests.ui.screen.by_keys import SIZE, until, words
from tests.ui.screen.customers import ADA, HOME, Both
from tests.ui.screen.systems import Systems, pane_of, said, settle, shown, type_text

_FAKE = """#!/bin/sh
[ "$1" = load-buffer ] || exit 1
cat > "$(dirname "$0")/buffer"
"""


@pytest.fixture
def tmux_buffer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """As if inside tmux, a server of its own; where none is installed, a program that takes what tmux is given. Reads
    the buffer."""
    socket, program = tmp_path / "s", shutil.which("tmux")
    if program is None:
        fake = tmp_path / "bin" / "tmux"
        fake.parent.mkdir()
        fake.write_text(_FAKE)
        fake.chmod(0o700)
        monkeypatch.setenv("PATH", f"{fake.parent}:/usr/bin:/bin")
        monkeypatch.setenv("TMUX", f"{socket},1,0")
        yield lambda: (fake.parent / "buffer").read_text("utf-8")
        return
    server = [program, "-f", "/dev/null", "-S", str(socket)]
    subprocess.run([*server, "new-session", "-d", "-x", "80", "-y", "24", "sleep 300"], check=True)
    monkeypatch.setenv("TMUX", f"{socket},1,0")
    try:
        yield lambda: subprocess.run([*server, "show-buffer"], check=True, capture_output=True).stdout.decode()
    finally:
        subprocess.run([*server, "kill-server"], check=True)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[[ExplorerApp], list[str]]:
    """Outside tmux: has a list filled with the texts that the app sets the clipboard to."""
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)

    def watch(app: ExplorerApp) -> list[str]:
        texts: list[str] = []

        def write(data: str) -> None:
            if data.startswith("\x1b]52;c;"):
                texts.append(b64decode(data.removeprefix("\x1b]52;c;").rstrip("\a")).decode())

        monkeypatch.setattr(app._driver, "write", write)
        return texts

    return watch


async def copied(pilot: Pilot[None], *keys: str, says: str) -> None:
    """Press `keys` and wait for what is said."""
    await pilot.press(*keys)
    await until(pilot, lambda: says in said(pilot))


async def test_an_email_inside_tmux(both: Both, tmux_buffer: Callable[[], str]) -> None:
    systems, _ = both
    async with systems.app(HOME).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "e e-mail" in shown(pilot))
        await copied(pilot, "e", says="sent to your terminal through tmux")
        assert tmux_buffer() == ADA["email"]
        assert "enter open" in shown(pilot)


async def test_every_piece(both: Both, written: Callable[[ExplorerApp], list[str]]) -> None:
    systems, _ = both
    app = systems.app(HOME)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        texts = written(app)
        await copied(pilot, "y", "p", says="phone: sent to your terminal")
        await copied(pilot, "y", "a", says="the address: sent")
        await copied(pilot, "y", "r", says="as JSON: sent")
        await pilot.press("enter")
        await settle(pilot)
        await copied(pilot, "y", "y", says="id: sent")
        await copied(pilot, "y", "l", says="as a command line: sent")
        await copied(pilot, "y", "c", says="this record as curl: sent")
    phone, address, record, cell, line, curl = texts
    assert phone == ADA["phone"]
    assert Address.parse(address) == Address.parse(f"{HOME}/c-1")
    assert json.loads(record) == ADA
    assert cell == "c-1"
    assert parse(shlex.split(line)[1:]).address == address
    assert "/customers/c-1" in curl and "API_KEY:?}" in curl and "canary" not in curl


async def test_a_searched_list(systems: Systems, written: Callable[[ExplorerApp], list[str]]) -> None:
    app = systems.app("demo-assemble/users", only=("demo-assemble",))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        texts = written(app)
        await pilot.press("slash")
        await type_text(pilot, "o'b smith")
        await pilot.press("enter")
        await until(pilot, lambda: pane_of(pilot).place.query.search == "o'b smith")
        await settle(pilot)
        await copied(pilot, "y", "l", says="command line: sent")
        await copied(pilot, "y", "c", says="page 1 as curl: sent")
        await copied(pilot, "y", "e", says="not copied: there is no record under the cursor")
        await copied(pilot, "y", "x", says="y x copies nothing")
    options = parse(shlex.split(texts[0])[1:])
    assert (options.command, options.address, options.search) == ("list", "demo-assemble/users", "o'b smith")
    assert "o%27b%20smith" in texts[1] and "Bearer" in texts[1] and "${" in texts[1]


async def test_a_command_names_the_config_that_the_program_was_started_with(
    both: Both, written: Callable[[ExplorerApp], list[str]]
) -> None:
    systems, _ = both
    app = systems.app(HOME, config_file="/srv/my accounts.toml")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        texts = written(app)
        await copied(pilot, "y", "l", says="this view as a command line: sent")
        await pilot.press("enter")
        await settle(pilot)
        await copied(pilot, "y", "l", says="this record as a command line: sent")
    found = [parse(shlex.split(text)[1:]) for text in texts]
    assert [(each.command, each.config_file) for each in found] == [
        ("list", "/srv/my accounts.toml"),
        ("get", "/srv/my accounts.toml"),
    ]


async def test_nothing_is_copied_while_personal_data_is_masked(
    both: Both, written: Callable[[ExplorerApp], list[str]]
) -> None:
    systems, _ = both
    app = systems.app(HOME, masked=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        texts = written(app)
        for key in "yraclep":
            app.clear_notifications()
            await copied(pilot, "y", key, says="not copied while personal data is masked: M shows it")
        assert texts == []


async def test_escape_and_the_mouse_give_it_up(both: Both, written: Callable[[ExplorerApp], list[str]]) -> None:
    systems, _ = both
    app = systems.app(HOME)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        texts = written(app)
        await pilot.press("y", "escape", "e")
        await until(pilot, lambda: app.screen is not app.screen_stack[0])
        assert texts == [] and said(pilot) == ""


async def test_a_key_of_ones_own_copies_at_once(both: Both, written: Callable[[ExplorerApp], list[str]]) -> None:
    systems, _ = both
    app = systems.app(HOME, keys={"copy-email": "f9"})
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        texts = written(app)
        await copied(pilot, "f9", says="sent to your terminal")
        assert texts == [ADA["email"]]
        assert "copy" in words(pilot)
