"""Folders for an editor, of explorers that live and of one that was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.ui.editor_folder import editor_folder, remove_left_folders

KILLED = """
import os, signal
from explorer.ui.editor_folder import editor_folder
with editor_folder() as folder:
    (folder / "edit.txt").write_text("canary")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_explorer_left_is_removed_by_the_next_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "another").mkdir()
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    (left,) = tmp_path.glob("explorer-edit-*")
    assert (left / "edit.txt").read_text() == "canary" and left.stat().st_mode & 0o777 == 0o700
    with editor_folder() as used:
        remove_left_folders()
        assert {each.name for each in tmp_path.iterdir()} == {"another", used.name}
    assert [each.name for each in tmp_path.iterdir()] == ["another"]
