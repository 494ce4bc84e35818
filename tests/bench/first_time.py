"""An explorer that holds nothing yet, and demo vendors to read from."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from explorer.accounts import Accounts
from explorer.config import Document, read
from explorer.config.files import Folders
from explorer.model.account import Account
from explorer.vendors import discover
from tests.demo_vendors import DemoVendors

KINDS = ("config", "cache", "state")


def environ_of(folder: Path) -> Mapping[str, str]:
    """What makes explorer keep all its folders in `folder`."""
    return {f"XDG_{kind.upper()}_HOME": str(folder / kind) for kind in KINDS}


def account_of(config: Path, name: str) -> tuple[Account, Path]:
    """An account of a config that lies beside explorer's folders, and the file of its cache."""
    found = read(Document(config.read_text("utf-8"), str(config)), discover())
    folders = Folders(*(config.parent / kind / "explorer" for kind in KINDS))
    account = found.accounts[name]
    file = Accounts(found, folders).cache_file(account)
    assert file is not None
    return account, file


def explorer_command(config: Path) -> tuple[str, ...]:
    """What begins each command line of the program as it is installed."""
    return (str(Path(sys.executable).with_name("explorer")), "--config", str(config))


@dataclass(frozen=True, slots=True)
class FirstTime:
    """A user's folders, empty but for a config."""

    folder: Path

    @property
    def config(self) -> Path:
        """With the four demo vendors' accounts."""
        return self.folder / "config.toml"

    @property
    def environ(self) -> Mapping[str, str]:
        """Where explorer finds its folders."""
        return environ_of(self.folder)


@contextmanager
def first_time(vendor_options: Sequence[str]) -> Iterator[FirstTime]:
    """Until the block ends. The options are those of `python -m explorer.demo`."""
    vendors = DemoVendors(tuple(vendor_options))
    vendors.start()
    try:
        _wait_for_answer(vendors.ports[0])
        with TemporaryDirectory() as name:
            found = FirstTime(Path(name))
            write_config(found.config, vendors.config_text)
            yield found
    finally:
        vendors.stop()


def _wait_for_answer(port: int) -> None:
    """The vendors' sockets take requests before the process that answers them is there: that is no time of ours."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", "/")
        connection.getresponse()


def write_config(file: Path, text: str) -> None:
    """For its owner alone, as explorer wants it."""
    file.touch(0o600)
    file.write_text(text, "utf-8")
