"""What people call the ids that rows are filtered by, so far as what is held tells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from textual.dom import DOMNode

from explorer.model.errors import StoreError
from explorer.model.field import Field
from explorer.model.page import Query
from explorer.model.resource import Operation, Parameter
from explorer.repository import LocalCopy
from explorer.ui.selecting import GROUP
from explorer.ui.workers import run_worker


def field_of(parameter: Parameter) -> Field:
    """What a form knows of a query parameter's values."""
    return Field(
        parameter.name.replace("_", " "),
        parameter.kind,
        choices=parameter.choices,
        refers=parameter.refers,
        seen=parameter.seen,
    )


def names_of(local: LocalCopy, operation: Operation, filters: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """A filter's name and each id in its value to what people call that, unsafe. Reads the disk: for a thread. Raises
    StoreError."""
    found: dict[tuple[str, str], str] = {}
    for name, value in filters.items():
        parameter = operation.parameter(name)
        if parameter is not None and parameter.kind in ("id", "ids") and (parameter.refers or parameter.seen):
            for each in value.split(","):
                if label := local.label_for(field_of(parameter), each):
                    found[name, each] = label
    return found


class FilterNames:
    """Looks for the names in a thread, and keeps them."""

    def __init__(self, node: DOMNode, local: LocalCopy, changed: Callable[[], None]) -> None:
        """`node` owns the worker; `changed` is called when there are names that were not there before."""
        self._node = node
        self._local = local
        self._changed = changed
        self.known: Mapping[tuple[str, str], str] = {}

    def look(self, query: Query) -> None:
        """Have the names for the filters of `query` found, unless they are known."""
        account = self._local.account
        operation = account.operation(account.vendor.resource(query.collection), "list")
        unnamed = {
            name: value
            for name, value in query.filters
            if any((name, each) not in self.known for each in value.split(","))
        }
        if operation is not None and unnamed:
            run_worker(self._node, partial(self._look, operation, unnamed), name="names of filters", group=GROUP)

    async def _look(self, operation: Operation, filters: Mapping[str, str]) -> None:
        with suppress(StoreError):  # the ids say it, too
            found = await asyncio.to_thread(names_of, self._local, operation, filters)
            if found:
                self.known = {**self.known, **found}
                self._changed()
