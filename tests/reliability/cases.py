"""What the explorer has to bear: the cases, each with a stimulus and the outcome that is required.

A case is tested by the functions of this package whose names begin with its id: `test_t05_reset_after_a_post`, or
with several: `test_x02_x03_signals`. A case that no test machine can produce stands in `WAIVED` with the reason, and
has a test of the nearest seam where there is one. `python -m tests.reliability` shows the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

GROUPS: Final[Mapping[str, str]] = {
    "T": "transport",
    "G": "paging",
    "P": "payload",
    "W": "writes",
    "X": "terminal",
    "C": "files",
    "S": "secrets",
    "R": "rendering",
    "F": "config",
}
"""Letter of an id to the group: its tests are `test_<group>*.py`."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case."""

    id: str
    """Letter of the group and two digits."""
    sentence: str
    """What happens, then what has to come of it."""

    @property
    def group(self) -> str:
        """Its group's name."""
        return GROUPS[self.id[0]]


_TRANSPORT: Final = """
T01 A host takes no connection: given up after 5 s, and any request may be tried again, because nothing was sent.
T02 A vendor accepts and stays silent: 15 s per answer; a read is tried three times, and ends after 45 s in all.
T03 An answer comes byte by byte: it ends at 30 s in all, however steadily the bytes come.
T04 The connection is reset after a read was sent: tried again after a random wait, with one line among the activity.
T05 The connection is reset after a write was sent: never sent again by itself; its outcome is unknown.
T06 A read meets 408, 500, 502, 503 or 504: three attempts, with waits drawn evenly below a doubling bound of 20 s.
T07 A read meets 501, 505 or another refusal: asked once.
T08 429 asks for 7 s: nothing is sent to that account earlier, nor much later; the wait is shown, and can be cancelled.
T09 Retry-After is a date, past, negative, a fraction, nonsense or endless: understood or left aside, never an error.
T10 429 asks for an hour: nobody sleeps that long; the user is told how long, and may try again.
T11 429 names no time: 5, 10 and 20 s with some chance in it, and then it ends.
T12 Everything fails for a minute: all requests of an account together are repeated at most 20 times, 10 if silent.
T13 Five failures in a row: the account is left alone for 30 s and then probed once; the cache and others stay usable.
T14 Fifty pages are asked for at once: 4 at a time (Repsly 1, spaced out), 16 in all, and the screen keeps moving.
T15 Another tab is chosen while one loads: the load ends at once, and none of its rows arrives anywhere else.
T16 A write is on its way and the user cancels: it goes on, that is said, and its outcome is kept.
T17 A read is redirected within the origin: followed three times at most, then refused without any query in the text.
T18 A write is redirected: not followed; it counts as rejected, and the draft stays.
T19 A redirect leads back to itself: refused after three, at once.
T20 No such name, no route, a proxy that refuses, TLS that fails: four texts, with the host and what to do; TLS stays.
T21 A certificate is expired, unsigned or for another host: refused, unless an own authority is configured.
T22 Proxies stand in the environment: used only when configured, named by doctor; .netrc is never read.
T23 A kept connection was closed meanwhile: a read is sent once more unseen, a write only if no byte of it went out.
T24 The clock is a day off or jumps: waits are not touched, tokens go by the date the vendor tells, no age is negative.
T25 Ten requests meet an expired token: one sign-in, the reads are sent again, and a second refusal ends it.
T26 A token is about to expire: renewed before it is used; one without a known end is renewed when refused.
T27 The machine sleeps in the middle of a load: it ends or goes on soon after waking, and nothing spins for ever.
T28 No network at the start: the cached rows stand with their age, and edits are kept, never sent later unasked.
"""

_PAGING: Final = """
G01 A cursor comes twice: the list stops, says so, and counts as incomplete with the rows it has.
G02 Cursors go round in a circle: noticed, because all cursors of a run are remembered.
G03 A full page ends where it began by time stamp: stops after one repetition, and says what cannot be passed.
G04 An empty page carries no time stamp: the end; the stored one is kept.
G05 A cursor goes back: the list stops, and says so.
G06 Empty pages keep naming a next one: over after the first.
G07 A record stands on two pages: one row, the later one, and the repetitions are counted.
G08 Records come or go between two pages: nothing breaks, and a total that does not match is told with a way to re-read.
G09 The total is higher than what came: both numbers are shown.
G10 The total is null, words, negative or missing: treated as not known.
G11 A page in the middle fails: the ones before are shown as incomplete, and it goes on from there.
G12 Killed in the middle of an export: afterwards no row is missing or double.
G13 A page is far larger than asked for: taken up to 20,000 rows, refused above.
G14 The pages do not end: stops at 10,000, and says so.
G15 The next page lies at another origin, or is written oddly: only the same origin is asked, anything else never.
G16 A record has no usable id, or a number where others have text: listed for reading only, never taken for another.
G17 The order changes between two reads: the selection and the edit stay with their record.
G18 The filter changes while pages come: the old run ends, and nothing of it shows among the new.
G19 Other options or another account: pages of their own.
"""

