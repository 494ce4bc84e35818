"""What all that works on accounts begins with: the config, with the vendors it names."""

from __future__ import annotations

import gc
from dataclasses import replace

from explorer.config import Config, Document, read, vendor_names
from explorer.config.files import DEFAULT_ORIGIN, check_secrecy, locate, read_text
from explorer.model.errors import ConfigError
from explorer.vendors import discover


def load_config(config_file: str, *, read_only: bool = False) -> tuple[Config, list[str]]:
    """The config, and what has to be said about it. Without a file of the user's it is empty."""
    path, origin = locate(config_file)
    try:
        text, mode = read_text(path)
    except FileNotFoundError:
        if origin != DEFAULT_ORIGIN:
            raise ConfigError(f"{path}, named by {origin}, is not there") from None
        return Config(), []
    document = Document(text, str(path))
    vendors = discover(vendor_names(document))
    config = read(document, vendors)
    check_secrecy(config, mode)
    if read_only:
        accounts = {name: replace(each, read_only=True) for name, each in config.accounts.items()}
        config = replace(config, accounts=accounts)
    return config, [*map(str, config.problems), *map(str, vendors.notes)]


def collect_garbage_from_now_on() -> None:
    """What has been loaded stays to the end: to look through it would only hold up what is drawn."""
    gc.freeze()
    gc.enable()
