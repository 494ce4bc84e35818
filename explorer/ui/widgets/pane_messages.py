"""What the pane of an account tells its screen. Each is an attribute of it too: `ResourcePane.Visited`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from explorer.model.address import Address
from explorer.model.value import dataclass
from explorer.ui.history import Place

if TYPE_CHECKING:
    from explorer.ui.widgets.resource_pane import ResourcePane


@dataclass
class Visited(Message, namespace="resource_pane"):
    """The user asked to go to another place."""

    place: Place


@dataclass
class Moved(Message, namespace="resource_pane"):
    """The place is the same, but the cursor or the open record is another."""

    pane: ResourcePane


@dataclass
class StateChanged(Message, namespace="resource_pane"):
    """Loading began or ended, or something failed or got well again."""

    pane: ResourcePane


@dataclass
class Rested(Message, namespace="resource_pane"):
    """The detail has rested on a record, or what is held of it is new."""

    pane: ResourcePane
    record: Address


@dataclass
class Refused(Message, namespace="resource_pane"):
    """What was asked for cannot be done, and why; or what it did besides."""

    reason: str


@dataclass
class Outdated(Message, namespace="resource_pane"):
    """What was told by `Refused` is true no more."""

    reason: str
