"""Owns how a text becomes terms: folding of characters, units, and pairs of neighbouring units.

A *unit* is one Chinese character (or one letter of a script without spaces), one run of alphabetic
letters, or one run of digits. Terms are all units ("singles") and all neighbouring units with nothing
between them ("pairs"); for Chinese text these are the character 1-2-grams. A term is known by a 64-bit
hash, its *key*: the lowest bit is 0 for a pair and 1 for a single.
"""

import unicodedata
from functools import cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Keys = NDArray[np.uint64]
Positions = NDArray[np.int32]

SEPARATOR, TRANSPARENT, SINGLE, LETTER, DIGIT, EXPANSION = range(6)
CLASS_SHIFT = 24
TABLE_SIZE = 0x32400  # beyond it Unicode has no letters yet: everything there separates
IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2A6E0), (0x2A700, 0x2EBE0), (0x30000, 0x323B0))

PRIME = np.uint64(0x100000001B3)


class Terms(NamedTuple):
    """The terms of one text in reading order: `keys` (n,), each standing at `text[starts[i]:ends[i]]`."""

    keys: Keys
    starts: Positions
    ends: Positions


class Folding(NamedTuple):
    """What each character becomes: `table` (TABLE_SIZE,) holds class << 24 | folded character, or for an
    EXPANSION (one character that folds to several, as ㎡ to m2) the number of its slice of `expansions`."""

    table: Codes
    bounds: Positions
    expansions: Codes


def fold_character(character: str) -> str:
    """NFKC, without case and accents; one character at a time, so that each result keeps its place."""
    decomposed = unicodedata.normalize("NFKD", character)
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Me"))
    return unicodedata.normalize("NFKC", bare).casefold()


def classify(character: str) -> int:
    """The class of a folded character by its Unicode category."""
    category = unicodedata.category(character)
    if category == "Nd":
        return DIGIT
    if category in ("Lo", "Lm", "Nl"):
        return SINGLE
    if category[0] == "L":
        return LETTER
    return TRANSPARENT if category[0] == "M" or category == "Cf" else SEPARATOR


@cache
def folding() -> Folding:
    """The folding of every character, made once per process from the running Python's Unicode tables."""
    table = np.zeros(TABLE_SIZE, np.uint32)
    ideographs = np.zeros(TABLE_SIZE, bool)
    for first, after in IDEOGRAPHS:
        ideographs[first:after] = True
    numbers = np.arange(TABLE_SIZE, dtype=np.uint32)
    table[ideographs] = numbers[ideographs] | np.uint32(SINGLE << CLASS_SHIFT)
    bounds, expansions = [0], []
    for code in np.flatnonzero(~ideographs).tolist():
        folded = fold_character(chr(code))
        if len(folded) > 1:
            table[code] = EXPANSION << CLASS_SHIFT | len(bounds) - 1
            expansions += [classify(c) << CLASS_SHIFT | ord(c) for c in folded]
            bounds.append(len(expansions))
        elif folded:
            table[code] = classify(folded) << CLASS_SHIFT | ord(folded)
        else:
            table[code] = TRANSPARENT << CLASS_SHIFT
    return Folding(table, np.array(bounds, np.int32), np.array(expansions, np.uint32))


def codes_of(text: str) -> Codes:
    """The characters of a text as numbers, (len(text),); lone surrogates pass and separate."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def fold(text: str) -> tuple[Codes, Positions]:
    """Every character that counts, as class << 24 | folded character, and its place as written."""
    folded, places = fold_codes(codes_of(text), *folding())
    return folded, places


def cut(text: str) -> Terms:
    """The terms of a text and their places in it, as written (before folding)."""
    return Terms(*cut_folded(*fold(text)))


def normalise(text: str) -> str:
    """The text as terms see it: folded, with one space for every run of separators."""
    folded, _ = fold(text)
    characters = np.where(folded >> CLASS_SHIFT == SEPARATOR, 32, folded & 0xFFFFFF)
    return " ".join("".join(map(chr, characters.tolist())).split())


def units(text: str) -> int:
    """How many units the text has."""
    return int(np.count_nonzero(is_single(cut(text).keys)))


def is_single(keys: Keys) -> NDArray[np.bool_]:
    """Which keys are of single units, not of pairs; same shape."""
    return (keys & np.uint64(1)).astype(bool)


@njit(nogil=True, cache=True)
def fold_codes(codes, table, bounds, expansions):  # type: ignore[no-untyped-def]
    """`fold` of the numbers of characters, by a Folding's arrays."""
    size = codes.size
    for code in codes:
        entry = table[code] if code < TABLE_SIZE else 0
        if entry >> CLASS_SHIFT == EXPANSION:
            size += bounds[(entry & 0xFFFFFF) + 1] - bounds[entry & 0xFFFFFF]
    folded, places = np.empty(size, np.uint32), np.empty(size, np.int32)
    n = 0
    for place in range(codes.size):
        entry = table[codes[place]] if codes[place] < TABLE_SIZE else 0
        kind = entry >> CLASS_SHIFT
        if kind == EXPANSION:
            for part in range(bounds[entry & 0xFFFFFF], bounds[(entry & 0xFFFFFF) + 1]):
                folded[n], places[n] = expansions[part], place
                n += 1
        elif kind != TRANSPARENT:
            folded[n], places[n] = entry, place
            n += 1
    return folded[:n], places[:n]


@njit(nogil=True, cache=True)
def cut_folded(folded, places):  # type: ignore[no-untyped-def]
    """`cut` of folded characters."""
    keys = np.empty(2 * folded.size, np.uint64)
    starts, ends = np.empty(keys.size, np.int32), np.empty(keys.size, np.int32)
    n, i = 0, 0
    before, before_start, joined = np.uint64(0), 0, False
    while i < folded.size:
        kind = folded[i] >> CLASS_SHIFT
        if kind == SEPARATOR:
            joined = False
            i += 1
            continue
        first = i
        unit = _mixed(np.uint64(folded[i]))
        i += 1
        while kind != SINGLE and i < folded.size and folded[i] >> CLASS_SHIFT == kind:
            unit = _mixed(unit ^ np.uint64(folded[i]))
            i += 1
        keys[n], starts[n], ends[n] = unit | np.uint64(1), places[first], places[i - 1] + 1
        n += 1
        if joined:
            pair = _mixed(before * PRIME + unit)
            keys[n], starts[n], ends[n] = pair & ~np.uint64(1), before_start, places[i - 1] + 1
            n += 1
        before, before_start, joined = unit, places[first], True
    return keys[:n], starts[:n], ends[:n]


@njit(nogil=True, cache=True)
def _mixed(state):  # type: ignore[no-untyped-def]
    """One step of splitmix64 (Steele, Lea and Flood, 2014): every bit of the state reaches every bit out."""
    state = state + np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
