"""What is installed: the locked versions are those asked for, and the README's commands are what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_readme_has_one_command_for_each_purpose() -> None:
    commands = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert [command.split(" && ")[-1] for command in commands] == [
        ".venv/bin/explorer demo",
        ".venv/bin/python -m pytest -n auto",
    ]


def test_the_readme_shows_the_exit_codes_and_commands_there_are() -> None:
    from explorer.cli.arguments import COMMANDS

    for command in COMMANDS:
        assert re.search(rf"^explorer .*\b{command}\b", README, re.MULTILINE), command
    for linked in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / linked).exists(), linked
