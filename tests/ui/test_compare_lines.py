"""How two values are drawn whole, one below the other."""

from __future__ import annotations

from explorer.model.field import Field
from explorer.model.side_by_side import Cell, Line
from explorer.ui.compare_lines import whole_lines
from explorer.ui.signs import UNICODE


def test_whole_values_stand_in_one_column() -> None:
    line = Line("job", "common", "differs", Cell("Field", Field()), Cell("Owner", Field()))
    drawn = [each.plain for each in whole_lines(line, ("Gormic", "RepCard"), 60, UNICODE)]
    assert [each.index(word) for each, word in zip(drawn, ("Field", "Owner"), strict=True)] == [10, 10]
