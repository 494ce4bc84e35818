"""What is new, changed and gone. Returns the record to open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final, Literal, TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from explorer.model.address import Address
from explorer.model.changes import RecordChange
from explorer.model.errors import ExplorerError, UsageError
from explorer.model.since import EXAMPLES, LAST_VISIT, moment_words, read_since
from explorer.model.text import fold
from explorer.repository import Repository
from explorer.ui import cells, keys
from explorer.ui.changed_contents import Contents, Item, Within, read_changes
from explorer.ui.changed_lines import counts
from explorer.ui.getting import GettingParts
from explorer.ui.keys import as_bound
from explorer.ui.screens.dialog import Dialog
from explorer.ui.screens.versions import VersionsScreen
from explorer.ui.signs import Signs
from explorer.ui.widgets.hints_line import HintsLine
from explorer.ui.widgets.line_input import LineInput
from explorer.ui.widgets.lines import Lines
from explorer.ui.widgets.live_lines import LiveLines
from explorer.ui.widgets.one_line import OneLine
from explorer.ui.wording import Part, Sentence, Tone, joined, told
from explorer.ui.workers import run_newest

GROUP: Final = "changed"
_MOMENTS: Final = (LAST_VISIT, "today", "yesterday", "7d")
"""What `w` goes through."""
_WIDE: Final = 110
"""Cells from which on the title has room for everything."""
Prompt: TypeAlias = Literal["", "filter", "since"]


class ChangedScreen(Dialog[Address]):
    """Records with news, the latest first, each with its fields' old and new values."""

    CSS_PATH = "changed.tcss"
    BINDINGS: ClassVar[list[BindingType]] = keys.bindings("changed")

    def __init__(
        self,
        repositories: Mapping[str, Repository],
        collection: Address,
        *,
        signs: Signs,
        clock: Callable[[], float],
    ) -> None:
        """It begins with what became of `collection`."""
        super().__init__()
        self._repositories = repositories
        self._signs = signs
        self._clock = clock
        self._getting = GettingParts(self, repositories, self._say, signs, self._got)
        self._failed: Sequence[Part] = ()
        """Why not all came the last time that all was got."""
        own = repositories[collection.account]
        self._scopes: tuple[tuple[str, tuple[Within, ...]], ...] = (
            (str(collection), ((own, collection.segments),)),
            (collection.account, ((own, ()),)),
            ("all accounts", tuple((each, ()) for each in repositories.values())),
        )
        self._scope = 0
        self._since = LAST_VISIT
        self._contents: Contents | None = None
        self._shown: list[tuple[Item, int]] = []
        """For each line the item it belongs to, and which line of it it is."""
        self._prompt: Prompt = ""
        self._words = ""

    def compose(self) -> ComposeResult:
        """Title, records, what is to be known of them, the prompt, keys."""
        with Vertical():
            yield OneLine(id="title")
            yield LiveLines(pointed=True)
            yield OneLine(id="said")
            with Horizontal(id="prompt-line"):
                yield OneLine(id="prompt")
                yield LineInput()
            yield HintsLine(id="keys")

    def on_mount(self) -> None:
        """Read."""
        self.set_focus(self._list)
        self._reload()

    def on_resize(self) -> None:
        """Fit it to the new width."""
        if self._contents is not None:
            self._reload()

    # Reading

    def _reload(self) -> None:
        self._tell()
        run_newest(self, self._read, group=GROUP, name="read what changed")

    async def _read(self) -> None:
        try:
            since = read_since(self._since, self._clock())
        except UsageError as error:
            self._say(told(error), "failed")
            return
        accounts, now, width = self._scopes[self._scope][1], self._clock(), self.app.size.width
        read = partial(read_changes, accounts, since, now=now, width=width, signs=self._signs)
        self._contents = await asyncio.to_thread(read)
        self._narrow()

    # Showing

    @property
    def _list(self) -> LiveLines:
        return self.query_one(LiveLines)

    @property
    def current(self) -> RecordChange | None:
        """The record that the cursor is on."""
        place = self._list.current
        return self._shown[place][0].record if place < len(self._shown) else None

    def _narrow(self) -> None:
        """Show what the filter leaves, the cursor on the same record as before."""
        contents, before, words = self._contents or Contents(), self.current, fold(self._words).split()
        items = [each for each in contents.items if all(word in each.sought for word in words)]
        self._shown = [(item, line) for item in items for line in range(len(item.lines))]
        places = [
            place
            for place, (item, line) in enumerate(self._shown)
            if before is not None and line == 0 and item.record.address == before.address
        ]
        lines: Sequence[Content] = [item.lines[line] for item, line in self._shown]
        self._list.change(lines or [cells.text(f" {self._nothing}", "dim")], places[0] if places else 0)
        found: list[Part] = [(self._found, "")] if self._is_narrow and items else []
        said = joined([*found, *self._failed, *contents.said], self._signs)
        self.query_one("#said", OneLine).show(cells.line((" ", ""), *said))
        self._tell()

    @property
    def _found(self) -> str:
        """How much of what is shown."""
        if self._contents is None:
            return f"reading{self._signs.cut}"
        found = counts({id(item): item.record for item, _ in self._shown}.values(), self._signs)
        return f"“{self._words}”: {found}" if self._words else found

    @property
    def _is_narrow(self) -> bool:
        return self.app.size.width < _WIDE

    @property
    def _nothing(self) -> str:
        if self._words:
            return f"nothing matches “{self._words}”"
        return "nothing new, changed or gone since then, of what was seen here"

    @property
    def _parts(self) -> list[Address]:
        """What is held in part and can be got."""
        return self._getting.possible(self._contents.parts) if self._contents is not None else []

    def _tell(self) -> None:
        contents = self._contents
        at = f", {moment_words(contents.since)}" if contents is not None and contents.since is not None else ""
        since = f"since {self._since}{at}"
        if contents is not None and not contents.has_visits:
            since = "so far: not looked at before"
        scope = self._scopes[self._scope][0]
        title: Sentence = (
            ("What changed  ", "strong"),
            (f"{scope} {self._signs.separator} {since}", ""),
        )
        right: Sentence = ((f"  {self._found} ", ""),)
        if self._is_narrow:  # where there is no room for both, the moment counts for more
            title, right = title[1:], ()
        self.query_one("#title", OneLine).show(cells.line((" ", ""), *title), cells.line(*right))
        keys = [("enter", "open"), ("w", f"since {self._signs.cut}"), ("s", "when"), ("tab", "wider"), ("/", "filter")]
        keys += [] if self._is_narrow else [("n p", "record")]
        keys += [("f6", "get all")] if self._parts else []
        keys += [("W", "versions"), ("esc", "no filter" if self._words else "leave")]
        if self._prompt:
            keys = [("enter", "take it"), ("esc", "back")]
        parts: list[Part] = []
        for key, words in keys:
            parts += [(f" {key} ", "key"), (f"{words} ", "dim")]
        self.query_one("#keys", HintsLine).tell(as_bound("changed", parts))

    def _say(self, words: str, tone: Tone = "") -> None:
        self.query_one("#said", OneLine).show(cells.text(f" {words}", tone))

    # Commands

    @on(Lines.Chosen)
    def action_open(self) -> None:
        """Open the record that the cursor is on."""
        if self.current is not None:
            self.end(self.current.address)

    def action_record(self, by: int) -> None:
        """Go to the next or previous record."""
        heads = [place for place, (_, line) in enumerate(self._shown) if line == 0]
        here = self._list.current
        beyond = [each for each in heads if each > here] if by > 0 else [each for each in heads if each < here][::-1]
        if beyond:
            self._list.move(beyond[0] - here)

    def action_next_moment(self) -> None:
        """Since the next of the usual moments."""
        place = _MOMENTS.index(self._since) if self._since in _MOMENTS else -1
        self._since = _MOMENTS[(place + 1) % len(_MOMENTS)]
        self._reload()

    def action_widen(self, by: int) -> None:
        """The collection, its account, all accounts."""
        if not self._prompt:
            self._scope = (self._scope + by) % len(self._scopes)
            self._reload()

    def action_get_all(self) -> None:
        """Get all of what is held in part."""
        self._getting.start(self._parts)

    async def _got(self, failed: Sequence[Part]) -> None:
        self._failed = failed
        self._reload()

    def action_versions(self) -> None:
        """Show earlier forms of the record that the cursor is on."""
        record = self.current
        if record is not None and record.address.is_record:
            run_newest(self, partial(self._show_versions, record.address), group="versions", name="versions")

    async def _show_versions(self, address: Address) -> None:
        repository = self._repositories[address.account]
        try:
            forms = await asyncio.to_thread(repository.forms, address)
        except ExplorerError as error:
            self._say(told(error), "failed")
            return
        resource = repository.resource(address)
        self.app.push_screen(VersionsScreen(resource, address, forms, signs=self._signs, clock=self._clock))

    # The prompt

    def action_prompt(self, prompt: Prompt) -> None:
        """Type words that narrow, or since when."""
        self._prompt = prompt
        label = " filter: " if prompt == "filter" else f" since ({EXAMPLES}): "
        if len(label) > self.app.size.width // 2:
            label = " since: "
            self._say(EXAMPLES, "dim")
        self.query_one("#prompt", OneLine).show(cells.text(label, "strong"))
        self.query_one("#prompt").styles.width = len(label)
        field = self.query_one(LineInput)
        with field.prevent(LineInput.Changed):
            field.value = self._words if prompt == "filter" else ""
        self.add_class("-prompting")
        self.set_focus(field)
        self._tell()

    def on_key(self, event: events.Key) -> None:
        """The prompt opens at once: what is typed right behind its key is for it."""
        prompts: dict[str, Prompt] = {"slash": "filter", "s": "since"}
        if not self._prompt and event.key in prompts:
            event.stop()
            event.prevent_default()
            self.action_prompt(prompts[event.key])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed only the prompt has keys."""
        free = action == "leave" or not self._prompt
        return free and super().check_action(action, parameters)

    @on(LineInput.Changed)
    def _typed(self, event: LineInput.Changed) -> None:
        if self._prompt == "filter":
            self._words = event.value
            self._narrow()

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        prompt, words = self._prompt, event.value.strip()
        if prompt == "since" and words:
            try:
                read_since(words, self._clock())
            except UsageError as error:
                self._say(told(error), "failed")
                return
            self._since = words
        self._end_prompt()
        if prompt == "since":
            self._reload()

    def _end_prompt(self) -> None:
        self._prompt = ""
        self.remove_class("-prompting")
        self.set_focus(self._list)
        self._narrow()

    def action_leave(self) -> None:
        """One step back: from the prompt, from the filter, from here."""
        if self._prompt:
            if self._prompt == "filter":
                self._words = ""
            self._end_prompt()
        elif self._words:
            self._words = ""
            self._narrow()
        else:
            self.end(None)
