"""Finding, reading and creating the config file: nobody else's, and no hang."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

import pytest

from explorer.config import Config, parse
from explorer.config.files import SIZE_LIMIT, Folders, check_secrecy, create, locate, read_text, sample
from explorer.model.errors import ConfigError
from explorer.vendors import discover


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_the_option_counts_before_the_variable_before_the_folder(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"])
    assert locate() == (folder / "explorer" / "config.toml", "the config folder")
    monkeypatch.setenv("EXPLORER_CONFIG", str(file))
    assert locate("", os.environ) == (file, "$EXPLORER_CONFIG")
    assert locate("other.toml", os.environ) == (Path("other.toml"), "--config")


def test_folders_follow_the_specification(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.delenv("XDG_STATE_HOME")
    folders = Folders.of_user()
    assert folders.cache == tmp_path / ".cache" / "explorer"
    assert folders.state == tmp_path / ".local" / "state" / "explorer"


def test_no_home_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(variable)
    monkeypatch.delenv("HOME")

    def nobody(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(ConfigError) as caught:
        Folders.of_user()
    assert caught.value.next_step == "set XDG_CONFIG_HOME to a folder of yours"


def test_reading(file: Path) -> None:
    create(file, "theme = 'é'\n")
    assert read_text(file) == ("theme = 'é'\n", 0o600)
    file.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_text(file)[0] == "a = 1\r\n"
    with pytest.raises(FileNotFoundError):
        read_text(file.with_name("other.toml"))
    with pytest.raises(FileNotFoundError):
        read_text(file / "below")


@pytest.mark.parametrize(
    ("mode", "refused"), [(0o600, ""), (0o644, ""), (0o664, "others may write"), (0o602, "others may write")]
)
def test_a_file_others_may_write_is_refused(file: Path, mode: int, refused: str) -> None:
    create(file, "")
    file.chmod(mode)
    if not refused:
        read_text(file)
        return
    with pytest.raises(ConfigError, match=refused) as caught:
        read_text(file)
    assert caught.value.next_step == f"run: chmod go-w {file}"


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_with_a_credential_that_others_may_read_is_refused(mode: int) -> None:
    text = "[accounts.a]\nvendor = 'repcard'\nauth = { api_key = 'k' }\n"
    config = parse(text, discover(), "c.toml")
    check_secrecy(config, 0o600)
    check_secrecy(Config(), mode)
    with pytest.raises(ConfigError, match=r"c\.toml holds a credential \(accounts\.a\.auth\.api_key\)") as caught:
        check_secrecy(config, mode)
    assert caught.value.next_step == "run: chmod 600 c.toml"


def test_what_is_no_plain_text_file_is_refused_at_once(tmp_path: Path, file: Path) -> None:
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="no plain file"):
        read_text(file)
    with pytest.raises(ConfigError, match="no plain file"):
        read_text(tmp_path)
    file.unlink()
    create(file, "#" * (SIZE_LIMIT + 1))
    with pytest.raises(ConfigError, match="larger"):
        read_text(file)
    file.write_bytes(b"a = 1\nb = '\xe9'\n")
    with pytest.raises(ConfigError, match=r"config\.toml:2: is not UTF-8 at byte 11"):
        read_text(file)


def test_a_stranger_s_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(file, "")
    monkeypatch.setattr(os, "geteuid", lambda: os.stat(file).st_uid + 1)
    if file.stat().st_uid != 0:
        with pytest.raises(ConfigError, match="belongs to another user"):
            read_text(file)
    else:
        os.chown(file, 12345, 0)
        with pytest.raises(ConfigError, match="belongs to another user"):
            read_text(file)


def test_creating_never_overwrites(file: Path) -> None:
    nested = file.parent / "new" / "config.toml"
    before = os.umask(0)
    try:
        create(nested, sample())
    finally:
        os.umask(before)
    assert stat.S_IMODE(nested.stat().st_mode) == 0o600
    assert stat.S_IMODE(nested.parent.stat().st_mode) == 0o700
    with pytest.raises(ConfigError, match="is there already"):
        create(nested, "x")
    assert nested.read_text("utf-8") == sample()
    link = file.with_name("link")
    link.symlink_to(file.with_name("elsewhere"))
    with pytest.raises(ConfigError, match="is there already"):
        create(link, "x")
