"""The user's own editor ($VISUAL, $EDITOR, else vi or nano) over the terminal, on a text or on a whole change."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import termios
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

from textual.app import App, SuspendNotSupported

from explorer.model.errors import ExplorerError
from explorer.model.filling import Filling
from explorer.model.text import safe
from explorer.model.value import dataclass
from explorer.ui.change_text import BrokenChange, from_toml, to_toml
from explorer.ui.editor_folder import editor_folder

_VARIABLES: Final = ("VISUAL", "EDITOR")
_USUAL: Final = ("vi", "nano")
_BOM: Final = "\ufeff"
_END_WITHIN: Final = 0.5
"""Seconds that an editor has when the system ends the program."""


class EditorError(ExplorerError):
    """The editor could not be used, or what it left could not be taken over."""


@dataclass(frozen=True, slots=True)
class BrokenText:
    """What an editor left that cannot be read as a change."""

    text: str
    """With a comment above the mistake; empty: nothing was left."""
    problem: str


async def edit_text(app: App[Any], text: str, suffix: str, *, hidden: Collection[str] = ()) -> str | None:
    """`text` as an editor left it; None when that failed, which `app` has told then.

    Until the editor ends the terminal is its own. When the system ends the program meanwhile, the editor is ended
    first, and what it has saved is returned before the program hears of it. The text lies in a file that only the user
    can read, and that is gone afterwards. The editor starts without the environment variables named by `hidden` (those
    that hold secrets). `suffix`, such as `.toml`, tells it what the text is.
    """
    try:
        return await _edited(app, text, suffix, hidden)
    except EditorError as error:
        app.notify(safe(f"{error}. {error.next_step}".strip(" .")), markup=False, severity="error")
        return None


async def edit_change(
    app: App[Any], filling: Filling, *, text: str = "", hidden: Collection[str] = ()
) -> Filling | BrokenText | None:
    """`filling` as an editor left it, the whole change as TOML; None as of `edit_text`.

    `text` is what to begin with, where an earlier one could not be read.
    """
    text = text or to_toml(filling)
    edited = await edit_text(app, text, ".toml", hidden=hidden)
    if edited is None:
        return None
    if not edited.strip():
        return BrokenText("", "the file was left empty: nothing was taken over")
    try:
        return from_toml(edited, filling)
    except BrokenChange as error:
        return BrokenText(_with_comment(edited, error), str(error))


def _with_comment(text: str, error: BrokenChange) -> str:
    """`text` with what is wrong above the assignment that it is about, instead of what was wrong before."""
    mark = "# ! "
    lines = text.split("\n")
    above, below = lines[: error.line - 1], lines[error.line - 1 :]
    while above and above[-1].startswith(mark):
        above.pop()
    words = str(error).partition(": ")[2]  # the line they name moves down by the comment
    said = f"{words}; {error.next_step}" if error.next_step else words
    return "\n".join([*above, mark + safe(said), *below])


async def _edited(app: App[Any], text: str, suffix: str, hidden: Collection[str]) -> str:
    command = _command()
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    try:
        with editor_folder() as folder:
            file = folder / f"edit{suffix}"
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(descriptor, "w", encoding="utf-8", errors="surrogatepass", newline="") as written:
                written.write(text)
            in_time = await _run(app, [*command, str(file)], environment)
            # Of one that was ended, an empty file is one that it was about to write.
            saved = file.read_bytes() or (b"" if in_time else text.encode("utf-8", "surrogatepass"))
            return _as_begun(saved.decode("utf-8", "surrogatepass"), text)
    except UnicodeDecodeError:
        raise EditorError("what the editor saved is not UTF-8, and was not taken over") from None
    except OSError as error:
        raise EditorError(f"the file for the editor cannot be written or read: {error.strerror}") from None


def _command() -> list[str]:
    """The editor with its arguments."""
    for variable in _VARIABLES:
        if os.environ.get(variable, "").strip():
            try:
                return shlex.split(os.environ[variable])
            except ValueError:
                raise EditorError(f"${variable} has a quote that does not end") from None
    found = next(filter(None, map(shutil.which, _USUAL)), None)
    if found is None:
        raise EditorError("there is neither vi nor nano", next_step="Name an editor in $EDITOR")
    return [found]


async def _run(app: App[Any], command: list[str], environment: dict[str, str]) -> bool:
    """Runs the editor to its end; whether that was its own. One that a signal ended may have saved before: that
    counts."""
    code, problem, editor = 0, "", _Editor()
    try:
        # Nothing may be raised inside: Textual would not take the terminal back.
        with app.suspend(), _modes_kept(), editor.undisturbed():
            try:
                code = await editor.run(command, environment)
            except OSError as error:
                problem = error.strerror or "it cannot be run"
    except SuspendNotSupported:
        raise EditorError("this terminal cannot be lent to an editor") from None
    if problem:
        raise EditorError(f"the editor {command[0]} does not start: {problem}", next_step="Name another in $EDITOR")
    if code > 0 and not editor.ended:
        raise EditorError(f"the editor ended with exit code {code}, and nothing was taken over")
    return not editor.ended


class _Editor:
    """The process, and the signals that come while it runs."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._loop = asyncio.get_running_loop()
        self._asked = 0

    @property
    def ended(self) -> bool:
        """The system ended the program, and so the editor, while it ran."""
        return self._asked != 0

    async def run(self, command: list[str], environment: dict[str, str]) -> int:
        """Its exit code, or the signal that ended it, negative. Raises OSError."""
        self._process = process = subprocess.Popen(command, env=environment)
        if self._asked:
            process.terminate()
        try:
            return await asyncio.to_thread(process.wait)
        except asyncio.CancelledError:
            process.kill()
            raise

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """ctrl+c and ctrl+\\ are for the editor: inside they do nothing, as in `system` of POSIX. What asks the program
        to end ends the editor, and is heard of afterwards. Handlers, unlike ignoring, are not inherited."""
        end = self._end
        handlers = {signal.SIGINT: _nothing, signal.SIGQUIT: _nothing, signal.SIGTERM: end, signal.SIGHUP: end}
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            if self._asked:
                signal.raise_signal(self._asked)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._asked = self._asked or number
        if self._process is not None:
            self._process.terminate()
            self._loop.call_soon_threadsafe(self._loop.call_later, _END_WITHIN, self._process.kill)


@contextmanager
def _modes_kept() -> Iterator[None]:
    """What an editor that was ended has made of the terminal does not stay."""
    try:
        modes = termios.tcgetattr(0)
    except termios.error:
        modes = None
    yield
    if modes is not None:
        with suppress(termios.error):
            termios.tcsetattr(0, termios.TCSANOW, modes)


def _nothing(number: int, frame: FrameType | None) -> None:
    pass


def _as_begun(edited: str, text: str) -> str:
    """`edited` without the byte order mark and the last line end that an editor adds by itself."""
    if edited.startswith(_BOM) and not text.startswith(_BOM):
        edited = edited.removeprefix(_BOM)
    if not text.endswith(("\n", "\r")):
        edited = edited.removesuffix("\n").removesuffix("\r")
    return edited
