"""`--read-only` on a real terminal."""

from __future__ import annotations

from pathlib import Path

from tests.demo_vendors import DemoVendors
from tests.explorer_process import RECORD, running


def test_read_only_by_option_sends_and_keeps_nothing(demo_vendors: DemoVendors, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.touch(0o600)
    config.write_text(demo_vendors.config_text)
    with running(config, "--read-only") as explorer:
        explorer.shows(f"· {RECORD} ·", "all keys", "read-only")
        explorer.press("e")
        explorer.shows("“demo-assemble”", "read_only")
        explorer.press("q")
        assert explorer.end() == 0
        assert explorer.typed() is None
