"""The line that says how the rows are narrowed and sorted: by the server, and here. Pure."""

from __future__ import annotations

from explorer.ui.keys import key_of
from explorer.ui.signs import UNICODE, Signs
from explorer.ui.wording import PaneState, Part, Sentence, column_label, joined, number, with_names


def narrowing(state: PaneState, signs: Signs = UNICODE) -> tuple[Sentence, Sentence]:
    """All that narrows or sorts, and the keys that change it, for the right end; both empty where nothing does."""
    told = [*_by_server(state), *_here(state, signs)]
    if not told:
        return (), ()
    if state.typing:
        return joined(told, signs), ()
    return joined(told, signs), (*_get_all(state, signs), (f"{key_of('clear', 'F')} ", "key"), ("clear ", "dim"))


def _by_server(state: PaneState) -> list[Part]:
    query = state.listing.query
    told: list[Part] = [(f"search “{query.search}” on server", "")] if query.search else []
    told.extend((f"{name} {with_names(state.names, name, value)}", "") for name, value in query.filters)
    if query.sort:
        told.append((f"{query.sort} (by the server)", ""))
    if query.archived:
        told.append(("archived shown", ""))
    return told


def _here(state: PaneState, signs: Signs) -> list[Part]:
    """What is of the rows held here; that these are not all is said once."""
    listing, told = state.listing, list[Part]()
    if state.held_search:
        told.append((f"search “{state.held_search}” in what is held here", ""))
    for path, text in state.arrangement.filters:
        told.append((f"{column_label(state.resource, path)} {f'holds “{text}”' if text else 'has no value'} here", ""))
    order = state.arrangement.order
    if order is None:
        return told
    marker = signs.descending if order.descending else signs.ascending
    label = f"{column_label(state.resource, order.path)}{marker}"
    if listing.complete:
        told.append((f"{label} of all {number(listing.held)} held", ""))
    elif listing.total is not None:
        told.append((f"{label} of {number(listing.held)} held, not all {number(listing.total)}", "unsure"))
    else:
        told.append((f"{label} of {number(listing.held)} held, there may be more", "unsure"))
    return told


def _get_all(state: PaneState, signs: Signs) -> Sentence:
    """What makes it true of the whole collection."""
    if not state.arranged or state.listing.complete or state.offline or state.unlisted:
        return ()
    return (f"{key_of('get-all', 'S')} ", "key"), (f"get all first {signs.separator} ", "dim")
