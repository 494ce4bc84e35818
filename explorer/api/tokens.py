"""Where earned tokens are kept between runs: one small file per account, readable by its owner only."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from explorer.model.auth import Token
from explorer.model.errors import StoreError

_MODE = 0o600
_LONGEST = 64 * 1024


class TokenStore(Protocol):
    """Keeps one account's token. Every method may block for as long as a disk does."""

    def load(self) -> Token | None:
        """The token kept; None when there is none. Raises StoreError."""
        ...

    def save(self, token: Token) -> None:
        """Keeps `token` in place of the one before; it is on disk when this returns. Raises StoreError."""
        ...

    def clear(self) -> None:
        """Forgets the token. Raises StoreError."""
        ...

    def try_lock(self) -> Callable[[], None] | None:
        """Takes the right to change the token, among all processes, and returns what gives it back; None: somebody
        else has it. Raises StoreError."""
        ...


class FileTokens:
    """A token in `folder`, named after the account's identity (see `Account.identity`)."""

    def __init__(self, folder: Path, identity: str) -> None:
        self._folder = folder
        self._file = folder / f"{identity}.json"
        self._lock = folder / f"{identity}.lock"

    def load(self) -> Token | None:
        """The token kept; None when there is none or the file makes no sense. Raises StoreError."""
        try:
            handle = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._failure("read", error) from None
        with os.fdopen(handle, "rb") as file:
            self._make_private(file.fileno())
            try:
                kept = json.loads(file.read(_LONGEST))
                return Token(str(kept["value"]), None if kept["expires_at"] is None else float(kept["expires_at"]))
            except (ValueError, TypeError, KeyError):
                return None

    def save(self, token: Token) -> None:
        """Writes the token to a new file and puts that in place of the old one. Raises StoreError."""
        text = json.dumps({"value": token.value, "expires_at": token.expires_at})
        new = self._file.with_suffix(f".{os.getpid()}.new")
        try:
            self._make_folder()
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _MODE), "w") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._file)
            self._sync_folder()
        except OSError as error:
            with contextlib.suppress(OSError):
                new.unlink(missing_ok=True)
            raise self._failure("kept", error) from None

    def clear(self) -> None:
        """Removes the file. Raises StoreError."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise self._failure("removed", error) from None

    def try_lock(self) -> Callable[[], None] | None:
        """Locks a file beside the token, for as long as this process lives at most. Raises StoreError."""
        try:
            self._make_folder()
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, _MODE)
        except OSError as error:
            raise self._failure("locked", error) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if isinstance(error, BlockingIOError):
                return None
            raise self._failure("locked", error) from None
        return lambda: os.close(handle)

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if stat.S_IMODE(self._folder.stat().st_mode) & 0o077:
            self._folder.chmod(0o700)

    def _sync_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _make_private(self, handle: int) -> None:
        status = os.fstat(handle)
        if status.st_uid != os.geteuid():
            raise StoreError(f"{self._file} belongs to another user", next_step="remove it")
        if stat.S_IMODE(status.st_mode) != _MODE:
            os.fchmod(handle, _MODE)

    def _failure(self, what: str, error: OSError) -> StoreError:
        return StoreError(
            f"the sign-in token cannot be {what}: {os.strerror(error.errno or 0).lower()}",
            next_step=f"look at {self._folder}",
        )
