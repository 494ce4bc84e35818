"""What a person does with the keyboard to write something, on the whole app."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from explorer.ui.screens.actions import ActionsScreen
from explorer.ui.screens.confirming import ConfirmingScreen
from explorer.ui.screens.edit import EditScreen
from explorer.ui.screens.journal import JournalScreen
from explorer.ui.screens.long_text import LongTextScreen
from explorer.ui.screens.main import MainScreen
from explorer.ui.screens.painted_dialog import PaintedDialog
from explorer.ui.screens.question import QuestionScreen
from explorer.ui.widgets.line_input import LineInput
from tests.ui.screen.systems import settle, shown, still_working, type_text
from tests.waiting import in_time

_LINES = 200
SIZE = (140, 45)


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with in_time(lambda: still_working(pilot)):
        while not true():
            await pilot.pause()


Shown = TypeVar("Shown", bound=Screen[Any])


async def on_top(pilot: Pilot[None], kind: type[Shown]) -> Shown:
    """The screen of this kind, as soon as it lies on top, is painted and takes keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    screen = pilot.app.screen
    assert isinstance(screen, kind)
    if isinstance(screen, PaintedDialog):
        await until(pilot, lambda: screen.painted_at is not None)
    await pilot.pause()
    return screen


def words(pilot: Pilot[None]) -> str:
    """Everything on the screen in one line, with single spaces."""
    return " ".join(shown(pilot).split())


async def go_to_line(pilot: Pilot[None], text: str) -> None:
    """Opens it once the screen is still, and writes `text`."""
    await settle(pilot)
    await pilot.press("colon")
    await type_text(pilot, text)


async def form_of(pilot: Pilot[None]) -> EditScreen:
    """The form, as soon as it takes keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
    screen = pilot.app.screen
    assert isinstance(screen, EditScreen)
    await until(pilot, lambda: screen.form.editor.has_focus)
    await pilot.pause()
    return screen


async def opened(pilot: Pilot[None]) -> EditScreen:
    """The form of the record in front, opened by its key."""
    await settle(pilot)
    await pilot.press("e")
    return await form_of(pilot)


async def review_of(pilot: Pilot[None]) -> ConfirmingScreen:
    """The review, as soon as it takes keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmingScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ConfirmingScreen)
    await until(pilot, lambda: screen.painted_at is not None)
    await pilot.pause()
    return screen


async def journal_of(pilot: Pilot[None]) -> JournalScreen:
    """The journal, with its cursor on the first line."""
    await pilot.press("J")
    await until(pilot, lambda: isinstance(pilot.app.screen, JournalScreen))
    screen = pilot.app.screen
    assert isinstance(screen, JournalScreen)
    await until(pilot, lambda: screen.current is not None)
    await pilot.pause()
    return screen


async def answered(pilot: Pilot[None]) -> None:
    """Yes to the question."""
    await on_top(pilot, QuestionScreen)
    await pilot.press("enter")


def body_shown(pilot: Pilot[None]) -> Any:
    """The body that a review shows."""
    line = next(line.strip() for line in shown(pilot).splitlines() if line.strip().startswith("{"))
    return json.loads(line)


async def back_on_main(pilot: Pilot[None]) -> MainScreen:
    """The main screen, when all dialogs are gone."""
    await until(pilot, lambda: isinstance(pilot.app.screen, MainScreen))
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    return screen


async def go_to(pilot: Pilot[None], place: str) -> None:
    """Put the form's cursor on a field; items that are not there are added."""
    screen = await form_of(pilot)
    places = [each.place for each in screen.form.lines if each.stands]
    if place not in places:
        above = next(each for each in screen.form.lines if each.kind == "add" and place.startswith(f"{each.place}."))
        await _down_to(pilot, screen, lambda: screen.form.line == above)
        await pilot.press("enter")
    await pilot.press("ctrl+home")
    await _down_to(pilot, screen, lambda: _is_at(screen, place))


def _is_at(screen: EditScreen, place: str) -> bool:
    line = screen.form.line
    return line is not None and line.place == place and line.kind == "field"


async def _down_to(pilot: Pilot[None], screen: EditScreen, there: Callable[[], bool]) -> None:
    for _ in range(_LINES):
        if there():
            return
        await pilot.press("down")
    raise AssertionError(f"no such field\n{shown(pilot)}")


async def fill(pilot: Pilot[None], place: str, text: str) -> None:
    """Fill in one field: a text, the first letter of a choice, or several lines."""
    await go_to(pilot, place)
    screen = await form_of(pilot)
    line = screen.form.line
    assert line is not None and line.member is not None
    if line.member.field.kind == "bool":
        await pilot.press("y" if text in ("yes", "true") else "n")
    elif not screen.form.editor.takes_text:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, LongTextScreen))
        await pilot.pause()
        await pilot.press("f7", "delete")
        await type_text(pilot, text)
        await pilot.press("escape")
        await form_of(pilot)
    else:
        await pilot.press("ctrl+u")
        await type_text(pilot, text)
        await pilot.press("tab")


async def empty(pilot: Pilot[None], place: str) -> None:
    """Make a field null."""
    await go_to(pilot, place)
    screen = await form_of(pilot)
    line = screen.form.line
    assert line is not None
    for _ in range(3):
        if screen.filling.value(line.path) is None:
            return
        await pilot.press("f6")
    assert screen.filling.value(line.path) is None


async def put(pilot: Pilot[None], fields: tuple[str, ...]) -> None:
    """Fill in fields given as for the command line."""
    for each in fields:
        name, _, text = each.partition("=")
        if name.endswith(":"):
            await empty(pilot, name[:-1])
        else:
            await fill(pilot, name, text)


async def send(pilot: Pilot[None]) -> None:
    """Confirm what the review shows, in the way it wants."""
    screen = await review_of(pilot)
    if screen.wanted:
        await until(pilot, lambda: isinstance(screen.focused, LineInput))
        await type_text(pilot, screen.wanted)
        await pilot.press("enter")
    else:
        await pilot.press("S")
    await until(pilot, lambda: pilot.app.screen is not screen)


async def changed(pilot: Pilot[None], name: str, text: str) -> None:
    """One field of the record in front is changed and sent; then the form is gone."""
    await opened(pilot)
    await fill(pilot, name, text)
    await pilot.press("ctrl+r")
    await send(pilot)
    await back_on_main(pilot)


async def choose(pilot: Pilot[None], operation: str) -> None:
    """Choose an action."""
    await pilot.press("x")
    screen = await on_top(pilot, ActionsScreen)
    offer = next(each for each in screen.offers if each.operation == operation)
    await pilot.press(offer.key)
