"""`NotifyingApp`: what is told for a while over the screen, once."""

from __future__ import annotations

from typing import Final

from textual.app import App
from textual.notifications import Notification, Notify
from textual.widgets._toast import ToastHolder, ToastRack

from explorer.model.text import safe
from explorer.ui.masking import Masking

SAID_SECONDS: Final = 4.0
"""How long something that happened stands on the screen."""


class NotifyingApp(App[None]):
    """An app that tells of what happened."""

    masking: Masking
    """Whether personal data is masked: everything that draws asks."""

    def say(self, words: str, seconds: float | None = None) -> None:
        """Tell the user something that happened; None: for `SAID_SECONDS`."""
        timeout = SAID_SECONDS if seconds is None else seconds
        self.post_message(Notify(Notification(self._as_told(words), timeout=timeout)))

    def unsay(self, words: str) -> None:
        """Take off what was told and no longer holds."""
        self.call_later(self._unsay, self._as_told(words))  # after what is still to be told

    def _unsay(self, told: str) -> None:
        for each in list(self._notifications):
            if each.message == told:
                self._unnotify(each)

    def _as_told(self, words: str) -> str:
        return safe(self.masking.scrub(words))

    def on_notify(self, event: Notify) -> None:
        """What still stands there is not told a second time."""
        if any(each.message == event.notification.message for each in self._notifications):
            event.prevent_default()

    def _refresh_notifications(self) -> None:
        """Also remove what Textual leaves: the holders of toasts that were cleared, and what is told on the screens
        below, of which something may still be seen: it stands on the one in front."""
        super()._refresh_notifications()
        self.call_later(self._tidy_told)  # after what Textual has put off before

    def _tidy_told(self) -> None:
        told = {ToastRack._toast_id(each) for each in self._notifications}
        for screen in self.screen_stack:
            for holder in screen.query(ToastHolder):
                if holder.id not in told:
                    holder.remove()
        for screen in self.screen_stack[:-1]:
            screen.query(ToastRack).set(display=False)
