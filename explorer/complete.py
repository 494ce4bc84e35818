"""`explorer __complete`: what may stand next on a command line. A shell waits for it while somebody types, so that as
little is imported as can be."""

from __future__ import annotations

from contextlib import suppress

from explorer import __version__
from explorer.cli import completing, outline
from explorer.folders import VIEWS, Folders, locate
from explorer.model.errors import ExplorerError
from explorer.store import private_file

TYPE_CHECKING = False  # what `typing` calls so takes a tenth of the start to import
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Final

_OUTLINE_LIMIT: Final = 4 * 1024 * 1024
"""Bytes read of what is kept for completing."""


def complete(words: list[str]) -> int:
    """Prints what may stand next. What takes long to load is asked once for each form of the config, and kept. Where
    that fails, commands are completed, and no addresses."""
    for line in completing.complete(words, _accounts, _keys, _views):
        print(line)
    return 0


def _accounts(config_file: str) -> dict[str, Any]:
    found: dict[str, Any] | None = {}
    with suppress(ExplorerError, OSError):
        path, kept = locate(config_file)[0], Folders.of_user().cache / "completion.json"
        stamp = outline.stamp(path, __version__)
        found = outline.read(private_file.read(kept, _OUTLINE_LIMIT), stamp)
        if found is None:
            found = _outline(config_file)
            private_file.replace(kept, outline.written(found, stamp))
    return found or {}


def _outline(config_file: str) -> dict[str, Any]:
    from explorer.accounts import Accounts
    from explorer.config.files import Folders
    from explorer.loading import load_config

    config, _ = load_config(config_file)
    return outline.outline(config.accounts.values(), Accounts(config, Folders.of_user()).cache_file)


def _keys(cache_file: str, collection: str, begin: str) -> Sequence[tuple[str, str]]:
    from explorer.store.keys import in_file

    return in_file(cache_file, collection, begin)


def _views() -> Mapping[str, str]:
    from tomllib import loads

    with suppress(ExplorerError, OSError, ValueError):
        found = loads(private_file.read(Folders.of_user().config / VIEWS, _OUTLINE_LIMIT)).get("views", {})
        return {name: text for name, text in found.items() if isinstance(text, str)}
    return {}
