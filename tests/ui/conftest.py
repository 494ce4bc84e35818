"""What holds for every test of the screen: no error that nobody foresaw goes by unseen because the app outlives it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest

from explorer.ui.bugs import Outlived


@pytest.fixture(autouse=True)
def bugs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[BaseException]]:
    """The errors that apps outlived. A test that expects some takes them out."""
    told: list[BaseException] = []
    tell = Outlived.tell

    def noted(self: Outlived, error: BaseException, what: str) -> None:
        error.add_note(f"in {what}")
        told.append(error)
        tell(self, error, what)

    monkeypatch.setattr(Outlived, "tell", noted)
    yield told
    assert told == [], "\n".join(line for each in told for line in traceback.format_exception(each))
