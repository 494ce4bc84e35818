"""`explorer login` and `logout`, a second factor, and credentials, which are told nowhere."""

from __future__ import annotations

import os
import pty
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import IO

from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors
from tests.waiting import LONGEST

EXPLORER = (sys.executable, "-m", "explorer")


def test_login_and_logout(run: Run) -> None:
    tokens = Path(os.environ["XDG_STATE_HOME"]) / "explorer" / "tokens"
    assert run("login", "demo-assemble").err == "signed in to demo-assemble\n"
    (kept,) = tokens.glob("*.json")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert run("cache", "purge", "--yes").code == 0 and kept.exists()
    assert run("logout", "demo-assemble").err == "signed out of demo-assemble\n"
    assert not kept.exists()
    assert run("login", "demo-repcard").code == 2
    assert "demo-repcard has no sign-in" in run("logout", "demo-repcard").err


def test_a_second_factor_is_asked_for_on_the_terminal(config_file: Path, tmp_path: Path) -> None:
    vendors = subprocess.Popen(
        [sys.executable, "-m", "explorer.demo", "--two-factor", "--people", "20"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert vendors.stdout is not None and vendors.stderr is not None
    try:
        config_file.write_text(_printed_config(vendors.stdout))
        refused = subprocess.run(
            [*EXPLORER, "--config", str(config_file), "login", "demo-assemble"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert refused.returncode == 1 and "explorer login" in refused.stderr, refused.stderr
        for command in (("list", "demo-assemble/users"), ("sync", "demo-assemble")):
            unattended = subprocess.run(
                [*EXPLORER, "--config", str(config_file), *command], capture_output=True, text=True
            )
            assert unattended.returncode == 1
            assert unattended.stderr == (
                "explorer: demo-assemble: a second factor is wanted, which only a sign-in asks for;"
                " run explorer login demo-assemble on a terminal, then this again\n"
            )
        ours, theirs = pty.openpty()
        login = subprocess.Popen(
            [*EXPLORER, "--config", str(config_file), "login", "demo-assemble"], stdin=theirs, stderr=subprocess.PIPE
        )
        assert login.stderr is not None
        asked = b""
        while not asked.endswith(b": "):
            asked += login.stderr.read(1)
        os.write(ours, _code(vendors).encode() + b"\n")
        assert login.wait(LONGEST) == 0
        assert login.stderr.read() == b"signed in to demo-assemble\n"
        login.stderr.close()
        for descriptor in (ours, theirs):
            os.close(descriptor)
    finally:
        vendors.terminate()
        vendors.wait()
        vendors.stdout.close()
        vendors.stderr.close()


def _printed_config(stdout: IO[str]) -> str:
    """All four accounts: how to sign in is the last line of each."""
    text = ""
    while text.count("auth = ") < 4 and (line := stdout.readline()):
        text += line
    return text


def _code(vendors: subprocess.Popen[str]) -> str:
    """The last code the demo has printed: each sign-in gets one of its own."""
    assert vendors.stderr is not None
    found: list[str] = []
    while len(found) < 4:
        found += re.findall(r"code\D*(\d{4,})", vendors.stderr.readline())
    return found[-1]


def test_no_credential_is_printed_logged_or_kept(run: Run, config_file: Path, demo_vendors: DemoVendors) -> None:
    secrets = ("demo-repcard-key", "demo-repsly-password", "Demo-Assemble-1", "demo-gormic-key")
    said = ""
    for arguments in (
        ("config", "show"),
        ("config", "check"),
        ("ls",),
        ("login", "demo-assemble"),
        ("sync",),
        ("list", "demo-repcard/users", "-w", "per_page=0"),
        ("get", "demo-gormic/customers/nobody"),
        ("cache", "info"),
    ):
        ran = run(*arguments)
        said += ran.out + ran.err
    kept = b"".join(
        file.read_bytes()
        for folder in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME")
        for file in Path(os.environ[folder]).rglob("*")
        if file.is_file()
    )
    assert not [secret for secret in secrets if secret in said or secret.encode() in kept]
    config_file.write_text(demo_vendors.config_text.replace("demo-repcard-key", "wrong-canary-key"))
    refused = run("list", "demo-repcard/users")
    assert refused.code == 1 and "canary" not in refused.err
