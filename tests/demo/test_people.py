"""The invented people: repeatable, shared between vendors, of many scripts, and nobody's."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from explorer.demo.people import VENDORS, People
from explorer.demo.vendors import DemoOptions
from tests.demo.in_process import InProcess

LISTS = {
    "repcard": "/users/minimal?per_page=50",
    "repsly": "/v3/export/users/0",
    "assemble": "/users?limit=50",
    "gormic": "/v1/crm/customers",
}
# Number ranges set aside for fiction by the regulators of these countries.
FICTIONAL = {
    "1": r"\d{3}55501\d\d",
    "44": r"7700900\d{3}|2079460\d{3}|2920180\d{3}|1614960\d{3}|1134960\d{3}",
    "353": r"2091\d{5}",
    "61": r"[2378]5550\d{4}",
    "49": r"3023125\d{3}|8999998\d{3}|2214710\d{3}|4066969\d{3}|6990009\d{3}",
    "33": r"19900\d{4}|26191\d{4}|35301\d{4}|46571\d{4}|63998\d{4}",
    "46": r"84650\d{4}|3139006\d\d|4062804\d\d|7017406\d\d",
    "36": r"55\d{6}",
}
# Elsewhere: no subscriber number begins with two zeros.
UNASSIGNABLE = r"\d{0,4}00\d+"


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_seed_always_makes_the_same_people(vendor: str) -> None:
    first, again, other = [
        await InProcess(DemoOptions(people=60, seed=seed)).json(vendor, "GET", LISTS[vendor]) for seed in (7, 7, 8)
    ]
    for answer in (first, again, other):
        answer.pop("requestId", None)
    assert first == again
    assert first != other


def test_a_quarter_is_known_to_more_than_one_vendor() -> None:
    people, count = People(1), 3000
    numbers = {vendor: [people.number(vendor, place) for place in range(count)] for vendor in VENDORS}
    vendors_of = Counter(number for each in numbers.values() for number in each)
    for each in numbers.values():
        assert len(set(each)) == count
        assert 0.2 < sum(vendors_of[number] > 1 for number in each) / count < 0.3


def test_vendors_disagree_about_some_of_the_same_people() -> None:
    people = People(1)
    seen: dict[int, list[tuple[str, str, str]]] = {}
    for vendor in VENDORS:
        for place in range(1000):
            number = people.number(vendor, place)
            if number % 5 == 0:
                person = people.person(vendor, place)
                seen.setdefault(number, []).append((person.full_name, person.email, person.phone.national))
    pairs = [each for each in seen.values() if len(each) > 1]
    for field in range(3):
        differing = sum(len({each[field] for each in same}) > 1 for same in pairs)
        assert 0 < differing < len(pairs) / 2


def test_names_come_in_many_scripts() -> None:
    people = People(1)
    scripts: set[str] = set()
    for place in range(1500):
        for sign in people.person("gormic", place).full_name:
            if sign.isalpha():
                scripts.add(unicodedata.name(sign).split()[0])
    assert scripts >= {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HANGUL", "DEVANAGARI", "THAI"}
    assert scripts >= {"HIRAGANA", "KATAKANA", "BENGALI", "TAMIL", "GEORGIAN", "ARMENIAN", "ETHIOPIC"}


def test_addresses_and_numbers_belong_to_nobody() -> None:
    people = People(3)
    for vendor in VENDORS:
        for place in range(1500):
            person = people.person(vendor, place)
            assert re.fullmatch(r"[a-z0-9.+]+@example\.(com|org|net)", person.email, re.IGNORECASE), person.email
            allowed = FICTIONAL.get(person.phone.calling, UNASSIGNABLE)
            assert re.fullmatch(allowed, person.phone.national), person.phone


def test_some_names_are_awkward() -> None:
    people = People(1)
    families = {people.person("repcard", place).family for place in range(6000)}
    assert "" in families
    assert any("[" in family for family in families)
    assert any("'" in family for family in families)
    assert any(len(family) > 80 for family in families)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_only_the_people_of_a_page_are_made(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    person = People.person

    def counted(self: People, vendor: str, place: int) -> object:
        made.append(place)
        return person(self, vendor, place)

    monkeypatch.setattr(People, "person", counted)
    vendors = InProcess(DemoOptions(people=200_000))
    await vendors.json(vendor, "GET", LISTS[vendor])
    assert 0 < len(made) <= 60
