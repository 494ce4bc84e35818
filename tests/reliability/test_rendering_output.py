"""Hostile texts on the way out: printed, exported, handed to an editor."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from explorer.cli.table import Table
from explorer.demo.people.hostile import hostile_texts
from explorer.export.formats import Csv, JsonArray
from explorer.export.partitions import SUFFIX, destination
from explorer.model.field import Column
from explorer.ui.external_editor import edit_text
from explorer.ui.screens.export import ExportScreen
from explorer.vendors import discover
from tests.accounts import accounts_of
from tests.ui.screen.by_keys import on_top, words
from tests.ui.screen.customers import HOME, Both
from tests.ui.screen.systems import settle
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
    signs = "=+-@\uff1d\uff0b\uff0d\uff20\t\r\n\0"
    texts = ("=1+1", "+44-20-79", *(f"{sign}x" for sign in signs), "a=b", "\uff41=b", "")
    rows: list[dict[str, Any]] = [{"a": text, "n": -5} for text in texts]
    lines: list[str] = []
    writer = Csv(lines.append, None, lambda: (), no_formulas=True)
    writer.rows(rows)
    cells = [row["a"] for row in csv.DictReader(io.StringIO("".join(lines), newline=""))]
    assert cells == ["'=1+1", "'+44-20-79", *(f"'{sign}x" for sign in signs), "a=b", "\uff41=b", ""]
    assert all(line.endswith(",-5\r\n") for line in lines[1:])
    assert writer.apostrophes == 14
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


def test_r28_a_file_that_is_named_after_a_record_has_one_plain_name() -> None:
    config = """[accounts.acme]
        vendor = "assemble"
        base_url = "https://assemble.example"
        auth = { email = "jo@example.com", password = "p" }"""
    account = accounts_of(config)["acme"]
    ids = [each.text for each in hostile_texts() if each.text] + ["..", "../../x", "/etc/passwd", "con", "~", "-rf"]
    names = set()
    for key in ids:
        made = destination("out", account, ("users", key, "notes"))
        folder, name = os.path.split(made.path)
        assert folder == made.folder == "out/account=acme/resource=users.notes"
        assert len(name) <= 80 and re.fullmatch(r"part-[A-Za-z0-9 @+,._%-]+\.parquet", name), name
        names.add(name)
    assert len(names) == len(ids), "each has a name of its own"


async def test_r28_the_name_that_is_proposed_holds_nothing_of_the_data(both: Both) -> None:
    systems, vendor = both
    vendor.ada["firstName"] = "../../etc/[/]"
    async with systems.app(HOME).run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await pilot.press("E")
        await on_top(pilot, ExportScreen)
        assert "file gormic-customers-2026-03-05.csv" in words(pilot)
    longest = max(len(resource.name) for vendor in discover().values() for _, resource in vendor.walk())
    assert 40 + len(f"--2026-03-05{SUFFIX}") + longest <= 80, "40 is the most that the name of an account has"
