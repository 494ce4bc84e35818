"""The doctor works where nothing else does, and each line says what mends what it found."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from explorer.config.files import Folders
from explorer.doctor import accounts, copying, places, terminal
from explorer.doctor.copying import Multiplexer
from explorer.doctor.finding import Finding
from explorer.doctor.places import Place
from explorer.doctor.terminal import Terminal
from explorer.model.account_draft import Trial
from tests.cli.conftest import Ran, Run
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST


def found(ran: Ran) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(each["subject"], each["what"]): each for each in ran.json}


def test_a_good_config(run: Run) -> None:
    ran = run("doctor", "--format", "json")
    assert ran.code == 0, ran.out
    lines = found(ran)
    for name in ("demo-repcard", "demo-repsly", "demo-assemble", "demo-gormic"):
        assert lines[f"account {name}", "test call"]["sign"] == "fine"
        assert lines[f"account {name}", "clock"]["found"] == "as the vendor's"
    assert "200 users" in lines["account demo-repcard", "test call"]["found"]
    assert "not signed in" in lines["account demo-assemble", "sign-in"]["found"]
    assert "signed in" in found(run("doctor", "--format", "json"))["account demo-assemble", "sign-in"]["found"]
    for secret in ("demo-repcard-key", "demo-repsly-password", "Demo-Assemble-1", "demo-gormic-key"):
        assert secret not in ran.out + ran.err


def test_without_a_config(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPLORER_CONFIG")
    ran = run("doctor", "--format", "json")
    assert ran.code == 0
    assert "run explorer" in found(ran)["config", "file"]["fix"]


def test_accounts_are_counted(run: Run, config_file: Path) -> None:
    assert found(run("doctor", "--offline", "--format", "json"))["config", "file"]["found"].endswith(": 4 accounts")
    alone = config_file.read_text().replace("[accounts.", "\0[accounts.").split("\0")[:2]
    config_file.write_text("".join(alone))
    assert found(run("doctor", "--offline", "--format", "json"))["config", "file"]["found"].endswith(": 1 account")


def test_broken_views_and_themes_are_told(run: Run) -> None:
    folder = Folders.of_user().config
    (folder / "themes").mkdir(mode=0o700, parents=True)
    views, theme = folder / "views.toml", folder / "themes" / "bad.toml"
    for file in (views, theme):
        file.write_text("[views\n")
        file.chmod(0o600)
    try:
        lines = found(run("doctor", "--offline", "--format", "json"))
    finally:
        views.unlink()
        theme.unlink()
    assert str(views) in lines["config", "views"]["found"] and lines["config", "views"]["sign"] == "look"
    assert str(theme) in lines["config", "theme"]["found"] and lines["config", "theme"]["fix"]


def test_a_broken_config_costs_its_own_accounts_only(run: Run, config_file: Path) -> None:
    text = config_file.read_text().replace('vendor = "repsly"', 'vendor = "repsli"')
    config_file.write_text(text.replace("demo-repcard-key", "secret-that-is-wrong") + "\n[cache]\nwrong")
    ran = run("doctor", "--format", "json")
    assert ran.code == 1
    lines = found(ran)
    assert lines["account demo-repsly", "accounts.demo-repsly.vendor"]["sign"] == "failed"
    assert lines["account demo-repcard", "test call"]["sign"] == "failed"
    assert lines["account demo-gormic", "test call"]["sign"] == "fine"
    assert any(each["subject"] == "config" and "not TOML" in each["found"] for each in ran.json)
    assert "secret-that-is-wrong" not in ran.out + ran.err
    for each in ran.json:
        assert each["sign"] == "fine" or each["fix"], each


def test_rights_and_missing_secrets(run: Run, config_file: Path) -> None:
    config_file.write_text(config_file.read_text().replace('"demo-gormic-key"', '{ env = "NOT_SET_ANYWHERE" }'))
    state = Path(os.environ["XDG_STATE_HOME"]) / "explorer"
    state.mkdir(mode=0o755)
    state.chmod(0o755)
    lines = found(run("--offline", "doctor", "--format", "json"))
    assert lines["account demo-gormic", "credentials"]["fix"] == "export NOT_SET_ANYWHERE"
    assert lines["files", "state folder"]["fix"] == f"run: chmod 700 {state}"
    assert "none made" in lines["account demo-repcard", "test call"]["found"]
    config_file.chmod(0o666)
    assert found(run("--offline", "doctor", "--format", "json"))["config", "file"]["sign"] == "failed"


def test_a_vendor_that_is_away(run: Run, fresh_demo_vendors: DemoVendors, config_file: Path) -> None:
    config_file.write_text(fresh_demo_vendors.config_text)
    fresh_demo_vendors.stop()
    ran = run("doctor")
    assert ran.code == 1
    table = run("doctor", "--format", "table")
    assert table.code == 1
    assert "! test call" in table.out
    assert "-> " in table.out


def test_another_host_is_not_asked(run: Run, config_file: Path, demo_vendors: DemoVendors) -> None:
    assert run("list", "demo-repcard/users").code == 0
    here = f"127.0.0.1:{demo_vendors.ports[0]}"
    config_file.write_text(config_file.read_text().replace(here, here.replace("127.0.0.1", "localhost")))
    lines = found(run("doctor", "--format", "json"))
    assert "explorer config trust demo-repcard" in lines["account demo-repcard", "host"]["fix"]
    assert lines["account demo-repcard", "test call"]["sign"] == "failed"


# What is judged


def signs(findings: Sequence[Finding]) -> dict[str, str]:
    return {each.what: each.level for each in findings}


GOOD = Terminal({"TERM": "xterm-256color", "LANG": "C.UTF-8"}, (140, 45), 256, True, b"\x1b[?2004;2$y\x1b[?62;c")


@pytest.mark.parametrize(
    ("changed", "what", "level"),
    [
        ({}, "TERM", "fine"),
        ({}, "paste", "fine"),
        ({"environ": {"TERM": "dumb"}}, "TERM", "failed"),
        ({"colours": None}, "TERM", "look"),
        ({"colours": 8}, "colours", "look"),
        ({"colours": 8, "environ": {"TERM": "xterm", "NO_COLOR": "1"}}, "colours", "fine"),
        ({"size": (79, 24)}, "size", "look"),
        ({"answer": b""}, "answers", "look"),
        ({"answer": b"\x1b[?2004;0$y\x1b[?62c"}, "paste", "look"),
        ({"environ": {"TERM": "xterm", "LC_ALL": "C"}}, "locale", "look"),
        ({"locale_known": False}, "locale", "look"),
        ({"size": None}, "terminal", "look"),
    ],
)
def test_terminals(changed: dict[str, Any], what: str, level: str) -> None:
    assert signs(list(terminal.judge(replace(GOOD, **changed))))[what] == level


TMUX = {
    "version": "3.4",
    "set-clipboard": "external",
    "escape-time": "10",
    "default-terminal": "tmux-256color",
    "allow-passthrough": "off",
}


@pytest.mark.parametrize(
    ("changed", "what", "fix"),
    [
        ({"set-clipboard": "off"}, "set-clipboard", "set -s set-clipboard on"),
        ({"set-clipboard": "off"}, "route", "set -s set-clipboard on"),
        ({"escape-time": "500"}, "escape-time", "set -s escape-time 25"),
        ({"default-terminal": "screen"}, "default-terminal", 'default-terminal "tmux-256color"'),
        ({"version": "3.0a"}, "route", "tmux 3.2"),
    ],
)
def test_tmux(changed: dict[str, str], what: str, fix: str) -> None:
    assert set(signs(list(copying.judge(Multiplexer(TMUX, False)))).values()) == {"fine"}
    findings = {each.what: each for each in copying.judge(Multiplexer({**TMUX, **changed}, False))}
    assert findings[what].level == "look"
    assert fix in findings[what].fix


STAND_IN: Final = r"""#!/bin/sh
[ "$1" != display-message ] || printf '%s\n' "$3" | sed '
    s/#{version}/3.4/; s/#{set-clipboard}/external/; s/#{escape-time}/500/
    s/#{default-terminal}/screen/; s/#{allow-passthrough}/off/'
