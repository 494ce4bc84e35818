"""Hostile texts on the way out: printed, exported, handed to an editor."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from explorer.cli.table import Table
from explorer.demo.people.hostile import hostile_texts
from explorer.export.formats import Csv, JsonArray
from explorer.model.field import Column
from explorer.ui.external_editor import edit_text
from tests.ui.table.test_hostile import FORBIDDEN
from tests.ui.test_external_editor import Desk, does, editor

__all__ = ["editor"]

TEXTS = [each.text for each in hostile_texts() if len(each.text) < 5_000]
ROWS: list[dict[str, Any]] = [{"a": text, "b": text} for text in TEXTS]


def test_r11_a_table_and_csv_on_a_terminal_are_inert_and_json_is_exact() -> None:
    out = io.StringIO()
    table = Table(out.write, [Column("a", "a", width=12), Column("b", "b", width=12)], None, lambda: (), width=80)
    table.rows(ROWS)
    table.end()
    assert len(out.getvalue().split("\n")) == len(ROWS) + 2
    assert not FORBIDDEN.search(out.getvalue().replace("\n", ""))
    for shown in (True, False):
        out = io.StringIO(newline="")
        Csv(out.write, ["a"], lambda: ["a"], shown=shown).rows(ROWS)
        assert bool(FORBIDDEN.search(out.getvalue().replace("\r\n", ""))) is not shown
    out = io.StringIO()
    array = JsonArray(out.write)
    array.rows(ROWS)
    array.end()
    assert json.loads(out.getvalue()) == ROWS
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(out.getvalue())


def test_r27_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe() -> None:
    texts = ("=1+1", "+44-20-79", "-x", "@sum", "\tx", "\rx", "a=b", "")
    rows: list[dict[str, Any]] = [{"a": text, "n": -5} for text in texts]
    lines: list[str] = []
    writer = Csv(lines.append, None, lambda: (), no_formulas=True)
    writer.rows(rows)
    cells = [row["a"] for row in csv.DictReader(io.StringIO("".join(lines), newline=""))]
    assert cells == ["'=1+1", "'+44-20-79", "'-x", "'@sum", "'\tx", "'\rx", "a=b", ""]
    assert all(line.endswith(",-5\r\n") for line in lines[1:])
    assert writer.apostrophes == 6
    out = io.StringIO()
    array = JsonArray(out.write)
    array.rows(rows)
    array.end()
    assert json.loads(out.getvalue()) == rows


@pytest.mark.parametrize("trick", ["; touch broken", "$(touch broken)", "`touch broken`", "&& touch broken"])
async def test_r29_an_editor_gets_its_arguments_as_a_list(
    editor: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trick: str
) -> None:
    monkeypatch.chdir(tmp_path)
    does(editor, "open(file, 'w').write('|'.join(sys.argv[1:-1]))")
    monkeypatch.setenv("VISUAL", f"{os.environ['VISUAL']} {trick}")
    assert await edit_text(Desk(), "one", ".txt") == "|".join(trick.split(" "))
    assert not (tmp_path / "broken").exists()
