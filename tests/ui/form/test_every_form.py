"""Every form of every vendor: it opens, can be walked through, and changes nothing by that."""

from __future__ import annotations

import pytest

from explorer.model.filling import Filling
from explorer.ui.screens.edit import EditScreen
from explorer.vendors import discover
from tests.ui.form.forms import FormApp, form_of, settle, shown

FORMS = [
    (vendor, resource, operation)
    for vendor in discover().values()
    for _, resource in vendor.walk()
    for operation in resource.operations
    if operation.form
]


@pytest.mark.parametrize(
    ("resource", "operation"),
    [pytest.param(each[1], each[2], id=f"{each[0].name}-{each[1].name}-{each[2].name}") for each in FORMS],
)
async def test_a_form_is_walked_through(resource: object, operation: object) -> None:
    app = FormApp()
    app.filling = Filling(resource, operation, {}, {})  # type: ignore[arg-type]  # as parametrize gives them
    app.record = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = form_of(pilot)
        standing = [line for line in screen.form.lines if line.stands]
        assert standing
        seen = []
        for _ in standing:
            assert screen.form.line is not None
            seen.append(screen.form.line.path)
            assert screen.form.line.label[:12] in shown(pilot)
            await pilot.press("f2", "tab")
        assert seen == [line.path for line in standing]
        assert isinstance(pilot.app.screen, EditScreen) and not screen.filling.typed
