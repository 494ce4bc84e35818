"""What explorer is made of: locked, looked through for known holes, listed, and updated with patience."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from datetime import date
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.audit import EXCEPTIONS, exemptions, judge
from tests.locks import ROOT, hashes, locked
from tests.sbom import OURS, needed
from tests.waiting import LONGEST

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize(
    ("file", "asked_for"),
    [
        ("requirements.txt", PROJECT["dependencies"]),
        ("requirements-dev.txt", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]),
    ],
)
def test_f15_every_requirement_is_pinned_within_its_range(file: str, asked_for: list[str]) -> None:
    pins = locked(file)
    for requirement in map(Requirement, asked_for):
        for pin in pins[canonicalize_name(requirement.name)]:
            (version,) = pin.specifier
            assert version.operator == "==" and requirement.specifier.contains(version.version), (requirement, pin)


def test_f15_f17_both_locks_agree_and_the_program_needs_few() -> None:
    runtime, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert runtime == {name: development[name] for name in runtime}
    assert len(runtime) <= 30
    assert not {"click", "uvicorn"} & set(runtime)


def test_f15_the_locks_name_no_place_to_fetch_from() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert not re.search(r"https?://|file:|--(extra-)?index|--find-links", (ROOT / name).read_text("utf-8"))


def test_f15_the_build_installs_from_the_lock_alone() -> None:
    commands = re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    told = "\n".join((*commands, (ROOT / ".ci" / "run").read_text("utf-8")))
    installs = re.findall(r"pip install .*?-r (\S+)", told)
    assert {"requirements.txt", "requirements-dev.txt"} == set(installs)
    for each in re.findall(r"pip install (?!.*-r )(.*)", told):
        assert re.search(r"--no-deps|pip-audit", each), each


REPORT: dict[str, Any] = {
    "dependencies": [
        {"name": "fine", "version": "1", "vulns": []},
        {"name": "unknown", "skip_reason": "not found"},
        {
            "name": "holed",
            "version": "2",
            "vulns": [{"id": "GHSA-1", "aliases": ["CVE-2026-1"], "fix_versions": ["3"], "description": "…"}],
        },
    ]
}


@pytest.mark.parametrize(
    ("lines", "well"),
    [
        ("", False),
        ("CVE-2026-2 2026-12-31 another one", False),
        ("CVE-2026-1 2026-12-31 only where it serves", True),
        ("GHSA-1 2026-12-31 only where it serves # seen", True),
        ("GHSA-1 2026-06-30 was to be mended by then", False),
    ],
)
def test_f16_a_known_hole_fails_unless_it_is_lived_with_for_a_while(lines: str, well: bool) -> None:
    said, judged = judge(REPORT, exemptions(lines), date(2026, 7, 1))
    assert judged is well
    assert said[0].startswith("holed 2: GHSA-1, mended in 3; ")
    assert said[-1] == "2 distributions looked at, 1 the registry knows nothing of"


def test_f16_every_exception_has_a_day_and_a_reason() -> None:
    for each in exemptions(EXCEPTIONS.read_text("utf-8")).values():
        assert (each.until - date.today()).days < 100, each
    with pytest.raises(ValueError, match="an id, a day and a reason"):
        exemptions("CVE-2026-1 2026-12-31")
    assert "python -m tests.audit" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_f17_a_command_lists_the_parts_and_they_are_few() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.sbom"], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert (told["bomFormat"], told["specVersion"], told["metadata"]["component"]["name"]) == ("CycloneDX", "1.6", OURS)
    parts = {canonicalize_name(each["name"]): each for each in told["components"]}
    assert set(parts) == set(needed()) - {OURS} <= set(locked("requirements.txt"))
    assert len(parts) <= 30
    for name, each in parts.items():
        assert [hash["content"] for hash in each["hashes"]] == list(hashes("requirements.txt")[name])
        assert each["licenses"] and each["purl"] == f"pkg:pypi/{name}@{each['version']}"
    refs = {each["bom-ref"] for each in (*told["components"], told["metadata"]["component"])}
    assert {each["ref"] for each in told["dependencies"]} == refs
    assert all(set(each["dependsOn"]) <= refs for each in told["dependencies"])


def test_f18_updates_wait_a_week_and_textual_stays_in_its_line() -> None:
    declared = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text("utf-8"))
    (pip,) = declared["updates"]
    assert (pip["package-ecosystem"], pip["cooldown"]["default-days"]) == ("pip", 7)
    assert "groups" not in pip, "one change for each dependency"
    (textual,) = (Requirement(each) for each in PROJECT["dependencies"] if each.startswith("textual"))
    assert textual.specifier.contains("8.2.99") and not textual.specifier.contains("8.3.0")
