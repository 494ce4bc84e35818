"""The user's own editor ($VISUAL, $EDITOR, else vi or nano) over the terminal, on a text or on a whole change."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
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


class EditorError(ExplorerError):
    """The editor could not be used, or what it left could not be taken over."""


@dataclass(frozen=True, slots=True)
class BrokenText:
    """What an editor left that cannot be read as a change."""

    text: str
    """With a comment above the mistake."""
    problem: str


async def edit_text(app: App[Any], text: str, suffix: str, *, hidden: Collection[str] = ()) -> str | None:
    """`text` as an editor left it; None when that failed, which `app` has told then.

    Until the editor ends the terminal is its own, and the loop stands still. The text lies in a file that only the
    user can read, and that is gone afterwards. The editor starts without the environment variables named by `hidden`
    (those that hold secrets). `suffix`, such as `.toml`, tells it what the text is.
    """
    try:
        return _edited(app, text, suffix, hidden)
    except EditorError as error:
        app.notify(safe(f"{error}. {error.next_step}".strip(" .")), markup=False, severity="error")
        return None


async def edit_change(
    app: App[Any], filling: Filling, *, text: str = "", hidden: Collection[str] = ()
) -> Filling | BrokenText | None:
    """`filling` as an editor left it, the whole change as TOML; None as of `edit_text`, or when nothing was left.

    `text` is what to begin with, where an earlier one could not be read.
    """
    text = text or to_toml(filling)
    edited = await edit_text(app, text, ".toml", hidden=hidden)
    if edited is None:
        return None
    if not edited.strip():
        app.notify("the file was left empty: nothing was taken over", markup=False, severity="warning")
        return None
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


def _edited(app: App[Any], text: str, suffix: str, hidden: Collection[str]) -> str:
    command = _command()
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    try:
        with editor_folder() as folder:
            file = folder / f"edit{suffix}"
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(descriptor, "w", encoding="utf-8", errors="surrogatepass", newline="") as written:
                written.write(text)
            _run(app, [*command, str(file)], environment)
            return _as_begun(file.read_bytes().decode("utf-8", "surrogatepass"), text)
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


def _run(app: App[Any], command: list[str], environment: dict[str, str]) -> None:
    """Runs the editor to its end. One that a signal ended may have saved before: that counts."""
    code, problem = 0, ""
    try:
        # Nothing may be raised inside: Textual would not take the terminal back.
        with app.suspend(), _undisturbed():
            try:
                code = subprocess.run(command, env=environment, check=False).returncode
            except OSError as error:
                problem = error.strerror or "it cannot be run"
    except SuspendNotSupported:
        raise EditorError("this terminal cannot be lent to an editor") from None
    if problem:
        raise EditorError(f"the editor {command[0]} does not start: {problem}", next_step="Name another in $EDITOR")
    if code > 0:
        raise EditorError(f"the editor ended with exit code {code}, and nothing was taken over")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """ctrl+c and ctrl+\\ are for the editor: here they do nothing, as in `system` of POSIX. Handlers, unlike
    ignoring, are not inherited."""
    before = {number: signal.signal(number, _nothing) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is _nothing:  # else one that ends the program has come
                signal.signal(number, handler)


def _nothing(*_: object) -> None:
    pass


def _as_begun(edited: str, text: str) -> str:
    """`edited` without the byte order mark and the last line end that an editor adds by itself."""
    if edited.startswith(_BOM) and not text.startswith(_BOM):
        edited = edited.removeprefix(_BOM)
    if not text.endswith(("\n", "\r")):
        edited = edited.removesuffix("\n").removesuffix("\r")
    return edited
