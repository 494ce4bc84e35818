"""`dataclass`: the standard library's, for a tenth of its time.

The standard one compiles up to six methods for every class, about 0.6 ms, and there are more than a hundred classes
before the first table is on the screen: a quarter of the start. Here `__init__` is compiled when the first value is
made, and the others are the same code for every class. What it makes is a dataclass to `fields`, `replace`, `asdict`
and `match`, and to mypy it is the standard decorator.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from operator import attrgetter
from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
    from typing import Any, NoReturn

    Class = type[Any]
else:

    def dataclass(
        cls: Class | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True
    ) -> Class | Callable[[Class], Class]:
        """As `dataclasses.dataclass`. A method that the class has itself stays, and there is no `InitVar`."""

        def made(cls: Class) -> Class:
            cls.__doc__ = cls.__doc__ or cls.__name__  # else the standard library writes one out of the signature
            own = {name for name, content in cls.__dict__.items() if content is not None}
            made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
            for name, method in _methods(made, frozen=frozen, eq=eq).items():
                if name not in own:
                    setattr(made, name, method)
            return made

        return made if cls is None else made(cls)


def _methods(cls: Class, *, frozen: bool, eq: bool) -> dict[str, Callable[..., Any] | None]:
    methods: dict[str, Callable[..., Any] | None] = {"__init__": _first_init(cls, frozen=frozen), "__repr__": _repr}
    if eq:
        compared = [each.name for each in dataclasses.fields(cls) if each.compare]
        values: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda value: ()

        def __eq__(self: Any, other: object) -> bool:
            return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self: Any) -> int:
            return hash(values(self))

        methods |= {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}
    if frozen:
        methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        methods |= {"__getstate__": _state, "__setstate__": _set_state}
    return methods


def _first_init(cls: Class, *, frozen: bool) -> Callable[..., None]:
    """An `__init__` that puts the real one in its own place."""

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        cls.__init__ = _compiled_init(cls, frozen=frozen)
        cls.__init__(self, *values, **named)

    return __init__


def _compiled_init(cls: Class, *, frozen: bool) -> Callable[..., None]:
    fields = dataclasses.fields(cls)
    known: dict[str, Any] = {"__name__": cls.__module__, "_set": object.__setattr__, "_missing": MISSING}
    positional, named, body = ["self"], ["*"], []
    for each in fields:
        given, content = each.name, each.name
        if each.default is not MISSING:
            known[f"_default_{each.name}"] = each.default
            given = f"{each.name}=_default_{each.name}"
        elif each.default_factory is not MISSING:
            known[f"_make_{each.name}"] = each.default_factory
            given = f"{each.name}=_missing"
            content = f"_make_{each.name}() if {each.name} is _missing else {each.name}"
        if each.init:
            (named if each.kw_only else positional).append(given)
        elif each.default_factory is not MISSING:
            content = f"_make_{each.name}()"
        elif each.default is not MISSING:
            content = f"_default_{each.name}"
        else:
            continue
        body.append(f"_set(self, {each.name!r}, {content})" if frozen else f"self.{each.name} = {content}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    arguments = ", ".join([*positional, *(named if len(named) > 1 else ())])
    exec(f"def __init__({arguments}):\n " + "\n ".join(body or ["pass"]), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _repr(self: Any) -> str:
    told = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(told)})"


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    """What is copied or pickled: a frozen value cannot be filled by setting what it has."""
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for each, content in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, content)
