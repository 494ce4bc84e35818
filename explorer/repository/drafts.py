"""`DraftKeeper`: what is typed into forms reaches the disk in a thread of its own, whatever the screen is doing."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from explorer.model.address import Segments
from explorer.model.errors import OpenElsewhere, StoreError
from explorer.model.journal import Draft
from explorer.model.value import dataclass

if TYPE_CHECKING:
    from explorer.store.journal import Journal

_GATHER: Final = 0.15
"""Seconds after the first key that is not on the disk in which more are gathered: with a tenth more for the disk, all
are there within 0.25 s."""
RETRY_AFTER: Final = 2.0
"""Seconds until what could not be kept is tried again; the next key tries it sooner."""
SETTLE_WITHIN: Final = 6.0
"""Seconds to wait for the disk at most: a little longer than the journal waits for another explorer."""

_Key: TypeAlias = tuple[str, Segments, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """How it stands with a draft."""

    at: float | None = None
    """When it last reached the disk, in seconds since 1970; None: never."""
    problem: str = ""
    """Why what was typed since is not there; empty when there is nothing wrong."""


@dataclass(slots=True)
class _Form:
    """What is to be done for one form."""

    unkept: Draft | None = None
    """The newest that is not on the disk."""
    end: Literal["", "close", "drop"] = ""
    """What is to become of its draft then; empty: the form stays open."""
    due: float = math.inf
    """When to do so, by the monotonic clock; finite while the form owes something that nobody is at."""
    asked: int = 0
    """How often somebody has begun to wait for it."""
    tried: int = 0
    """`asked` at the beginning of the last attempt that is over."""
    empty: bool = False
    """The newest draft holds nothing."""
    held: bool = False
    """The journal has its draft as open in this process."""
    refused: bool = False
    """Another explorer has the form open: what was typed there is not written over, what is typed here stays in
    memory."""
    kept: Kept = Kept()

    @property
    def owes(self) -> bool:
        """There is something to be done."""
        return (self.unkept is not None and not self.refused) or self.end != ""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What is being done for a form, as it stood when that began."""

    key: _Key
    form: _Form
    draft: Draft | None
    end: Literal["", "close", "drop"]
    asked: int


