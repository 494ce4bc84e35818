"""What is installed: the locked versions are those asked for, and the README's commands are what they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")


def locked(name: str) -> dict[str, list[Requirement]]:
    """The pins of a requirements file; a name may have one for each marker."""
    text = (ROOT / name).read_text("utf-8")
    pins: dict[str, list[Requirement]] = {}
    for entry in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        pin, *hashes = entry.replace("\\\n", "").split(" --hash=")
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", each.strip()) for each in hashes), entry
        requirement = Requirement(pin.strip())
        pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


@pytest.mark.parametrize(
    ("file", "asked_for"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-dev.txt", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]),
    ],
)
def test_every_requirement_is_pinned_within_its_range(file: str, asked_for: list[str]) -> None:
    pins = locked(file)
    for requirement in map(Requirement, asked_for):
        for pin in pins[canonicalize_name(requirement.name)]:
            (version,) = pin.specifier
            assert version.operator == "==" and requirement.specifier.contains(version.version), (requirement, pin)


def test_both_locks_agree_and_the_program_needs_few() -> None:
    runtime, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert runtime == {name: development[name] for name in runtime}
    assert len(runtime) <= 30
    assert not {"click", "uvicorn"} & set(runtime)


def test_the_locks_name_no_place_to_fetch_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert not re.search(r"https?://|file:|--(extra-)?index|--find-links", (ROOT / name).read_text("utf-8"))


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
