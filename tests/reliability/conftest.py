"""What the cases have in common: demo vendors with a config, clients on a fault server, folders of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.conftest import rig
from tests.cli.conftest import config_file, run
from tests.demo_vendors import DemoVendors
from tests.repository.conftest import clock, opened, scripted
from tests.store.conftest import cache, give_away, journal, journal_path, path
from tests.ui.screen.conftest import both, looked

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
    "path",
    "rig",
    "run",
    "scripted",
]


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
