"""`explorer config`, and a config in which one account is broken."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_config_path_init_and_check(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPLORER_CONFIG")
    file = Path(os.environ["XDG_CONFIG_HOME"]) / "explorer" / "config.toml"
    path = run("config", "path")
    assert path.out == f"{file}\n" and "is not there" in path.err
    assert run("config", "check").code == run("config", "show").code == 2
    assert run("config", "init").code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("config", "init").code == 2
    assert run("config", "check").err == "0 accounts, nothing to mend\n"
    file.write_text("[accounts.a]\nvendor = 'repcrd'\ntitel = 1\n[cache]\npages = 1\n")
    ran = run("config", "check")
    assert ran.code == 2 and len(ran.lines) == 2 and ran.err == "2 to mend\n"
    assert ran.lines[0].startswith(f"{file}:2: accounts.a.vendor: ")
    file.chmod(0o620)
    assert run("config", "check").err == f"explorer: others may write {file}; run: chmod go-w {file}\n"
    assert run("--config", "elsewhere.toml", "ls").err == "explorer: elsewhere.toml, named by --config, is not there\n"


def test_config_check_knows_themes_commands_and_keys(run: Run, config_file: Path) -> None:
    config_file.write_text("theme = 'duks'\n[keys]\nrefesh = 'r'\nhelp = 'q'\n")
    ran = run("config", "check")
    assert (ran.code, ran.err) == (2, "3 to mend\n")
    assert ran.lines[0] == f"{config_file}:1: theme: there is no theme “duks”; did you mean dusk?"
    assert ran.lines[1] == f"{config_file}:3: keys.refesh: there is no such command; did you mean refresh?"
    assert "q is both" in ran.lines[2]
    config_file.write_text("theme = 'paper'\n[keys]\nrefresh = ['R', 'f5']\nhelp = []\n")
    assert run("config", "check").code == 0


def test_config_check_knows_the_names_of_keys(run: Run, config_file: Path) -> None:
    config_file.write_text("[keys]\nhelp = 'hello'\nquit = ['PgDown', 'ctrl+q']\nrefresh = 'q,r'\n")
    ran = run("config", "check")
    assert (ran.code, ran.err, len(ran.lines)) == (2, "3 to mend\n", 3)
    assert ran.lines[0].startswith(f"{config_file}:2: keys.help: “hello” is no key: a key is a character such as")
    assert ran.lines[1].startswith(f"{config_file}:3: keys.quit: “PgDown”")
    assert ran.lines[1].endswith("did you mean pagedown?")
    assert "several stand in a list" in ran.lines[2]


def test_config_show_masks_credentials_and_names_origins(run: Run, config_file: Path) -> None:
    config_file.write_text(
        "[accounts.a]\nvendor = 'repsly'\nauth = { username = 'u', password = { env = 'REPSLY_PASSWORD' } }\n"
        "[accounts.b]\nvendor = 'repcard'\nauth = { api_key = { command = ['pass', 'show', 'canary'] } }\n"
        "network = { timeout = 3 }\n[network]\nparallel = 2\n"
    )
    ran = run("config", "show")
    assert ran.code == 0 and "canary" not in ran.out
    told = {line.split()[0]: " ".join(line.split()[1:]) for line in ran.lines if line.startswith("accounts")}
    assert told["accounts.a.auth.username"] == "*** from this file line 3"
    assert told["accounts.a.auth.password"] == "*** from $REPSLY_PASSWORD (not set) line 3"
    assert told["accounts.b.auth.api_key"] == "*** from the command pass line 6"
    assert told["accounts.b.network.timeout"] == "3 line 7"
    assert told["accounts.b.network.parallel"] == "2 line 9, for all accounts"
    assert told["accounts.b.base_url"] == "https://app.repcard.com/api the vendor's"


def test_a_broken_account_is_told_and_the_others_work(run: Run, config_file: Path) -> None:
    config_file.write_text("[accounts.a]\nvendor = 'repcrd'\n" + config_file.read_text().replace("demo = true", ""))
    ran = run("list", "demo-repcard/users", "--limit", "1")
    assert ran.code == 0 and f"{config_file}:2: accounts.a.vendor" in ran.err
    broken = run("list", "a/users")
    assert broken.code == 2 and "account a cannot be used" in broken.err
