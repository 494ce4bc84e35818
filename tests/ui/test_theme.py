"""Themes load or say why not; style sheets name no colour of their own."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from math import dist
from operator import mul
from pathlib import Path
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

import explorer
from explorer.model.errors import ConfigError
from explorer.ui.terminal_filter import TerminalFilter
from explorer.ui.theme import (
    DEFAULT,
    MONO,
    TERMINAL,
    load_theme,
    load_themes,
    packaged_folder,
    theme_folders,
    wanted,
)

_BLIND = {"deuteranopia": ("deuteranopia", "protanopia"), "tritanopia": ("tritanopia",)}
"""The themes made for eyes that see fewer colours, and which eyes these are."""
_UNCHANGED = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_SIMULATION = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
"""Of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1."""
PACKAGED = load_themes([packaged_folder()])


def contrast(one: str | None, other: str | None) -> float:
    """The contrast ratio of two colours, by WCAG 2.1."""

    def luminance(color: str | None) -> float:
        assert color is not None
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in Color.parse(color).normalized
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_all_packaged_themes_load() -> None:
    assert not PACKAGED.failed
    assert {DEFAULT, "paper", "contrast", *_BLIND, TERMINAL, MONO} == PACKAGED.themes.keys()


@pytest.mark.parametrize("name", sorted(PACKAGED.themes.keys() - {TERMINAL, MONO}))
def test_states_are_readable_on_every_ground(name: str) -> None:
    theme = PACKAGED.themes[name]
    least = 7 if name == "contrast" else 4.5
    for text in (theme.foreground, theme.error, theme.warning, theme.accent, theme.success, theme.primary):
        for ground in (theme.background, theme.surface, theme.panel):
            assert contrast(text, ground) >= least, (text, ground)


def seen(color: str | None, deficiency: str) -> tuple[float, float, float]:
    """`color` in CIELAB, as eyes with a deficiency see it."""
    assert color is not None
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in Color.parse(color).normalized
    ]
    red, green, blue = (
        min(max(sum(map(mul, row, linear)), 0.0), 1.0) for row in _SIMULATION.get(deficiency, _UNCHANGED)
    )
    x = (0.4125 * red + 0.3576 * green + 0.1804 * blue) / 0.9505
    y = 0.2127 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9503 * blue) / 1.0888
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize(
    ("name", "deficiency"), [(name, each) for name, kinds in _BLIND.items() for each in ("", *kinds)]
)
def test_states_stay_apart_for_the_colour_blind(name: str, deficiency: str) -> None:
    theme = PACKAGED.themes[name]
    states = (theme.foreground, theme.error, theme.warning, theme.accent)
    for one, other in combinations(states, 2):
        assert dist(seen(one, deficiency), seen(other, deficiency)) >= 25, (one, other)


def test_the_simulation_sees_what_runs_together() -> None:
    theme = PACKAGED.themes[DEFAULT]
    assert dist(seen(theme.foreground, "protanopia"), seen(theme.accent, "protanopia")) < 15


def style(color: str | None = None, ground: str | None = None, **attributes: Any) -> Style:
    return Style(color=color, bgcolor=ground, **attributes)


@pytest.mark.parametrize(
    ("drawn", "named", "mono"),
    [
        (style(), style(), style()),
        (style("red", "default"), style("red", "default"), style(bold=True)),
        (style("default", "white"), style("default", "default", reverse=True), style(reverse=True)),
        (style("red", "white", reverse=True), style("red", "default"), style(bold=True)),
        (style("bright_black", "default"), style("default", "default", dim=True), style(dim=True)),
    ],
)
def test_grounds_are_reverse_and_grey_is_dim(drawn: Style, named: Style, mono: Style) -> None:
    for is_mono, expected in ((False, named), (True, mono)):
        made = TerminalFilter(mono=is_mono).apply([Segment("x", drawn)], Color(0, 0, 0))[0].style
        assert made is not None
        assert made.render("x", color_system=ColorSystem.STANDARD) == expected.render(
            "x", color_system=ColorSystem.STANDARD
        )


@pytest.mark.parametrize(
    ("chosen", "environ", "system", "first"),
    [
        ("", {}, "truecolor", DEFAULT),
        ("", {}, "256", DEFAULT),
        ("", {}, "standard", TERMINAL),
        ("paper", {}, "standard", "paper"),
        ("paper", {"NO_COLOR": "1"}, "truecolor", MONO),
        ("paper", {"NO_COLOR": ""}, "truecolor", "paper"),
    ],
)
def test_which_theme_is_wanted(chosen: str, environ: dict[str, str], system: str, first: str) -> None:
    assert wanted(chosen, environ, system) == (first, DEFAULT)


@pytest.mark.parametrize("name", sorted(PACKAGED.themes))
def test_every_variable_that_a_style_sheet_can_name_is_there(name: str) -> None:
    """Textual's own style sheets fail as a whole where one is not."""
    present = PACKAGED.themes[name].to_color_system().generate().keys()
    assert present >= PACKAGED.themes[DEFAULT].to_color_system().generate().keys()


