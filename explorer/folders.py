"""Where explorer's files are. Apart from the config, which takes longer to load than a shell waits for a completion."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from explorer.model.errors import ConfigError

VARIABLE: Final = "EXPLORER_CONFIG"
"""Names a config file in the environment."""
DEFAULT_ORIGIN: Final = "the config folder"
VIEWS: Final = "views.toml"
"""In the config folder: columns and saved views."""
_UNNAMED: Final = {"config": ".config", "cache": ".cache", "state": ".local/state"}
"""In the home folder, where no variable names an absolute path (XDG base directory specification)."""


class Folders(NamedTuple):
    """Where explorer keeps what: settings, copies that can be fetched again, and what cannot."""

    config: Path
    cache: Path
    state: Path

    @classmethod
    def of_user(cls) -> Folders:
        """Raises ConfigError where nothing names a home."""
        return cls(folder("config"), folder("cache"), folder("state"))

    @classmethod
    def under(cls, root: Path) -> Folders:
        """All in one place."""
        return cls(root / "config", root / "cache", root / "state")


def folder(kind: str) -> Path:
    """The user's folder for `config`, `cache` or `state` (XDG base directory specification). Raises ConfigError."""
    named = os.environ.get(variable := f"XDG_{kind.upper()}_HOME", "")
    try:
        base = Path(named) if os.path.isabs(named) else Path.home() / _UNNAMED[kind]
    except RuntimeError:
        raise ConfigError(
            f"there is no home folder for the {kind}", next_step=f"set {variable} to a folder of yours"
        ) from None
    return base / "explorer"


def locate(option: str = "", environment: Mapping[str, str] = os.environ) -> tuple[Path, str]:
    """The config file that counts, and what named it. It need not exist."""
    if option:
        return Path(option), "--config"
    if environment.get(VARIABLE):
        return Path(environment[VARIABLE]), f"${VARIABLE}"
    return folder("config") / "config.toml", DEFAULT_ORIGIN
