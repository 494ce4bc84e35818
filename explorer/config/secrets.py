"""Credentials: read from where the config says, as late as possible, and never printed.

Every failure is a ConfigError that names account and credential and quotes neither value nor output.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

from explorer.config.plain_file import read_plain_file
from explorer.model.account import Account, Secret
from explorer.model.auth import Credentials
from explorer.model.errors import ConfigError

COMMAND_SECONDS: Final = 10.0
_PR_SET_DUMPABLE: Final = 4
SIZE_LIMIT: Final = 4096
"""Bytes accepted from a command or a file."""


class CredentialSource:
    """The credentials of one account."""

    def __init__(self, account: Account, *, hidden: Collection[str] = (), terminal: bool = False) -> None:
        """`hidden` are the environment variables that commands are started without. With `terminal`, a command may
        ask on it (a passphrase); without, it cannot disturb what is shown there."""
        self._account = account
        self._hidden = frozenset(hidden)
        self._terminal = terminal

    async def __call__(self) -> Credentials:
        """The credentials, read anew in a thread. Raises ConfigError."""
        return await asyncio.to_thread(self.read)

    def read(self) -> dict[str, str]:
        """The credentials by name. Takes as long as a command of the user's takes. Raises ConfigError."""
        _close_memory()
        return {name: self._one(name, secret) for name, secret in self._account.credentials.items()}

    def _one(self, name: str, secret: Secret) -> str:
        try:
            text = self._text(secret)
        except ConfigError as error:
            where = f"account {self._account.name}, auth.{name}"
            raise ConfigError(f"{where}: {error}", next_step=error.next_step) from None
        if not text or any(character < " " or character == "\x7f" for character in text):
            kind = "holds a newline or another control character" if text else "is empty"
            raise ConfigError(f"account {self._account.name}, auth.{name}: {kind}")
        return text

    def _text(self, secret: Secret) -> str:
        match secret.source:
            case "inline":
                return str(secret.value)
            case "env":
                return _from_environment(str(secret.value))
            case "command":
                return _decoded(self._from_command(tuple(secret.value)).partition(b"\n")[0])
            case "file":
                return _decoded(_from_file(Path(str(secret.value))))
            case "keyring":
                return _from_keyring(str(secret.value))

    def _from_command(self, argv: tuple[str, ...]) -> bytes:
        environment = {name: value for name, value in os.environ.items() if name not in self._hidden}
        try:
            process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=not self._terminal,
            )
        except OSError as error:
            raise ConfigError(f"the command {argv[0]} does not start: {error.strerror}") from None
        deadline = time.monotonic() + COMMAND_SECONDS
        try:
            output = _read_until(process, deadline)
            code = process.wait(max(deadline - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            raise ConfigError(f"the command {argv[0]} took longer than {COMMAND_SECONDS:g} s") from None
        finally:
            self._end(process)
        if code != 0:
            raise ConfigError(
                f"the command {argv[0]} failed with exit code {code}", next_step="run it by hand to see why"
            )
        return output

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        process.stdout.close()
        if process.poll() is None:
            if self._terminal:
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _close_memory() -> None:
    """From now on no other process of this user can read our memory, as a debugger would (Linux's prctl(2))."""
    if sys.platform == "linux":
        from ctypes import CDLL  # takes as long to load as all else here

        CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _read_until(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """What `process` prints until it closes its output. Raises TimeoutExpired, ConfigError when it is too much."""
    assert process.stdout is not None
    poll = select.poll()
    poll.register(process.stdout, select.POLLIN)
    output = b""
    while poll.poll(max(deadline - time.monotonic(), 0.0) * 1000):
        chunk = os.read(process.stdout.fileno(), SIZE_LIMIT)
        if not chunk:
            return output
        output += chunk
        if len(output) > SIZE_LIMIT:
            raise ConfigError("the command prints more than a credential can be (4 KiB)")
    raise subprocess.TimeoutExpired(process.args, COMMAND_SECONDS)


def _from_environment(variable: str) -> str:
    if variable not in os.environ:
        raise ConfigError(f"the environment variable {variable} is not set", next_step=f"export {variable}")
    return os.environ[variable]


def _from_file(path: Path) -> bytes:
    try:
        return read_plain_file(path, SIZE_LIMIT, refused=0o077, instead="600")[0]
    except FileNotFoundError:
        raise ConfigError(f"{path} is not there") from None


def _from_keyring(entry: str) -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise ConfigError(
            "the keyring library is not installed", next_step="install explorer with the extra keyring"
        ) from None
    service, _, user = entry.partition("/")
    try:
        password = keyring.get_password(service, user)
    except KeyringError as error:
        raise ConfigError(f"the keyring cannot be asked: {type(error).__name__}") from None
    if password is None:
        raise ConfigError(f"the keyring holds nothing for {entry}")
    return str(password)


def _decoded(data: bytes) -> str:
    """The text without the one newline that programs and editors put at its end."""
    try:
        return data.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError("is not UTF-8") from None
