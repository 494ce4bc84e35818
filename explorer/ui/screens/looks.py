"""A screen of places that can look otherwise: its theme, whether it takes the mouse, whether people are masked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from explorer.model.address import Address
from explorer.model.errors import ConfigError
from explorer.ui import masking
from explorer.ui.keys import key_of
from explorer.ui.screens.places import PlacesScreen
from explorer.ui.wording import Part, told
from explorer.ui.workers import run_newest

if TYPE_CHECKING:
    from explorer.ui.app import ExplorerApp


class LooksScreen(PlacesScreen):
    """Knows the commands that change how things look, nothing else."""

    @property
    def explorer(self) -> ExplorerApp:
        """The app, which has the theme and the terminal."""
        return cast("ExplorerApp", self.app)

    def action_theme(self) -> None:
        """Choose a theme; it is shown while the choice moves."""
        run_newest(self, self._choose_theme, name="theme", group="theme")

    async def _choose_theme(self) -> None:
        from explorer.ui.screens.theme import ThemeScreen
        from explorer.ui.theme import load_themes

        app = self.explorer
        if app.colorless:
            self.say("theme: NO_COLOR is set, so no colours are sent")
            return
        loaded = await asyncio.to_thread(load_themes, app.theme_folders)
        before = app.theme

        def preview(name: str) -> None:
            app.use_theme(loaded.themes[name])

        chosen = await app.push_screen_wait(ThemeScreen(loaded, before, preview, self.signs))
        if chosen is None or chosen not in loaded.themes:
            return
        preview(chosen)
        if app.keep_theme is None:
            self.say(f"{chosen} until the end: the demo keeps none")
            return
        try:
            where = await asyncio.to_thread(app.keep_theme, chosen)
        except ConfigError as error:
            self.say(f"{chosen} until the end: {told(error)}")
        else:
            self.say(f"{chosen}, kept in {where}")

    def looks_state(self, *, brief: bool = False) -> list[Part]:
        """What the header says of it."""
        words = "masked" if brief else "personal data masked"
        return [(f"{words} ({key_of('mask', 'M')})", "unsure")] if masking.is_on() else []

    def personal_members(self, record: Address) -> dict[str, bool] | None:
        """Of each member of a record whether it is personal; None: its type is not loaded."""
        attributes = self.types.attributes(self.repositories[record.account].resource(record))
        return {each.name: each.field.personal for each in attributes} if attributes is not None else None

    def action_mask(self) -> None:
        """Mask personal data, or show it again."""
        self.explorer.masking.toggle()
        for pane in self.panes.values():
            pane.read_again()
        words = (f"personal data is masked; {key_of('mask', 'M')} shows it", "personal data is shown")
        now, before = words if masking.is_on() else words[::-1]
        self.explorer.unsay(before)
        self.say(now)
        self.tell()

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, so that text can be selected, or take it again."""
        on = self.explorer.toggle_mouse()
        off = f"the mouse is the terminal's: it selects text; {key_of('mouse', 'm')} takes it back"
        self.say("the mouse works here" if on else off)
