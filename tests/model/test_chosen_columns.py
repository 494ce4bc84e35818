"""What a column may be called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.model.address import Address
from explorer.model.chosen_columns import path_named
from explorer.model.errors import UsageError
from explorer.model.field import Column
from tests.ui.prepared import call


def test_a_path_and_a_documented_member_come_before_titles() -> None:
    columns = (Column("a", "name"), Column("b.name", "First name"), Column("c", "first name"), Column("d", "a"))
    resource = replace(call(Address("gormic", ("customers", "9f3c")), "update")[0], columns=columns)
    assert [path_named(resource, name, tuple) for name in ("NAME", "a", "b.name", "x")] == ["a", "a", "b.name", "x"]
    assert path_named(resource, "name", lambda: ("name",)) == "name"
    with pytest.raises(UsageError, match="several columns are called “first name”") as refused:
        path_named(resource, "first name", tuple)
    assert refused.value.next_step == "name one: b.name, c"
