"""What a form sends to the terminal: little for a key, little for a move, nothing when idle."""

from __future__ import annotations

from statistics import median

from textual.pilot import Pilot

from tests.ui.form.forms import FormApp, settle, shown
from tests.ui.table.terminal import Terminal, TerminalDriver, drawn_anew, drive, written

SIZE = (140, 45)


async def test_keys_and_moves() -> None:
    app = FormApp()
    app.driver_class = TerminalDriver
    terminal = Terminal(SIZE)
    keys: list[int] = []
    moves: list[int] = []

    async def sent(pilot: Pilot[None]) -> int:
        await pilot.pause()
        await pilot.pause()
        text = written(app)
        terminal.feed(text)
        return len(text.encode())

    async def body(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("x")
        await sent(pilot)
        for key in ("a", "b", "backspace", "left", "c"):
            await pilot.press(key)
            keys.append(await sent(pilot))
        for key in ("tab", "down", "shift+tab", "up", "down", "enter", "down"):
            await pilot.press(key)
            moves.append(await sent(pilot))
        assert await sent(pilot) == 0
        whole = Terminal(SIZE)
        whole.feed(drawn_anew(app))
        assert terminal.lines() == whole.lines()
        assert "Johnxac" not in shown(pilot) and "Johnxca" in shown(pilot)

    await drive(app, body, SIZE)
    assert max(keys) <= 250, keys
    assert median(moves) <= 600 and max(moves) <= 900, moves
