"""Where an account's cache and its network meet.

`local_copy` reads what is held and needs no event loop; `online` adds what is fetched. Ask `explorer.repository` for
`Repository` or `LocalCopy`: the half that brings asyncio is loaded only when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.repository.local_copy import LocalCopy as LocalCopy

if TYPE_CHECKING:
    from explorer.repository.online import Repository as Repository
    from explorer.store.selecting import Selected as Selected


def __getattr__(name: str) -> object:
    if name == "Repository":
        from explorer.repository.online import Repository

        return Repository
    if name == "Selected":
        from explorer.store.selecting import Selected

        return Selected
    raise AttributeError(name)
