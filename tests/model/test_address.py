"""Addresses name accounts, collections and records, and survive being written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.model.address import Address
from explorer.model.errors import AddressError

PARTS = st.text(min_size=1, max_size=20).filter(lambda part: part.strip() == part)


@given(PARTS, st.lists(PARTS, max_size=5))
def test_any_address_reads_back_from_its_text(account: str, segments: list[str]) -> None:
    address = Address(account, tuple(segments))
    assert Address.parse(str(address)) == address


@pytest.mark.parametrize("text", ["", "/", "repcard//1", " / "])
def test_empty_parts_are_refused(text: str) -> None:
    with pytest.raises(AddressError):
        Address.parse(text)


def test_levels() -> None:
    notes = Address.parse("assemble/users/46485/notes")
    assert notes.is_collection and not notes.is_record and not notes.is_account
    note = notes.child("53253")
    assert note.is_record and note.key == "53253" and note.collection == notes
    assert notes.parent == Address.parse("assemble/users/46485")
    assert Address("assemble").parent == Address("assemble")
    assert Address("assemble").is_account


def test_an_id_with_separators_stays_one_segment() -> None:
    hostile = Address("a", ("users", "1/../../admin?x=1#f"))
    assert str(hostile).count("/") == 2
    assert Address.parse(str(hostile)).key == "1/../../admin?x=1#f"
