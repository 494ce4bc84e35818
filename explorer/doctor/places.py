"""Folders and files: whose they are, who else may read them, whether they can be written, and how much room is left."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from explorer.doctor.finding import Finding, Level
from explorer.model.value import dataclass
from explorer.store.files import file_system, is_network
from explorer.store.soundness import problem_in

LITTLE: Final = 200 * 1024 * 1024
"""Bytes below which the copies may soon find no room."""
NOTHING: Final = 10 * 1024 * 1024
CHECK_SECONDS: Final = 10.0
"""How long one database is looked at."""
_SUBJECT: Final = "files"


@dataclass(frozen=True, slots=True)
class Place:
    """A folder or file of explorer's."""

    what: str
    path: Path
    private: bool
    """Others may not read it either; else they may not write to it."""
    folder: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What is there."""

    mode: int
    owned: bool
    link: bool
    writable: bool


def gather(place: Place) -> State | None:
    """What is at `place`; None: nothing. Raises OSError when that cannot be told."""
    try:
        status = place.path.stat()
    except FileNotFoundError:
        return State(0, True, True, False) if place.path.is_symlink() else None
    return State(
        status.st_mode,
        status.st_uid in (os.geteuid(), 0),
        place.path.is_symlink(),
        os.access(place.path, os.W_OK),
    )


def judge(place: Place, state: State | None, *, links: bool = False) -> Finding:
    """What to say of it. `links`: it may be one."""
    shown, quoted = str(place.path), shlex.quote(str(place.path))

    def finding(level: Level, words: str, fix: str = "") -> Finding:
        return Finding(_SUBJECT, place.what, level, f"{shown}: {words}", fix)

    if state is None:
        return finding("fine", "not there yet")
    if state.link and not state.mode:
        return finding("failed", "a link to nothing", f"run: rm {quoted}")
    if stat.S_ISDIR(state.mode) != place.folder:
        return finding("failed", "no folder" if place.folder else "no plain file", f"move {quoted} away")
    if state.link and not links:
        return finding("failed", "a link, which would keep personal data elsewhere", f"run: rm {quoted}")
    if not state.owned:
        return finding("failed", "belongs to another user", f"run: sudo chown {os.geteuid()} {quoted}")
    bits = stat.S_IMODE(state.mode)
    sticky = place.folder and bits & stat.S_ISVTX  # others may add files, and change none
    wrong = bits & (0o077 if place.private else 0 if sticky else 0o022)
    if wrong:
        right = ("700" if place.folder else "600") if place.private else "go-w"
        who = "write" if wrong & 0o022 else "read"
        return finding("failed", f"others may {who} it (mode {bits:04o})", f"run: chmod {right} {quoted}")
    if not state.writable:
        return finding("failed", "cannot be written", f"run: chmod u+w {quoted}, or see how it is mounted")
    return finding("fine", f"yours alone (mode {bits:04o})" if place.private else f"mode {bits:04o}")


def look_at(place: Place, *, links: bool = False) -> Finding:
    """Gathers and judges."""
    try:
        return judge(place, gather(place), links=links)
    except OSError as error:
        fix = "see who owns the folders above it"
        return Finding(_SUBJECT, place.what, "failed", f"{place.path}: cannot be looked at: {error.strerror}", fix)


def content(what: str, file: Path, fix: str) -> Finding:
    """Whether the database is whole, its indexes too. Takes seconds where it is large."""
    damage = problem_in(file, seconds=CHECK_SECONDS)
    if damage:
        return Finding(_SUBJECT, f"{what} content", "failed", f"{file}: damaged: {damage}", fix)
    return Finding(_SUBJECT, f"{what} content", "fine", "no damage found")


def room(what: str, folder: Path) -> Iterator[Finding]:
    """The room that is left where `folder` is or will be, and on what kind of file system."""
    present = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(present).free
    level: Level = "failed" if free < NOTHING else "look" if free < LITTLE else "fine"
    fix = "make room, or run: explorer cache purge" if level != "fine" else ""
    yield Finding(_SUBJECT, f"{what} room", level, f"{free / 1024**2:,.0f} MB free at {present}", fix)
    kind = file_system(present)
    if kind and is_network(kind):
        yield Finding(
            _SUBJECT,
            f"{what} disk",
            "look",
            f"{kind}, a network file system: the copies are slower there",
            "set XDG_CACHE_HOME and XDG_STATE_HOME to folders on this machine's own disk",
        )
    elif kind:
        yield Finding(_SUBJECT, f"{what} disk", "fine", kind)
