"""What is said when records are marked, or cannot be. Pure."""

from __future__ import annotations

from explorer.model.resource import Resource
from explorer.ui.wording import PaneState, number


def all_marked(state: PaneState, count: int) -> str:
    """`count` are marked now that all loaded rows were asked to be."""
    listing = state.listing
    told = f"{number(count)} {state.resource.noun(count)} marked"
    if state.narrows_held:
        return f"{told}: all that was found among those held"
    if listing.complete and listing.held == count:
        return f"{told}: all there are"
    if listing.complete:
        return told
    if listing.total is not None:
        return f"{told}: all that are loaded, not the {number(listing.total)} there are"
    return f"{told}: all that are loaded, there may be more"


def dropped(resource: Resource, count: int) -> str:
    """`count` marks went because their collection was left."""
    return f"{number(count)} {resource.noun(count)} unmarked: marks end when their collection is left"


def refused(resource: Resource, *, unloaded: bool) -> str:
    """Why the cursor's row cannot be marked."""
    if unloaded:
        return "mark: this row is not loaded yet"
    return f"mark: there is no {resource.singular} with an id under the cursor"
