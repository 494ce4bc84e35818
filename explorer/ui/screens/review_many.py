"""What one change to many records would send, before any of it is sent."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final

from textual.content import Content

from explorer.model.account import Account
from explorer.model.change_words import confirmation
from explorer.model.outcome import Prepared
from explorer.model.undo import consequences
from explorer.ui import cells, masking
from explorer.ui.change_lines import Names, laid_out, nameless, prepared_rows, wrapped
from explorer.ui.screens.confirming import ConfirmingScreen
from explorer.ui.screens.review import request_lines
from explorer.ui.signs import Signs
from explorer.ui.wording import number

SAMPLES: Final = 5
"""Records whose differences are shown."""


class ReviewManyScreen(ConfirmingScreen):
    """How many, some of the differences, and the request of the first. Dismisses with True when the count was typed."""

    def __init__(
        self,
        prepared: Sequence[Prepared],
        count: int,
        *,
        account: Account,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        names: Names = nameless,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`prepared` are the first of `count` writes, one at least."""
        first = prepared[0]
        wanted = confirmation(first, count)
        super().__init__(first, wanted, account=account, signs=signs, clock=clock, say=say, monotonic=monotonic)
        self._samples = prepared[:SAMPLES]
        self._count = count
        self._names = names

    @property
    def heading(self) -> str:
        """What would be done, to how many."""
        first = self.prepared
        whom = f"{number(self._count)} {first.resource.noun(self._count)}"
        collection = first.edit.address.collection if first.edit.address.is_record else first.edit.address
        return f"{first.operation.name} {whom} in {collection}"

    @property
    def question(self) -> str:
        """The count."""
        title = self.account.title
        if self._count == 1:
            return f"type the id, {self.wanted}, to {self.prepared.operation.name} it at {title}"
        return f"type the count, {self.wanted}, to {self.prepared.operation.name} all of them at {title}"

    @property
    def way_back(self) -> str:
        """One by one, where undo does it."""
        return self.prepared.operation.way_back_of(self._count)

    @property
    def back(self) -> str:
        """Where `escape` leads."""
        return "back"

    def always(self, width: int) -> tuple[list[Content], list[Content]]:
        """As of one, with how many more there are."""
        called, way_back = super().always(width)
        more = self._count - 1
        if more:
            called[-1] += cells.text(f"  and {number(more)} more", "dim")
        return called, way_back

    def request(self, width: int) -> Sequence[Content]:
        """The samples, how many more there are, and what is sent for the first."""
        lines: list[Content] = []
        for each in self._samples:
            label = masking.name_of(each.resource, each.record)
            lines += wrapped(((each.edit.address.key, "strong"), (f"  {label}", "")), width, 1)
            lines += laid_out(prepared_rows(each, self.signs, self._names), width)
        more = self._count - len(self._samples)
        if more > 0:
            told = f"and {number(more)} more: each is read again right before it is sent."
            lines += wrapped(((told, "dim"),), width, 1)
        if not self.prepared.has_effect:
            told = "What was read of these is so already: for them nothing is sent."
            return [*lines, cells.NOTHING, *wrapped(((told, "dim"),), width, 1)]
        heading = cells.text(" The request of the first:", "dim")
        return [*lines, cells.NOTHING, heading, *request_lines(self.prepared, width)]

    def consequences(self, width: int) -> Sequence[Content]:
        """What it does to all of them, and what undo leaves out of those that are shown."""
        first, lost = self.prepared, defaultdict[str, list[str]](list)
        told = [first.resource.consequences(first.operation, self._count)]
        of_each = [consequences(each.resource, each.operation, each.edit) for each in self._samples]
        if not any(does.endswith(first.operation.way_back) for does, *_ in of_each):
            told = [told[0].removesuffix(self.way_back).strip()]
        told += [each for each in first.notices if each not in of_each[0]]
        for each, (_, *left_out) in zip(self._samples, of_each, strict=True):
            for words in left_out:
                lost[words].append(each.edit.address.key)
        for words, keys in lost.items():
            told.append(words if len(keys) == len(of_each) else f"{', '.join(keys)}: {words}")
        return [cells.NOTHING, *(line for each in dict.fromkeys(told) for line in wrapped(((each, ""),), width, 1))]
