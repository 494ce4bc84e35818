"""`Fresh`: records as the vendor has them now, for comparing before and after a write. What is read is kept."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, suppress
from typing import Final

from explorer.api.paging import UpdatedSincePager
from explorer.model.address import Address, Segments
from explorer.model.errors import BadAnswer, NotFound, StoreError, UsageError, VendorError
from explorer.model.field import Kind
from explorer.model.json_text import JsonObject, JsonValue
from explorer.model.page import PageAnswer, Query
from explorer.model.resource import Operation, Resource, walk
from explorer.model.same import same
from explorer.model.search_words import words
from explorer.model.text import safe
from explorer.repository.local_copy import FRESH_SECONDS, listed
from explorer.repository.paged import PagedReading, Source

CANDIDATES_LIMIT: Final = 10
"""Records shown that a create without an answer may have made."""
_LOOK_BACK_SECONDS: Final = 300.0
"""How long before a create its result is looked for: clocks differ."""
_TELLING: Final[tuple[Kind, ...]] = ("email", "phone")
"""Kinds of fields that tell one person from another."""


class Fresh:
    """Reads one account's records anew."""

    def __init__(self, source: Source, reading: PagedReading) -> None:
        self._source = source
        self._reading = reading

    async def target(self, resource: Resource, operation: Operation, segments: Segments) -> JsonObject:
        """What `operation` changes: the record, or for a call on a whole collection its rows under the resource's name.

        Raises NotFound, VendorError.
        """
        if resource.on_collection(operation):
            return {resource.name: await self.rows(resource, segments)}
        return await self.record(resource, Address(self._source.account.name, segments))

    async def record(self, resource: Resource, address: Address) -> JsonObject:
        """One record, with what is shown of it by default. Raises NotFound, VendorError; BadAnswer for another one."""
        operation = self._source.account.operation(resource, "get")
        if operation is not None:
            includes = tuple(each.name for each in operation.includes if each.shown)
            client = await self._source.connected()
            body = await client.get(resource, operation, address.segments, includes)
            if (found := resource.key_of(body)) != address.key:
                raise BadAnswer(
                    f"{address.account} was asked for {address}, and answered {safe(found, 80)}",
                    account=address.account,
                    operation=f"{resource.name}.get",
                    next_step="check the id, and the path under operations",
                )
            try:
                await asyncio.wrap_future(
                    self._source.cache.put_record(resource, address, body, fetched_at=self._source.clock())
                )
            except StoreError as error:
                self._source.cache.tell_not_kept(error)  # what the vendor holds is known all the same
            return body
        for row in await self.rows(resource, address.segments[:-1]):
            if resource.key_of(row) == address.key:
                return row
        raise NotFound(f"{address} is not there", account=self._source.account.name, next_step="check the id")

    async def distrust(self, resource: Resource, address: Address) -> None:
        """What is held of a record is older than a write to it: it counts as read too long ago to be relied on."""
        held = await asyncio.to_thread(self._source.cache.record, resource, address)
        if held is not None and held.whole:
            before = min(held.fetched_at, self._source.clock() - FRESH_SECONDS)
            await asyncio.wrap_future(self._source.cache.put_record(resource, address, held.body, fetched_at=before))

    async def rows(self, resource: Resource, collection: Segments) -> list[JsonObject]:
        """Every row of a collection. Raises VendorError, Incomplete."""
        if resource.operation("list") is not None:
            rows: list[JsonObject] = []
            async with aclosing(self._reading.pages(resource, Query(collection), must_keep=False)) as pages:
                async for answer in pages:
                    rows.extend(answer.rows)
            return rows
        if resource.includes_as:
            parent = self._source.account.vendor.resource(collection[:-1])
            record = await self.record(parent, Address(self._source.account.name, collection[:-1]))
            return listed(walk(record, resource.includes_as))
        raise UsageError(f"{self._source.account.vendor.title} cannot list {resource.title}")

    async def around(self, resource: Resource, operation: Operation, segments: Segments) -> None:
        """Reads again what else tells of a record below another one, after it was written at `segments`: the copy of
        its collection in the other one's record, and its held listing. What cannot be read is forgotten."""
        collection = segments if resource.on_collection(operation) else segments[:-1]
        if len(collection) == 1:
            return
        with suppress(StoreError):  # the cache says itself that it cannot be written
            if resource.includes_as and resource.operation("list") is not None:
                await self._renew_copy(resource, collection)
            if resource.includes_as or operation.name == "create":
                await self._renew_listing(resource, collection)

    async def _renew_copy(self, resource: Resource, collection: Segments) -> None:
        parent = self._source.account.vendor.resource(collection[:-1])
        address = Address(self._source.account.name, collection[:-1])
        held = await asyncio.to_thread(self._source.cache.record, parent, address)
        if held is None or walk(held.body, resource.includes_as) is None:
            return
        try:
            await self.record(parent, address)
        except VendorError:
            rest = {name: value for name, value in held.body.items() if name != resource.includes_as}
            await asyncio.wrap_future(self._source.cache.put_record(parent, address, rest, fetched_at=held.fetched_at))

    async def _renew_listing(self, resource: Resource, collection: Segments) -> None:
        query = Query(collection)
        listing = await asyncio.to_thread(self._source.cache.listing, query)
        if not listing.held and not listing.complete:
            return
        try:
            if resource.operation("list") is not None:
                await self._reading.load(resource, query, 1)
            else:
                rows = tuple(await self.rows(resource, collection))
                await self._reading.keep(resource, query, "", 1, PageAnswer(rows, None, len(rows)))
        except VendorError:
            await asyncio.wrap_future(self._source.cache.drop_pages(query))

    async def candidates(
        self, resource: Resource, operation: Operation, collection: Segments, wanted: JsonObject, ago: float
    ) -> list[JsonObject]:
        """Records that a create of `wanted`, sent `ago` seconds ago, may have made. Raises VendorError, Incomplete."""
        rows = await self._likely(resource, operation, collection, wanted, ago)
        return [row for row in rows if _resembles(resource, operation, wanted, row)][:CANDIDATES_LIMIT]

    async def _likely(
        self, resource: Resource, operation: Operation, collection: Segments, wanted: JsonObject, ago: float
    ) -> list[JsonObject]:
        """What was changed since where the vendor can tell, else what its search finds, else all there is."""
        from explorer.model.validate import attributes

        pager = resource.export
        if isinstance(pager, UpdatedSincePager):
            return await self._changed(resource, pager, collection, ago + _LOOK_BACK_SECONDS)
        in_order = [each.name for each in attributes(operation.form) if each.name in wanted]
        text = _search_text({name: wanted[name] for name in in_order})
        if resource.search and len(collection) == 1 and text:
            client = await self._source.connected()
            query = Query(collection, search=text)
            cursor = resource.pager.start() if resource.pager else ""
            found = await client.list(resource, self._reading.operation(resource, "list"), query, cursor)
            return list(found.rows)
        return await self.rows(resource, collection)

    async def _changed(
        self, resource: Resource, pager: UpdatedSincePager, collection: Segments, ago: float
    ) -> list[JsonObject]:
        """What was changed within so many seconds, by the vendor's own clock as soon as an answer has told it."""
        export = self._reading.operation(resource, "export")
        client = await self._source.connected()
        while True:
            ahead = client.skew or 0.0
            cursor: str | None = pager.changed_since(self._source.clock() + ahead - ago)
            rows: list[JsonObject] = []
            while cursor is not None:
                answer = await client.list(resource, export, Query(collection), cursor)
                cursor = answer.next if answer.next != cursor else None
                rows.extend(answer.rows)
            if abs((client.skew or 0.0) - ahead) < _LOOK_BACK_SECONDS / 2:
                return rows


def _resembles(resource: Resource, operation: Operation, wanted: JsonObject, row: JsonObject) -> bool:
    """`row` may have been made of `wanted`: it has an e-mail or phone of it, or, where it has neither, all that can be
    compared is the same; where nothing can be, its name is made of words of it."""
    from explorer.model.prefill import prefilled
    from explorer.model.validate import attributes

    kinds = {each.name: each.field.kind for each in attributes(operation.form)}
    made = prefilled(operation, row)
    telling = [name for name in wanted if kinds.get(name) in _TELLING and wanted[name] and name in made]
    if telling:
        return any(same(kinds[name], wanted[name], made[name]) for name in telling)
    shared = [name for name in wanted if name in made]
    if shared:
        return all(same(kinds[name], wanted[name], made[name]) for name in shared)
    called = set(words(resource.label_of(row)))
    return bool(called) and called <= {word for text in _texts(wanted) for word in words(text)}


def _search_text(wanted: JsonObject) -> str:
    """What to search for: an e-mail address wherever it stands, else the first text."""
    texts = list(_texts(wanted))
    emails = [text for text in texts if "@" in text and " " not in text]
    return emails[0] if emails else texts[0] if texts else ""


def _texts(value: JsonValue) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]
