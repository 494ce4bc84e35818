"""Redirects: followed within the origin for reads alone, and never without end."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from explorer.model.errors import BadAnswer, Rejected
from explorer.repository import Repository
from explorer.store.journal import Journal
from tests.api.conftest import PEOPLE, Rig, operation
from tests.fault_server import json_reply, redirect
from tests.repository.losing import RECORD, Vendor, write

GET, UPDATE = operation("get"), operation("update")
PERSON = ("people", "1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_t17_a_read_follows_a_redirect_within_the_origin(rig: Rig, status: int) -> None:
    rig.server.play(redirect("/moved/here?a=1", status), json_reply({"id": 1}))
    assert await rig.client().get(PEOPLE, GET, PERSON) == {"id": 1}
    assert rig.server.seen[1].target == "/moved/here?a=1"
    assert rig.server.seen[1].headers["x-api-key"] == "k-1"


async def test_t19_a_redirect_loop_ends(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: redirect("/again")
    with pytest.raises(BadAnswer, match="more than 3 times"):
        await rig.client().get(PEOPLE, GET, PERSON)
    assert len(rig.server.seen) == 4


async def test_t17_t19_the_text_names_both_urls_without_a_query(rig: Rig) -> None:
    rig.server.otherwise = lambda seen: redirect("/again?token=canary")
    with pytest.raises(BadAnswer, match="more than 3 times") as caught:
        await rig.client().get(PEOPLE, GET, PERSON)
    assert str(caught.value).count("/again") == 2
    assert "canary" not in str(caught.value)
    assert rig.time.slept == [], "at once"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_t18_a_write_follows_no_redirect(rig: Rig, status: int) -> None:
    rig.server.play(redirect("/moved", status))
    with pytest.raises(Rejected, match="has moved"):
        await rig.client().call(PEOPLE, UPDATE, PERSON, body={})
    assert len(rig.server.seen) == 1


async def test_t18_a_write_that_is_redirected_counts_as_refused(
    vendor: Vendor, repository: Repository, tmp_path: Path
) -> None:
    vendor.applies, vendor.answer = False, redirect("/moved", 307)
    with pytest.raises(Rejected, match="has moved"):
        await write(repository, RECORD, "update", firstName="Eve")
    with closing(Journal(tmp_path / "journal.sqlite")) as journal:
        assert [each.state for each in journal.entries()] == ["refused"]
    assert [seen.method for seen in vendor.writes] == ["PATCH"]
