"""A key never goes to another host than it was last used with, unless somebody says so."""

from __future__ import annotations

import os
from pathlib import Path

from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors


def test_a_credential_from_elsewhere_is_another_one(run: Run, config_file: Path, demo_vendors: DemoVendors) -> None:
    assert run("list", "demo-repcard/users").code == 0
    key = config_file.parent / "key"
    key.touch(0o600)
    key.write_text("demo-repcard-key")
    text = config_file.read_text().replace('api_key = "demo-repcard-key"', 'api_key = { file = "key" }')
    config_file.write_text(text.replace(f"127.0.0.1:{demo_vendors.ports[0]}", f"localhost:{demo_vendors.ports[0]}"))
    assert run("list", "demo-repcard/users").code == 0


def test_what_is_kept_is_the_users_own(run: Run) -> None:
    assert run("list", "demo-repcard/users").code == 0
    folder = Path(os.environ["XDG_STATE_HOME"]) / "explorer" / "hosts"
    (file,) = folder.iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600
    assert "key" not in file.read_text()


def test_trust_wants_an_account_that_there_is(run: Run) -> None:
    unknown = run("config", "trust", "demo-repcart")
    assert unknown.code == 2
    assert "demo-repcard" in unknown.err
