"""Credentials from each of their sources, and what is said when one cannot be had."""

from __future__ import annotations

import asyncio
import os
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path

import pytest

import explorer.config.secrets
from explorer.config.secrets import CredentialSource
from explorer.model.account import Account, Secret, hidden_variables
from explorer.model.errors import ConfigError
from explorer.vendors import discover

CANARY = "canary-77aa"


def account(secret: Secret) -> Account:
    vendor = discover()["repcard"]
    return Account("a", vendor, "A", vendor.base_url, {"api_key": secret})


def read(secret: Secret, **options: object) -> str:
    return CredentialSource(account(secret), **options).read()["api_key"]  # type: ignore[arg-type]  # as given by a test


def refused(secret: Secret) -> str:
    with pytest.raises(ConfigError) as caught:
        read(secret)
    said = f"{caught.value}; {caught.value.next_step}"
    assert said.startswith("account a, auth.api_key: ") and CANARY not in said
    return said


def python(code: str) -> Secret:
    return Secret("command", (sys.executable, "-c", code))


async def test_each_source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THE_KEY", CANARY)
    file = tmp_path / "key"
    file.write_text(CANARY + "\r\n")
    file.chmod(0o600)
    for secret in (
        Secret("inline", CANARY),
        Secret("env", "THE_KEY"),
        Secret("file", str(file)),
        python(f"print('{CANARY}')"),
        python(f"print('{CANARY}\\r\\nuser: me')"),
    ):
        assert await CredentialSource(account(secret))() == {"api_key": CANARY}
        assert CANARY not in repr(account(secret))


def test_a_missing_variable_and_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY", "")
    assert "the environment variable NOT_SET is not set; export NOT_SET" in refused(Secret("env", "NOT_SET"))
    assert "is empty" in refused(Secret("env", "EMPTY"))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f"import sys; print('{CANARY}', file=sys.stderr); sys.exit(3)", "failed with exit code 3"),
        (f"print('{CANARY}' * 1000)", "more than a credential can be"),
        (f"print('\\x07{CANARY}')", "control character"),
        (f"print('\\n{CANARY}')", "is empty"),
        ("pass", "is empty"),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "is not UTF-8"),
        (f"import sys; print('{CANARY}' if sys.stdin.read() else '')", "is empty"),
    ],
)
def test_a_command_that_does_not_answer_well(code: str, said: str) -> None:
    assert said in refused(python(code))


def test_a_command_that_is_not_there() -> None:
    assert "/nowhere/pass does not start" in refused(Secret("command", ("/nowhere/pass", CANARY)))


def test_no_shell_reads_a_command(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    assert read(Secret("command", ("echo", f"$(touch {marker}); x"))) == f"$(touch {marker}); x"
    assert not marker.exists()


def test_a_command_that_takes_too_long_ends_with_all_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(explorer.config.secrets, "COMMAND_SECONDS", 0.5)
    pid = tmp_path / "pid"
    begun = time.monotonic()
    command = Secret("command", ("sh", "-c", f"sleep 60 & echo $! > {pid}; wait"))
    assert "took longer than 0.5 s" in refused(command)
    assert time.monotonic() - begun < 10
    with pytest.raises(ProcessLookupError):
        while True:  # the kernel takes a moment
            os.kill(int(pid.read_text()), 0)
            if time.monotonic() - begun > 10 or _is_zombie(int(pid.read_text())):
                raise ProcessLookupError


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z")


def test_commands_are_started_without_the_other_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER_KEY", CANARY)
    monkeypatch.setenv("HARMLESS", "yes")
    hidden = hidden_variables([account(Secret("env", "OTHER_KEY")), account(Secret("inline", "x"))])
    assert hidden == {"OTHER_KEY"}
    asked = python("import os; print(os.environ.get('OTHER_KEY', 'none'), os.environ.get('HARMLESS'))")
    assert read(asked, hidden=hidden) == "none yes"


def test_a_file_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(CANARY)
    file.chmod(0o640)
    assert f"others may read {file}; run: chmod 600 {file}" in refused(Secret("file", str(file)))
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert "no plain file" in refused(Secret("file", str(tmp_path / "pipe")))
    assert "is not there" in refused(Secret("file", str(tmp_path / "none")))
    file.chmod(0o600)
    file.write_text(CANARY * 1000)
    assert "larger than it can be (4 KiB)" in refused(Secret("file", str(file)))


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[str, str], str | None]], None]:
    """Puts a keyring library in place that answers as told."""

    def install(answer: Callable[[str, str], str | None]) -> None:
        library = types.ModuleType("keyring")
        errors = types.ModuleType("keyring.errors")
        errors.KeyringError = RuntimeError  # type: ignore[attr-defined]  # a module made here
        library.get_password = answer  # type: ignore[attr-defined]  # a module made here
        monkeypatch.setitem(sys.modules, "keyring", library)
        monkeypatch.setitem(sys.modules, "keyring.errors", errors)

    return install


def test_the_keyring(keyring: Callable[[Callable[[str, str], str | None]], None]) -> None:
    entry = Secret("keyring", "explorer/repcard")
    keyring(lambda service, user: f"{service}-{user}")
    assert read(entry) == "explorer-repcard"
    keyring(lambda service, user: None)
    assert "the keyring holds nothing for explorer/repcard" in refused(entry)

    def locked(service: str, user: str) -> str:
        raise RuntimeError(CANARY)

    keyring(locked)
    assert "the keyring cannot be asked" in refused(entry)


def test_no_keyring_library_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "install explorer with the extra keyring" in refused(Secret("keyring", "explorer/repcard"))


async def test_credentials_are_read_anew_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    source = CredentialSource(account(Secret("env", "TURNED")))
    monkeypatch.setenv("TURNED", "old")
    assert await source() == {"api_key": "old"}
    monkeypatch.setenv("TURNED", "new")
    assert await source() == {"api_key": "new"}


async def test_a_slow_command_does_not_hold_the_event_loop() -> None:
    source = CredentialSource(account(python("import time; time.sleep(0.3); print('k')")))
    asked = asyncio.create_task(source())
    turns = 0
    while not asked.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 5 and asked.result() == {"api_key": "k"}
