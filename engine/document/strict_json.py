"""JSON from outside, read strictly: every key is known, of its kind, and within its limits."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def parse(data: bytes) -> JsonObject:
    """The object in `data`.

    Raises:
        ValueError: it is no JSON object, or holds NaN, Infinity or a key twice.
    """
    return JsonObject(
        json.loads(data, parse_constant=_refuse, object_pairs_hook=_once), "the manifest"
    )


class JsonObject:
    """Its keys are taken one by one; `end` complains about one that nobody knows."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise ValueError(f"{where} is no object")
        self._rest, self.where = dict(value), where

    def take(self, key: str, kind: type[T]) -> T:
        """The value, which must be exactly of this kind; a whole number will do for float."""
        if key not in self._rest:
            raise ValueError(f"{self.where} has no {key!r}")
        value = self._rest.pop(key)
        if kind is float and type(value) is int and abs(value) < 2**53:
            value = float(value)
        if type(value) is not kind or (isinstance(value, float) and not math.isfinite(value)):
            raise ValueError(f"{key!r} of {self.where} is no {kind.__name__}")
        return value

    def has(self, key: str) -> bool:
        """Whether the key is there and not null; null is taken."""
        if self._rest.get(key) is None:
            self._rest.pop(key, None)
            return False
        return True

    def number(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        value = self.take(key, int)
        if not low <= value <= high:
            raise ValueError(f"{key!r} of {self.where} is not from {low} to {high}")
        return value

    def text(self, key: str, longest: int = 1000) -> str:
        value = self.take(key, str)
        if len(value) > longest:
            raise ValueError(f"{key!r} of {self.where} has more than {longest} letters")
        return value

    def object(self, key: str) -> JsonObject:
        return JsonObject(self._rest.pop(key, None), f"{key!r} of {self.where}")

    def objects(self, key: str) -> Iterator[JsonObject]:
        for number, value in enumerate(self.take(key, list), 1):
            yield JsonObject(value, f"number {number} of {key!r}")

    def rest(self) -> dict[str, Any]:
        """What has not been taken yet."""
        rest, self._rest = self._rest, {}
        return rest

    def end(self) -> None:
        if self._rest:
            raise ValueError(f"{self.where} has an unknown {min(self._rest)!r}")


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in the manifest")
    return found
