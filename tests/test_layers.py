"""The layers hold: what `[tool.importlinter]` in pyproject.toml says of who may import whom."""

from __future__ import annotations

import tomllib
from pathlib import Path
from pkgutil import iter_modules

import pytest
from importlinter.cli import lint_imports

import explorer

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def test_every_contract_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0, capsys.readouterr().out


def test_every_part_has_a_place_in_the_layers() -> None:
    """A new module at the top cannot slip past the contracts."""
    layered = next(each for each in CONTRACTS if each["type"] == "layers")["layers"]
    placed = {part.strip() for layer in layered for part in layer.split("|")}
    placed |= {"explorer.vendors", "explorer.demo"}  # which contracts of their own hold
    assert {f"explorer.{module.name}" for module in iter_modules(explorer.__path__)} == placed
