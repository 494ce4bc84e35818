"""The user's own editor: it gets the terminal and the text, and what it leaves is what was typed."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote

import pytest
from textual.app import App

from explorer.model.filling import Filling
from explorer.ui.external_editor import BrokenText, edit_change, edit_text
from tests.model.form_values import WRITES
from tests.waiting import LONGEST


class Told(App[None]):
    """An app that keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def notify(self, message: str, **_: object) -> None:
        self.told.append(message)


class Desk(Told):
    """One whose terminal can be lent."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script that stands for the editor; its first argument is the file. What it finds out, it keeps beside it."""
    script = tmp_path / "my editor"
    monkeypatch.setenv("VISUAL", f"'{script}'")
    monkeypatch.setenv("FOUND", str(tmp_path / "found"))
    return script


def does(editor: Path, code: str) -> None:
    program = quote(f"import os, sys\nfile = sys.argv[-1]\n{code}\n")
    editor.write_text(f'#!/bin/sh\nexec {quote(sys.executable)} -c {program} "$@"\n')
    editor.chmod(0o700)


CHANGES = "text = open(file, newline='').read()\nopen(file, 'w', newline='').write({change})"


@pytest.mark.parametrize(
    ("text", "change", "edited"),
    [
        ("one\ntwo", "text + '!\\n'", "one\ntwo!"),  # editors end the last line
        ("one\n", "text + 'two\\n'", "one\ntwo\n"),
        ("one\r\ntwo", "text.upper()", "ONE\r\nTWO"),
        ("a\u2028\x1b[2J\ud83d", "'x'", "x"),
        ("one", "'\\ufefftwo'", "two"),
        ("one", "text", "one"),
        ("one", "text + '\\n'", "one"),
        ("one", "''", ""),
    ],
)
async def test_what_the_editor_leaves(editor: Path, text: str, change: str, edited: str) -> None:
    does(editor, CHANGES.format(change=change).replace("newline=''", "newline='', encoding='utf-8', errors='ignore'"))
    desk = Desk()
    assert await edit_text(desk, text, ".txt") == edited
    assert desk.told == []


@pytest.mark.parametrize(
    ("visual", "code", "words"),
    [
        (None, "sys.exit(3)", "exit code 3"),
        (None, "open(file, 'wb').write(b'\\xff')", "not UTF-8"),
        (None, "os.remove(file)", "No such file"),
        ("'vi", "", "$VISUAL has a quote"),
        ("/nowhere/ed", "", "the editor /nowhere/ed does not start"),
    ],
)
async def test_a_failure_is_told(
    editor: Path, monkeypatch: pytest.MonkeyPatch, visual: str | None, code: str, words: str
) -> None:
    does(editor, code)
    if visual is not None:
        monkeypatch.setenv("VISUAL", visual)
    desk = Desk()
    assert await edit_text(desk, "one", ".txt") is None
    assert len(desk.told) == 1 and words in desk.told[0]


async def test_what_was_saved_before_a_signal_counts(editor: Path) -> None:
    does(editor, "open(file, 'w').write('saved')\nos.kill(os.getpid(), 1)")
    assert await edit_text(Desk(), "one", ".txt") == "saved"


async def test_which_editor_it_is(editor: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    does(editor, "open(file, 'w').write(' '.join(sys.argv[1:-1]) or 'plain')")
    monkeypatch.setenv("EDITOR", f"'{editor}' -w")
    assert await edit_text(Desk(), "", ".txt") == "plain"
    monkeypatch.setenv("VISUAL", " ")
    assert await edit_text(Desk(), "", ".txt") == "-w"
    monkeypatch.delenv("EDITOR")
    folder = tmp_path / "bin"
    folder.mkdir()
    editor.rename(folder / "nano")
    monkeypatch.setenv("PATH", str(folder))
    assert await edit_text(Desk(), "", ".txt") == "plain"
    monkeypatch.setenv("PATH", str(tmp_path))
    desk = Desk()
    assert await edit_text(desk, "", ".txt") is None
    assert "neither vi nor nano" in desk.told[0]


async def test_where_the_terminal_cannot_be_lent(editor: Path) -> None:
    does(editor, "open(file, 'w').write('x')")
    app = Told()
    async with app.run_test():
        assert await edit_text(app, "one", ".txt") is None
    assert app.told == ["this terminal cannot be lent to an editor"]


async def test_interrupting_is_for_the_editor_alone(editor: Path) -> None:
    does(editor, "os.kill(os.getppid(), 2)\nos.kill(os.getppid(), 3)\nopen(file, 'w').write('x')")
    before = [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGQUIT)]
    assert await edit_text(Desk(), "one", ".txt") == "x"
    assert [signal.getsignal(each) for each in (signal.SIGINT, signal.SIGQUIT)] == before


