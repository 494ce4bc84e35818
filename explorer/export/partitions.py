"""Where a Parquet file goes: one file, or its place in a folder that is partitioned as Hive does it. Pure, but for the
question whether it can be written at all."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from hashlib import sha256
from importlib.util import find_spec
from typing import Final
from urllib.parse import quote

from explorer.model.account import Account
from explorer.model.address import Segments
from explorer.model.errors import UsageError
from explorer.model.value import dataclass

SUFFIX: Final = ".parquet"
"""What a single file's name ends with; any other name is a folder's."""
_LONGEST: Final = 60
"""Characters of the keys that a part is named after."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A file for the records of one collection."""

    path: str
    folder: str
    """The partition it lies in, which may have to be made; empty for a single file."""
    above: Mapping[str, str]
    """The keys of the records above the collection, by placeholder."""


def destination(path: str, account: Account, collection: Segments) -> Destination:
    """`path` itself if it ends in `.parquet`, else `path/account=…/resource=…/part-0.parquet`.

    Of a collection under a record the resource is `users.notes`, and the part is named after the record, so that those
    of several records lie side by side.
    """
    keys = account.vendor.path_values(collection)
    if path.endswith(SUFFIX):
        return Destination(path, "", keys)
    resource = ".".join(collection[0::2])
    folder = os.path.join(path, f"account={_quoted(account.name)}", f"resource={_quoted(resource)}")
    part = "-".join(_quoted(key) for key in keys.values()) or "0"
    if len(part) > _LONGEST:
        digest = sha256(part.encode()).hexdigest()[:16]
        part = f"{part[: _LONGEST - len(digest) - 1]}-{digest}"
    return Destination(os.path.join(folder, f"part-{part}{SUFFIX}"), folder, keys)


def check_installed() -> None:
    """Raises UsageError where the library that writes Parquet is missing."""
    if find_spec("pyarrow") is None:
        raise UsageError(
            "Parquet needs the library pyarrow, which is not installed",
            next_step=f"{shlex.quote(sys.executable)} -m pip install 'explorer[parquet]'",
        )


def _quoted(text: str) -> str:
    """As a part of a path, the way Hive escapes."""
    return quote(text, safe=" @+,", errors="surrogatepass").replace("~", "%7E")
