"""Credentials from each of their sources, and what is said when one cannot be had."""

from __future__ import annotations

import asyncio
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.config.secrets import CredentialSource
from explorer.model.account import Account, Secret
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


def test_a_command_that_is_not_there() -> None:
    assert "/nowhere/pass does not start" in refused(Secret("command", ("/nowhere/pass", CANARY)))


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
