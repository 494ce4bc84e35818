"""Which tests there are of which case, read from their names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.reliability.cases import GROUPS

FOLDER: Final = Path(__file__).parent
_NAME: Final = re.compile(r"test((?:_[a-z]\d\d)+)_")


@dataclass(frozen=True, slots=True)
class Found:
    """One test function."""

    file: str
    """Its file, in `FOLDER`."""
    name: str
    cases: tuple[str, ...]
    """Ids that its name begins with; empty: it names none."""

    @property
    def at_home(self) -> bool:
        """Whether its file is one of its first case's group."""
        group = GROUPS.get(self.cases[0][0], "") if self.cases else ""
        return bool(group) and re.fullmatch(rf"test_{group}(_\w+)?\.py", self.file) is not None


def found() -> list[Found]:
    """All tests of this package, by file and place."""
    return [each for file in sorted(FOLDER.glob("test_*.py")) for each in _in_file(file)]


def by_case() -> Mapping[str, list[Found]]:
    """Case id to its tests."""
    tests: dict[str, list[Found]] = {}
    for each in found():
        for case in each.cases:
            tests.setdefault(case, []).append(each)
    return tests


def _in_file(file: Path) -> Iterator[Found]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            named = _NAME.match(node.name)
            yield Found(file.name, node.name, tuple(named[1].upper().split("_")[1:]) if named else ())