_PAYLOAD: Final = """
P01 A sign-in page in HTML answers with 200: said to be no JSON, with its first words; not asked again.
P02 JSON is labelled as plain text, or not at all: read if it is JSON.
P03 There is no body: an empty list; a write that is then looked at.
P04 A body ends before its announced length: a failed transfer, a read is tried again, and nothing is stored.
P05 JSON breaks off: an error, and what was stored before stays.
P06 Something follows the JSON, or it is in another encoding: read where Unicode is announced, else the byte is named.
P07 A key stands twice in an object: refused, instead of believing the last one.
P08 Two hundred megabytes inside a small gzip: stops at 16 MiB, with little memory.
P09 A hundred megabytes as they are: stops at 16 MiB, and the connection is closed.
P10 A compression that nobody asked for: only gzip and none are offered, anything else is an error.
P11 A hundred thousand brackets: refused beyond 64 levels.
P12 A number of five thousand digits: borne, and said to be too large.
P13 Infinity or no number at all: refused when it comes, never sent.
P14 A value of a megabyte, or of fifty thousand lines: drawn in time, because it is cut.
P15 A field has another type than declared: the row stays, the field cannot be edited, and is never sent back.
P16 Fields that nobody declared: kept, and sent only where the vendor wants the whole record.
P17 A required field is missing: the row is marked, and everything else can be edited.
P18 Half a surrogate pair in a text: stored in a form that can be, the raw answer is kept, not to be edited.
P19 A NUL in a text: what follows it can still be found.
P20 Numbers beyond 53 or 63 bits: an id keeps all of its digits, and nothing overflows.
P21 Dates that are no dates, or in old forms: shown as they came, never put right by saving.
P22 200 wraps another status in its body: the inner one counts.
P23 A long hostile error body: 500 harmless characters of it are shown, and it is not logged.
"""

_WRITES: Final = """
W01 A save: what is to be sent is on the disk before its first byte goes out.
W02 Killed before sending: afterwards a look, then a draft again; nothing goes out by itself.
W03 Killed after sending: afterwards a look tells applied, not applied or in conflict.
W04 A write succeeds: noted, looked at again, and what the vendor made of it is shown.
W05 A write's answer is lost: unknown, looked for after 2, 5 and 15 s, all in sight.
W06 The look fails as well: it stays unknown, in sight, and holds back the next save of that record.
W07 An update or a removal was not applied: it may be sent once more, when the user says so.
W08 A create's answer is lost: never sent again; those who might be it are listed.
W09 A write is put off by 429: it was not carried out; sent again as asked for up to a minute, twice at most.
W10 A write meets 502 or 503: unknown, and not repeated.
W11 A write is refused for its fields: the draft stays, each field says why, the first one has the cursor.
W12 A save is not allowed: the draft stays, and is saved by hand after signing in.
W13 The record is gone: an update keeps its draft, a removal counts as done.
W14 The vendor accepts and does nothing: said loudly.
W15 A write is accepted for later: asked about until it ends, for 10 minutes at most.
W16 Save is pressed twice: one request.
W17 Another field has changed at the vendor: brought together, with the newest values where the whole record is sent.
W18 The same field has changed: both and the base are shown with the id, and nothing is sent before a choice.
W19 The vendor stores a value in its own form: no conflict; shown as stored.
W20 A form is saved as it was opened: no request.
W21 A change is taken back: no request.
W22 Odd line ends in a field that was not touched: every byte as it was.
W23 A field holds control characters: raw while untouched, and a question before it is edited.
W24 Empty, null and absent: three things in the form, cleared as the vendor's contract has it.
W25 One of two hundred fails: the rest is done, each outcome listed, going on later without repeating any.
W26 Removing, or changing many: how many, where and whom, and a word to be typed.
W27 Undo: from what was stored, after a look, only while the vendor still holds what was written.
W28 A dry run: method, path and changes, without any secret.
W29 An id made like a path: stays one segment of the path.
"""

