"""`python -m tests.sbom [FILE]`: what explorer needs at run time, as a list of its parts (CycloneDX 1.6, JSON).

Read from the metadata of what is installed here; the hashes are those of the lock, one for each file that may be
installed. Two runs differ in nothing but the time, which is that of SOURCE_DATE_EPOCH where that is set.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.locks import hashes

OURS: Final = "explorer"


def needed(name: str = OURS) -> dict[str, Distribution]:
    """The distribution and all that it needs, by canonical name. Raises PackageNotFoundError."""
    found: dict[str, Distribution] = {}
    wanted: list[tuple[str, frozenset[str]]] = [(canonicalize_name(name), frozenset())]
    seen = set[tuple[str, frozenset[str]]]()
    while wanted:
        name, extras = each = wanted.pop()
        if each not in seen:
            seen.add(each)
            found[name] = distribution(name)
            wanted.extend(_requirements(found[name], extras))
    return dict(sorted(found.items()))


def bom() -> dict[str, Any]:
    """The list: see cyclonedx.org/docs/1.6/json."""
    parts = needed()
    locked = hashes("requirements.txt")
    graph = {name: sorted({each for each, _ in _requirements(part, frozenset())}) for name, part in parts.items()}
    stamp = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))
    version = parts[OURS].version
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([version, _versions(parts)]))}",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", stamp),
            "component": _component(parts[OURS], "application", ()),
        },
        "components": [
            _component(part, "library", locked.get(name, ())) for name, part in parts.items() if name != OURS
        ],
        "dependencies": [
            {"ref": _purl(part), "dependsOn": [_purl(parts[each]) for each in graph[name]]}
            for name, part in parts.items()
        ],
    }


def _requirements(part: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for text in part.requires or ():
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


def _component(part: Distribution, kind: str, sha256: Sequence[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": kind,
        "bom-ref": _purl(part),
        "name": part.metadata["Name"],
        "version": part.version,
        "purl": _purl(part),
    }
    if licence := _licence(part):
        made["licenses"] = [licence]
    if sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": each} for each in sha256]
    return made


def _licence(part: Distribution) -> dict[str, Any]:
    """The SPDX expression where the metadata has one, else the words that stand there."""
    told: dict[str, Any] = part.metadata.json
    if expression := told.get("license_expression"):
        return {"expression": expression}
    classified = [each for each in told.get("classifier", ()) if each.startswith("License :: ")]
    words = classified[0].rpartition(" :: ")[2] if classified else told.get("license", "").split("\n")[0]
    return {"license": {"name": words}} if words else {}


def _purl(part: Distribution) -> str:
    return f"pkg:pypi/{canonicalize_name(part.metadata['Name'])}@{part.version}"


def _versions(parts: Mapping[str, Distribution]) -> list[str]:
    return [f"{name} {part.version}" for name, part in parts.items()]


def main(arguments: Sequence[str]) -> None:
    """Writes it to the file named, else to standard output."""
    text = json.dumps(bom(), indent=2, ensure_ascii=False) + "\n"
    if arguments:
        Path(arguments[0]).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
