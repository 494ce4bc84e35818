"""What is kept, for how long, where, and what is left after it has to go."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.config import CacheSettings, parse
from explorer.config.adding import ConfigFile
from explorer.config.files import create
from explorer.config.setting import keep_setting
from explorer.config.views_file import ViewsFile
from explorer.model.account import Secret
from explorer.model.account_draft import AccountDraft
from explorer.model.errors import ConfigError
from explorer.model.kept_views import keep_view
from explorer.store.cache import Cache
from explorer.store.journal import KEPT_SECONDS, Journal
from explorer.ui.external_editor import edit_text
from explorer.vendors import discover
from tests.accounts import accounts_of
from tests.cli.conftest import Run
from tests.filling_disk import filling_disk
from tests.store.journal_samples import draft, intent
from tests.store.samples import USERS, page_of, person, resource_of
from tests.store.test_retention import QUERY
from tests.ui.test_external_editor import Desk, does, editor
from tests.waiting import LONGEST

__all__ = ["editor"]
ROOT = Path(__file__).parents[2]
USERS_ADDRESS = "demo-repcard/users"


def test_c19_a_purge_leaves_no_trace(path: Path) -> None:
    cache = Cache(path)
    canary = "Quetzalcoatlus"
    rows = [person(number, f"{canary} {number} " * 40, phone="+49 30 555123987") for number in range(300)]
    cache.put_page(USERS, page_of(QUERY, 1, rows, last=True), rows).result()
    cache.put_page(USERS, page_of(QUERY, 1, rows[:9], last=True), [person(1, canary), *rows[1:9]]).result()
    Path(f"{path}.corrupt-20260101T000000").write_text(canary)
    cache.upkeep.purge().result()
    assert cache.listing(QUERY).held == 0
    assert cache.upkeep.collections() == []
    assert cache.find(resource_of, "a", canary) == []
    for file in path.parent.iterdir():
        data = file.read_bytes().lower()
        assert canary.lower().encode() not in data
        assert b"555123987" not in data
    assert len(list(path.parent.iterdir())) <= 3
    cache.put_page(USERS, page_of(QUERY, 1, rows), rows).result()
    assert cache.listing(QUERY).held == 300
    cache.close()


def test_c19_purge_takes_what_writes_left_of_people_and_says_what_stays(run: Run, config_file: Path) -> None:
    account = accounts_of(config_file.read_text())["demo-repcard"]
    journal = Journal(Path(os.environ["XDG_STATE_HOME"]) / "explorer" / "journal.sqlite")
    one = replace(intent(), identity=account.identity, wanted={"firstName": "Zebedee-Canary"})
    journal.finish(journal.begin(one), "applied", "", {"firstName": "Zebedee-Canary"})
    journal.finish(journal.begin(replace(intent(("users", "2")), identity=account.identity)), "unknown")
    journal.keep_draft(replace(draft(), identity=account.identity))
    journal.close()
    assert "journal of writes: " in run("cache", "info").err
    told = run("cache", "purge", "demo-repcard", "--yes").err
    assert "deleted, with 1 write in the journal: " in told
    assert "1 write in the journal that may still be open" in told and "1 draft (J" in told
    folder = Path(os.environ["XDG_STATE_HOME"]) / "explorer"
    assert all(b"Zebedee" not in file.read_bytes() for file in folder.glob("journal*"))


def test_c23_output_is_a_new_private_file_in_the_form_its_name_says(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "users.csv"
    ran = run("list", USERS_ADDRESS, "--limit", "3", "--output", str(target))
    assert (ran.code, ran.out) == (0, "")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes().count(b"\r\n") == 4
    again = run("list", USERS_ADDRESS, "--limit", "1", "--output", str(target))
    assert again.code == 2 and "is there already; name another file, or add --force" in again.err
    assert run("list", USERS_ADDRESS, "--limit", "1", "--output", str(target), "--force").code == 0
    assert target.read_bytes().count(b"\r\n") == 2


async def test_c23_nobody_else_can_read_what_is_edited_and_nothing_is_left(
    editor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPCARD_API_KEY", "hunter2")
    does(
        editor,
        "modes = [oct(os.stat(each).st_mode & 0o777) for each in (file, os.path.dirname(file))]\n"
        "open(os.environ['FOUND'], 'w').write(f'{file}\\n{modes}\\n' + ' '.join(os.environ))\n"
        "open(file + '~', 'w').write('what an editor keeps beside it')",
    )
    umask = os.umask(0)
    try:
        assert await edit_text(Desk(), "secret", ".txt", hidden={"REPCARD_API_KEY"}) == "secret"
    finally:
        os.umask(umask)
    file, modes, variables = (tmp_path / "found").read_text().split("\n")
    assert (modes, Path(file).suffix) == ("['0o600', '0o700']", ".txt")
    assert not Path(file).parent.exists()
    assert "FOUND" in variables and "REPCARD_API_KEY" not in variables


def test_c20_settled_writes_go_after_30_days_and_unknown_ones_never(journal_path: Path) -> None:
    begun = 1_000_000.0
    journal = Journal(journal_path, clock=lambda: begun)
    settled, unknown = journal.begin(intent(("users", "1"))), journal.begin(intent(("users", "2")))
    journal.finish(settled, "applied")
    journal.finish(unknown, "unknown")
    journal.close()
    for days, left in ((24, [unknown.id, settled.id]), (29.9, [unknown.id, settled.id]), (32, [unknown.id])):
        journal = Journal(journal_path, clock=lambda: begun + days * 86_400.0)  # noqa: B023 - used within the round
        journal.expire()
        assert [each.id for each in journal.entries()] == left
        journal.close()
    assert KEPT_SECONDS == 30 * 86_400.0
    assert (CacheSettings().pages_days, CacheSettings().records_days) == (7, 30)


def test_c20_old_rows_go_at_a_sync_and_one_system_can_be_left_out(run: Run, config_file: Path) -> None:
    text = config_file.read_text().replace("[accounts.demo-gormic]", "[accounts.demo-gormic]\nmemory_only = true")
    config_file.write_text(text)
    for place in ("demo-repcard/users", "demo-gormic/customers"):
        assert run("list", place).code == 0
    folder = Path(os.environ["XDG_CACHE_HOME"]) / "explorer"
    assert [each.name.partition("-")[0] for each in folder.glob("*.sqlite")] == ["repcard"]
    config_file.write_text(f"{text}[cache]\npages_days = 0\nrecords_days = 0\n")
    assert run("sync", "demo-repcard/offices").code in (0, 2)
    assert "demo-repcard/users" not in [each["collection"] for each in run("cache", "info").json]


@pytest.mark.parametrize(
    "changed",
    [
        'base_url = "https://other.example/api"\nauth = { api_key = { env = "ONE" } }',
        'auth = { api_key = { env = "OTHER" } }',
        'auth = { api_key = { file = "ONE" } }',
        'auth = { api_key = "one" }',
        'auth = { api_key = { env = "ONE" } }\noptions = { company_id = 2 }',
    ],
)
def test_c21_another_origin_key_or_view_of_it_has_another_copy(changed: str) -> None:
    account = '[accounts.a]\nvendor = "repcard"\n'
    one, other = (
        parse(account + each, discover()).accounts["a"] for each in ('auth = { api_key = { env = "ONE" } }', changed)
    )
    assert one.identity != other.identity
    renamed = parse((account + 'auth = { api_key = { env = "ONE" } }').replace(".a]", ".b]"), discover())
    assert renamed.accounts["b"].identity == one.identity


WRITTEN = """
import os, signal, sys
from pathlib import Path
from explorer.config.adding import ConfigFile
from explorer.config.files import create
from explorer.config.setting import keep_setting
from explorer.config.views_file import ViewsFile
from explorer.model.account import Secret
from explorer.model.account_draft import AccountDraft
from explorer.model.kept_views import keep_view
from explorer.vendors import discover

