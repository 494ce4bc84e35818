"""Database files: readable by their owner alone, never another's, never a link.

They hold personal data: the folder is 0700, the files 0600 from their first byte on, whatever the umask.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from explorer.model.errors import StoreError

SIDECARS: Final = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database. It gives them the database's own mode."""

MOUNTS: Final = Path("/proc/self/mountinfo")
"""Linux's list of mounted file systems, see proc(5)."""

_NETWORK: Final = ("nfs", "cifs", "smb", "fuse", "9p", "afs", "ceph", "gluster", "lustre", "gpfs", "beegfs")
_TAKEN_WITHIN: Final = 0.1
"""Seconds in which an explorer that has created a database has the folder to itself, to make its tables."""
_FOLDER_MODE: Final = 0o700
_FILE_MODE: Final = 0o600


def prepare(path: Path) -> str:
    """Makes sure that `path` is a file of ours in a folder of ours; creates what is missing, empty.

    Returns one line about modes it had to repair, or "". Raises StoreError for a link, another's file or anything
    that is no plain file, and OSError when the disk refuses.
    """
    repaired = [*_prepare_folder(path.parent)]
    if _missing(path):
        for sidecar in SIDECARS:
            # Left over from a database that is no longer there; SQLite would read it into the new one.
            Path(f"{path}{sidecar}").unlink(missing_ok=True)
        _create(path)
    for file in (path, *(Path(f"{path}{sidecar}") for sidecar in SIDECARS)):
        repaired += _check_file(file)
    return f"{' and '.join(repaired)} could be read by others: repaired" if repaired else ""


def was_emptied(path: Path) -> bool:
    """Whether somebody has taken all out of a database: the file is there and holds nothing, and was not made just now
    by an explorer that is about to fill it."""
    try:
        state = path.lstat()
    except OSError:
        return False  # what stands in the way says so when it is used
    return stat.S_ISREG(state.st_mode) and state.st_size == 0 and time.time() - state.st_mtime > _TAKEN_WITHIN


def set_aside(path: Path, now: float, copies: int | None) -> Path:
    """Renames a damaged database to `*.corrupt-<time>`, keeping the newest such copies; returns its new path."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now))
    target = path.with_name(f"{path.name}.corrupt-{stamp}")
    count = 1
    while target.exists():
        count += 1
        target = path.with_name(f"{path.name}.corrupt-{stamp}.{count}")
    os.replace(path, target)
    for sidecar in SIDECARS:
        beside = Path(f"{path}{sidecar}")
        if beside.exists():
            os.replace(beside, f"{target}{sidecar}")
    if copies is not None:
        for old in damaged_copies(path)[:-copies]:
            remove(old)
    return target


def damaged_copies(path: Path) -> list[Path]:
    """Copies that `set_aside` made, oldest first."""
    found = [each for each in path.parent.glob(f"{path.name}.corrupt-*") if not each.name.endswith(SIDECARS)]
    return sorted(found, key=lambda each: (each.lstat().st_ctime_ns, each.name))


def create_older_copy(path: Path, version: int) -> Path:
    """An empty file to copy a database of that version to, in place of earlier such copies. Raises OSError."""
    for old in older_copies(path):
        remove(old)
    copy = path.with_name(f"{path.name}.v{version}")
    _create(copy)
    return copy


def older_copies(path: Path) -> list[Path]:
    """Copies that were begun with `create_older_copy`."""
    return [each for each in path.parent.glob(f"{path.name}.v*") if not each.name.endswith(SIDECARS)]


def is_open_or_was_left(path: Path) -> bool:
    """Whether what SQLite keeps beside a database that is open holds something."""
    return any(size(Path(f"{path}{sidecar}")) for sidecar in ("-wal", "-journal"))


def remove(path: Path) -> None:
    """Deletes a database with what SQLite keeps beside it."""
    for suffix in ("", *SIDECARS):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def size(path: Path) -> int:
    """Bytes of a database with what SQLite keeps beside it."""
    total = 0
    for suffix in ("", *SIDECARS):
        try:
            total += os.stat(f"{path}{suffix}").st_size
        except FileNotFoundError:
            continue
    return total


def on_network(path: Path, mounts: Path = MOUNTS) -> bool:
    """Whether `path` lies on a file system that other machines, or a process of its own, have a part in.

    SQLite's write-ahead log needs memory that all who use the file share (sqlite.org/wal.html).
    """
    return is_network(file_system(path, mounts))


def is_network(kind: str) -> bool:
    """Whether other machines, or a process of its own, have a part in file systems of this kind."""
    return kind.startswith(_NETWORK)


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that `path` lies on, such as `ext4`; empty where nothing tells."""
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return ""  # no Linux: nothing to be known
    place = path.resolve()
    nearest, kind = "", ""
    for line in lines:
        mounted, _, described = line.partition(" - ")
        point = mounted.split()[4].replace("\\040", " ")
        if len(point) >= len(nearest) and place.is_relative_to(point):
            nearest, kind = point, described.split()[0]
    return kind


def inode(path: Path) -> int | None:
    """What tells this file from another one of the same name; None when there is none."""
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return None


def _missing(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    return False


def _prepare_folder(folder: Path) -> list[str]:
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(made):
        try:
            each.mkdir(mode=_FOLDER_MODE)
        except FileExistsError:
            continue  # another explorer was faster
        each.chmod(_FOLDER_MODE)
    state = folder.stat()
    if not stat.S_ISDIR(state.st_mode):
        raise StoreError(f"{folder} is not a folder", next_step="move it away")
    _check_owner(folder, state)
    _check_parent(folder.resolve().parent)
    if stat.S_IMODE(state.st_mode) == _FOLDER_MODE:
        return []
    folder.chmod(_FOLDER_MODE)
    return [str(folder)]


def _check_parent(parent: Path) -> None:
    state = parent.stat()
    if state.st_mode & stat.S_IWOTH and not state.st_mode & stat.S_ISVTX:
        raise StoreError(
            f"others can write to {parent}, and could put their own files there", next_step=f"run: chmod o-w {parent}"
        )


def _create(path: Path) -> None:
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR, _FILE_MODE)
    except FileExistsError:
        return  # another explorer was faster
    try:
        os.fchmod(descriptor, _FILE_MODE)
    finally:
        os.close(descriptor)


def _check_file(file: Path) -> list[str]:
    # Never opened here: closing a descriptor would end the locks that SQLite holds on the file in this process.
    try:
        state = file.lstat()
    except FileNotFoundError:
        return []
    if stat.S_ISLNK(state.st_mode):
        raise StoreError(f"{file} is a link, and what it holds would be kept elsewhere", next_step="remove the link")
    if not stat.S_ISREG(state.st_mode):
        raise StoreError(f"{file} is not a plain file", next_step="move it away")
    _check_owner(file, state)
    if stat.S_IMODE(state.st_mode) == _FILE_MODE:
        return []
    os.chmod(file, _FILE_MODE)
    return [file.name]


def _check_owner(path: Path, state: os.stat_result) -> None:
    if state.st_uid != os.geteuid():
        raise StoreError(f"{path} belongs to another user", next_step="use a folder of your own")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """The only process of this user in here, as far as the file system can tell.

    The folder is locked and not the file: closing a second handle on a database would release SQLite's own locks.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
