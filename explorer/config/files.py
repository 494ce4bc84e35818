"""Reading and creating the config file with care."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from explorer.config import Config
from explorer.config.plain_file import read_plain_file
from explorer.folders import DEFAULT_ORIGIN as DEFAULT_ORIGIN
from explorer.folders import Folders as Folders
from explorer.folders import locate as locate
from explorer.model.errors import ConfigError
from explorer.model.text import safe
from explorer.store import private_file
from explorer.store.files import alone

SIZE_LIMIT: Final = 1024 * 1024
"""Bytes accepted in a config file."""
FIRST_STEPS: Final = "run explorer to set one up step by step, or try explorer demo"
"""What somebody can do who has no config."""


def read_text(path: Path) -> tuple[str, int]:
    """The text of a config file and its permission bits.

    Raises FileNotFoundError when it is not there, and ConfigError when it is somebody else's, can be written by others,
    or is no plain file of text up to a megabyte.
    """
    data, mode = read_plain_file(path, SIZE_LIMIT, refused=0o022, instead="go-w")
    try:
        return data.decode("utf-8-sig"), mode
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{safe(str(path))}:{line}: is not UTF-8 at byte {error.start}") from None


def check_secrecy(config: Config, mode: int) -> None:
    """Raises ConfigError when others may read a file that holds credentials."""
    if config.inline_credentials and mode & 0o077:
        shown = safe(config.path)
        raise ConfigError(
            f"{shown} holds a credential ({config.inline_credentials[0]}) and others may read it",
            next_step=f"run: chmod 600 {shown}",
        )


def told_of_readers(config: Config, mode: int) -> str:
    """Why a file that others may read is good as it is; empty: nobody else may, or `check_secrecy` refuses it."""
    if not mode & 0o077 or config.inline_credentials:
        return ""
    local = [
        f"accounts.{account.name}.auth.{name}"
        for account in config.accounts.values()
        for name, secret in account.credentials.items()
        if secret.source == "inline" and name not in account.vendor.auth.principal
    ]
    held = f"the credentials in it ({', '.join(local)}) are good for this machine only"
    return f"others may read it (mode {mode:04o}), which is allowed: {held if local else 'it holds no credential'}"


def sample() -> str:
    """The commented sample config that comes with the program."""
    package = Path(__file__).parents[1]
    installed = package / "sample_config.toml"
    return (installed if installed.is_file() else package.parent / "sample_config.toml").read_text("utf-8")


def create(path: Path, text: str) -> None:
    """Writes a new file that only its owner may read: all of it, or none. Raises ConfigError when there is one."""
    shown = safe(str(path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(path.parent):
            if os.path.lexists(path):
                raise FileExistsError
            private_file.replace(path, text)
    except FileExistsError:
        raise ConfigError(f"{shown} is there already, and is left as it is", next_step="edit it, or move it") from None
    except OSError as error:
        raise ConfigError(f"{shown} cannot be written: {error.strerror}") from None
