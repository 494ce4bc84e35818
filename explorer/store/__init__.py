"""The local cache: what was seen of each account, in one SQLite file. The only folder that imports sqlite3.

Parts that only some calls need are imported with the first of these: `store.search.find` needs no import before.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # to import it from `typing` is what completing in a shell would wait for
if TYPE_CHECKING:
    from types import ModuleType

    from explorer.store import appended as appended
    from explorer.store import fitness as fitness
    from explorer.store import news as news
    from explorer.store import pages as pages
    from explorer.store import people as people
    from explorer.store import records as records
    from explorer.store import relisting as relisting
    from explorer.store import removing as removing
    from explorer.store import requests as requests
    from explorer.store import retention as retention
    from explorer.store import search as search
    from explorer.store import seen as seen
    from explorer.store import selecting as selecting
    from explorer.store import syncing as syncing
    from explorer.store import upkeep as upkeep
    from explorer.store import versions as versions
    from explorer.store import whole_collections as whole_collections
else:

    def __getattr__(name: str) -> ModuleType:
        """A part, on its first use."""
        try:
            return import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
            raise AttributeError(f"{__name__} has no part {name}") from None
