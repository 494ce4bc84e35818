"""tmux and screen: their settings, and which way what is copied takes to the user's own machine."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from typing import Final

from explorer.doctor.finding import Finding
from explorer.model.value import dataclass

ESCAPE_MILLISECONDS: Final = 100
"""More, and escape is felt."""
_TMUX_SECONDS: Final = 2.0
_OPTIONS: Final = ("version", "set-clipboard", "escape-time", "default-terminal", "allow-passthrough")
_PASSED_ON: Final = ("TMUX", "TMUX_TMPDIR", "PATH", "HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE")
"""The variables that tmux needs to find its server; the others may hold credentials."""
_SUBJECT: Final = "tmux"


@dataclass(frozen=True, slots=True)
class Multiplexer:
    """What stands between this program and the terminal."""

    tmux: Mapping[str, str] | None
    """Its settings by name, empty when it does not tell; None: there is no tmux."""
    screen: bool


def gather(environ: Mapping[str, str] = os.environ) -> Multiplexer:
    """Asks tmux for its settings, for two seconds at most."""
    return Multiplexer(_settings(environ) if environ.get("TMUX") else None, bool(environ.get("STY")))


def judge(between: Multiplexer) -> Iterator[Finding]:
    """What to say of it."""
    if between.tmux is not None:
        yield from _tmux(between.tmux)
    yield _route(between)


def _tmux(settings: Mapping[str, str]) -> Iterator[Finding]:
    if not settings:
        yield Finding(_SUBJECT, "settings", "look", "tmux does not tell them", "try: tmux show-options -s")
        return
    yield Finding(_SUBJECT, "version", "fine", settings["version"])
    clipboard = settings["set-clipboard"]
    yield Finding(
        _SUBJECT,
        "set-clipboard",
        "fine" if clipboard in ("on", "external") else "look",
        clipboard or "not known",
        "" if clipboard in ("on", "external") else _setting("set -s set-clipboard on"),
    )
    delay = settings["escape-time"]
    slow = delay.isdecimal() and int(delay) > ESCAPE_MILLISECONDS
    yield Finding(
        _SUBJECT,
        "escape-time",
        "look" if slow else "fine",
        f"{delay} ms{': escape is late, and may join with the next key' if slow else ''}",
        _setting("set -s escape-time 25") if slow else "",
    )
    kind = settings["default-terminal"]
    rich = kind.startswith(("tmux", "screen")) and "256" in kind
    yield Finding(
        _SUBJECT,
        "default-terminal",
        "fine" if rich else "look",
        kind or "not known",
        "" if rich else _setting('set -g default-terminal "tmux-256color"'),
    )
    passes = settings["allow-passthrough"] or "not known to this version"
    yield Finding(_SUBJECT, "allow-passthrough", "fine", f"{passes}; not needed")


def _route(between: Multiplexer) -> Finding:
    if between.tmux is None:
        way = "by OSC 52, as screen passes it on" if between.screen else "by OSC 52, straight to the terminal"
        return Finding("copying", "route", "fine", f"{way}; a terminal may refuse it without a word")
    settings = between.tmux
    if settings and _number(settings["version"]) < (3, 2):
        return Finding(
            "copying", "route", "look", "into tmux's own buffer only: prefix ] pastes it", "use tmux 3.2 or newer"
        )
    if settings and settings["set-clipboard"] == "off":
        return Finding(
            "copying",
            "route",
            "look",
            "tmux keeps it to itself",
            _setting("set -s set-clipboard on"),
        )
    return Finding("copying", "route", "fine", "through tmux, which sends it to the terminal")


def _setting(line: str) -> str:
    return f"put into ~/.tmux.conf: {line}"


def _number(version: str) -> tuple[int, int]:
    found = re.search(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (99, 0)  # built from its sources: newer than any release


def _settings(environ: Mapping[str, str]) -> dict[str, str]:
    wanted = "\t".join(f"#{{{name}}}" for name in _OPTIONS)
    try:
        told = subprocess.run(
            ["tmux", "display-message", "-p", wanted],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_TMUX_SECONDS,
            env={name: environ[name] for name in _PASSED_ON if name in environ},
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    values = told.stdout.rstrip("\n").split("\t")
    return dict(zip(_OPTIONS, values, strict=True)) if len(values) == len(_OPTIONS) else {}
