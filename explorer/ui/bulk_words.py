"""What is said while many records are changed, and after. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.model.bulk_progress import BulkProgress
from explorer.model.resource import Resource
from explorer.ui.keys import key_of
from explorer.ui.signs import Signs
from explorer.ui.wording import Part, Sentence, joined, number


def counts(progress: BulkProgress, signs: Signs) -> Sentence:
    """How many are done, failed and left, and how long those will take."""
    so_already = f" ({number(progress.unchanged)} were so already)" if progress.unchanged else ""
    parts: list[Part] = [
        (f"{number(progress.done + len(progress.failed))} of {number(progress.total)}", "strong"),
        (f"{number(progress.done)} done{so_already}", ""),
    ]
    if progress.failed:
        parts.append((f"{signs.refused} {number(len(progress.failed))} failed", "failed"))
    if progress.left:
        parts.append((f"{number(progress.left)} left", ""))
    if progress.seconds_left is not None and progress.left and not progress.ended:
        parts.append((duration(progress.seconds_left), ""))
    return joined(parts, signs)


def duration(seconds: float) -> str:
    """A time that is left, as rough as it is known."""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} s left"
    if seconds < 5400:
        return f"about {round(seconds / 60)} min left"
    return f"about {seconds / 3600:.1f} h left"


def state(progress: BulkProgress, names: Mapping[str, str], stopping: bool, signs: Signs) -> Sentence:
    """What is going on, or how it ended."""
    if progress.ended:
        return _ending(progress, signs)
    name = names.get(progress.now, "")
    now: Sentence = ((f"now {progress.now}{f'  {name}' if name else ''}", ""),) if progress.now else ()
    note: Sentence = ((f"  {progress.note}", "unsure"),) if progress.note else ()
    end: Sentence = (("  stopping after this one", "strong"),) if stopping else ()
    return (*now, *note, *end)


def _ending(progress: BulkProgress, signs: Signs) -> Sentence:
    if progress.unknown:
        return ((f"{signs.unknown} {progress.stopped}", "unsure"),)
    if progress.stopped:
        return ((f"{signs.failed} {progress.stopped}", "unsure"),)
    if progress.failed:
        return (("all had their turn", ""),)
    return ((f"{signs.applied} all done", ""),)


def next_steps(progress: BulkProgress, resource: Resource) -> Sentence:
    """What can be done about those that are not done; empty when all are."""
    told: list[str] = []
    if len(progress.failed) == 1:
        told.append(f"The {resource.singular} that failed stays marked.")
    elif progress.failed:
        told.append(f"The {number(len(progress.failed))} {resource.title} that failed stay marked.")
    if progress.unknown:
        told.append(
            f"{key_of('journal', 'J')} shows the write whose outcome is not known: it is never sent again by itself."
        )
    if progress.left and not progress.kept:
        told.append("Nothing was sent, and nothing of it is kept.")
    elif progress.left:
        told.append(
            f"Kept with {number(progress.left)} left: {key_of('journal', 'J')} goes on with it, and does none twice."
        )
    return ((" ".join(told), ""),) if told else ()
