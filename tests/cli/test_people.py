"""`explorer same` and `explorer compare`: one person in several systems, from what is held here."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Ran, Run

NINO = "demo-repcard/users/27310"
"""A person whom all four demo vendors know."""
CUSTOMER = "demo-gormic/customers/c-3"


@pytest.fixture
def held(run: Run) -> Run:
    """The first rows of two vendors are held, and all of a third."""
    for arguments in (("demo-repcard/users", "--limit", "120"), ("demo-gormic/customers",), ("demo-repsly/users",)):
        assert run("list", *arguments).code == 0
    return run


def found(ran: Ran) -> dict[str, list[str]]:
    return {each["address"].rpartition("/")[0]: each["reasons"] for each in ran.json if each["sure"]}


def test_the_same_person_in_other_systems(held: Run) -> None:
    ran = held("same", NINO)
    assert ran.code == 0
    assert found(ran) == {
        "demo-repsly/users": ["e-mail", "phone", "name"],
        "demo-gormic/customers": ["e-mail", "name"],
    }
    assert [each["sure"] for each in ran.json] == sorted((each["sure"] for each in ran.json), reverse=True)
    assert "demo-repcard/users: 150 of 200 held" in ran.err
    assert "demo-assemble/users: none held" in ran.err
    assert "demo-assemble/users: e-mails and phones are known of records that were opened only" in ran.err
    assert NINO in {each["address"] for each in held("same", CUSTOMER).json}


def test_an_opened_record_tells_more_than_a_row(held: Run) -> None:
    held("list", "demo-assemble/users", "--all")
    (address,) = [each["address"] for each in held("same", NINO).json if "demo-assemble" in each["address"]][:1]
    assert not any("demo-assemble" in each for each in found(held("same", NINO)))
    held("get", address)
    assert "phone" in found(held("same", NINO))["demo-assemble/users"]


def test_in_a_table_and_as_csv(held: Run) -> None:
    header, *rows = held("same", NINO, "--format", "csv").lines
    assert header == "address,label,why,as_of"
    assert any(row.startswith("demo-repsly/users/") and "same e-mail, phone, name" in row for row in rows)
    assert "why" in held("same", NINO, "--format", "table").lines[0]


def test_two_records_side_by_side(held: Run) -> None:
    ran = held("compare", NINO, CUSTOMER)
    told = {each["field"]: each for each in ran.json}
    assert (ran.code, told["e-mail"]["verdict"], told["phone"]["verdict"]) == (0, "same", "differs")
    assert told["phone"]["right"] not in told["phone"]["left"]
    assert "right" not in told["job or role"] and told["job or role"]["verdict"] == "only"
    assert f"left: {NINO} as of " in ran.err and "the list's row only" in ran.err
    only = held("compare", NINO, CUSTOMER, "--differences").json
    assert {each["verdict"] for each in only} == {"differs"}
    table = held("compare", NINO, CUSTOMER, "--format", "table").lines
    assert table[0].split() == ["verdict", "field", "left", "right"]


def test_the_same_phone_written_otherwise(held: Run) -> None:
    (repsly,) = (each["address"] for each in held("same", NINO).json if "phone" in each["reasons"])
    lines = {each["field"]: each["verdict"] for each in held("compare", NINO, repsly).json}
    assert lines["phone"] in ("same", "otherwise")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("same", "demo-repcard/users"), 2, "is no record"),
        (("same", "demo-repcard/users/999999"), 1, "is not held here"),
        (("same", "demo-repcard/nothing/1"), 2, "nothing"),
        (("same", "nobody/users/1"), 2, "nobody"),
        (("compare", NINO), 2, "ADDRESS"),
        (("compare", NINO, NINO), 2, f"{NINO} is one record, and there is nothing in it to compare it with"),
        (("same", "demo-repcard/customers/25997808/attachments/2031"), 2, "does not declare"),
    ],
)
def test_what_means_nothing_is_refused(held: Run, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = held(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err


def test_nobody_else(held: Run) -> None:
    ran = held("same", "demo-repcard/users/26682")
    assert (ran.code, ran.json) == (0, [])
    assert "nobody of what is held here looks like demo-repcard/users/26682" in ran.err
