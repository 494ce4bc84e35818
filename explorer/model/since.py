"""A moment in the past as people write it, in the time zone of this machine. Pure but for that zone."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

from explorer.model.errors import UsageError

LAST_VISIT: Final = "my last visit"
EXAMPLES: Final = f"{LAST_VISIT}, today, yesterday, 2h, 3d, 2026-11-01, 2026-11-01T10:00"

_VISIT: Final = ("visit", "last visit", LAST_VISIT, "last-visit")
_DAYS: Final = {"today": 0, "yesterday": 1}
_AGO: Final = re.compile(r"([0-9]{1,6})\s*(m|min|h|d|w)")
_SECONDS: Final = {"m": 60, "min": 60, "h": 3600}
_DATED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9].*)?")


def read_since(text: str, now: float) -> float | None:
    """The moment that `text` means, in seconds since 1970; None: the last visit, which differs between collections.

    Minutes and hours are counted as they pass. Days and weeks are those of the calendar: `1d` is this time of the day
    yesterday, `yesterday` its midnight, also where a clock was changed in between. A time without an offset is one of
    this machine's zone; of one that a clock shows twice the earlier is meant. Raises UsageError.
    """
    words = " ".join(text.casefold().split())
    if words in _VISIT:
        return None
    try:
        moment = _moment(words, now)
    except (ValueError, OverflowError, OSError):
        moment = None
    if moment is None:
        raise UsageError(f"“{text}” is no moment that can be counted from", next_step=f"write {EXAMPLES}")
    if moment > now:
        raise UsageError(f"“{text}” lies ahead: {moment_words(moment)}", next_step=f"write {EXAMPLES}")
    return moment


def moment_words(at: float) -> str:
    """A moment by the clock of this machine, with its zone: `2026-11-01 10:00 CET (UTC+01:00)`."""
    return f"{datetime.fromtimestamp(at):%Y-%m-%d %H:%M} {zone_words(at)}"


def zone_words(at: float) -> str:
    """The zone of this machine's clock at a moment: `CET (UTC+01:00)`."""
    local = datetime.fromtimestamp(at).astimezone()
    sign_and_hours, minutes = local.strftime("%z")[:3], local.strftime("%z")[3:5]
    offset, name = f"UTC{sign_and_hours}:{minutes}", local.tzname() or ""
    return "UTC" if name == "UTC" else f"{name} ({offset})" if name.isalpha() else offset


def _moment(words: str, now: float) -> float | None:
    here = datetime.fromtimestamp(now)
    if words in _DAYS:
        return datetime.combine(here.date() - timedelta(days=_DAYS[words]), time()).timestamp()
    if ago := _AGO.fullmatch(words):
        count, unit = int(ago[1]), ago[2]
        if unit in _SECONDS:
            return now - count * _SECONDS[unit]
        return (here - timedelta(days=count * (7 if unit == "w" else 1))).timestamp()
    if _DATED.fullmatch(words.upper()):
        return datetime.fromisoformat(words.upper()).timestamp()
    return None
