"""Every failure the user can meet, as one family:

    ExplorerError
    ├── UsageError            a command line that cannot be meant            exit 2
    │   ├── AddressError      an address that names nothing
    │   └── InvalidForm       members that the form does not take; names them
    ├── NotSent               a write that a rule of explorer's stopped      exit 5
    │   ├── ChangedMeanwhile  somebody else changed the same fields
    │   ├── Differs           what would be sent is not what was shown
    │   ├── Outdated          another write to the record came after it was read
    │   └── Unfinished        an earlier write to the record has no outcome
    ├── ConfigError           a config that cannot be used                   exit 2
    ├── StoreError            the cache or journal cannot be read or written exit 1
    │   └── NotNoted          a refusal that the journal did not take        exit 4
    ├── OpenElsewhere         another explorer has the form open             exit 1
    ├── NotCached             offline, and never seen                        exit 1
    ├── Incomplete            some pages failed; the rest was delivered      exit 3
    └── VendorError           the vendor or the network refused              exit 1
        ├── NetworkError      no answer: DNS, refused, reset, TLS
        │   └── TimedOut      no answer in time
        ├── SignInNeeded      401, or no credentials that work
        ├── Forbidden         403
        ├── NotFound          404, 410
        ├── Rejected          400, 409, 422; may name fields
        ├── RateLimited       429; carries how long to wait
        ├── ServerFault       5xx
        └── BadAnswer         an answer that is not what the contract says

`str(error)` is one sentence for the user; `next_step` says what to do about it. Neither holds a secret, a query
string or a vendor's raw text that has not passed `safe`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from explorer.model.edit import Conflict
    from explorer.model.json_text import JsonObject
    from explorer.model.outcome import Prepared


class ExplorerError(Exception):
    """The root of the family."""

    exit_code = 1
    """What the command line exits with (see the README's table)."""

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step
        """What the user can do about it; empty when there is nothing to say."""


class UsageError(ExplorerError):
    """A command line or a go-to text that cannot be meant."""

    exit_code = 2


class AddressError(UsageError):
    """An address that names no account, resource or record."""


class InvalidForm(UsageError):
    """What was filled in cannot be sent: nothing was."""

    def __init__(self, message: str, *, fields: Mapping[str, str], next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.fields: Mapping[str, str] = dict(fields)
        """Dotted path of a member to what is wrong with it; the empty path stands for the whole."""


class NotSent(ExplorerError):
    """A write that explorer held back; the vendor has seen nothing of it."""

    exit_code = 5


class ChangedMeanwhile(NotSent):
    """The same fields were changed to something else: by somebody else, or by later writes of ours."""

    def __init__(
        self,
        message: str,
        *,
        conflicts: Mapping[str, Conflict],
        present: JsonObject | None = None,
        ours: Mapping[str, int] | None = None,
        next_step: str = "",
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.conflicts: Mapping[str, Conflict] = dict(conflicts)
        """By member: as it was read, theirs, mine."""
        self.ours: Mapping[str, int] = dict(ours or {})
        """The journal's entry that made a change, by member; the others somebody else made."""
        self.present: JsonObject = dict(present or {})
        """All members of the form as they are now."""


class Differs(NotSent):
    """What would be sent now is not what was shown: the record has changed since."""

    def __init__(self, message: str, *, prepared: Prepared, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.prepared = prepared
        """What would be sent now. It may be nothing: `Prepared.has_effect`."""


class Outdated(NotSent):
    """A write that was made from a reading older than another explorer's write to the same record."""


class ConfigError(ExplorerError):
    """A config that cannot be used as it stands."""

    exit_code = 2


class Stopped(Exception):
    """What is being looked for is wanted no longer: no failure, and nobody is told."""


class StoreError(ExplorerError):
    """The local cache, or the write journal, cannot be read or written."""


class NotNoted(StoreError):
    """The vendor refused a write, and the journal could not take it: there the write has no outcome."""

    exit_code = 4


class Unfinished(NotSent):
    """A write to a record of which an earlier write is on its way or unknown."""

    def __init__(self, message: str, *, entry: int, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.entry = entry
        """The earlier write's id in the journal."""


class OpenElsewhere(ExplorerError):
    """A draft that another running explorer has open."""

    def __init__(self, message: str, *, pid: int, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.pid = pid


class NotCached(ExplorerError):
    """Asked offline for something that was never seen."""


class Incomplete(ExplorerError):
    """Part of what was asked for could not be had; what arrived was delivered."""

    exit_code = 3

    def __init__(self, message: str, *, next_step: str = "", page: int | None = None) -> None:
        super().__init__(message, next_step=next_step)
        self.page = page
        """The page (from 1) that failed, to go on from; None: none did."""


class VendorError(ExplorerError):
    """The vendor refused, or its answer never came."""

    def __init__(
        self,
        message: str,
        *,
        account: str = "",
        operation: str = "",
        status: int | None = None,
        request: str = "",
        request_id: str = "",
        next_step: str = "",
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.account = account
        """The account's name in the config."""
        self.operation = operation
        """`resource.operation`, as in an account's `[operations]` table."""
        self.status = status
        """The HTTP status, or the vendor's inner one; None when no answer came."""
        self.request = request
        """Method and URL without its query, such as `GET https://host/api/users`."""
        self.request_id = request_id
        """The vendor's own id of the request, for its support; empty when it gives none."""


class NetworkError(VendorError):
    """No answer came; unless `sent` is False, nothing is known about what the vendor did."""

    def __init__(self, message: str, *, sent: bool = True, **where: object) -> None:
        super().__init__(message, **where)  # type: ignore[arg-type]  # the keyword arguments of VendorError
        self.sent = sent
        """False: no connection was made, so the vendor cannot have seen the request."""


class TimedOut(NetworkError):
    """No answer came in time."""


class SignInNeeded(VendorError):
    """The vendor does not accept the credentials, or wants a second factor."""


class Forbidden(VendorError):
    """A permission or a rule of the vendor stands against it."""


class NotFound(VendorError):
    """The vendor knows no such record or path."""


class Rejected(VendorError):
    """The vendor found fault with the request."""

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None, **where: object) -> None:
        super().__init__(message, **where)  # type: ignore[arg-type]  # the keyword arguments of VendorError
        self.fields: Mapping[str, str] = dict(fields or {})
        """Field name to the vendor's words about it."""


class RateLimited(VendorError):
    """The vendor asks to wait."""

    def __init__(self, message: str, *, retry_after: float | None = None, **where: object) -> None:
        super().__init__(message, **where)  # type: ignore[arg-type]  # the keyword arguments of VendorError
        self.retry_after = retry_after
        """Seconds the vendor asked to wait; None when it did not say."""


class ServerFault(VendorError):
    """The vendor failed on its own side."""


class BadAnswer(VendorError):
    """The answer is not JSON, too large, or not of the documented form."""