class DraftKeeper:
    """Keeps drafts; one for the whole program. Its thread runs while there is something to do.

    Every method may be called from any thread, `flush` and `close_all` from a signal handler too. Failures of the disk
    are told by `status` and tried again; what was typed stays in memory until it is kept or dropped.
    """

    def __init__(
        self,
        journal: Callable[[], Journal],
        told: Callable[[], None],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`journal` opens it, in the thread; `told` is called in the event loop when a status has changed."""
        self._journal = journal
        self._told = told
        self._clock = clock
        self._forms: dict[_Key, _Form] = {}
        # Reentrant, and given up while it is waited with: a signal may come while this very thread holds it.
        self._changed = threading.Condition()
        self._at_disk = threading.Lock()
        """A form is not opened in the midst of what is done for it; taken before `_changed`, and never in the loop."""
        self._writer: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = False

    def keep(self, draft: Draft) -> None:
        """Has `draft` kept in place of the one before; returns at once."""
        with suppress(RuntimeError):  # nobody to be told where no loop runs
            self._loop = asyncio.get_running_loop()
        with self._changed:
            form = self._forms.setdefault(_key(draft), _Form())
            form.empty = draft.empty
            form.unkept, form.end = draft, ""
            if not form.refused:
                self._schedule(form, _GATHER)

    def status(self, draft: Draft) -> Kept:
        """How it stands with the draft of this form."""
        with self._changed:
            form = self._forms.get(_key(draft))
            return form.kept if form is not None else Kept(draft.kept_at or None)

    @property
    def unkept(self) -> tuple[tuple[Draft, str], ...]:
        """What is typed and could not be kept, each with the reason."""
        with self._changed:
            return tuple(
                (form.unkept, form.kept.problem)
                for form in self._forms.values()
                if form.unkept is not None and form.kept.problem
            )

    async def open(self, blank: Draft) -> Draft | None:
        """The draft of the form of `blank`, which is open in this process from now on; None: nothing is typed yet.

        Raises OpenElsewhere, StoreError.
        """
        self._loop = asyncio.get_running_loop()
        key = _key(blank)
        await asyncio.to_thread(self._settle, (key,), SETTLE_WITHIN)
        with self._changed:
            form = self._forms.get(key)
            if form is not None and form.end == "drop":
                return None  # the disk does not let go of it yet
            if form is not None and form.unkept is not None:
                form.end = ""
                return form.unkept  # newer than what the disk took
        return await asyncio.to_thread(self._open, blank)

    async def settle(self, draft: Draft) -> None:
        """Returns when what was last given to `keep` is on the disk, or has failed to get there."""
        await asyncio.to_thread(self._settle, (_key(draft),), SETTLE_WITHIN)

    async def close(self, draft: Draft) -> None:
        """Frees the draft for others, after what was last given to `keep` is on the disk. One with nothing typed goes.

        Returns when it is done, or has failed once and is tried again later.
        """
        await self._end(draft, "close")

    async def drop(self, draft: Draft) -> None:
        """Removes the draft, also from memory. Returns when it is done, or has failed once and is tried again later."""
        await self._end(draft, "drop")

    async def forget(self, draft: Draft) -> None:
        """Throws away what is not on the disk, and frees the draft as it stands there, if it does."""
        with self._changed:
            form = self._forms.get(_key(draft))
            if form is not None:
                form.unkept = None
        await self._end(draft, "close")

    def flush(self, within: float = SETTLE_WITHIN) -> bool:
        """Blocks until all was tried to be put on the disk, `within` seconds at most. Whether it is there."""
        with self._changed:
            self._settle(tuple(self._forms), within)
            return not any(form.owes or form.unkept is not None for form in self._forms.values())

    def close_all(self) -> bool:
        """`flush`, frees every draft that is open here, and ends: nothing is written later."""
        with self._changed:
            for form in self._forms.values():
                form.end = form.end or "close"
            writer = self._writer
            done = self.flush()
            self._ended = True
            self._changed.notify_all()
        if writer is not None and writer is not threading.current_thread():
            writer.join(SETTLE_WITHIN)
        return done

    async def _end(self, draft: Draft, how: Literal["close", "drop"]) -> None:
        key = _key(draft)
        with self._changed:
            form = self._forms.get(key)
            if how == "close" and (form is None or (form.refused and form.unkept is not None)):
                return
            form = self._forms.setdefault(key, _Form())
            if form.end != "drop":  # what is dropped does not come back because its form was opened and left meanwhile
                form.end = how
            if how == "drop":
                form.unkept = None
            self._schedule(form, 0.0)  # also when this task is broken off, or its thread has to wait
        await asyncio.to_thread(self._settle, (key,), SETTLE_WITHIN)

    def _settle(self, keys: Iterable[_Key], within: float) -> None:
        """Has these forms tried now, and waits for it."""
        with self._changed:
            awaited: list[tuple[_Form, int]] = []
            for key in keys:
                form = self._forms.get(key)
                if form is not None and form.owes:
                    form.asked += 1
                    awaited.append((form, form.asked))
                    self._schedule(form, 0.0)
            self._changed.wait_for(
                lambda: self._ended or all(form.tried >= asked or not form.owes for form, asked in awaited),
                timeout=within,
            )

    def _schedule(self, form: _Form, delay: float) -> None:
        """Has `form` tried after `delay` seconds at the latest."""
        if self._ended:
            return
        form.due = min(form.due, time.monotonic() + delay)
        if self._writer is None:
            # Not a daemon: the interpreter waits for what is under way. It ends as soon as there is nothing to do.
            self._writer = threading.Thread(target=self._run, name="drafts", daemon=False)
            self._writer.start()
        else:
            self._changed.notify_all()

    def _open(self, blank: Draft) -> Draft | None:
        """As `open`, for a thread: after what is being done for the form as it was, and in place of what was to be."""
        with self._at_disk:
            found = self._journal().open_form(blank)
            with self._changed:
                if (before := self._forms.get(_key(blank))) is not None:
                    before.end = ""
                kept = Kept(found.kept_at if found else None)
                self._forms[_key(blank)] = _Form(held=True, empty=found is None, kept=kept)
                self._changed.notify_all()
        return found

    # In the thread

    def _run(self) -> None:
        while (due := self._take()) is not None:
            with self._at_disk:
                attempt = self._begin(*due)
                problem = self._write(attempt)
                self._record(attempt, problem)

    def _begin(self, key: _Key, form: _Form) -> _Attempt:
        with self._changed:
            return _Attempt(key, form, form.unkept, form.end, form.asked)

    def _take(self) -> tuple[_Key, _Form] | None:
        """The form that something is to be done for next, when it is due; None: nothing is left to do."""
        with self._changed:
            while not self._ended:
                owing = [each for each in self._forms.items() if each[1].owes]
                if not owing:
                    break
                key, form = min(owing, key=lambda each: each[1].due)
                if form.kept.problem and not threading.main_thread().is_alive():
                    break  # the program is over: what failed is not tried for ever
                delay = form.due - time.monotonic()
                if delay <= 0:
                    form.due = math.inf
                    return key, form
                self._changed.wait(delay)
            self._writer = None
            self._changed.notify_all()
            return None

    def _write(self, attempt: _Attempt) -> StoreError | OpenElsewhere | None:
        """Puts it on the disk; returns what went wrong."""
        key, form, draft, end = attempt.key, attempt.form, attempt.draft, attempt.end
        if form.refused:
            return None  # nothing of it is there
        try:
            if end == "drop" or (end == "close" and form.empty):
                self._journal().drop_draft(*key)
                return None
            if draft is not None:
                self._journal().keep_draft(draft)
            if end == "close" and (draft is not None or form.held):
                self._journal().close_draft(*key)
        except (StoreError, OpenElsewhere) as error:
            return error
        return None

    def _record(self, attempt: _Attempt, problem: StoreError | OpenElsewhere | None) -> None:
        form = attempt.form
        with self._changed:
            form.tried = attempt.asked
            if problem is None:
                self._done(attempt)
            else:
                form.kept = Kept(form.kept.at, str(problem))
                form.due = min(form.due, time.monotonic() + RETRY_AFTER)
            if isinstance(problem, OpenElsewhere):
                form.refused, form.end = True, ""
            self._changed.notify_all()
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed
                self._loop.call_soon_threadsafe(self._told)

    def _done(self, attempt: _Attempt) -> None:
        form = attempt.form
        if attempt.draft is not None and not form.refused:
            form.held = True
            form.kept = Kept(self._clock())
            if attempt.end and not form.end:
                self._schedule(form, 0.0)  # it was freed, and is open again: taken once more with what it holds
            elif form.unkept is attempt.draft:
                form.unkept = None
        else:
            form.kept = Kept(form.kept.at)
        if attempt.end and form.end == attempt.end and (form.unkept is None or form.refused):
            form.end = ""
            del self._forms[attempt.key]


def _key(draft: Draft) -> _Key:
    return draft.identity, draft.segments, draft.operation
