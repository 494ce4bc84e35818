"""A screen of places that can be saved under a name, and found again."""

from __future__ import annotations

from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING

from explorer.model.account import Account
from explorer.model.command_line import get_command, saved_command
from explorer.model.errors import UsageError
from explorer.model.kept_views import MARK, keep_view, proposed_name
from explorer.model.view import View, written
from explorer.ui import masking, navigation
from explorer.ui.copying import copy
from explorer.ui.keys import key_of
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.wording import Sentence, told
from explorer.ui.workers import run_worker

if TYPE_CHECKING:
    from explorer.ui.saved_views import SavedView


class BookmarkingScreen(PlacesScreen):
    """Knows the commands of saved views, nothing else."""

    @property
    def accounts(self) -> dict[str, Account]:
        """By name."""
        return {name: each.account for name, each in self.repositories.items()}

    @property
    def view(self) -> View:
        """What is in front, with its columns where they are not the usual ones."""
        place = self.place
        view = navigation.view_of(place)
        return view if place.record is not None else replace(view, columns=self.columns_of(place).paths)

    def action_bookmark(self) -> None:
        """Save what is in front."""
        from explorer.ui.saved_views import SavedView
        from explorer.ui.screens.bookmark import BookmarkScreen

        view = self.view
        proposed = SavedView(self._proposed_name(view), written(view), view)

        async def named(name: str | None) -> None:
            if name is not None:
                await self._save(name, proposed.text)

        self.app.push_screen(BookmarkScreen(proposed, self.keeping.kept.views, self.signs), named)

    def _proposed_name(self, view: View) -> str:
        """Made of what narrows it, else of where it is; masked words have no place in it."""
        if masking.is_on():
            return proposed_name(*view.address.segments)
        words = [view.search, view.held_search]
        words += [value for _, value in (*view.filters, *view.held_filters)]
        return proposed_name(*filter(None, words), *view.address.segments)

    async def _save(self, name: str, text: str) -> None:
        """Keep it; one of that name is replaced only after asking."""
        there = self.keeping.kept.views.get(name)
        if there == text:
            self.say(f"{MARK}{name} is saved already, just so")
        elif there is None:
            await self._keep(name, text, instead=False)
        else:
            self._ask_to_replace(name, text)

    def _ask_to_replace(self, name: str, text: str) -> None:
        from explorer.ui.saved_views import saved_views
        from explorer.ui.screens.question import QuestionScreen

        async def answered(yes: bool | None) -> None:
            if yes:
                await self._keep(name, text, instead=True)
            else:
                self.say(f"{MARK}{name} stays as it is; nothing was saved")

        before = next(each for each in saved_views(self.keeping.kept, self.accounts) if each.name == name)
        sentences: list[Sentence] = [
            ((f"There is a saved view {MARK}{name}:", ""),),
            before.words,
            (("It is replaced by the view in front.", ""),),
        ]
        question = QuestionScreen("Replace the saved view?", sentences, does="replace it", leaves="leave it")
        self.app.push_screen(question, answered)

    async def _keep(self, name: str, text: str, *, instead: bool) -> None:
        try:
            problem = await self.keeping.change(keep_view(name, text, instead=instead))
        except UsageError as error:
            self.say(f"not saved: {told(error)}")
            return
        if problem:
            self.say(f"{MARK}{name} is saved until the end: {problem}")
        else:
            self.say(f"saved: {key_of('bookmarks', 'B')} lists it, explorer {quote(MARK + name)} opens it")

    def action_bookmarks(self) -> None:
        """List what is saved."""
        from explorer.ui.saved_views import saved_views
        from explorer.ui.screens.bookmarks import BookmarksScreen

        def chosen(view: View | None) -> None:
            if view is not None:
                self.go_to_view(view)

        self.app.push_screen(
            BookmarksScreen(
                lambda: saved_views(self.keeping.kept, self.accounts),
                read_again=self.keeping.read_again,
                change=self.keeping.change,
                copy=self._copy_saved,
                signs=self.signs,
            ),
            chosen,
        )

    def _copy_saved(self, saved: SavedView) -> None:
        is_record = saved.view is not None and saved.view.address.is_record
        command = get_command if is_record else saved_command

        async def copied() -> None:
            way = await copy(self.app, command(MARK + saved.name, self.config_file))
            self.say(f"{MARK}{saved.name} as a command line: {way}")

        run_worker(self, copied, name="copy", group="copy")
