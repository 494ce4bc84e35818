"""Setting up an account as a row of questions: what is asked next, given what was answered. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import field
from typing import Final, Literal, TypeAlias

from explorer.model.account import Secret, SecretSource
from explorer.model.account_draft import AccountDraft, Trial
from explorer.model.errors import ExplorerError
from explorer.model.resource import Vendor
from explorer.model.value import dataclass
from explorer.ui.wording import Sentence

Answers: TypeAlias = Mapping[str, str]
"""By the id of the question."""

WRITE: Final = "write"
"""The last step: the test call, and what to do after it."""
SKEW_SECONDS: Final = 60.0
"""Clocks that differ by more are worth a word: tokens expire by them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers."""

    value: str
    title: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One question."""

    id: str
    label: str
    """What the answer is called in the list of those given."""
    question: str
    about: str = ""
    choices: tuple[Choice, ...] = ()
    """Empty: it is typed."""
    first: str = ""
    """What stands there before anything is typed."""
    hidden: bool = False
    optional: bool = False
    mistakes: tuple[str, ...] = field(default=())
    """The config's keys that it answers for; the last part may be left out."""


_SOURCES: Final[Mapping[SecretSource, tuple[str, str, str]]] = {
    "env": (
        "an environment variable",
        "set in the shell that starts explorer",
        "its name, such as {example}",
    ),
    "command": (
        "a command that prints it",
        "a password manager's, such as pass show repcard",
        "the command; its first line of output counts, no shell reads it",
    ),
    "file": ("a file", "that only you may read", "its path"),
    "keyring": ("the system's keyring", "needs the extra keyring", "its entry, as service/user"),
    "inline": ("type it here", "it is written into the config", "the text itself"),
}
"""What each source is, more about it, and what has to be typed."""


def steps(answers: Answers, vendors: Mapping[str, Vendor], taken: Collection[str]) -> list[Step]:
    """The questions, those that depend on one not answered yet left out. `taken` are names of other accounts."""
    return list(_steps(answers, vendors, taken))


def _steps(answers: Answers, vendors: Mapping[str, Vendor], taken: Collection[str]) -> Iterator[Step]:
    yield Step(
        "vendor",
        "system",
        "Which system is it?",
        choices=tuple(Choice(name, each.title) for name, each in vendors.items()),
    )
    vendor = vendors.get(answers.get("vendor", ""))
    if vendor is None:
        return
    yield from _naming(vendor, taken)
    ways = vendor.auth.alternatives
    if len(ways) > 1:
        yield Step(
            "by",
            "sign-in",
            "How does it know you?",
            choices=tuple(Choice(str(place), " and ".join(map(_words, names))) for place, names in enumerate(ways)),
        )
    chosen = answers.get("by", "0" if len(ways) == 1 else "")
    if not chosen:
        return
    for name in ways[int(chosen)]:
        yield from _credential(name, answers, vendor)
    for option in vendor.options:
        yield Step(
            f"options.{option.name}",
            _words(option.name),
            f"{_words(option.name).capitalize()}? Not needed: enter goes on without.",
            about=option.help,
            optional=True,
            mistakes=(f"options.{option.name}",),
        )
    yield Step(WRITE, "", "")


def _naming(vendor: Vendor, taken: Collection[str]) -> Iterator[Step]:
    """What the account is called, and where it is."""
    yield Step(
        "name",
        "name",
        "What is the account to be called in addresses?",
        about=f"addresses begin with it, such as {vendor.name}/{vendor.resources[0].name}; letters, digits, . _ -",
        first=_free(vendor.name, taken),
        mistakes=("",),
    )
    yield Step("title", "title", "What is its tab to be called?", first=vendor.title, mistakes=("title",))
    yield Step(
        "base_url",
        "base URL",
        f"Where does {vendor.title} answer?",
        about="enter takes it" if vendor.base_url else f"your organisation's own, such as {vendor.base_url_example}",
        first=vendor.base_url,
        mistakes=("base_url",),
    )


def _credential(name: str, answers: Answers, vendor: Vendor) -> Iterator[Step]:
    """Where a credential comes from, and then what names it there."""
    public = name in vendor.auth.principal
    order: list[SecretSource] = ["env", "command", "file", "keyring"]
    order.insert(0 if public else len(order), "inline")
    warned = "it is no secret" if public else "! it then stands in the config, which only you may read"
    yield Step(
        f"auth.{name}",
        f"{_words(name)} from",
        f"Where does the {_words(name)} come from?",
        about="it is read when it is needed",
        choices=tuple(
            Choice(source, _SOURCES[source][0], warned if source == "inline" else _SOURCES[source][1])
            for source in order
        ),
    )
    source = _source(answers.get(f"auth.{name}", ""))
    if source is None:
        return
    variable = f"{answers.get('name') or vendor.name}_{name}".upper().replace("-", "_").replace(".", "_")
    yield Step(
        f"auth.{name}=",
        _words(name),
        f"The {_words(name)}: {_SOURCES[source][2].format(example=variable)}",
        first=variable if source == "env" else "",
        hidden=source == "inline" and not public,
        mistakes=(f"auth.{name}", f"auth.{name}.{source}"),
    )


