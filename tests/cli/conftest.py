"""Commands as a user gives them, in process and over real HTTP to the demo vendors."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from explorer.__main__ import main
from tests.demo_vendors import DemoVendors


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, which has to be JSON; numbers as they were written."""
        return json.loads(self.out, parse_float=str, parse_int=str)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Run = Callable[..., Ran]
"""`run("list", "demo-repcard/users", "--all")`"""


@pytest.fixture
def config_file(demo_vendors: DemoVendors, tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.touch(0o600)
    file.write_text(demo_vendors.config_text)
    return file


@pytest.fixture
def run(config_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("EXPLORER_CONFIG", str(config_file))

    def command(*arguments: str) -> Ran:
        capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as end:  # argparse, after --help
            code = int(end.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command
