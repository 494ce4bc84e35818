"""Copying: through a tmux that is a script, and as the control sequence that a terminal gets."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest
from textual.app import App

from explorer.ui import copying
from explorer.ui.copying import OSC_52_LIMIT, copy, osc_52
from tests.waiting import in_time

TEXT = "naïve ☃\nline $HOME"


class Terminal(App[None]):
    """An app whose driver keeps what is written to the terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.written: list[str] = []
        self._patch = monkeypatch

    def on_mount(self) -> None:
        self._patch.setattr(self._driver, "write", self.written.append)

    @property
    def sequences(self) -> list[str]:
        """What was written to set the clipboard."""
        return [each for each in self.written if "\x1b]52" in each]


async def copied(app: Terminal, text: str, **environ: str) -> str:
    async with app.run_test() as pilot:
        await pilot.pause()
        return await copy(app, text, environ)


def tmux(folder: Path, script: str) -> dict[str, str]:
    """An environment in which `tmux` is `script`."""
    file = folder / "tmux"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return {"PATH": f"{folder}:/usr/bin:/bin", "TMUX": "/tmp/tmux-0/default,1,0", "REPCARD_API_KEY": "hidden"}


async def test_inside_tmux_it_goes_through_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = tmux(tmp_path, f'echo "$@" > {tmp_path}/arguments; env > {tmp_path}/env; cat > {tmp_path}/text')
    app = Terminal(monkeypatch)
    assert await copied(app, TEXT, **environ) == "sent to your terminal through tmux"
    assert (tmp_path / "text").read_text("utf-8") == TEXT
    assert (tmp_path / "arguments").read_text() == "load-buffer -w -\n"
    assert "hidden" not in (tmp_path / "env").read_text()
    assert app.sequences == []


async def test_an_old_tmux_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = tmux(tmp_path, 'cat > /dev/null; [ "$2" != -w ]')
    assert "tmux's own buffer" in await copied(Terminal(monkeypatch), TEXT, **environ)


@pytest.mark.parametrize("script", ["exit 1", "exec sleep 60"], ids=["fails", "hangs"])
async def test_without_tmux_the_terminal_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    environ = tmux(tmp_path, script)
    monkeypatch.setattr(copying, "_TMUX_SECONDS", 0.1)
    app = Terminal(monkeypatch)
    async with in_time():
        assert await copied(app, TEXT, **environ) == "sent to your terminal"
    assert app.sequences == [osc_52(TEXT)]


async def test_the_terminal_gets_osc_52(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Terminal(monkeypatch)
    assert await copied(app, TEXT) == "sent to your terminal"
    (sequence,) = app.sequences
    assert sequence.startswith("\x1b]52;c;") and sequence.endswith("\a")
    assert b64decode(sequence[7:-1]).decode() == TEXT


async def test_what_is_too_long_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Terminal(monkeypatch)
    assert await copied(app, "é" * (OSC_52_LIMIT // 2 + 1)) == "not sent: more than the 74 kB that terminals take"
    assert app.sequences == []
    assert await copied(Terminal(monkeypatch), "é" * (OSC_52_LIMIT // 2)) == "sent to your terminal"


async def test_gnu_screen_passes_it_on_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Terminal(monkeypatch)
    await copied(app, TEXT * 40, STY="1.pts")
    (sequence,) = app.sequences
    pieces = sequence.split("\x1b\\")
    assert all(piece.startswith("\x1bP") and len(piece) <= 242 for piece in pieces[:-1])
    assert "".join(piece[2:] for piece in pieces) == osc_52(TEXT * 40)
