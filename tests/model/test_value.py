"""`explorer.model.value.dataclass` is the standard library's to whoever uses its classes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, ClassVar

import pytest

from explorer.model import value


@value.dataclass(frozen=True, slots=True)
class Point:
    """A frozen value with each kind of field."""

    kind: ClassVar[str] = "point"
    x: int
    y: int = 2
    names: list[str] = dataclasses.field(default_factory=list)
    note: str = dataclasses.field(default="", compare=False, repr=False)
    made: int = dataclasses.field(default=7, init=False)
    last: int = dataclasses.field(default=0, kw_only=True)


@value.dataclass(slots=True)
class Counter:
    """One that changes."""

    count: int
    twice: int = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.twice = self.count * 2


def test_values_are_made_compared_and_shown_as_usual() -> None:
    point = Point(1, names=["a"], note="unseen", last=3)
    assert (point.x, point.y, point.names, point.note, point.made, point.last) == (1, 2, ["a"], "unseen", 7, 3)
    assert point == Point(1, 2, ["a"], last=3) != Point(1, 2, ["a"])
    assert point != object()
    assert repr(point) == "Point(x=1, y=2, names=['a'], made=7, last=3)"
    assert Point(1).names is not Point(1).names
    assert Counter(4).twice == 8
    match point:
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_the_standard_functions_take_them_for_dataclasses() -> None:
    point = Point(1)
    assert [each.name for each in dataclasses.fields(Point)] == ["x", "y", "names", "note", "made", "last"]
    assert dataclasses.replace(point, y=5) == Point(1, 5)
    assert dataclasses.asdict(Counter(1)) == {"count": 1, "twice": 2}
    assert copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point


def test_a_frozen_one_stays_as_it_is() -> None:
    def delete(point: Any) -> None:
        del point.x

    def assign(point: Any) -> None:
        point.x = 2

    def add(point: Any) -> None:
        point.z = 2

    for change in (delete, assign, add):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change(Point(1))
    assert not hasattr(Point(1), "__dict__")


def test_only_what_stays_as_it_is_has_a_hash() -> None:
    @value.dataclass(frozen=True, slots=True)
    class Pair:
        left: str
        right: str

    @value.dataclass(frozen=True, slots=True, eq=False)
    class Alone:
        left: str

    assert len({Pair("a", "b"), Pair("a", "b"), Pair("b", "a")}) == 2
    assert len({Alone("a"), Alone("a")}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counter(1))


def test_a_wrong_call_is_told_as_usual() -> None:
    for _ in range(2):  # the first call compiles
        with pytest.raises(TypeError, match=r"Counter\.__init__\(\) missing 1 required positional argument: 'count'"):
            Counter()  # type: ignore[call-arg]  # that is the point


def test_fields_and_methods_are_inherited_and_own_methods_stay() -> None:
    @value.dataclass(frozen=True, slots=True)
    class Named(Point):
        name: str = ""

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Named) and self.name == other.name

        def __repr__(self) -> str:
            return self.name

    assert Named(1, 2, name="a") == Named(3, name="a")
    assert repr(Named(1, name="a")) == "a"
    assert Named(5).x == 5
