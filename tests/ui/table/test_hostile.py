"""Nothing that a vendor writes acts on the terminal, even where it came to a table without passing `safe`."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.pilot import Pilot

from explorer.model.display import Row
from explorer.model.field import Column
from explorer.model.text import SafeText
from explorer.ui.line_filter import SafetyFilter
from explorer.ui.signs import ASCII, UNICODE, signs_for
from tests.ui.table.people import People, TableApp
from tests.ui.table.terminal import Terminal, TerminalDriver, drawn_anew, drive, written

HOSTILE = (
    *("\x1b]52;c;ZXZpbA==\x07", "\x1b]52;c;ZXZpbA==\x1b\\", "\x1b]52;c;open", "\x1b[2Jgone", "\x1b[6n", "\x1b[31mred"),
    *("\x9b31mred", "\x9d0;title\x9c", "a\x00b\x7fc\x0ed", "admin\x08\x08\x08\x08\x08user", "one\r\ntwo", "tab\there"),
    *("\u202egnp.exe", "Ann\u200bLee", "\ufeffx", "\U000e0041tag", "\u2028line", "lone\ud800end", "\x1bP1$r\x1b\\"),
    *("[@click=app.quit]x[/]", "[/", "[link=https://evil.example]x[/link]", "[red]x"),
)
OURS = re.compile(r"\v?\x1b\[\d+G|\x1b\[[\d;]*[mHrMLX]|\x1b\]22;default\x07|\n")
"""Colours, places, scrolling, erasing and lines; the pointer's shape, which Textual sets as it starts."""
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def hostile(number: int, count: int) -> Row:
    text = SafeText(HOSTILE[number])
    return Row(str(number), (text, SafeText("after"), text))


def source() -> People:
    rows = People(range(len(HOSTILE)), 3, hostile)
    rows.columns = tuple(Column(f"c{place}", HOSTILE[place], "text", 16) for place in range(3))
    return rows


async def test_hostile_text_sends_no_control() -> None:
    app = TableApp(source(), marks=lambda row: "\x1b[", driver_class=TerminalDriver)

    async def body(pilot: Pilot[Any]) -> None:
        for _ in HOSTILE:
            app.table.action_row(1)
            await pilot.pause()
        app.table.empty_message = "\x1b]52;c;ZXZpbA==\x07"
        app.table.set_source(People([], 3))
        await pilot.pause()
        sent = written(app)
        assert "ZXZpbA==" in sent
        left = OURS.sub("", sent)
        assert not FORBIDDEN.search(left), FORBIDDEN.findall(left)

    await drive(app, body, (100, 40))


async def test_hostile_text_leaves_the_other_cells_where_they_are() -> None:
    app = TableApp(source(), driver_class=TerminalDriver)

    async def body(pilot: Pilot[Any]) -> None:
        terminal = Terminal((100, 40))
        terminal.feed(drawn_anew(app))
        lines = terminal.lines()[2 : 2 + len(HOSTILE)]
        assert {line.index("│") for line in lines} == {lines[0].index("│")}
        assert {line.index("after") for line in lines} == {lines[0].index("after")}

    await drive(app, body, (100, 40))


def filtered(*segments: Segment) -> list[Segment]:
    return SafetyFilter().apply(list(segments), Color.parse("black"))


@given(st.text())
def test_the_filter_lets_no_control_through(text: str) -> None:
    (segment,) = filtered(Segment(text))
    assert not FORBIDDEN.search(segment.text)
    assert filtered(segment) == [segment]
    segment.text.encode()


@pytest.mark.parametrize("text", ["John Smith", "山田太郎", "مرحبا שלום", "می‌خواهم", "👩‍👩‍👧", "e\u0301", "–│…"])
def test_the_filter_leaves_writing_as_it_is(text: str) -> None:
    style = Style.parse("bold red")
    assert filtered(Segment(text, style)) == [Segment(text, style)]


def test_the_filter_drops_links_and_actions_and_keeps_places() -> None:
    style = Style(bold=True, link="https://evil.example") + Style.from_meta({"@click": "app.quit", "offset": (1, 2)})
    (segment,) = filtered(Segment("x", style))
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.meta == {"offset": (1, 2)}
    assert segment.style.bold
    assert "\x1b]8" not in segment.style.render("x")


@pytest.mark.parametrize(
    ("environ", "signs"),
    [
        ({"LANG": "en_GB.UTF-8"}, UNICODE),
        ({"LANG": "C.utf8"}, UNICODE),
        ({}, UNICODE),
        ({"LC_ALL": "C", "LANG": "en_GB.UTF-8"}, ASCII),
        ({"LANG": "en_GB.ISO-8859-1"}, ASCII),
        ({"LANG": "en_GB.UTF-8", "LC_CTYPE": "POSIX"}, ASCII),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, ASCII),
        ({"LANG": "", "LC_CTYPE": "C.UTF-8"}, UNICODE),
    ],
)
def test_signs_follow_the_locale(environ: dict[str, str], signs: object) -> None:
    assert signs_for(environ) is signs


def test_every_sign_takes_one_cell() -> None:
    for signs in (UNICODE, ASCII):
        each = [getattr(signs, field.name) for field in fields(signs)]
        assert all(cell_len(sign) == 1 for sign in each)
    assert "".join(getattr(ASCII, field.name) for field in fields(ASCII)).isascii()
    in_gutter = [(signs.changed, signs.draft, signs.marked, signs.gone, signs.failed) for signs in (UNICODE, ASCII)]
    assert all(len(set(each)) == len(each) for each in in_gutter)
