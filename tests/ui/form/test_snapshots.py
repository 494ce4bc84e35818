"""How a form looks. After a wanted change: `pytest tests/ui/form/test_snapshots.py --snapshot-update`, and look."""

from __future__ import annotations

import pytest

from explorer.repository.choices import Choice
from explorer.ui.signs import ASCII
from tests.ui.form.forms import FormApp, settle
from tests.ui.pressing import LARGE, SMALL, Compare, pressing


@pytest.mark.parametrize(
    ("name", "size", "steps"),
    [
        pytest.param("user", LARGE, ("down down", "=Jo", "down down backspace tab"), id="edit"),
        pytest.param("user", SMALL, ("down down", "=Jo", "down down backspace tab"), id="edit-small"),
        pytest.param("new user", LARGE, ("=Al", "ctrl+r"), id="new-with-errors"),
        pytest.param("address", SMALL, ("ctrl+u", "=o"), id="choices-small"),
    ],
)
def test_looks(snap_compare: Compare, name: str, size: tuple[int, int], steps: tuple[str, ...]) -> None:
    assert snap_compare(FormApp(name), terminal_size=size, run_before=pressing(settle, *steps))


def test_long_text(snap_compare: Compare) -> None:
    app = FormApp(field="about_me")
    assert snap_compare(app, terminal_size=SMALL, run_before=pressing(settle, "enter", "= More."))


def test_plain_signs(snap_compare: Compare) -> None:
    app = FormApp("role", signs=ASCII, field="manager")
    app.known = {"users": [Choice("17", "Jane Jones", "jane@example.com · Kent"), Choice("18", "Jane Smith", "Deal")]}
    assert snap_compare(app, terminal_size=SMALL, run_before=pressing(settle, "=jane"))
