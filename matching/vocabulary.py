"""Owns which number a term's key has: an open-addressing hash table in two plain arrays, so that it can be
memory-mapped and shared by processes without being parsed."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.text import Keys

Numbers = NDArray[np.int32]

SMALLEST = 1 << 10
FULLEST = 0.6
UNKNOWN = -1


class Vocabulary(NamedTuple):
    """`keys` and `numbers` (slots,), a power of two; key 0 marks a free slot. Numbers run from `first` on."""

    keys: Keys
    numbers: Numbers
    first: int
    size: int

    def find(self, keys: Keys) -> Numbers:
        """The number of each key, UNKNOWN for those not held; same shape as `keys`."""
        numbers: Numbers = _find(self.keys, self.numbers, keys)
        return numbers

    def after(self) -> int:
        """One more than the highest number held."""
        return self.first + self.size


class GrowingVocabulary:
    """A vocabulary that numbers new keys in the order of their first appearance. For one thread."""

    def __init__(self, start: Vocabulary | None = None, *, first: int = 0) -> None:
        held = start or empty(first)
        self._keys, self._numbers = held.keys.copy(), held.numbers.copy()
        self._first, self._size = held.first, held.size

    def number(self, keys: Keys) -> Numbers:
        """The number of each key, new ones included; same shape as `keys`."""
        while self._size + keys.size > FULLEST * self._keys.size:
            self._keys, self._numbers = _rehash(self._keys, self._numbers, 2 * self._keys.size)
        numbers: Numbers
        numbers, self._size = _number(self._keys, self._numbers, keys, self._first, self._size)
        return numbers

    def frozen(self) -> Vocabulary:
        """What is held now; later numbering here leaves it as it is."""
        return Vocabulary(self._keys.copy(), self._numbers.copy(), self._first, self._size)


def empty(first: int = 0) -> Vocabulary:
    """A vocabulary of nothing, whose first number will be `first`."""
    return Vocabulary(np.zeros(SMALLEST, np.uint64), np.zeros(SMALLEST, np.int32), first, 0)


def renumbered(vocabulary: Vocabulary, numbers: Numbers) -> Vocabulary:
    """The same keys, with `numbers[old]` for each old number."""
    taken = vocabulary.keys != 0
    changed = np.zeros(vocabulary.numbers.size, np.int32)
    changed[taken] = numbers[vocabulary.numbers[taken]]
    return vocabulary._replace(numbers=changed)


@njit(nogil=True, cache=True)
def _slot(held, key):  # type: ignore[no-untyped-def]
    mask = np.uint64(held.size - 1)
    slot = (key >> np.uint64(1)) & mask
    while held[slot] != key and held[slot] != 0:
        slot = (slot + np.uint64(1)) & mask
    return slot


@njit(nogil=True, cache=True)
def _find(held, held_numbers, keys):  # type: ignore[no-untyped-def]
    numbers = np.empty(keys.size, np.int32)
    for i in range(keys.size):
        slot = _slot(held, keys[i])
        numbers[i] = held_numbers[slot] if held[slot] != 0 else UNKNOWN
    return numbers


@njit(nogil=True, cache=True)
def _number(held, held_numbers, keys, first, size):  # type: ignore[no-untyped-def]
    numbers = np.empty(keys.size, np.int32)
    for i in range(keys.size):
        slot = _slot(held, keys[i])
        if held[slot] == 0:
            held[slot] = keys[i]
            held_numbers[slot] = first + size
            size += 1
        numbers[i] = held_numbers[slot]
    return numbers, size


@njit(nogil=True, cache=True)
def _rehash(held, held_numbers, size):  # type: ignore[no-untyped-def]
    keys, numbers = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    for i in range(held.size):
        if held[i] != 0:
            slot = _slot(keys, held[i])
            keys[slot], numbers[slot] = held[i], held_numbers[i]
    return keys, numbers
