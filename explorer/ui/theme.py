"""Themes: `themes/*.toml`, checked by hand (no pydantic: the chosen one is read before the first paint), as Textual's
`Theme`. A broken file is an error of that file alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from textual.color import Color, ColorParseError
from textual.theme import Theme

from explorer.model.errors import ConfigError
from explorer.model.nearest import hint
from explorer.model.text import safe
from explorer.model.value import dataclass

DEFAULT: Final = "dusk"
"""The theme where none is chosen, or the chosen one cannot be used."""
TERMINAL: Final = "terminal"
"""The theme where none is chosen and the terminal has 16 colours."""
MONO: Final = "mono"
"""The theme where no colours are wanted."""

_COLORS: Final = frozenset(
    (
        *("primary", "secondary", "accent", "success", "warning", "error"),
        *("foreground", "background", "surface", "panel", "boost"),
    )
)
_FLAGS: Final = frozenset(("dark", "ansi", "mono"))
_FRACTIONS: Final = frozenset(("luminosity_spread", "text_alpha"))
_TEXT_STYLES: Final = frozenset(("none", "bold", "dim", "italic", "reverse", "strike", "underline"))
_SIZE_LIMIT: Final = 65_536


@dataclass
class ExplorerTheme(Theme):
    """A theme of Textual's, and whether it sends any colours."""

    mono: bool = False
    """What would have a colour is bold instead."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a look through the theme folders brought."""

    themes: Mapping[str, ExplorerTheme]
    """By name. Of two with one name the one in the later folder counts."""
    failed: Mapping[Path, str]
    """Files that are no theme, and why."""


def packaged_folder() -> Path:
    """The themes that come with the program: beside the package's modules where it is installed, at the top in a
    checkout."""
    package = Path(__file__).parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


def theme_folders(config_folder: Path) -> tuple[Path, ...]:
    """The folders that hold themes: the program's, then the user's."""
    return packaged_folder(), config_folder / "themes"


def wanted(chosen: str, environ: Mapping[str, str], color_system: str | None) -> tuple[str, ...]:
    """The names to try, in this order. `color_system` is Rich's word for what the terminal can show. `NO_COLOR` counts
    where it is set and not empty (no-color.org)."""
    if environ.get("NO_COLOR"):
        return MONO, DEFAULT
    return chosen or (TERMINAL if color_system in ("standard", None) else DEFAULT), DEFAULT


def load_theme(name: str, folders: Iterable[Path]) -> ExplorerTheme:
    """The theme called `name`, from the last of `folders` that has it.

    Raises ConfigError where none has it, or it is broken.
    """
    known: set[str] = set()
    for folder in reversed(list(folders)):
        files = {path.stem: path for path in folder.glob("*.toml")}
        if name in files:
            return _read(files[name])
        known.update(files)
    raise ConfigError(f"there is no theme “{safe(name)}”", next_step=safe(hint(name, sorted(known))))


def load_themes(folders: Iterable[Path]) -> Loaded:
    """Every theme of `folders`."""
    themes: dict[str, ExplorerTheme] = {}
    failed: dict[Path, str] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                themes[path.stem] = _read(path)
            except ConfigError as error:
                failed[path] = str(error)
    return Loaded(themes, failed)


def _read(path: Path) -> ExplorerTheme:
    """The theme in the file at `path`, called as the file is. Raises ConfigError."""
    where = f"theme {safe(str(path))}"
    try:
        if not path.is_file() or path.stat().st_size > _SIZE_LIMIT:
            raise ConfigError(f"{where}: not a file of at most {_SIZE_LIMIT} bytes")
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{where}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{where}: {safe(str(error))}") from None
    try:
        theme = ExplorerTheme(name=path.stem, **_checked(table))
    except ValueError as error:
        raise ConfigError(f"{where}: {safe(str(error))}") from None
    if theme.ansi:
        # Of such a theme Textual derives fewer variables than its own style sheets refer to.
        missing = _variables() - theme.to_color_system().generate().keys()
        others = {name: "none" if name.endswith("style") else "ansi_default" for name in missing}
        theme.variables = {**others, **theme.variables}
    return theme


def _checked(table: Mapping[str, Any]) -> dict[str, Any]:
    """`table` as arguments of `Theme`. Raises ValueError naming the key that is wrong."""
    for key, value in table.items():
        if key in _COLORS:
            _check_color(key, value)
        elif key in _FLAGS:
            if not isinstance(value, bool):
                raise ValueError(f"{key} has to be true or false")
        elif key in _FRACTIONS:
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
                raise ValueError(f"{key} has to be a number from 0 to 1")
        elif key == "variables":
            _check_variables(value)
        else:
            raise ValueError(f"unknown key “{key}”")
    if "primary" not in table:  # after the others: its name may be misspelt there
        raise ValueError("primary is missing")
    return dict(table)


def _check_variables(variables: Any) -> None:
    if not isinstance(variables, dict):
        raise ValueError("variables has to be a table")
    for name, value in variables.items():
        if name not in _variables():
            raise ValueError(f"unknown variable “{name}”")
        if name.endswith("style"):
            if not isinstance(value, str) or not value or not _TEXT_STYLES.issuperset(value.split()):
                raise ValueError(f"{name} has to be made of {', '.join(sorted(_TEXT_STYLES))}")
        else:
            _check_variable_color(name, value)


def _check_variable_color(name: str, value: Any) -> None:
    """A colour, or one with a percentage of opacity after it."""
    color, _, opacity = value.partition(" ") if isinstance(value, str) else (value, "", "")
    _check_color(name, color)
    if opacity and not (opacity.endswith("%") and opacity[:-1].isdecimal() and int(opacity[:-1]) <= 100):
        raise ValueError(f"{name}: after the colour only a percentage can stand")


def _check_color(key: str, value: Any) -> None:
    try:
        Color.parse(value if isinstance(value, str) else "")
    except ColorParseError:
        raise ValueError(f'{key} has to be a colour, such as "#1a1b22"') from None


@cache
def _variables() -> frozenset[str]:
    """The names of the variables that Textual derives from a theme."""
    return frozenset(Theme(name=DEFAULT, primary="#000000").to_color_system().generate())
