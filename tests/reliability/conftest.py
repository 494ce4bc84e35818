"""What the cases have in common: demo vendors with a config, clients on a fault server, folders of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import rig
from tests.cli.conftest import config_file, run
from tests.demo_vendors import DemoVendors
from tests.repository.conftest import clock, opened, repository, scripted, vendor
from tests.store.conftest import cache, give_away, journal, journal_path, path
from tests.ui.screen.conftest import both, held_still, looked, own_systems, systems

__all__ = [
    "both",
    "cache",
    "clock",
    "config_file",
    "give_away",
    "journal",
    "journal_path",
    "looked",
    "opened",
    "own_systems",
    "path",
    "repository",
    "rig",
    "run",
    "scripted",
    "systems",
    "vendor",
]


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For apps: times are UTC, signs are Unicode, and the detail follows at once."""
    yield from held_still(monkeypatch)


@pytest.fixture(scope="module")
def vendors() -> Iterator[DemoVendors]:
    made = DemoVendors(("--people", "60"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def config(vendors: DemoVendors, tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.touch(0o600)
    file.write_text(vendors.config_text)
    return file
