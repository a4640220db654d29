"""What stands in a cell, as a value: digits of any width, days written as text, amounts in 元 or 万元."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from service.codes.lists import all_lists, code_list
from service.imports.sheets import Cell
from service.kernel.money import MAX_FEN
from service.kernel.settings import Settings

# Fen in one unit of a heading.
UNITS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
# What a region's cell says of a party from abroad.
ABROAD = "abroad"
_ABROAD_WORDS = ("境外", "国外", "外国", ABROAD)
_FLAGS = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False}
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069]")
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?: 00:00(?::00)?)?(?![\s\S])")
_LISTED = re.compile(r"[、,;，；/|]")
# A spreadsheet's number keeps fifteen digits; longer ones were rounded before they came here.
_KEPT_DIGITS = 10**15

Parser = Callable[[Cell, str], Any]


def parse(kind: str, value: Cell, unit: str) -> Any:
    """A cell as ``kind`` says: text, digits:16, day, amount, count, flag, decimal, region.

    ``code:LIST`` and ``codes:LIST`` take codes or names of a list. None for an empty cell.

    Raises ValueError with what is wrong.
    """
    name, _, argument = kind.partition(":")
    plain = _plain(value)
    if plain is None or plain == "":
        return None
    return _PARSERS[name](plain, unit if name == "amount" else argument)


def _plain(value: Cell) -> Cell:
    """Full-width digits and signs as narrow ones, without white space around."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFKC", value).strip()


def _text(value: Cell, limit: str) -> str:
    text = _written(value)
    if _CONTROL.search(text):
        raise ValueError("contains a line break or a control character")
    if len(text) > int(limit or 200):
        raise ValueError(f"is longer than {limit or 200} characters")
    return text


def _written(value: Cell) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _digits(value: Cell, length: str) -> str:
    if isinstance(value, int | float) and abs(value) >= _KEPT_DIGITS:
        raise ValueError("is stored as a number, and numbers keep 15 digits only: format the column as text")
    text = _written(value).replace(" ", "")
    if not re.fullmatch(rf"[0-9]{{{length}}}", text):
        raise ValueError(f"{text[:40]!r} is not a number of {length} digits")
    return text


def _day(value: Cell, _argument: str) -> date:
    if isinstance(value, date):
        return value
    found = _DAY.match(_written(value))
    try:
        if found:
            return date(*(int(part) for part in found.groups()))
    except ValueError:
        pass
    raise ValueError(f"{_written(value)[:40]!r} is not a day; write it as 2023-02-04")


def _amount(value: Cell, unit: str) -> int:
    """Whole fen; a spreadsheet's float counts as the fifteen digits it shows."""
    text = f"{value:.15g}" if isinstance(value, float) else _written(value)
    try:
        fen = Decimal(text.replace(",", "").removeprefix("¥")) * UNITS[unit]
    except InvalidOperation as error:
        raise ValueError(f"{text[:40]!r} is not an amount") from error
    if not fen.is_finite() or fen != fen.to_integral_value():
        raise ValueError(f"{text[:40]!r} {unit} is not a whole number of fen")
    if not 0 <= fen <= MAX_FEN:
        raise ValueError(f"{text[:40]!r} {unit} is below zero or above what can be stored")
    return int(fen)


def _count(value: Cell, _argument: str) -> int:
    text = _written(value).replace(",", "")
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,12}", text):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)


def _flag(value: Cell, _argument: str) -> bool:
    text = _written(value).lower()
    if text not in _FLAGS:
        raise ValueError(f"{text[:40]!r} is neither 是 nor 否")
    return _FLAGS[text]


def _decimal(value: Cell, _argument: str) -> str:
    """As it was announced: its digits say how exact it is."""
    text = _written(value)
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text):
        raise ValueError(f"{text[:40]!r} is not a decimal")
    return text


def _region(value: Cell, _argument: str) -> str:
    """Six digits of GB/T 2260, or a name that the list has."""
    text = _written(value)
    if text in _ABROAD_WORDS:
        return ABROAD
    regions = code_list("regions")
    if re.fullmatch(r"[0-9]{6}", text) and f"{text[:2]}0000" in regions:
        return text
    found = [entry.code for entry in regions.values() if text in (entry.zh, entry.zh.rstrip("省市区县旗"))]
    if len(found) != 1:
        raise ValueError(f"{text[:40]!r} is no region; write the six digits of GB/T 2260")
    return found[0]


def _code(value: Cell, name: str) -> str:
    text = _written(value)
    found = _names(name).get(text)
    if found is None:
        raise ValueError(f"{text[:40]!r} is not in the code list {name}")
    return found


def _codes(value: Cell, name: str) -> list[str]:
    parts = (part.strip() for part in _LISTED.split(_written(value)))
    return list(dict.fromkeys(_code(part, name) for part in parts if part))


@cache
def _names(name: str) -> dict[str, str]:
    """Everything a list's codes are called: the code, both names, and what registers write for it."""
    called = {
        unicodedata.normalize("NFKC", word): entry.code
        for entry in code_list(name).values()
        for word in (entry.code, entry.zh, entry.en)
    }
    return called | _aliases().get(name, {})


@cache
def _aliases() -> dict[str, dict[str, str]]:
    from_lists: dict[str, dict[str, str]] = {name: {} for name in all_lists()}
    for row in rows_of(Settings().seeds_dir / "columns" / "aliases.csv"):
        from_lists[row["list"]][row["alias"]] = row["code"]
    return from_lists


def rows_of(path: Path) -> list[dict[str, str]]:
    """A small data file as rows by their headings."""
    heading, *rows = [line.split(",") for line in path.read_text("utf-8").splitlines() if line]
    return [dict(zip(heading, row, strict=True)) for row in rows]


_PARSERS: dict[str, Parser] = {
    "text": _text,
    "digits": _digits,
    "day": _day,
    "amount": _amount,
    "count": _count,
    "flag": _flag,
    "decimal": _decimal,
    "region": _region,
    "code": _code,
    "codes": _codes,
}
