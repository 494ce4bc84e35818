"""The accounts of a config as a tree of names: all that completing needs of them, small enough to be kept as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from explorer.model.account import Account
    from explorer.model.resource import Resource


def outline(accounts: Iterable[Account], file: Callable[[Account], Path | None]) -> dict[str, Any]:
    """By account: title, cache file (empty: none) and its collections."""
    return {
        each.name: {
            "title": each.title,
            "file": str(file(each) or ""),
            "resources": {resource.name: _resource(resource) for resource in each.vendor.resources},
        }
        for each in accounts
    }


def stamp(config: Path, version: str) -> list[str | int]:
    """Tells whether an outline is still that of the config: it changes with the file, and with explorer."""
    try:
        status = os.stat(config)
    except OSError:
        return [version, str(config.absolute())]
    return [version, str(config.absolute()), status.st_ino, status.st_size, status.st_mtime_ns]


def read(text: str, stamped: list[str | int]) -> dict[str, Any] | None:
    """The outline in `text`, if it is one of this stamp."""
    try:
        kept = json.loads(text)
        return dict(kept["accounts"]) if kept["of"] == stamped else None
    except (ValueError, TypeError, KeyError):
        return None


def written(accounts: dict[str, Any], stamped: list[str | int]) -> str:
    """What `read` takes."""
    return json.dumps({"of": stamped, "accounts": accounts})


def _resource(resource: Resource) -> dict[str, Any]:
    listing = resource.operation("list")
    return {
        "title": resource.title,
        "resources": {child.name: _resource(child) for child in resource.children},
        "actions": {each.name: each.summary for each in resource.actions},
        "parameters": {each.name: each.help for each in listing.parameters} if listing else {},
    }
