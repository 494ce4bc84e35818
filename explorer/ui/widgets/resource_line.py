"""The line of a tab that says where one is: its collections with their counts, and the way down to the record."""

from __future__ import annotations

from typing import Final

from explorer.model.address import Address
from explorer.model.page import Query
from explorer.model.text import safe
from explorer.repository import LocalCopy
from explorer.ui import cells, masking
from explorer.ui.history import Place
from explorer.ui.signs import Signs
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, count

_NAME: Final = 30
"""Characters of a record's name: what is below it has to be seen, too."""


class ResourceLine(OneLine):
    """Collections and breadcrumbs."""

    def show_place(self, local: LocalCopy, place: Place, signs: Signs) -> None:
        """Say where `place` is."""
        self.show(cells.line((" ", ""), *collections(local, place), *breadcrumbs(local, place, signs)))


def collections(local: LocalCopy, place: Place) -> Sentence:
    """The account's collections, each with the number of its records where that is known."""
    told: list[Part] = []
    for resource in local.account.vendor.resources:
        current = resource.name == place.query.collection[0]
        told.append((resource.title, "strong" if current else "dim"))
        rows = count(local.peek(Query((resource.name,))))
        told.append((f" {rows}" if rows else "", "" if current else "dim"))
        told.append(("  ", ""))
    return tuple(told)


def breadcrumbs(local: LocalCopy, place: Place, signs: Signs) -> Sentence:
    """The way from the account's collection to where one is; nothing at the top."""
    segments = place.address.segments
    if len(segments) < 2:
        return ()
    told: list[Part] = [("  ", "")]
    for end in range(1, len(segments) + 1):
        address = Address(place.account, segments[:end])
        if end > 1:
            told.append((f" {signs.after} ", "dim"))
        if address.is_collection:
            rows = count(local.peek(Query(segments[:end]))) if end > 1 else ""
            told.append((f"{local.resource(address).title}{f' {rows}' if rows else ''}", ""))
        else:
            held = local.held(address)
            label = safe(masking.name_of(local.resource(address), held.body), _NAME) if held is not None else ""
            told.append(
                (f"{segments[end - 1]}{f' {label}' if label else ''}", "strong" if end == len(segments) else "")
            )
    return tuple(told)