folder = Path(sys.argv[1])
config, views, new = folder / "config.toml", folder / "views.toml", folder / "new.toml"
OLD = "# Mine.\\nmouse = false\\n"
draft = AccountDraft("a", "repcard", credentials={"api_key": Secret("env", "KEY")})
WRITERS = {
    "setting": (config, lambda: keep_setting(config, "theme", "paper")),
    "account": (config, lambda: ConfigFile(config, lambda: VENDORS).add(draft)),
    "views": (views, lambda: ViewsFile(folder).change(keep_view("mine", "a/users", instead=True))),
    "new": (new, lambda: create(new, OLD)),
}
VENDORS = discover()
ConfigFile(config, lambda: VENDORS).account(draft)
ViewsFile(folder).read()

def mortal(lives):
    def count(event, arguments):
        nonlocal lives
        lives -= event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "sync")
        if not lives:
            lives -= 1  # the kill is an event, too
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    sync = os.fsync
    def audited(descriptor):
        sys.audit("sync")
        sync(descriptor)
    os.fsync = audited

for name, (path, write) in WRITERS.items():
    whole = set()
    for lives in range(1, 100):
        for each in folder.iterdir():
            each.unlink()
        if path is config:
            path.touch(0o600)
            path.write_text(OLD)
        before = path.read_text() if path.exists() else None
        child = os.fork()
        if not child:
            mortal(lives)
            write()
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        assert {each.stat().st_mode & 0o077 for each in folder.iterdir()} <= {0}
        whole.add(path.read_text() if path.exists() else None)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            break
    assert len(whole) == 2 and before in whole and lives > 3, (name, whole, lives)
    print(name)
"""


def test_c22_a_kill_at_any_step_leaves_the_old_config_or_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir(mode=0o700)
    ran = subprocess.run(
        [sys.executable, "-c", WRITTEN, str(tmp_path / "config")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: os.umask(0),
        timeout=LONGEST,
    )
    assert (ran.returncode, ran.stdout.split()) == (0, ["setting", "account", "views", "new"]), ran.stderr


def test_c22_a_full_disk_leaves_the_config_as_it_is(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    create(config, "# Mine.\nmouse = false\n")
    before = config.read_text()
    account = AccountDraft("a", "repcard", credentials={"api_key": Secret("env", "KEY")})
    for limit in (0, 10):
        with filling_disk(limit):
            with pytest.raises(ConfigError, match="cannot be written: File too large"):
                keep_setting(config, "theme", "paper")
            with pytest.raises(ConfigError, match="cannot be written: File too large"):
                ConfigFile(config, discover).add(account)
            with pytest.raises(ConfigError, match="cannot be written: File too large"):
                ViewsFile(tmp_path).change(keep_view("mine", "a/users", instead=True))
            with pytest.raises(ConfigError, match="cannot be written: File too large"):
                create(tmp_path / "new.toml", before)
        assert config.read_text() == before
        assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_c23_nothing_that_is_written_out_is_opened(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("xdg-open", "open", "sensible-browser", "viewer"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
        (tmp_path / name).chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    for variable in ("BROWSER", "EDITOR", "VISUAL", "PAGER"):
        monkeypatch.setenv(variable, str(tmp_path / "viewer"))
    ran = run("list", USERS_ADDRESS, "--limit", "3", "--output", str(tmp_path / "users.csv"))
    assert ran.code == 0 and str(tmp_path / "users.csv") in ran.err
    assert not (tmp_path / "opened").exists()