_TERMINAL: Final = """
X01 Killed while somebody types: half a second of it is lost at most.
X02 SIGTERM: out within 2 s with 143, the terminal as it was, the draft kept.
X03 SIGHUP: the same, with 129.
X04 The terminal is closed: out within 2 s, the draft kept.
X05 The terminal is closed and SIGHUP is ignored: out all the same, instead of spinning.
X06 The terminal stops reading for a minute: drafts still reach the disk, and requests end cleanly.
X07 SIGTERM while the terminal does not read: out within 2 s, the terminal as it was.
X08 Stopped and brought back: the terminal is the shell's meanwhile, then all is drawn again.
X09 Ctrl-C: a question while there are drafts; twice leaves, and keeps them.
X10 The window changes its size wildly, down to one cell: no error, the form and its cursor stay.
X11 No terminal, or a dumb one: one line, exit code 2, no escape sequence.
X12 A locale without Unicode: starts properly, or says what to set.
X13 An error nobody foresaw: exit code 70, one line with the id of a private report that holds no values.
X14 An error's text holds escape sequences or markup: harmless.
X15 An error in the background or while drawing: said in its place, and everything else goes on.
X16 Hours of use: memory, open files and tasks stay where they were.
X17 Two explorers edit one record: the second one is told who has it; a dead one holds nothing.
X18 A start after a crash: drafts and unknown writes are listed with their age, and nothing is sent without a key.
"""

_FILES: Final = """
C01 Any umask: folders 0700 and files 0600, with all that SQLite puts beside them.
C02 A folder or file of ours is open to others: mended, and said once.
C03 A config with a secret that others can read: refused, with the command that mends it.
C04 A path is another user's, or lies where others can write: refused.
C05 The database is a symbolic link: refused, and nothing is made behind it.
C06 Temporary files: in our own folders only.
C07 Killed again and again while writing: nothing committed is lost, nothing is damaged.
C08 Another explorer is writing: waited for up to 5 s beside the screen, then said.
C09 Reading and then writing in one transaction: the lock is taken at its beginning.
C10 The cache is damaged, empty or something else: put aside privately, built anew, said once.
C11 An index is damaged: found by a short check after an unclean end, by a full one in doctor.
C12 The disk is full: old rows can be read, what cannot be stored is said, nothing crashes.
C13 The home cannot be written to: runs without a cache, and edits only after the user agrees.
C14 A network file system: no write-ahead log, an exclusive lock.
C15 The files beside the database are gone or came alone: recovered or put aside.
C16 An older schema: raised in one step with a copy; a kill leaves the old or the new one.
C17 A newer schema: not taken back; read, or left alone for a fresh file.
C18 The cache is purged or damaged: drafts and the journal are not touched.
C19 Purge: nothing of anybody is found in any file afterwards.
C20 Time passes: old rows and settled writes go at start, unknown ones never; a source can be left out; keys never.
C21 Another key for the same account: another file.
C22 Killed, or the disk full, while the config is written: the old or the new one, whole and private from the start.
C23 Exports and what an editor leaves: private, named by path, never opened by itself; no swap file.
"""

_SECRETS: Final = """
S01 A command prints the key: run without a shell, in limits of time and size; a failure tells its exit code only.
S02 The command asks something: before the screen starts.
S03 Several places name a key: one order, and a warning for the weakest.
S04 There is no keyring: one line, and no fallback to plain text.
S05 A key on the command line: there is no such option.
S06 Child processes: without our secrets in their environment.
S07 A crash or a debugger: no core dump, not traceable.
S08 A key with a line end, a space or a foreign letter: refused by its name, and never shown.
S09 The config with a key does not parse: line and column, nothing of its text.
S10 A redirect to another origin: not followed.
S11 A URL of another host: refused before anything is sent.
S12 A key over plain HTTP: refused, but to this machine itself.
S13 A base URL with a user part, or letters that look alike: refused, or asked about in its plain form.
S14 A key goes to another host than before: asked once, then remembered.
S15 From https to http by redirect: refused.
S16 Cookies: none are kept.
S17 One key and one person through everything: the key is found nowhere, the person only where data belongs.
S18 The HTTP library logs whole URLs: silenced.
S19 Errors of the HTTP library hold the query: our own do not.
S20 The HTTP library prints headers: keys are never among those of the client.
S21 A value fails its check: the text does not quote it.
S22 What retries a request: has no secret among its arguments or records.
S23 Copied as curl: the key is the name of a variable.
S24 A key is changed or withdrawn meanwhile: read from its source once more when refused.
"""

