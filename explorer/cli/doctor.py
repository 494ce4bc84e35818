"""`explorer doctor`: looks at all that explorer needs, and says of each what was found and what mends it."""

from __future__ import annotations

import os
import shlex
import stat
import sys
import textwrap
import time
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from explorer.cli.output import Output, output
from explorer.config import Config
from explorer.config.files import FIRST_STEPS, Folders, check_secrecy, told_of_readers
from explorer.config.views_file import ViewsFile
from explorer.doctor import accounts as account_checks
from explorer.doctor import copying, network, places, terminal
from explorer.doctor.accounts import Access, Answer
from explorer.doctor.finding import SIGNS, Finding
from explorer.doctor.places import Place
from explorer.model.errors import ExplorerError
from explorer.model.field import Column
from explorer.model.json_text import JsonObject
from explorer.model.text import safe
from explorer.model.value import dataclass

_COLUMNS = (
    Column("sign", "sign", width=4),
    Column("subject", "subject", width=20),
    Column("what", "what", width=16),
    Column("found", "found", width=60),
    Column("fix", "what mends it", width=60),
)
_INDENT = 22


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at."""

    file: Path
    named_by: str
    folders: Folders
    load: Callable[[], tuple[Config, list[str]] | None]
    """The config with what else is said of it; None: there is no file. Raises ConfigError."""
    access: Callable[[Config], Access]
    themes: Callable[[], Iterable[str]]
    """What is wrong with files of themes."""


def doctor(patient: Patient, options: Namespace) -> int:
    """Prints a line for each finding; 1 when something failed."""
    with output(options.format) as out:
        found = _findings(patient, offline=options.offline)
        if out.format == "table":
            findings = _print(found, out)
        else:
            findings = list(found)
            out.values([_row(each) for each in findings], _COLUMNS)
    return 1 if any(each.level == "failed" for each in findings) else 0


def _findings(patient: Patient, *, offline: bool) -> Iterator[Finding]:
    from explorer import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("explorer", "version", "fine", f"{__version__} on Python {python}, {sys.platform}")
    yield from terminal.judge(terminal.gather())
    yield from copying.judge(copying.gather())
    yield from _files(patient)
    config = Config()
    try:
        loaded = patient.load()
    except ExplorerError as error:
        yield Finding("config", "file", "failed", str(error), error.next_step or "correct it: explorer config check")
    else:
        if loaded is None:
            yield Finding("config", "file", "look", f"{patient.file} is not there", FIRST_STEPS)
        else:
            config, notes = loaded
            count = len(config.accounts)
            found = f"{patient.file}, named by {patient.named_by}: {count} account{'' if count == 1 else 's'}"
            yield Finding("config", "file", "fine", found)
            if readers := told_of_readers(config, stat.S_IMODE(patient.file.stat().st_mode)):
                yield Finding("config", "readers", "fine", readers)
            yield from (
                Finding("config", "vendors", "look", note, "update or uninstall what brings it") for note in notes
            )
            yield from account_checks.mistakes(config)
    yield from _looks(patient)
    accounts = list(config.accounts.values())
    yield from network.judge_proxies(os.environ, accounts)
    yield from network.judge_authorities(network.gather_authorities(), accounts)
    yield from _accounts(config, patient.access(config), offline=offline)


def _looks(patient: Patient) -> Iterator[Finding]:
    """What is wrong with the files of views and themes: nothing is said of whole ones."""
    try:
        _, problems = ViewsFile(patient.folders.config).read()
    except ExplorerError as error:
        problems = [str(error)]
    yield from (Finding("config", "views", "look", each, "mend that line, or take it out") for each in problems)
    yield from (Finding("config", "theme", "look", each, "mend the file, or take it away") for each in patient.themes())


def _must_be_private(patient: Patient) -> bool:
    """Whether the config would be refused if others could read it."""
    try:
        loaded = patient.load()
        if loaded is not None:
            check_secrecy(loaded[0], 0o077)
    except ExplorerError:
        return True
    return False


def _files(patient: Patient) -> Iterator[Finding]:
    folders = patient.folders
    yield places.look_at(Place("config folder", patient.file.absolute().parent, False, folder=True), links=True)
    if os.path.lexists(patient.file):
        yield places.look_at(Place("config", patient.file, _must_be_private(patient)), links=True)
    yield places.look_at(Place("cache folder", folders.cache, True, folder=True), links=True)
    yield places.look_at(Place("state folder", folders.state, True, folder=True), links=True)
    for file in sorted(folders.cache.glob("*.sqlite")):
        yield from _database("copy", file, f"close explorer, then run: rm {shlex.quote(str(file))}; it fills itself")
    journal = folders.state / "journal.sqlite"
    if os.path.lexists(journal):
        yield from _database("journal", journal, "start explorer: it mends it, or sets it aside and says where it is")
    for what, folder in (("cache", folders.cache), ("state", folders.state)):
        try:
            yield from places.room(what, folder)
        except OSError as error:
            fix = "see who owns the folders above it"
            yield Finding("files", f"{what} room", "failed", f"{folder}: {error.strerror}", fix)


def _database(what: str, file: Path, fix: str) -> Iterator[Finding]:
    found = places.look_at(Place(what, file, True))
    yield found
    if found.level == "fine":
        yield places.content(what, file, fix)


def _accounts(config: Config, access: Access, *, offline: bool) -> Iterator[Finding]:
    """Each account: what can be told without its vendor, then what the vendor answered."""
    now = time.time()
    seen = {each.name: list(account_checks.look_at(each, access, now=now)) for each in config.accounts.values()}
    answers: dict[str, Answer] = {}
    if seen and not offline:
        from asyncio import run

        answers = run(account_checks.ask_all(config.accounts, access))
    for name, findings in seen.items():
        yield from findings
        if offline:
            yield Finding(f"account {name}", "test call", "look", "none made", "leave --offline out")
        else:
            yield from account_checks.judge_answer(name, answers[name])


def _print(found: Iterable[Finding], out: Output) -> list[Finding]:
    """Each finding as soon as it is there, under its subject; what mends it on a line of its own."""
    findings: list[Finding] = []
    width = max((out.width or 100) - _INDENT, 20)
    subject = ""
    for each in found:
        if each.subject != subject:
            subject = each.subject
            out.stream.write(f"{safe(subject)}\n")
        first, *rest = textwrap.wrap(safe(each.found, 2000), width, break_on_hyphens=False) or [""]
        lines = [f"  {SIGNS[each.level]} {safe(each.what)[: _INDENT - 5]:{_INDENT - 4}}{first}"]
        lines += [" " * _INDENT + line for line in rest]
        if each.fix:
            wrapped = textwrap.wrap(f"-> {safe(each.fix, 2000)}", width, break_long_words=False, break_on_hyphens=False)
            lines += [" " * _INDENT + line for line in wrapped]
        out.stream.write("".join(line + "\n" for line in lines))
        out.stream.flush()
        findings.append(each)
    failed, look = (sum(each.level == level for each in findings) for level in ("failed", "look"))
    out.stream.write(f"{failed} failed, {look} worth a look, {len(findings) - failed - look} fine\n")
    return findings


def _row(each: Finding) -> JsonObject:
    return {"sign": each.level, "subject": each.subject, "what": each.what, "found": each.found, "fix": each.fix}
