"""The requirements files: every distribution pinned, each with the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[1]


def locked(name: str) -> dict[str, list[Requirement]]:
    """The pins of a requirements file; a name may have one for each marker."""
    pins: dict[str, list[Requirement]] = {}
    for requirement, _ in _entries(name):
        pins.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return pins


def hashes(name: str) -> Mapping[str, Sequence[str]]:
    """SHA-256 of the files that may be installed, in hex, by canonical name."""
    return {canonicalize_name(requirement.name): found for requirement, found in _entries(name)}


def _entries(name: str) -> Iterator[tuple[Requirement, Sequence[str]]]:
    text = (ROOT / name).read_text("utf-8")
    for entry in re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)):
        pin, *found = entry.replace("\\\n", "").split(" --hash=")
        told = [each.strip() for each in found]
        assert told and all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in told), entry
        yield Requirement(pin.strip()), [each.removeprefix("sha256:") for each in told]
