"""What has to be typed before records are removed, or many are changed."""

from __future__ import annotations

import pytest

from tests.ui.prepared import Alone, shown
from tests.ui.screen.test_review import DELETE, SMALL, many, review


async def test_w26_the_id_sends_and_s_does_not() -> None:
    app = Alone(review(DELETE))
    async with app.run_test(size=SMALL) as pilot:
        text = shown(app)
        assert "Review · delete gormic/customers/9f3c · Ann Lee" in text
        assert "   first name  Ann" in text
        assert "escape leave it" in text
        await pilot.press("tab", "S")
        assert app.results == []
        assert "! type the id" in shown(app)
        await pilot.press("tab", *"9f3c", "enter", "enter")
    assert app.results == [True]


@pytest.mark.parametrize(
    ("count", "lines"),
    [
        (
            23,
            (
                "Review · update 23 users in assemble/users",
                " 5  John Smith",
                "and 18 more: each is read again right before it is sent.",
                "PUT https://my-organisation.goassemble.com/api/users/1",
                "Changes 23 users: only what changed is sent.",
                "type the count, 23, to update all of them at Assemble:",
            ),
        ),
        (2, ("Review · update 2 users in assemble/users", " 2  John Smith", "type the count, 2, to update")),
    ],
)
async def test_w26_many_want_their_count(count: int, lines: tuple[str, ...]) -> None:
    app = Alone(many(count))
    async with app.run_test(size=SMALL) as pilot:
        text = shown(app)
        for line in lines:
            assert line in text
        assert "Changes 1 user" not in text
        await pilot.press("5", "enter")
        assert app.results == []
        await pilot.press("backspace", *str(count), "enter")
    assert app.results == [True]
