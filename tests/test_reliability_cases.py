"""Every case of reliability has a test or a reason why not, and every test there names its case."""

from __future__ import annotations

from tests.reliability.cases import CASES, GROUPS, OPEN, WAIVED
from tests.reliability.found import by_case, found

IDS = [case.id for case in CASES]


def test_the_cases_are_numbered_without_a_gap() -> None:
    counted = dict(zip(GROUPS, (28, 19, 23, 29, 18, 23, 24, 30, 18), strict=True))
    assert [f"{letter}{n:02}" for letter, count in counted.items() for n in range(1, count + 1)] == IDS
    assert len({case.sentence for case in CASES}) == len(CASES) == 212


def test_every_test_names_cases_and_stands_in_their_group() -> None:
    assert [each for each in found() if not set(each.cases) & set(IDS) or not set(each.cases) <= set(IDS)] == []
    assert [(each.file, each.name) for each in found() if not each.at_home] == []


def test_every_case_has_a_test_or_a_reason() -> None:
    tested = set(by_case())
    assert [each for each in IDS if each not in tested and each not in WAIVED and each not in OPEN] == []
    assert sorted(OPEN & (tested | set(WAIVED))) == [], "tested or waived, and no longer open"
    assert sorted((OPEN | set(WAIVED)) - set(IDS)) == []
    assert [each for each, reason in WAIVED.items() if len(reason.split()) < 5] == []
