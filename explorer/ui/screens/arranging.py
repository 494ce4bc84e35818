"""A screen of places whose tables show the columns that the user wants."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from explorer.model.chosen_columns import ChosenColumns, columns_key, includes_of, member_paths
from explorer.model.errors import NotCached
from explorer.model.json_text import JsonObject
from explorer.model.kept_views import keep_columns
from explorer.model.page import Query
from explorer.model.resource import Resource
from explorer.repository import Repository
from explorer.ui.history import Place
from explorer.ui.keys import key_of
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.wording import Sentence

if TYPE_CHECKING:
    from explorer.ui.screens.columns import Members

_SAMPLE: Final = 200
"""Rows that are looked through for members without a column."""


class ArrangingScreen(PlacesScreen):
    """Knows the command that chooses columns, nothing else."""

    def action_columns(self) -> None:
        """Choose columns; the table shows them while the choice changes."""
        from explorer.ui.screens.columns import ColumnsScreen

        pane, place = self.pane, self.place
        resource, before = pane.resource, pane.split.shown_columns

        async def kept(chosen: ChosenColumns | None) -> None:
            if chosen is not None and chosen != before:
                await self._keep_columns(place, resource, before, chosen)

        self.app.push_screen(
            ColumnsScreen(
                resource,
                self._heading(place, resource),
                before,
                members=lambda: self._members(pane.repository, place.query, resource),
                drawn=lambda: pane.table.column_widths,
                preview=pane.split.preview_columns,
                signs=self.signs,
            ),
            kept,
        )

    def _heading(self, place: Place, resource: Resource) -> Sentence:
        if place.columns:
            told = f"of this saved view alone; {key_of('bookmark', 'b')} keeps them in it"
        else:
            told = f"kept for all accounts of {self.repositories[place.account].account.vendor.title}"
        return ((f"Columns of {resource.title}", "strong"), (f"  {told}", "dim"))

    async def _members(self, repository: Repository, query: Query, resource: Resource) -> Members:
        from explorer.ui.screens.columns import Members

        await self.types.load(resource)
        rows = await asyncio.to_thread(_sample, repository, query)
        columns = {each.path for each in resource.columns}
        held = [path for path in member_paths(rows) if path not in columns]
        tops = {path.partition(".")[0] for path in (*columns, *held)}
        documented = [each.name for each in self.types.attributes(resource) or () if each.name not in tops]
        secret = set(resource.secrets)
        return Members(*([each for each in paths if each not in secret] for paths in (held, documented)))

    async def _keep_columns(
        self, place: Place, resource: Resource, before: ChosenColumns, chosen: ChosenColumns
    ) -> None:
        """Keep what was chosen: the widths for the collection, and so the columns, unless a saved view has its own."""
        vendor = self.repositories[place.account].account.vendor
        key = columns_key(vendor.name, place.query.collection)
        own = bool(place.columns)
        problem = await self.keeping.change(
            keep_columns(key, ChosenColumns(self.keeping.kept.chosen(key).paths, chosen.widths) if own else chosen)
        )
        if problem:
            self.say(f"columns until the end: {problem}")
        if own:
            place = replace(place, columns=chosen.paths or tuple(each.path for each in resource.columns if each.shown))
        dropped = set(includes_of(resource, before.paths)) - set(includes_of(resource, chosen.paths))
        query = place.query
        includes = tuple(each for each in query.includes if each not in dropped)
        self._turn(self.history.amend(replace(place, query=replace(query, includes=includes))))


def _sample(repository: Repository, query: Query) -> list[JsonObject]:
    try:
        return list(islice(repository.bodies(query), _SAMPLE))
    except NotCached:
        return []