def test_the_users_theme_counts_over_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / f"{DEFAULT}.toml").write_text(
        'primary = "#123456"\n[variables]\nblock-cursor-text-style = "bold underline"\nborder = "#abcdef 40%"\n'
    )
    theme = load_theme(DEFAULT, theme_folders(tmp_path))
    assert (theme.name, theme.primary) == (DEFAULT, "#123456")
    assert load_themes(theme_folders(tmp_path)).themes[DEFAULT].primary == "#123456"
    assert theme.to_color_system().generate()["border"] == "#abcdef 40%"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('accent = "#fff"', "primary is missing"),
        ('primry = "#fff"', "unknown key “primry”"),
        ('primary = "reddish"', "primary has to be a colour"),
        ("primary = 7", "primary has to be a colour"),
        ('primary = "#fff 50%"', "primary has to be a colour"),
        ('primary = "#fff"\n[variables]\nborder = "#fff loud"', "only a percentage"),
        ('primary = "#fff"\nprimry = "#fff"', "unknown key “primry”"),
        ('primary = "#fff"\nname = "other"', "unknown key “name”"),
        ('primary = "#fff"\ndark = "yes"', "dark has to be true or false"),
        ('primary = "#fff"\ntext_alpha = 2', "text_alpha has to be a number"),
        ('primary = "#fff"\n[variables]\nborders = "#fff"', "unknown variable “borders”"),
        ('primary = "#fff"\n[variables]\nblock-cursor-text-style = "loud"', "block-cursor-text-style"),
        ('primary = "#fff"\naccent = = 1', "line 2"),
        ('primary = "#fff"\n"\\u001b[31m" = 1', "unknown key “␛[31m”"),
    ],
)
def test_a_broken_theme_is_reported_and_the_others_load(tmp_path: Path, text: str, why: str) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(text)
    loaded = load_themes([packaged_folder(), tmp_path])
    assert loaded.themes.keys() == PACKAGED.themes.keys()
    assert list(loaded.failed) == [broken]
    assert why in loaded.failed[broken]
    with pytest.raises(ConfigError, match=re.escape(why)):
        load_theme("broken", [packaged_folder(), tmp_path])


def test_files_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "latin.toml").write_bytes(b'primary = "\xe9"')
    (tmp_path / "huge.toml").write_text('primary = "#fff"\n' + "#" * 70_000)
    assert {path.stem for path in load_themes([tmp_path]).failed} == {"folder", "latin", "huge"}


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigError) as caught:
        load_theme("../\x1b[2Jdusk", [packaged_folder(), Path("/nonexistent")])
    assert "\x1b" not in str(caught.value) + caught.value.next_step
    assert DEFAULT in caught.value.next_step


def test_style_sheets_take_every_colour_from_the_theme() -> None:
    sheets = sorted((Path(explorer.__file__).parent / "ui").rglob("*.tcss"))
    assert sheets
    literal = re.compile(r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\()")
    for sheet in sheets:
        assert not literal.search(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)), sheet


def test_reading_a_theme_loads_nothing_heavy() -> None:
    code = (
        "import sys; from explorer.ui.theme import *; load_theme(DEFAULT, [packaged_folder()]);"
        "print([name for name in ('pydantic', 'httpx', 'sqlite3', 'starlette') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
