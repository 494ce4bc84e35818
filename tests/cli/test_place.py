"""What may stand after `explorer`: an address, a URL, an id or an e-mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.accounts import Accounts
from explorer.cli.place import place
from explorer.config import parse
from explorer.config.files import Folders
from explorer.model.address import Address
from explorer.model.errors import AddressError, ConfigError
from explorer.model.json_text import JsonObject
from explorer.model.view import HeldOrder, View
from explorer.repository import LocalCopy
from explorer.vendors import discover
from tests.cli.conftest import Run
from tests.demo_vendors import DemoVendors

_CONFIG = """
[accounts.repcard]
vendor = "repcard"
auth = { api_key = { env = "KEY" } }
[accounts.people]
vendor = "assemble"
base_url = "https://club.goassemble.com/api"
auth = { token = { env = "KEY" } }
"""


@pytest.fixture
def copies(tmp_path: Path) -> dict[str, LocalCopy]:
    config = parse(_CONFIG, discover())
    accounts = Accounts(config, Folders.under(tmp_path))
    return {each.name: accounts.local_copy(each) for each in config.accounts.values()}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("repcard", Address("repcard")),
        ("people/users", Address("people", ("users",))),
        ("people/users/46485/notes", Address("people", ("users", "46485", "notes"))),
        ("https://club.goassemble.com/api/users/46485", Address("people", ("users", "46485"))),
        ("https://club.goassemble.com/api/users/46485/notes/3", Address("people", ("users", "46485", "notes", "3"))),
        ("https://app.repcard.com/api/customers/7?x=1#y", Address("repcard", ("customers", "7"))),
        ("HTTPS://Club.goassemble.com:443/api/users/", Address("people", ("users",))),
    ],
)
def test_places(text: str, address: Address, copies: dict[str, LocalCopy]) -> None:
    assert place(text, copies, print).address == address


def test_a_collection_with_what_narrows_it(copies: dict[str, LocalCopy]) -> None:
    found = place("people/users?team=12&~sort=name:down", copies, print)
    assert found == View(
        Address("people", ("users",)), filters=(("team", "12"),), order=HeldOrder("display_name", descending=True)
    )


def test_a_url_narrows_as_far_as_the_vendor_documents_it(copies: dict[str, LocalCopy]) -> None:
    """What is left out is said."""
    told: list[str] = []
    url = "https://club.goassemble.com/api/users?team=12&page=2&include=roles,emailAddresses&q=Ann+Lee&_=1#top"
    view = place(url, copies, told.append)
    assert view == View(
        Address("people", ("users",)), filters=(("team", "12"),), search="Ann Lee", includes=("roles", "emailAddresses")
    )
    assert told.pop() == "left out of the URL: page, _"
    assert place("https://club.goassemble.com/api/users/7?team=12", copies, told.append).address.key == "7"
    assert told == ["left out of the URL: team"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("peple/users", "there is no account “peple”"),
        ("people/users?taem=1", "did you mean “team”"),
        ("people/user", "Assemble has no “user” there"),
        ("https://elsewhere.example/users/1", "no account has this host"),
        ("https://club.goassemble.com.evil.example/api/users/1", "no account has this host"),
        ("https://club.goassemble.com:80/api/users/1", "no account has this host"),
        ("https://ann@club.goassemble.com/api/users/1", "no account has this host"),
        ("https://club.goassemble.com/users/1", "the API of people has no call with this path"),
        ("https://club.goassemble.com/apis/users/1", "the API of people has no call with this path"),
        ("https://club.goassemble.com/api/users?has_email=maybe", "“has_email” takes"),
        ("46485", "no record held here is “46485”"),
        ("me@example.org", "no record held here is “me@example.org”"),
    ],
)
def test_what_leads_nowhere_says_so(text: str, said: str, copies: dict[str, LocalCopy]) -> None:
    with pytest.raises(AddressError, match=said):
        place(text, copies, print)


def test_without_accounts_the_ways_to_begin(copies: dict[str, LocalCopy]) -> None:
    with pytest.raises(ConfigError) as caught:
        place("repcard/users", {}, print)
    assert caught.value.next_step == "run explorer to set one up step by step, or try explorer demo"


@given(text=st.text(max_size=40))
def test_any_text_is_a_place_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    config = parse(_CONFIG + "[cache]\nmemory_only = true\n", discover())
    accounts = Accounts(config, Folders.under(tmp_path_factory.getbasetemp()))
    copies = {each.name: accounts.local_copy(each) for each in config.accounts.values()}
    try:
        found = place(text, copies, print)
    except AddressError as error:
        assert "\n" not in str(error) or "\n" in text
    else:
        assert found.address.account in copies
    finally:
        accounts.close()


def test_ids_and_emails_of_held_records(run: Run, config_file: Path) -> None:
    """Shown by a place that cannot be opened without a terminal, but is found first."""
    run("list", "demo-repcard/users")
    config = parse(config_file.read_text(), discover())
    accounts = Accounts(config, Folders.of_user(), offline=True)
    copies = {each.name: accounts.local_copy(each) for each in config.accounts.values()}
    owner = Address("demo-repcard", ("users", "1466"))
    assert place("1466", copies, print) == View(owner)
    assert place("ada@example.com", copies, print) == View(owner)
    accounts.close()


def test_an_email_is_the_whole_one_of_a_person(copies: dict[str, LocalCopy]) -> None:
    """Not one that begins so, and none that is only spoken of."""
    copy = copies["people"]

    def hold(address: Address, body: JsonObject) -> None:
        copy._cache.put_record(copy.resource(address), address, body, fetched_at=1000.0).result()

    ann, notes = Address("people", ("users", "1")), Address("people", ("users", "2", "notes", "9"))
    hold(ann, {"id": 1, "display_name": "Ann", "emailAddresses": [{"email": "Ann@x.com.au"}]})
    hold(notes, {"id": 9, "content": "write to ann@x.com"})
    for text in ("ann@x.com", "ann@x", "nn@x.com.au", "ann@x.com.au,bob@x.com.au", "@x.com.au"):
        with pytest.raises(AddressError, match="no record held here is"):
            place(text, copies, print)
    assert place("ANN@x.com.au", copies, print) == View(ann)
    assert copy.find("ann@x.com"), "search goes on to find it"


def test_commands_take_urls_and_the_ids_of_held_records(run: Run, demo_vendors: DemoVendors) -> None:
    base = demo_vendors.base_urls["repcard"]
    user = run("get", f"{base}/users/1466/details").json
    assert user == run("get", "demo-repcard/users/1466").json
    assert run("get", "1466").json == user and run("get", "ada@example.com").json == user
    asked = ("demo-repcard/users?per_page=2", f"{base}/users/minimal?per_page=2")
    assert len(run("list", asked[0]).json) == 2 and run("list", asked[0]).json == run("list", asked[1]).json
    listed = run("list", f"{base}/users/minimal?per_page=2&page=2&x=1")
    assert listed.json == run("list", asked[0]).json and "left out of the URL: page, x\n" in listed.err
    got = run("get", f"{base}/users/1466/details?x=1")
    assert got.json == user and got.err == "left out of the URL: x\n"
    assert run("list", "1466").err.endswith("is no collection; explorer get demo-repcard/users/1466\n")
    for command, said in (
        (("get",), "no record held here is “ada@exampl”; write its address"),
        (("delete", "--dry-run"), "there is no account “ada@exampl”"),
    ):
        refused = run(*command, "ada@exampl")
        assert (refused.code, refused.out) == (2, "") and said in refused.err
    assert "“1466” alone is no address" in run("update", "1466", "firstName=Eve", "--yes").err
    assert "there is no account “demo-repcrd”; did you mean demo-repcard?" in run("get", "demo-repcrd").err


def test_what_several_accounts_or_records_can_be_is_named(
    run: Run, config_file: Path, demo_vendors: DemoVendors
) -> None:
    text = config_file.read_text()
    first = text[text.index("[accounts.demo-repcard]") : text.index("[accounts.demo-repsly]")]
    config_file.write_text(text + first.replace("demo-repcard]", "second]"))
    run("list", "demo-repcard/users")
    run("list", "second/users")
    told = "write demo-repcard/users/1466 or second/users/1466"
    assert told in run("get", "1466").err
    assert told in run("get", f"{demo_vendors.base_urls['repcard']}/users/1466/details").err