_RENDERING: Final = """
R01 Every hostile text in every place of the screen: only our own sequences reach the terminal, and nothing crashes.
R02 A sequence that writes to the clipboard, even unfinished: does nothing, and swallows nothing.
R03 One-byte control sequences: shown as replacements.
R04 Clearing and moving about: the picture is that of the same text with signs in their place.
R05 Questions to the terminal: no answer ends up in an input.
R06 Returns, backspaces and feeds: visible.
R07 Line ends in a cell: shown as a sign, nothing hidden behind them.
R08 Tabs: shown as a sign.
R09 NUL, DEL and shifts: shown as signs.
R10 Texts of errors, reasons, headers, hosts: through the same function.
R11 What is printed after the screen, by a crash or by a command: the same; JSON stays exact.
R12 Copying: the raw value, by a key only, up to 100 KB.
R13 Square brackets in names: shown as they are.
R14 Broken markup: shown as it is, no crash.
R15 Markup that names an action: runs none.
R16 Markup that names a link: makes none.
R17 Text from elsewhere given to a widget: found by a check of the code.
R18 A lone bracket as a filter: no crash.
R19 Characters that turn the direction: marked, and their neighbours stay in order.
R20 Scripts from right to left, joiners, composed emoji: readable and unchanged.
R21 Characters without width or ink: marked, so that two names look different.
R22 Piles of combining marks: eight at most, a base under each, one line high.
R23 Wide characters: columns stay aligned.
R24 Names of mixed scripts: marked where somebody is removed or brought together; no vendor has a call for the latter.
R25 Empty, blanks only, null: three pictures.
R26 Sorting, filtering and searching hostile values: one order, no error, the original untouched.
R27 Cells that a spreadsheet would calculate: harmless in CSV, exact in JSON.
R28 A file name made of data: plain characters, 80 at most, none that is reserved.
R29 Editors and commands: their arguments as a list, never through a shell.
R30 Any text at all: made harmless, once and for all, within its limit.
"""

_CONFIG: Final = """
F01 No config: a first page and the demo, without network.
F02 An unknown key, a wrong type, a name used twice: told with line and key and what was meant; the others load.
F03 An empty, huge or oddly encoded file, a folder, a pipe: told, never waited for.
F04 A variable that the config names is not set: that source is off, and says why.
F05 Folder variables are unset, relative or useless, or there is no home: the standard's defaults, or a message.
F06 Run as somebody else with a foreign home: that config is refused.
F07 The config changes meanwhile: used when loaded anew, the old one as long as the new one is broken.
F08 A config of a later version: not written to, read as far as it is understood.
F09 Limits of zero, below zero or enormous: brought into bounds, and said.
F10 A base URL with a path, a slash, a port, a query: joined properly.
F11 Doctor: access, owner, file system, TLS, proxy, clock, terminal, versions, and no secret.
F12 The log: off unless asked for, private, small, and without values.
F13 Version and help: at once, without config or network.
F14 Nothing is told to anybody: no packet before the first key.
F15 Dependencies are locked with hashes, and a drift fails the build.
F16 Known holes in dependencies: looked for when the registry answers; any exception has a date.
F17 A release: a list of its parts by a command, and few of them.
F18 Updates: a week of waiting, one at a time, and Textual held to one line of versions.
"""

OPEN: Final[frozenset[str]] = frozenset()
"""Neither tested nor waived yet."""

WAIVED: Final[Mapping[str, str]] = {
    # transport
    # paging
    # payload
    # writes
    "W15": "What is accepted for later is said to be accepted and not applied, and stands in the journal until it is"
    " looked at again: no call of the four vendors answers so, so there is no job whose end could be asked for.",
    # terminal
    # files
    "C13": "Without a journal nobody could tell what became of a write: where it cannot be kept nothing is sent at all,"
    " whatever the user would agree to. Reading goes on.",
    "C21": "A copy is named by where its key comes from, its user, origin and options. The key itself is read only when"
    " the network is needed: one that is renewed in its variable or file goes on with the copy.",
    # secrets
    "S02": "While the screen is there a command has no terminal to ask on, and fails with the way on. What has to ask"
    " does so on the command line, or through an agent of its own.",
    # rendering
    # config
    "F08": "The config has no number of its version: a key that is not known is named and stays, also when a setting or"
    " an account is written, for which nothing else of the file is changed.",
}
"""Id of a case that cannot be produced as it stands, to the reason."""


def _cases(*groups: str) -> Iterator[Case]:
    for group in groups:
        for line in group.strip().splitlines():
            number, _, sentence = line.partition(" ")
            yield Case(number, sentence)


CASES: Final = tuple(_cases(_TRANSPORT, _PAGING, _PAYLOAD, _WRITES, _TERMINAL, _FILES, _SECRETS, _RENDERING, _CONFIG))
"""All cases, in the order of the groups."""
