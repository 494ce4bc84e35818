"""One setting changed in the text of a config: all else, comments too, stays as the user wrote it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from explorer.config.files import read_text
from explorer.config.lines import key_lines
from explorer.model.errors import ConfigError
from explorer.model.json_text import dumps
from explorer.model.text import safe
from explorer.store import private_file


def with_setting(text: str, name: str, value: str) -> str:
    """`text` with the outermost key `name` set to `value`: in its line, or in a new one below the first comment.

    Raises ConfigError where that cannot be done without changing anything else.
    """
    assignment = f"{name} = {dumps(value)}"
    refusal = ConfigError("its line in the config cannot be changed from here", next_step=f"write {assignment}")
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise refusal from None
    lines = text.split("\n")
    line = key_lines(text).get((name,))
    if line is not None:
        place = line - 1
        told = re.sub(r"""^(\s*\S+\s*=\s*)("[^"\\]*"|'[^']*')""", lambda found: found[1] + dumps(value), lines[place])
        lines[place] = told
    else:
        place = next(number for number, line in enumerate([*lines, ""]) if not line.startswith("#"))
        lines[place:place] = [assignment]
    changed = "\n".join(lines)
    try:
        after = tomllib.loads(changed)
    except tomllib.TOMLDecodeError:
        raise refusal from None
    if after != {**before, name: value}:
        raise refusal
    return changed


def keep_setting(path: Path, name: str, value: str) -> None:
    """Sets `name` in the config file at `path`, whose rights and place (behind a link, too) stay. Blocks.

    Raises ConfigError.
    """
    shown = safe(str(path))
    try:
        file = path.resolve(strict=True)
        text, mode = read_text(file)
        changed = with_setting(text, name, value)
        private_file.replace(file, changed, mode=mode)
    except OSError as error:
        raise ConfigError(f"{shown} cannot be written: {error.strerror}") from None