async def test_the_loop_goes_on_meanwhile(editor: Path, tmp_path: Path) -> None:
    does(
        editor,
        "import time\nwhile not os.path.exists(os.environ['FOUND']): time.sleep(0.01)\nopen(file, 'w').write('x')",
    )
    edited, _ = await asyncio.gather(edit_text(Desk(), "one", ".txt"), asyncio.to_thread((tmp_path / "found").touch))
    assert edited == "x"


async def test_an_editor_ends_with_who_waits_for_it(editor: Path, tmp_path: Path) -> None:
    found = tmp_path / "found"
    does(editor, "import time\nopen(os.environ['FOUND'], 'w').write(f'{os.getpid()}.')\ntime.sleep(600)")
    editing = asyncio.create_task(edit_text(Desk(), "one", ".txt"))
    while not (found.exists() and found.read_text().endswith(".")):
        await asyncio.sleep(0.01)
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await editing
    while Path(f"/proc/{found.read_text().strip('.')}").exists():
        await asyncio.sleep(0.01)


def filling() -> Filling:
    return Filling(*WRITES["assemble/users update"], {"first_name": "Ada"}, {"twitter": "ada"})


async def test_a_whole_change(editor: Path) -> None:
    does(editor, CHANGES.format(change="text.replace('Ada', 'Eve').replace('# title = ', 'title = ')"))
    edited = await edit_change(Desk(), filling())
    assert isinstance(edited, Filling) and edited.typed == {"twitter": "ada", "first_name": "Eve", "title": ""}
    does(editor, "")
    assert await edit_change(Desk(), filling()) == filling()


async def test_a_file_that_was_left_empty_changes_nothing_and_is_told(editor: Path) -> None:
    does(editor, CHANGES.format(change="'\\n'"))
    left = await edit_change(Desk(), filling())
    assert left == BrokenText("", "the file was left empty: nothing was taken over")


async def test_a_mistake_is_given_back_with_what_was_typed(editor: Path, tmp_path: Path) -> None:
    found = tmp_path / "found"
    rounds = (
        "text = open(file).read()\n"
        "tried = open(os.environ['FOUND']).read() if os.path.exists(os.environ['FOUND']) else ''\n"
        "open(os.environ['FOUND'], 'w').write(tried + '\\f' + text)\n"
        "changes = [('\"Ada\"', '\"Eve'), ('\"Eve', '\"Eve\\\\q\"'), ('\\\\q', '!')]\n"
        "open(file, 'w').write(text.replace(*changes[tried.count('\\f')]))"
    )
    does(editor, rounds)
    edited: Filling | BrokenText | None = BrokenText("", "")
    problems = []
    while isinstance(edited, BrokenText):
        edited = await edit_change(Desk(), filling(), text=edited.text)
        problems += [edited.problem] if isinstance(edited, BrokenText) else []
    assert isinstance(edited, Filling) and edited.typed == {"twitter": "ada", "first_name": "Eve!"}
    assert len(problems) == 2 and all("first name: " in each for each in problems)
    first, second, third = found.read_text().split("\f")[1:]
    assert "# ! " not in first
    assert "# first name: text\n# ! illegal character" in second and second.count("# ! ") == 1
    assert "# first name: text\n# ! unescaped '\\' in a string" in third and third.count("# ! ") == 1


PROGRAM = """
import fcntl, termios
from textual.app import App
from textual.widgets import Static
from explorer.ui.external_editor import edit_text

class Program(App):
    BINDINGS = [("e", "edit", "Edit")]

    def compose(self):
        yield Static("ready")

    async def action_edit(self):
        self.query_one(Static).update("left: " + str(await edit_text(self, "one", ".txt")))

fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # so that ctrl+c is a signal
Program().run()
"""
ASKING = """#!/bin/sh
trap 'echo interrupted' INT
stty -a | grep -q ' icanon' && echo it is mine
while [ -z "$typed" ] && [ -t 0 ]; do read typed; done
printf %s "$typed" > "$1"
"""


def test_over_a_real_terminal(editor: Path) -> None:
    """The editor has it as a shell would give it, and afterwards it is the program's again."""
    editor.write_text(ASKING)
    editor.chmod(0o700)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 80))
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"},
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )
    os.close(theirs)
    sent = ""

    def await_words(words: str) -> None:
        nonlocal sent
        deadline = time.monotonic() + LONGEST
        while words not in sent:
            ready, _, _ = select.select([ours], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"{words!r} does not come up: {sent!r}"
            sent += os.read(ours, 65536).decode(errors="replace")

    try:
        for words, keys in (
            ("ready", "e"),
            ("it is mine", "\x03"),
            ("interrupted", "more\n"),
        ):
            await_words(words)
            os.write(ours, keys.encode())
        await_words("left: more")
        sent = ""
        os.write(ours, b"e")
        await_words("it is mine")
    finally:
        program.kill()
        program.wait()
        os.close(ours)
