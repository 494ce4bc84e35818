"""The APIs explorer knows: a folder each, plus entry points of other distributions in the group `explorer.vendors`.

A vendor's folder holds data (`VENDOR` in its `__init__.py`, resources, record and form types) and pure functions that
read what is peculiar to it; nothing outside the folder knows the vendor by name. `VENDOR` needs no pydantic: record
and form types are named and loaded when they are used.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from explorer.model.errors import ConfigError
from explorer.model.resource import Vendor
from explorer.model.text import safe
from explorer.model.value import dataclass

ENTRY_POINT_GROUP: Final = "explorer.vendors"
"""Where another distribution names its vendors: `acme = "acme_for_explorer:VENDOR"`."""


@dataclass(frozen=True, slots=True)
class Vendors(Mapping[str, Vendor]):
    """Vendors by name, and notes on those that are installed but cannot be used."""

    by_name: Mapping[str, Vendor]
    notes: tuple[ConfigError, ...] = ()

    def __getitem__(self, name: str) -> Vendor:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)


def discover(wanted: Collection[str] | None = None) -> Vendors:
    """Every vendor there is: the folders of this package first, each named like its vendor, then what other
    distributions offer. One of theirs that cannot be used becomes a note; it stops nobody.

    Given the names `wanted`, no more than those are loaded when they are all folders here. Any other name makes it look
    for everything: so a name that was mistyped can be held against all that would have worked.
    """
    folders = {each.name for each in iter_modules(__path__) if each.ispkg}
    if wanted is not None and folders.issuperset(wanted):
        return Vendors(_built_in(folders.intersection(wanted)))
    built_in = _built_in(folders)
    offered, notes = _offered(built_in)
    return Vendors({**built_in, **offered}, notes)


def _built_in(folders: Collection[str]) -> dict[str, Vendor]:
    return {folder: import_module(f"{__name__}.{folder}").VENDOR for folder in sorted(folders)}


def _offered(built_in: Mapping[str, Vendor]) -> tuple[dict[str, Vendor], tuple[ConfigError, ...]]:
    from importlib.metadata import entry_points  # slow to import, and needed only here

    offered: dict[str, Vendor] = {}
    notes: list[ConfigError] = []
    for point in entry_points(group=ENTRY_POINT_GROUP):
        try:
            vendor = point.load()
        except Exception as error:  # somebody else's module is run here: it can fail in any way
            notes.append(_note(point.name, f"{point.value} does not load: {type(error).__name__}: {error}"))
            continue
        if not isinstance(vendor, Vendor):
            notes.append(_note(point.name, f"{point.value} is no Vendor"))
        elif vendor.name != point.name:
            notes.append(_note(point.name, f"{point.value} calls itself {vendor.name}"))
        elif vendor.name in built_in or vendor.name in offered:
            notes.append(_note(point.name, f"{point.value} takes a name that is in use"))
        else:
            offered[vendor.name] = vendor
    return offered, tuple(notes)


def _note(name: str, reason: str) -> ConfigError:
    return ConfigError(
        safe(f"the vendor {name} of another distribution cannot be used: {reason}"),
        next_step="update or uninstall the distribution that brings it",
    )
