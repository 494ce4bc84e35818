"""Copying text out of the terminal: through tmux where it runs in one, else by OSC 52 of xterm's control sequences.

Neither answers, so nothing here claims more than that the text was sent.
"""

from __future__ import annotations

import asyncio
import os
from asyncio.subprocess import DEVNULL, PIPE
from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from explorer.ui import masking
from explorer.ui.keys import key_of

if TYPE_CHECKING:
    from textual.app import App

OSC_52_LIMIT: Final = 74_994
"""Bytes of text: 100,000 characters with the sequence around them, which is as much as the common terminals take."""
_TMUX_SECONDS: Final = 2.0
_SCREEN_CHUNK: Final = 240
"""Characters that GNU screen passes on in one piece; its strings end at 256 in older versions."""
_TOLD_TMUX: Final = ("TMUX", "TMUX_TMPDIR", "PATH", "HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE")
"""The variables that tmux needs to find its server; the others may hold credentials."""


async def copy(app: App[Any], text: str, environ: Mapping[str, str] | None = None, *, personal: bool = True) -> str:
    """Sends `text` to the clipboard of the user's terminal, and says which way, or why not: what may hold `personal`
    data is not sent while that is masked."""
    if personal and masking.is_on():
        return f"not copied while personal data is masked: {key_of('mask', 'M')} shows it"
    environ = os.environ if environ is None else environ
    if environ.get("TMUX"):
        if await _tmux(text, environ, "-w"):
            return "sent to your terminal through tmux"
        if await _tmux(text, environ):
            return "in tmux's own buffer only, which is too old to send it on: prefix ] pastes it"
    if len(text.encode("utf-8", "replace")) > OSC_52_LIMIT:
        return f"not sent: more than the {OSC_52_LIMIT // 1000:,} kB that terminals take"
    if app._driver is None:
        return "not sent: there is no terminal"
    app._driver.write(osc_52(text, screen=bool(environ.get("STY"))))
    return "sent to your terminal"


def osc_52(text: str, *, screen: bool = False) -> str:
    """The control sequence that sets the clipboard; `screen`: as GNU screen passes it on to the terminal around it."""
    sequence = f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode('ascii')}\a"
    if not screen:
        return sequence
    pieces = (sequence[start : start + _SCREEN_CHUNK] for start in range(0, len(sequence), _SCREEN_CHUNK))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


async def _tmux(text: str, environ: Mapping[str, str], *options: str) -> bool:
    """Has tmux take `text` into a buffer; with `-w` (tmux 3.2) it sends it on to the terminal."""
    told = {name: environ[name] for name in _TOLD_TMUX if name in environ}
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux", "load-buffer", *options, "-", stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=told
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_TMUX_SECONDS):
            await process.communicate(text.encode("utf-8", "replace"))
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode == 0
