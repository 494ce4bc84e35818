"""A screen of places that knows what can be written where it is: locks, and what an operation works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from explorer.model.address import Address
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.resource import Resource
from explorer.model.view import View
from explorer.repository import Repository
from explorer.ui.keeping import Keeping
from explorer.ui.keys import key_of
from explorer.ui.screens.flow import FlowScreen
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, told

_COMMANDS: Final = (("update", "edit", "edits"), ("create", "add", "adds"), ("delete", "delete", "deletes"))
"""Operations, the commands that begin them, and what these do."""


class WritableScreen(FlowScreen):
    """Says what can be written here, or why it cannot; it writes nothing."""

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        start: View | None,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        keeping: Keeping,
    ) -> None:
        super().__init__(repositories, start=start, signs=signs, clock=clock, say=say, keeping=keeping)
        self._locked: set[str] = set()
        """Names of accounts."""

    @property
    def writes_state(self) -> Part:
        """Whether writes are on in the tab in front."""
        account = self.pane.repository.account
        if account.read_only:
            return "read-only", "unsure"
        if account.name in self._locked:
            return f"writes locked ({key_of('lock', 'L')})", "unsure"
        if any(each.writes for _, resource in account.vendor.walk() for each in resource.operations):
            return ("no writes", "unsure") if self.pane.repository.offline else ("writes on", "")
        return "read-only API", "dim"

    def refusal(self, name: str) -> str:
        """Why the operation cannot be done here; empty when it can."""
        try:
            self.target(name)
        except ExplorerError as error:
            return told(error)
        return ""

    def target(self, name: str) -> Address:
        """What the operation works on here: the record in front, or the collection. Raises UsageError in words."""
        self.check_unlocked(self.place.account)
        place, repository = self.place, self.pane.repository
        collection, resource = Address(place.account, place.query.collection), self.pane.resource
        operation = resource.operation(name)
        if operation is None or resource.on_collection(operation):
            target = collection
        else:
            record = place.record or self.pane.cursor_address
            if record is None:
                raise UsageError("there is no record under the cursor")
            target = record
        try:
            repository.operation(target, name)
        except UsageError as error:
            ways = self._ways(resource) if operation is None else ""
            if ways:
                raise UsageError(str(error), next_step=ways) from error
            raise
        return target

    def _ways(self, resource: Resource) -> str:
        """What can be done with the records in front instead, and by which keys."""
        ways = [
            f"{self.key_now(command)} {does}"
            for operation, command, does in _COMMANDS
            if resource.operation(operation) is not None and self.key_now(command)
        ]
        if resource.actions:
            ways.append(f"{self.key_now('actions')} shows all that can be done")
        return ", ".join(ways)

    def check_unlocked(self, account: str) -> None:
        """Raises UsageError while writes are locked in the account's tab."""
        if account in self._locked:
            if account == self.place.account:
                raise UsageError("writes are locked in this tab", next_step=f"{key_of('lock', 'L')} unlocks them")
            raise UsageError(
                f"writes are locked in the tab of “{account}”", next_step=f"{key_of('lock', 'L')} unlocks them there"
            )

    def check(self, address: Address, name: str) -> None:
        """Raises ExplorerError when the operation cannot be called there."""
        self.check_unlocked(address.account)
        self.repositories[address.account].operation(address, name)

    def action_lock(self) -> None:
        """Lock or unlock writes in this tab, unless they are off for another reason."""
        try:
            self.pane.repository.check_writes()
        except ExplorerError as error:
            self.say(f"lock: {told(error)}")
            return
        self._locked ^= {self.place.account}
        locked = self.place.account in self._locked
        self.say(
            f"writes are locked in this tab; {key_of('lock', 'L')} unlocks them"
            if locked
            else "writes are on in this tab"
        )
        self.tell()
