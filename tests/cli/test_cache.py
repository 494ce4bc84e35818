"""`explorer cache`, and what leaves nothing behind in it."""

from __future__ import annotations

import os
import resource
import signal
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_cache_info_and_purge(run: Run) -> None:
    run("list", "demo-repcard/users")
    run("list", "demo-assemble/users")
    held = {each["collection"]: each["records"] for each in run("cache", "info").json}
    assert held == {"demo-repcard/users": "50", "demo-assemble/users": "50"}
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert any(b"adaowner" in file.read_bytes() for file in folder.iterdir())
    assert run("cache", "purge", "demo-repcard", "--yes").code == 0
    assert not any(b"adaowner" in file.read_bytes() for file in folder.iterdir())
    assert [each["collection"] for each in run("cache", "info").json] == ["demo-assemble/users"]
    (folder / "left-over-0123456789abcdef.sqlite").touch(0o600)
    assert run("cache", "purge", "--yes").code == 0
    assert run("cache", "info").json == []
    run("journal")
    assert "deleted: 0 KiB freed; what stays: sign-ins" in run("cache", "purge", "--yes").err


def test_purge_works_on_a_full_disk_and_goes_on_after_a_failure(run: Run) -> None:
    run("list", "demo-repcard/users")
    run("list", "demo-assemble/users")
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    (folder / "aaa.sqlite").mkdir()
    bounds = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, bounds[1]))
    try:
        ran = run("cache", "purge", "--yes")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
        signal.signal(signal.SIGXFSZ, handler)
    assert ran.code == 1
    assert ran.err.startswith(f"explorer: {folder / 'aaa.sqlite'} cannot be deleted: Is a directory")
    assert [each.name for each in folder.iterdir()] == ["aaa.sqlite"]


def test_purge_deletes_what_was_kept_before_memory_only(run: Run, config_file: Path) -> None:
    run("list", "demo-repcard/users")
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    config_file.write_text(config_file.read_text() + "[cache]\nmemory_only = true\n")
    assert run("cache", "purge", "demo-repcard", "--yes").code == 0
    assert not any(b"adaowner" in file.read_bytes() for file in folder.iterdir())


@pytest.mark.parametrize("mistyped", ["demo-repcrd", "demo-9", "9", "nobody@example.com"])
def test_what_names_no_account_makes_no_copies(run: Run, mistyped: str) -> None:
    assert run("get", mistyped).code == run("list", mistyped).code == 2
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    assert not list(folder.glob("*.sqlite*"))


def test_a_mistyped_account_says_nothing_of_another_ones_copy(run: Run) -> None:
    run("list", "demo-repcard/users")
    (file,) = (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").glob("*.sqlite")
    damaged = b"no database" * 1000
    file.write_bytes(damaged)
    ran = run("list", "demo-repcrd")
    assert ran.err == "explorer: there is no account “demo-repcrd”; did you mean demo-repcard?\n"
    assert file.read_bytes() == damaged


def test_nothing_is_written_with_memory_only(run: Run, config_file: Path) -> None:
    config_file.write_text(config_file.read_text() + "[cache]\nmemory_only = true\n")
    assert run("list", "demo-repcard/users").code == 0
    assert not (Path(os.environ["XDG_CACHE_HOME"]) / "explorer").exists()
