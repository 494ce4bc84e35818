"""An account is added to what stands in the config, and nothing else changes."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from explorer.config import parse
from explorer.config.adding import ConfigFile, problems, table_text
from explorer.model.account import Secret
from explorer.model.account_draft import AccountDraft
from explorer.model.errors import ConfigError
from explorer.vendors import discover

REPCARD = AccountDraft("repcard", "repcard", "RepCard", "", {"api_key": Secret("env", "REPCARD_API_KEY")})
WRITTEN = """\
[accounts.repcard]
vendor = "repcard"
auth = { api_key = { env = "REPCARD_API_KEY" } }
"""


def on(path: Path, text: str | None = None) -> ConfigFile:
    if text is not None:
        path.touch(0o600)
        path.write_text(text)
    return ConfigFile(path, discover)


def test_what_is_the_vendors_own_is_left_out() -> None:
    assert table_text(REPCARD, discover()["repcard"]) == WRITTEN


@pytest.mark.parametrize(
    "value",
    ["plain", 'quo"te', "back\\slash", "'single'", "]\n[accounts.evil]", "#", "ünï", "\u202e", "\x7f"],
)
def test_every_text_stays_a_text(value: str) -> None:
    draft = AccountDraft(
        "a.b",
        "assemble",
        value,
        "https://example.org",
        {"email": Secret("inline", value), "password": Secret("command", ("pass", value))},
        {"x": value},
    )
    read = tomllib.loads(table_text(draft))["accounts"]["a.b"]
    assert read == {
        "vendor": "assemble",
        "title": value,
        "base_url": "https://example.org",
        "auth": {"email": value, "password": {"command": ["pass", value]}},
        "options": {"x": value},
    }


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# mine",
        "# mine\n\n\n",
        'theme = "dusk"\r\n[keys]\r\nquit = "q"  # as ever\r\n',
        '[accounts.other]\nvendor = "repcard"\nauth = { api_key = { env = "X" } }\n# the end',
        'accounts.other.vendor = "repcard"\naccounts.other.auth.api_key.env = "X"\n',
        '[accounts]\n[accounts.wrong]\nvendor = "nobody"\n',
    ],
)
def test_what_stands_there_stays_as_it_is(tmp_path: Path, before: str) -> None:
    file = tmp_path / "config.toml"
    account = on(file, before).add(REPCARD)
    assert account.vendor.name == "repcard"
    after = file.read_bytes().decode()
    assert after.startswith(before)
    assert after.removeprefix(before).strip() == WRITTEN.strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_begins_with_the_sample(tmp_path: Path) -> None:
    file = tmp_path / "new" / "config.toml"
    on(file).add(REPCARD)
    text = file.read_text()
    assert "#[accounts.gormic]" in text
    assert not parse(text, discover(), str(file)).problems
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ("[accounts.x", "has a mistake"),
        ('title = """', "has a mistake"),
        ("accounts = { x = {} }", "no table can be added"),
        ("[[accounts]]\nvendor = 1", "no table"),
        (WRITTEN, "there is an account “repcard” already"),
    ],
)
def test_what_cannot_be_added_to_is_left_alone(tmp_path: Path, before: str, told: str) -> None:
    file = tmp_path / "config.toml"
    config = on(file, before)
    with pytest.raises(ConfigError, match=told):
        config.add(REPCARD)
    assert file.read_text() == before


def test_what_others_write_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    config = on(file, "# one\n")
    made = ConfigFile._made
    written = iter(["# two\n"])

    def meanwhile(self: ConfigFile, text: str, draft: AccountDraft) -> object:
        for late in written:
            file.write_text("# one\n" + late)
        return made(self, text, draft)

    monkeypatch.setattr(ConfigFile, "_made", meanwhile)
    config.add(REPCARD)
    assert file.read_text().startswith("# one\n# two\n")
    assert "[accounts.repcard]" in file.read_text()


def test_a_link_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "explorer.toml"
    real.parent.mkdir()
    on(real, "# mine\n")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    on(link).add(REPCARD)
    assert link.is_symlink()
    assert real.read_text().startswith("# mine\n\n[accounts.repcard]")


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml" / "config.toml"
    file.parent.touch()
    with pytest.raises(ConfigError, match="cannot be written"):
        on(file).add(REPCARD)


def test_mistakes_are_named_by_their_key() -> None:
    vendors = discover()
    wrong = AccountDraft(
        "x", "repcard", "", "http://example.org", {"api_key": Secret("env", "A-B")}, {"company_id": "many"}
    )
    assert problems(wrong, vendors).keys() == {"base_url", "auth.api_key.env", "options.company_id"}
    assert "" in problems(AccountDraft("-", "repcard"), vendors)
    assert not problems(REPCARD, vendors)


def test_a_config_of_somebody_else_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    config = on(file, "")
    os.chmod(file, 0o666)
    with pytest.raises(ConfigError, match="others may write"):
        config.add(REPCARD)