def answered(answers: Answers, step: Step, value: str) -> dict[str, str]:
    """`answers` with one more; what was said of another vendor, or of another source, is forgotten."""
    before = answers.get(step.id)
    if step.id == "vendor" and before != value:
        return {"vendor": value}
    kept = dict(answers)
    if step.id == "name":
        kept = {each: text for each, text in kept.items() if not (each.endswith("=") and before != value)}
    if step.id.startswith("auth.") and before != value:
        kept.pop(f"{step.id}=", None)
    return {**kept, step.id: value}


def draft(answers: Answers, vendors: Mapping[str, Vendor]) -> AccountDraft:
    """The account that was described so far."""
    vendor = vendors[answers["vendor"]]
    ways = vendor.auth.alternatives
    names = ways[int(answers.get("by", "0"))]
    given = {
        name: _secret(source, answers[f"auth.{name}="])
        for name in names
        if f"auth.{name}=" in answers and (source := _source(answers.get(f"auth.{name}", ""))) is not None
    }
    options = {each.name: answers.get(f"options.{each.name}", "") for each in vendor.options}
    return AccountDraft(
        answers.get("name", ""),
        vendor.name,
        answers.get("title", ""),
        answers.get("base_url", ""),
        given,
        {name: text for name, text in options.items() if text},
    )


def problem(
    step: Step,
    answers: Answers,
    vendors: Mapping[str, Vendor],
    taken: Collection[str],
    problems: Callable[[AccountDraft], Mapping[str, str]],
) -> str:
    """What is wrong with the answer to `step`; empty when it can stand. `problems` holds a draft against the rules of
    the config."""
    value = answers.get(step.id, "")
    if not value and not step.optional:
        return "it is needed"
    if step.id == "name" and value in taken:
        return f"there is an account “{value}” already"
    if step.id.endswith("="):
        try:
            shlex.split(value)
        except ValueError as error:
            if answers.get(step.id.removesuffix("=")) == "command":
                return f"this is no command: {str(error).lower()}"
    found = problems(draft(answers, vendors))
    return next((found[key] for key in step.mistakes if key in found), "")


def shown_answers(answers: Answers, asked: Collection[Step]) -> list[tuple[str, str]]:
    """What was answered, label and answer; secrets do not show."""
    told: list[tuple[str, str]] = []
    for step in asked:
        value = answers.get(step.id, "")
        if not value:
            continue
        if step.choices:
            value = next((each.title for each in step.choices if each.value == value), value)
        told.append((step.label, "***" if step.hidden else value))
    return told


def saw(trial: Trial, title: str) -> list[Sentence]:
    """What a test call saw: how many, nobody's name."""
    many, within = (trial.rows, "in the first answer") if trial.total is None else (trial.total, "in all")
    told: list[Sentence] = [
        ((f"{title} works.", "strong"), (f" It answered in {trial.seconds:.1f} s.", "")),
        (("It sees ", ""), (f"{many:,} {trial.collection}", "strong"), (f" {within}.", "")),
    ]
    if trial.skew is not None and abs(trial.skew) > SKEW_SECONDS:
        ahead = "behind" if trial.skew > 0 else "ahead of"
        told.append(((f"This machine's clock is {abs(trial.skew):,.0f} s {ahead} the vendor's.", "unsure"),))
    return told


def refused(error: ExplorerError) -> list[Sentence]:
    """Why a test call, or the writing, failed."""
    told: list[Sentence] = [((f"! {error}", "failed"),)]
    return [*told, ((error.next_step, ""),)] if error.next_step else told


def _source(text: str) -> SecretSource | None:
    sources: tuple[SecretSource, ...] = ("env", "command", "file", "keyring", "inline")
    return next((each for each in sources if each == text), None)


def _secret(source: SecretSource, text: str) -> Secret:
    if source != "command":
        return Secret(source, text)
    try:
        return Secret(source, tuple(shlex.split(text)))
    except ValueError:
        return Secret(source, (text,))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _free(name: str, taken: Collection[str]) -> str:
    """`name`, or with the first number from 2 that makes it a new one."""
    made, number = name, 2
    while made in taken:
        made, number = f"{name}-{number}", number + 1
    return made


Kind: TypeAlias = Literal["trying", "works", "failed", "writing"]
"""Where the last step stands."""


def endings(kind: Kind, file: str) -> tuple[Choice, ...]:
    """What can be done in the last step."""
    write = Choice("write", "write it and open the tab", f"into {file}")
    again = Choice("again", "try again")
    if kind == "works":
        return write, again
    if kind == "failed":
        return again, Choice("write", "write it anyway", f"into {file}")
    return ()
