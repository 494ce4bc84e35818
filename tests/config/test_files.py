"""Finding, reading and creating the config file: nobody else's, and no hang."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from explorer.config.files import create, locate, read_text, sample
from explorer.model.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_the_option_counts_before_the_variable_before_the_folder(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"])
    assert locate() == (folder / "explorer" / "config.toml", "the config folder")
    monkeypatch.setenv("EXPLORER_CONFIG", str(file))
    assert locate("", os.environ) == (file, "$EXPLORER_CONFIG")
    assert locate("other.toml", os.environ) == (Path("other.toml"), "--config")


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
