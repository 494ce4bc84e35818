"""`explorer config`: the config file. It works on a broken one, too."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from explorer.cli.outcome import say
from explorer.config import Document, read, vendor_names
from explorer.config.files import check_secrecy, create, locate, read_text, sample
from explorer.config.show import show
from explorer.model.errors import ConfigError
from explorer.model.resource import Vendor
from explorer.model.text import safe

Discover = Callable[[Collection[str]], Mapping[str, Vendor]]
"""The vendors there are, given the names that are wanted."""


def config(options: Namespace, discover: Discover) -> int:
    """Shows, checks or begins the config file."""
    path, origin = locate(options.config_file)
    match options.action:
        case "path":
            print(safe(str(path), 4096))
            say(f"named by {origin}" + ("" if path.exists() else "; it is not there: explorer config init writes one"))
            return 0
        case "init":
            create(path, sample())
            say(f"written: {path}; fill in an account, then try explorer config check")
            return 0
        case "show":
            return _show(path, origin, discover)
        case _:
            return _check(path, discover)


def _show(path: Path, origin: str, discover: Discover) -> int:
    document, _ = _document(path)
    loaded = read(document, discover(vendor_names(document)))
    print(f"# {safe(str(path), 4096)}, named by {origin}")
    for line in show(loaded, document):
        print(line)
    for problem in loaded.errors:
        say(str(problem))
    return ConfigError.exit_code if loaded.errors else 0


def _check(path: Path, discover: Discover) -> int:
    document, mode = _document(path)
    loaded = read(document, discover(vendor_names(document)))
    for problem in loaded.problems:
        print(safe(("warning: " if problem.warning else "") + str(problem), 2000))
    check_secrecy(loaded, mode)
    if loaded.errors:
        say(f"{len(loaded.errors)} to mend")
        return ConfigError.exit_code
    say(f"{len(loaded.accounts)} accounts, nothing to mend")
    return 0


def _document(path: Path) -> tuple[Document, int]:
    try:
        text, mode = read_text(path)
    except FileNotFoundError:
        raise ConfigError(f"{path} is not there", next_step="explorer config init writes one") from None
    return Document(text, str(path)), mode
