"""A setting changed in the user's file: that line, and nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from explorer.config.setting import keep_setting, with_setting
from explorer.model.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", 'theme = "paper"\n'),
        (
            '# Mine.\n\n[accounts.a]\nvendor = "x" # why\n',
            '# Mine.\ntheme = "paper"\n\n[accounts.a]\nvendor = "x" # why\n',
        ),
        ("theme='dusk'   # at night\r\nmouse = false\r\n", 'theme="paper"   # at night\r\nmouse = false\r\n'),
        (
            'mouse = false\n  "theme" = "a"\n[keys]\ntheme = "T"\n',
            'mouse = false\n  "theme" = "paper"\n[keys]\ntheme = "T"\n',
        ),
        ('[keys]\ntheme = "T"', 'theme = "paper"\n[keys]\ntheme = "T"'),
    ],
)
def test_only_its_line_changes(text: str, changed: str) -> None:
    assert with_setting(text, "theme", "paper") == changed


@pytest.mark.parametrize(
    "text", ["theme = 3", 'theme = """a\nb"""', 'theme = "a\\u0062"', "theme = [", '"the\\u006de" = "a"\nx = "theme"']
)
def test_what_cannot_be_changed_is_left_to_the_user(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        with_setting(text, "theme", "paper")
    assert caught.value.next_step == 'write theme = "paper"'


def test_the_file_keeps_its_place_and_its_rights(tmp_path: Path) -> None:
    file, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    file.write_text("mouse = false\n")
    file.chmod(0o640)
    link.symlink_to(file)
    keep_setting(link, "theme", "paper")
    assert link.is_symlink()
    assert file.read_text() == 'theme = "paper"\nmouse = false\n'
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(tmp_path.iterdir()) == [link, file]


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        keep_setting(tmp_path / "none.toml", "theme", "paper")
