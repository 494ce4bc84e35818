"""`explorer list` takes a view's text where it takes a collection: what the server narrows, and what explorer does."""

from __future__ import annotations

import pytest

from explorer.model.text import fold
from tests.cli.conftest import Run

USERS = "demo-assemble/users"


def test_what_the_server_narrows_combines_with_the_options(run: Run) -> None:
    by_options = run("list", USERS, "-w", "view=non-volunteers", "-w", "s=a", "--all")
    by_view = run("list", f"{USERS}?view=non-volunteers&sort=ascending", "--all")
    assert by_view.json == by_options.json and 0 < len(by_view.json) < 177
    assert run("list", f"{USERS}?view=non-volunteers", "-w", "s=a", "--all").json == by_options.json
    found = run("list", f"{USERS}?search=smith&columns=id,name", "--format", "csv", "--all")
    assert found.lines[0] == "id,display_name" and len(found.lines) > 1


def test_what_explorer_narrows_and_sorts_is_of_the_rows_that_were_read(run: Run) -> None:
    everything = run("list", USERS, "--all").json
    teams = [each for each in everything if "kent" in fold(each.get("team_name") or "")]
    ran = run("list", f"{USERS}?~team=kent&~sort=name:down")
    assert ran.json == sorted(teams, key=lambda each: fold(each["display_name"]), reverse=True)
    assert ran.err == (
        f"{len(teams)} of the 177 rows that were read hold what ~ asks for\n"
        "sorted by display_name: the 177 rows that were read\n"
    )
    assert run("list", f"{USERS}?~team=kent&~sort=name:down", "--all").json == ran.json
    name = teams[0]["display_name"].split()[-1]
    assert teams[0] in run("list", f"{USERS}?~search={name}", "--all").json
    assert run("list", f"{USERS}?~search=xqzw", "--all").json == []
    offline = run("--offline", "list", f"{USERS}?~team=kent&~sort=name:down")
    assert offline.json == ran.json


def test_rows_without_a_value_are_found_and_a_word_for_that_is_a_text(run: Run) -> None:
    everything = run("list", "demo-gormic/customers", "--all").json
    without = [each for each in everything if not each["birthDate"]]
    assert 0 < len(without) < len(everything)
    assert run("list", "demo-gormic/customers?~birthDate=").json == without
    assert run("--offline", "list", "demo-gormic/customers?~birthDate=&~sort=id").code == 0
    ran = run("list", "demo-gormic/customers?~birthDate=null")
    assert ran.json == []
    assert "“null” is looked for as a text; ~birthDate= finds the rows without a value" in ran.err


def test_what_the_vendor_includes_when_asked_is_asked_for_to_narrow_by(run: Run) -> None:
    ran = run("list", f"{USERS}?~roles.display_name=volunteer")
    assert ran.json and all("volunteer" in fold(str(each["roles"])) for each in ran.json)


@pytest.mark.parametrize(("part", "read"), [(("--limit", "3"), 3), (("--page", "2"), 50)])
def test_what_explorer_narrows_of_a_part_is_incomplete(run: Run, part: tuple[str, str], read: int) -> None:
    ran = run("list", f"{USERS}?~team=kent", *part)
    assert ran.code == 3 and len(ran.json) < read
    assert f"of the {read} rows that were read hold what ~ asks for" in ran.err
    assert f"only the {read} rows that were read were looked through; leave {part[0]} out" in ran.err
    assert run("list", f"{USERS}?~team=kent", "--limit", "177").code == 0, "these are all"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((f"{USERS}?taem=1",), "there is no filter “taem”; did you mean “team”?"),
        ((f"{USERS}?team=1", "-w", "team=2"), "“team” is given twice"),
        ((f"{USERS}?search=a", "--search", "b"), "the search is given twice"),
        ((f"{USERS}?~sort=nam",), "users have no column “nam”"),
        ((f"{USERS}/1?team=1",), "demo-assemble/users/1 is no collection"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_request(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run("list", *words)
    assert ran.code == 2 and said in ran.err
