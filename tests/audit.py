"""`python -m tests.audit REPORT`: whether known holes were found in what explorer needs.

REPORT is pip-audit's (`--format json`). A hole may be lived with until a day, named with the reason in
`.ci/audit-exceptions`. Exits with 1 when there is another one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

EXCEPTIONS: Final = Path(__file__).parents[1] / ".ci" / "audit-exceptions"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A hole that is lived with."""

    hole: str
    """Its id, such as `GHSA-…` or `CVE-…`."""
    until: date
    reason: str


def exemptions(text: str) -> Mapping[str, Exemption]:
    """Lines of id, day and reason, by id; what follows `#` is a comment. Raises ValueError."""
    found: dict[str, Exemption] = {}
    for line in text.splitlines():
        words = line.partition("#")[0].split(maxsplit=2)
        if words and len(words) < 3:
            raise ValueError(f"has to name an id, a day and a reason: {line}")
        if words:
            found[words[0]] = Exemption(words[0], date.fromisoformat(words[1]), words[2])
    return found


def judge(report: Mapping[str, Any], exempt: Mapping[str, Exemption], today: date) -> tuple[list[str], bool]:
    """What to say, and whether it is well."""
    parts = report["dependencies"]
    said, well = [], True
    for part, hole in _holes(parts):
        names = {hole["id"], *hole.get("aliases", ())}
        exemption = next((exempt[each] for each in sorted(names) if each in exempt), None)
        lived_with = exemption is not None and today <= exemption.until
        well = well and lived_with
        fixed = ", ".join(hole.get("fix_versions", ())) or "no version"
        why = f"until {exemption.until}: {exemption.reason}" if exemption is not None else "not lived with"
        said.append(f"{part['name']} {part.get('version', '')}: {hole['id']}, mended in {fixed}; {why}")
    skipped = sum("skip_reason" in each for each in parts)
    said.append(f"{len(parts) - skipped} distributions looked at, {skipped} the registry knows nothing of")
    return said, well


def _holes(parts: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for part in parts:
        for hole in part.get("vulns", ()):
            yield part, hole


def main(path: str) -> int:
    """Prints what was found; the exit code."""
    said, well = judge(
        json.loads(Path(path).read_text("utf-8")), exemptions(EXCEPTIONS.read_text("utf-8")), date.today()
    )
    print("\n".join(said))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
