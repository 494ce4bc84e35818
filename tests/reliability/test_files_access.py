"""Who may read and write our files: the user alone, from the first byte on."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.__main__ import main
from explorer.config import Config, parse
from explorer.config.files import check_secrecy
from explorer.model.errors import ConfigError, StoreError
from explorer.store.cache import Cache
from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.store.test_files import QUERY, fill, mode
from tests.waiting import LONGEST

OURS = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


ROOT = Path(__file__).parents[2]


@pytest.fixture(params=[0o000, 0o022, 0o077])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_umask")
def test_c01_nobody_else_can_read_any_file(path: Path) -> None:
    cache = Cache(path)
    fill(cache)
    cache.listing(QUERY)
    files = list(path.parent.iterdir())
    assert {each.name for each in files} == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert {mode(each) for each in files} == {0o600}
    assert mode(path.parent) == 0o700
    cache.close()
    assert cache.notice == ""


def test_c02_modes_that_let_others_read_are_repaired_and_said_once(path: Path) -> None:
    Cache(path).close()
    path.chmod(0o644)
    path.parent.chmod(0o755)
    cache = Cache(path)
    assert "could be read by others: repaired" in cache.notice
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    cache.close()
    again = Cache(path)
    assert again.notice == ""
    again.close()


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_c03_a_config_with_a_credential_that_others_may_read_is_refused(mode: int) -> None:
    text = "[accounts.a]\nvendor = 'repcard'\nauth = { api_key = 'k' }\n"
    config = parse(text, discover(), "c.toml")
    check_secrecy(config, 0o600)
    check_secrecy(Config(), mode)
    with pytest.raises(ConfigError, match=r"c\.toml holds a credential \(accounts\.a\.auth\.api_key\)") as caught:
        check_secrecy(config, mode)
    assert caught.value.next_step == "run: chmod 600 c.toml"


def test_c03_doctor_has_one_verdict_on_a_config_that_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "c.toml"
    file.write_text("[accounts.a]\nvendor = 'repcard'\nauth = { api_key = 'k' }\n")
    for bits, sign in ((0o640, "failed"), (0o600, "fine")):
        file.chmod(bits)
        main(["--config", str(file), "doctor", "--offline", "--format", "json"])
        found = [each for each in json.loads(capsys.readouterr().out) if str(file) in each["found"]]
        assert [each["sign"] for each in found] == [sign, sign], found


@pytest.mark.parametrize(
    ("auth", "told"),
    [
        ("'k'", "the credentials in it (accounts.a.auth.api_key) are good for this machine only"),
        ("{ env = 'K' }", "it holds no credential"),
    ],
)
def test_c03_why_a_config_that_others_may_read_is_good_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], auth: str, told: str
) -> None:
    file = tmp_path / "c.toml"
    file.write_text(
        f"[accounts.a]\nvendor = 'repcard'\nbase_url = 'http://127.0.0.1:1'\nauth = {{ api_key = {auth} }}\n"
    )
    file.chmod(0o644)
    words = f"others may read it (mode 0644), which is allowed: {told}"
    assert main(["--config", str(file), "config", "check"]) == 0
    assert words in capsys.readouterr().err
    main(["--config", str(file), "doctor", "--offline", "--format", "json"])
    found = {each["what"]: each for each in json.loads(capsys.readouterr().out)}
    assert (found["readers"]["sign"], found["readers"]["found"]) == ("fine", words)
    file.chmod(0o600)
    main(["--config", str(file), "config", "check"])
    assert "others" not in capsys.readouterr().err


def test_c04_a_folder_others_could_replace_is_refused(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(StoreError, match="others can write"):
        Cache(shared / "cache" / "x.sqlite")
    shared.chmod(0o1777)
    Cache(shared / "cache" / "x.sqlite").close()


@pytest.mark.parametrize("which", ["file", "folder"])
def test_c04_what_another_user_owns_is_refused(path: Path, give_away: Callable[[Path], None], which: str) -> None:
    Cache(path).close()
    theirs = path if which == "file" else path.parent
    give_away(theirs)
    with pytest.raises(StoreError, match=f"^{re.escape(str(theirs))} belongs to another user"):
        Cache(path)


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_c05_a_link_is_refused_and_not_followed(path: Path, tmp_path: Path, suffix: str) -> None:
    Cache(path).close()
    target = tmp_path / "elsewhere"
    place = Path(f"{path}{suffix}")
    place.unlink(missing_ok=True)
    place.symlink_to(target)
    with pytest.raises(StoreError, match="is a link"):
        Cache(path)
    assert not target.exists()


@pytest.mark.usefixtures("_umask")
def test_c01_whatever_commands_leave_is_the_users_alone(run: Run, tmp_path: Path) -> None:
    assert run("list", "demo-assemble/users", "--output", str(tmp_path / "users.csv")).code == 0
    assert run("journal").code == 0
    left = [tmp_path / "users.csv"]
    for variable in OURS:
        left += Path(os.environ[variable]).rglob("*")
    assert {"journal.sqlite", "hosts", "tokens"} <= {each.name for each in left}
    open_to_others = [each for each in left if stat.S_IMODE(each.stat().st_mode) & 0o077]
    assert open_to_others == []


def test_c03_a_command_refuses_it_with_what_mends_it(run: Run, config_file: Path) -> None:
    config_file.write_text("[accounts.a]\nvendor = 'repcard'\nauth = { api_key = 'canary' }\n")
    config_file.chmod(0o640)
    ran = run("list", "a/users")
    assert (ran.code, ran.out) == (2, "")
    assert f"run: chmod 600 {config_file}" in ran.err and "canary" not in ran.err


WATCHED = """
import os, sys, tempfile

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        print(os.fsdecode(arguments[0]), file=sys.__stderr__)
    elif event in ("os.mkdir", "os.rename", "os.symlink", "os.link", "tempfile.mkstemp", "tempfile.mkdtemp"):
        print(*arguments[:2], file=sys.__stderr__)

sys.addaudithook(watch)
from explorer.__main__ import main
code = 0
for arguments in {commands!r}:
    code = code or main(arguments)
from explorer.config.setting import keep_setting
from pathlib import Path
keep_setting(Path(os.environ["EXPLORER_CONFIG"]), "theme", "paper")
sys.exit(code)
"""


def test_c06_nothing_is_made_outside_our_folders(run: Run, config_file: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "users.csv")
    commands = [
        ["config", "check"],
        ["list", "demo-assemble/users", "--all", "--output", target],
        ["list", "demo-repcard/users", "--output", target, "--force"],
        ["search", "ada"],
        ["journal"],
        ["cache", "purge", "--yes"],
    ]
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED.format(commands=commands)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=LONGEST,
    )
    assert ran.returncode == 0, ran.stderr
    made = [word for line in ran.stderr.splitlines() for word in line.split() if word.startswith("/")]
    allowed = (*(os.environ[each] for each in OURS), str(config_file.parent), "/dev/null")
    assert any(each.startswith(target) for each in made) and any("hosts" in each for each in made)
    assert [each for each in made if not each.startswith(allowed)] == []
