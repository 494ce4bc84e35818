"""Moments as people read them: by the clock of this machine, from seconds since 1970."""

from __future__ import annotations

import time
from datetime import datetime


def minute(at: float) -> str:
    """Date, hour and minute: `2026-03-05 10:42`."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))


def second(at: float) -> str:
    """Date and time: `2026-03-05 10:42:05`."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))


def zoned(at: float) -> str:
    """ISO 8601 with the offset of this machine's zone: `2026-03-05T10:42:05+01:00`."""
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")


def clock_minute(at: float, now: float) -> str:
    """Hour and minute; on another day than `now` with the date."""
    return time.strftime("%H:%M", time.localtime(at)) if same_day(at, now) else minute(at)


def clock_second(at: float, now: float) -> str:
    """Hour, minute and second; on another day than `now` with the date."""
    return time.strftime("%H:%M:%S", time.localtime(at)) if same_day(at, now) else second(at)


def ago(at: float, now: float) -> str:
    """How long ago, in the largest unit that fits: `2 h ago`; in the same minute, and where the clock was set back,
    `just now`."""
    seconds = now - at
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{int(seconds // length)} {unit} ago"
    return "just now"


def same_day(at: float, now: float) -> bool:
    """Both are on one day here."""
    return time.localtime(at)[:3] == time.localtime(now)[:3]
