"""A screen that shows one place at a time: the history, the accounts' panes, and the ways from one place to another."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.screen import Screen

from explorer.model.address import Address
from explorer.model.chosen_columns import ChosenColumns, includes_of
from explorer.model.errors import AddressError
from explorer.model.view import View
from explorer.repository import Repository
from explorer.ui import navigation
from explorer.ui.history import History, Place
from explorer.ui.keeping import Keeping
from explorer.ui.record_types import RecordTypes
from explorer.ui.signs import Signs
from explorer.ui.widgets.resource_pane import ResourcePane
from explorer.ui.wording import Part, told

if TYPE_CHECKING:
    from explorer.ui.notifying import NotifyingApp


class PlacesScreen(Screen[None]):
    """Holds the history; panes hold what they show. A pane is made when its tab first comes to the front."""

    def __init__(
        self,
        repositories: Sequence[Repository],
        *,
        start: View | None,
        signs: Signs,
        clock: Callable[[], float],
        say: Callable[[str], None],
        keeping: Keeping,
    ) -> None:
        """`say` tells the user something that happened; `keeping` has the columns and saved views."""
        super().__init__()
        self.repositories: dict[str, Repository] = {each.account.name: each for each in repositories}
        """By account name, in the order of the tabs."""
        self.panes: dict[str, ResourcePane] = {}
        """The panes of the accounts that were visited."""
        self.signs = signs
        self.clock = clock
        self.say = say
        self.unsent: Mapping[Address, Part] = {}
        """Records with a draft, or with a write of unknown outcome, each with what is said of it, a sign first."""
        self.keeping = keeping
        self.config_file = ""
        """What commands that are copied have to name as their config; empty: nothing."""
        self.types = RecordTypes()
        """Of the records that were shown."""
        self.history = History(here=self._asking(self._start(start)))
        self._make_pane()

    def _start(self, start: View | None) -> Place:
        """Where to begin: at `start` where it names something, else at the first account."""
        first = next(iter(self.repositories))
        if start is not None:
            try:
                account = start.address.account
                if account not in self.repositories:
                    raise AddressError(f"there is no account “{account}”")
                return navigation.place_of_view(start, self.repositories[account].account)
            except AddressError as error:
                self.say(str(error))
        return navigation.place_of(Address(first), self.repositories[first].account)

    @property
    def place(self) -> Place:
        """The present place, with the cursor."""
        assert self.history.here is not None
        return self.history.here

    @property
    def pane(self) -> ResourcePane:
        """The pane in front."""
        return self.panes[self.place.account]

    @abstractmethod
    def tell(self) -> None:
        """Say where one is: called after every turn."""

    @abstractmethod
    def key_now(self, command: str) -> str:
        """The key of a command, as people write it; empty: it has none."""

    @abstractmethod
    def leaving(self) -> None:
        """End what is under way in the pane in front: called before another account comes there."""

    def _make_pane(self) -> ResourcePane:
        """A pane for the present place, which it shows as soon as it is mounted."""
        account = self.place.account
        repository = self.repositories[account]
        pane = ResourcePane(repository, self.place, self.types, self.signs, self.clock, self.columns_of)
        self.panes[account] = pane
        return pane

    # Going

    def visit(self, place: Place) -> None:
        """Go to a new place. What was asked for with the rows only to narrow and sort them goes with that."""
        before = self.place
        if place.account == before.account and place.query.collection == before.query.collection:
            resource = self.repositories[place.account].account.vendor.resource(place.query.collection)
            dropped = set(includes_of(resource, before.arranged_by)) - set(includes_of(resource, place.arranged_by))
            includes = tuple(each for each in place.query.includes if each not in dropped)
            place = replace(place, query=replace(place.query, includes=includes))
        self._turn(self.history.visit(self._asking(place)))

    def go_to(self, address: Address) -> None:
        """Go to what `address` names; an account alone is as it was left."""
        known = self.panes.get(address.account)
        if address.is_account and known is not None:
            self.visit(known.place)
            return
        try:
            self.visit(navigation.place_of(address, self.repositories[address.account].account))
        except AddressError as error:
            self.say(str(error))

    def columns_of(self, place: Place) -> ChosenColumns:
        """The columns that are shown at `place`."""
        return self.keeping.columns(place, self.repositories[place.account])

    def _asking(self, place: Place) -> Place:
        """`place` asking for what its columns show, and for what its rows are narrowed and sorted by."""
        resource = self.repositories[place.account].account.vendor.resource(place.query.collection)
        needed = includes_of(resource, (*self.columns_of(place).paths, *place.arranged_by))
        includes = tuple(dict.fromkeys((*place.query.includes, *needed)))
        return (
            place if includes == place.query.includes else replace(place, query=replace(place.query, includes=includes))
        )

    def go_to_view(self, view: View) -> None:
        """Go to the rows that `view` says."""
        try:
            self.visit(navigation.place_of_view(view, self.repositories[view.address.account].account))
        except AddressError as error:
            self.say(told(error))

    def _turn(self, history: History) -> None:
        """Take `history` and show its present place."""
        assert history.here is not None
        history = history.amend(self._asking(history.here))
        assert history.here is not None
        before, account = self.place.account, history.here.account
        if account != before:
            self.leaving()
            self.panes[before].leave()
            self.panes[before].display = False
        self.history = history
        if account in self.panes:
            self.pane.display = True
            self.pane.show(self.place)
        else:
            self.query_one("#panes").mount(self._make_pane())
        self.tell()

    @on(ResourcePane.Visited)
    def _visited(self, event: ResourcePane.Visited) -> None:
        if event.place.account == self.place.account:
            self.visit(event.place)

    @on(ResourcePane.Moved)
    def _moved(self, event: ResourcePane.Moved) -> None:
        if event.pane is self.panes.get(self.place.account):
            self.history = self.history.amend(event.pane.place)

    @on(ResourcePane.Refused)
    def _refused(self, event: ResourcePane.Refused) -> None:
        self.say(event.reason)

    @on(ResourcePane.Outdated)
    def _outdated(self, event: ResourcePane.Outdated) -> None:
        cast("NotifyingApp", self.app).unsay(event.reason)

    # The commands that lead elsewhere

    def open_account(self, repository: Repository) -> None:
        """Give one more account a tab, and go there."""
        self.repositories[repository.account.name] = repository
        self.go_to(Address(repository.account.name))

    def action_account(self, number: int) -> None:
        """Go to the account with this number, from 1."""
        name = list(self.repositories)[number - 1]
        if name == self.place.account:
            self.say(f"{self.repositories[name].account.title} is in front already")
        else:
            self.go_to(Address(name))

    def action_account_step(self, by: int) -> None:
        """Go to the next or previous account, round and round."""
        names = list(self.repositories)
        self.go_to(Address(names[(names.index(self.place.account) + by) % len(names)]))

    def action_resource(self, by: int) -> None:
        """Go to the collection beside this one."""
        self.visit(navigation.beside(self.place, self.pane.repository.account, by))

    def action_up(self) -> None:
        """Stop waiting, where the vendor has asked to or a request is sent again; else go one level up. That filters
        went with it is said: they take more than words to make."""
        if self.pane.waiting:
            self.pane.stop_waiting()
            return
        before, place = self.place, navigation.above(self.place, self.history)
        if place is None:
            return
        self.visit(place)
        cleared = navigation.cleared(before, place)
        if cleared:
            key = self.key_now("back")
            self.say(f"{cleared}{f': {key} brings back what they showed' if key else ''}")

    def action_back(self) -> None:
        """Go back."""
        self._turn(self.history.back())

    def action_forward(self) -> None:
        """Go forward."""
        self._turn(self.history.forward())

    def action_last_place(self) -> None:
        """Go to the place before this one."""
        self._turn(self.history.swap())