"""
"""Answers as tmux does, also where there is none."""


@pytest.mark.parametrize("tmux", ["stand-in", *filter(None, [shutil.which("tmux")])])
def test_tmux_is_asked_for_its_settings(tmp_path: Path, tmux: str) -> None:
    if tmux == "stand-in":
        tmux = str(tmp_path / "tmux")
        Path(tmux).write_text(STAND_IN)
        Path(tmux).chmod(0o700)
    path = f"{Path(tmux).parent}:{os.environ['PATH']}"
    environ = {"TMUX_TMPDIR": str(tmp_path), "PATH": path, "TERM": "xterm", "HOME": str(tmp_path)}
    try:
        subprocess.run([tmux, "new-session", "-d", "sleep 60"], env=environ, check=True)
        socket = tmp_path / f"tmux-{os.getuid()}" / "default"
        told = copying.gather({**environ, "TMUX": f"{socket},1,0"}).tmux
        assert told
        assert told["version"][0].isdecimal()
        assert told["set-clipboard"] in ("on", "external", "off")
        assert told["escape-time"].isdecimal()
    finally:
        subprocess.run([tmux, "kill-server"], env=environ, check=False)


def test_without_tmux_nothing_is_told(tmp_path: Path) -> None:
    assert copying.gather({"PATH": str(tmp_path), "TMUX": "/nowhere,1,0"}).tmux == {}


def test_places(tmp_path: Path) -> None:
    file = tmp_path / "a b"
    file.touch(0o600)
    place = Place("copy", file, True)
    assert places.look_at(place).level == "fine"
    file.chmod(0o640)
    assert places.look_at(place).fix == f"run: chmod 600 '{file}'"
    link = tmp_path / "link"
    link.symlink_to(file)
    assert places.look_at(Place("copy", link, True)).level == "failed"
    file.unlink()
    assert "a link to nothing" in places.look_at(Place("config", link, False), links=True).found
    assert places.look_at(place).found.endswith("not there yet")
    assert places.look_at(replace(place, folder=True, path=tmp_path)).level == "fine"
    assert places.look_at(replace(place, path=tmp_path)).level == "failed"


def test_clocks_that_differ() -> None:
    answer = list(accounts.judge_answer("a", Trial("users", 0.2, 50, None, -400.0)))
    assert [each.level for each in answer] == ["fine", "look"]
    assert "400 s ahead of the vendor's" in answer[1].found


# On a real terminal


def on_terminal(answer: bytes, config: Path, kind: str = "xterm-256color") -> tuple[str, float, bool]:
    """What the doctor prints on a terminal that answers so, how long it takes, and whether all is as before."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (45, 140))
    before = termios.tcgetattr(theirs)
    began = time.monotonic()
    program = subprocess.Popen(
        [sys.executable, "-m", "explorer", "--config", str(config), "--offline", "doctor"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": kind, "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    shown, answered = b"", False
    try:
        while time.monotonic() - began < LONGEST:
            ready, _, _ = select.select([ours], [], [], 0.05)
            if ready:
                shown += os.read(ours, 65536)
            elif program.poll() is not None:
                break
            if b"\x1b[c" in shown and not answered:
                os.write(ours, answer)
                answered = True
        return shown.decode(), time.monotonic() - began, termios.tcgetattr(theirs) == before
    finally:
        program.kill()
        program.wait()
        os.close(ours)
        os.close(theirs)


def test_a_terminal_that_answers(config_file: Path) -> None:
    shown, _, restored = on_terminal(b"\x1b[?2004;2$y\x1b[?2026;2$y\x1b[?0u\x1b[?62;c", config_file)
    assert restored
    assert "marked as one (bracketed paste)" in shown
    assert "all told apart" in shown
    assert "140 columns, 45 lines" in shown


def test_a_terminal_that_says_nothing_is_not_waited_for(config_file: Path) -> None:
    shown, _, restored = on_terminal(b"", config_file)
    assert restored
    assert "none within 200 ms" in shown
    assert "fine\r\n" in shown


@pytest.mark.parametrize("kind", ["dumb", "", "unknown"])
def test_a_terminal_that_draws_nothing_is_not_asked(config_file: Path, kind: str) -> None:
    shown, _, restored = on_terminal(b"", config_file, kind)
    assert restored
    assert "\x1b" not in shown
    assert "the screen cannot be drawn" in shown and "  answers" not in shown
