"""How a command ends: its exit code, and one line that says why."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final, TextIO

from explorer.model.errors import ExplorerError
from explorer.model.text import safe

UNKNOWN: Final = 4
"""A write whose outcome nobody knows."""
INTERRUPTED: Final = 130
BUG: Final = 70
_TERMINATING: Final = (signal.SIGTERM, signal.SIGHUP)
_UNWRITABLE: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
"""What a stream answers that takes nothing (write(2)). An error with a file's name is another matter."""


def run(command: Callable[[], int], report_folder: Callable[[], Path]) -> int:
    """The exit code of `command`, whatever happens in it."""
    if not _streams():
        say("explorer: standard output is closed; data has to go somewhere, such as > FILE")
        return ExplorerError.exit_code
    try:
        try:
            code = command()
        except SystemExit as ended:  # as after help; what was printed may still not have got anywhere
            code = int(ended.code or 0)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as error:  # every error ends here: told by its kind, and one that is not ours as a bug
        return _failure(error, report_folder)


@contextmanager
def broken_off_tidily() -> Iterator[None]:
    """What terminates breaks off what is inside as ctrl+c does, so that no file is left as nobody expects it, and only
    then ends the process. Where ctrl+c is ignored, or this is not the main thread, it ends it as ever."""
    numbers: list[int] = []
    came: list[int] = []

    def heard(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.raise_signal(signal.SIGINT)

    if threading.current_thread() is threading.main_thread() and callable(signal.getsignal(signal.SIGINT)):
        numbers += [each for each in _TERMINATING if signal.getsignal(each) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        if came:
            signal.raise_signal(came[0])


def _interrupted() -> int:
    _let_go_of(sys.stdout)
    _let_go_of(sys.stderr)  # what was broken off may complain of it
    return INTERRUPTED


def _failure(error: Exception, report_folder: Callable[[], Path]) -> int:
    """Says what went wrong, and gives the exit code for it."""
    if isinstance(error, ExplorerError):
        complain(error)
        return error.exit_code
    if isinstance(error, BrokenPipeError):
        _let_go_of(sys.stdout)  # who read it has seen enough
        return 0
    if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITABLE:
        _let_go_of(sys.stdout)
        say(f"explorer: standard output cannot be written: {error.strerror}")
        return ExplorerError.exit_code
    if isinstance(error.__cause__, KeyboardInterrupt):  # what the making of a class is broken off with before 3.12
        return _interrupted()
    return _bug(error, report_folder)  # the last resort: a bug of ours ends in one line and a report


def _streams() -> bool:
    """Whether there is a standard output. What else was closed is opened on nothing: a file of ours would become it."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 - open for as long as we run
    if sys.stdout is None:
        return False
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - likewise
    return True


def _let_go_of(stream: TextIO) -> None:
    """What is still to be written goes nowhere: at the end Python would wait for a reader, or complain of none."""
    try:
        descriptor = stream.fileno()
    except OSError:  # it is no file
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def complain(error: ExplorerError) -> None:
    """Says what went wrong and what to do about it."""
    say(f"explorer: {error}" + (f"; {error.next_step}" if error.next_step else ""))


def say(text: str) -> None:
    """One line of talk, whether or not somebody listens."""
    if sys.stderr is not None:
        with suppress(OSError):
            print(safe(text, 2000), file=sys.stderr)


def _bug(error: Exception, report_folder: Callable[[], Path]) -> int:
    say(f"explorer: this is a bug ({type(error).__name__}); {report(error, report_folder)}")
    return BUG


def report(error: BaseException, folder: Callable[[], Path]) -> str:
    """Writes where `error` came from; says where that is to be read. What goes wrong with it is said, not raised."""
    try:
        return f"report: {write_report(error, folder())}"
    except (OSError, ExplorerError):
        return "no report could be written"


def report_folder() -> Path:
    """Where reports are kept. Raises ConfigError."""
    from explorer.folders import Folders

    return Folders.of_user().state / "reports"


def write_report(error: BaseException, folder: Path) -> Path:
    """Writes where `error` came from to a new file only its owner can read.

    It holds types and places in the code, neither values nor messages: these may quote a person's data or a key.
    """
    import traceback
    from tempfile import mkstemp

    from explorer import __version__

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = mkstemp(prefix="report-", suffix=".txt", dir=folder)
    with open(descriptor, "w", encoding="utf-8") as file:
        print(f"explorer {__version__}, Python {sys.version.split()[0]}, {sys.platform}", file=file)
        for each in _causes(error):
            print(f"\n{type(each).__module__}.{type(each).__qualname__}", file=file)
            for frame in traceback.extract_tb(each.__traceback__):
                print(f"  {frame.filename}:{frame.lineno} in {frame.name}", file=file)
    return Path(name)


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain
