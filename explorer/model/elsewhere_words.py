"""What could not be looked at when the same person was looked for, in sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.model.elsewhere import Elsewhere, HeldPart


def held_part(part: HeldPart) -> str:
    """How much of a collection is held: `repcard/users: 50 of 320 held`."""
    if not part.listed:
        return f"{part.address}: {part.held:,} seen, no call lists them"
    if not part.held:
        return f"{part.address}: none held"
    of = f" of {part.total:,}" if part.total is not None else ", more to come"
    return f"{part.address}: {part.held:,}{of} held"


def caveats(found: Elsewhere) -> Iterator[str]:
    """What has to be known of what was found: where somebody may be missing."""
    for name, error in found.failed:
        yield f"{name} could not be looked at: {error}"
    if found.cut:
        yield "more records hold the same words than were looked at"
    if found.parts:
        yield f"held in part: {'; '.join(map(held_part, found.parts))}"
    if found.opened_only:
        named = ", ".join(map(str, found.opened_only))
        yield f"{named}: e-mails and phones are known of records that were opened only"
