"""The code lists in memory, read once from the data files under ``seeds/codes``."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.kernel.errors import invalid
from service.kernel.settings import Settings

_COLUMNS = ("code", "zh", "en", "parent")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: its code, its names, what it belongs to, and whatever else its list says of it."""

    code: str
    zh: str
    en: str
    parent: str | None
    extra: Mapping[str, str]


CodeList = Mapping[str, Code]


@cache
def all_lists() -> Mapping[str, CodeList]:
    """Every list by its name, entries in the order of their file."""
    return {path.stem: _read(path) for path in sorted((Settings().seeds_dir / "codes").glob("*.csv"))}


def code_list(name: str) -> CodeList:
    """One list; a KeyError means that the data folder lacks a file the program needs."""
    return all_lists()[name]


def require(name: str, code: str | None, pointer: str) -> None:
    """Raises Invalid when a code was given that its list does not have."""
    if code is not None and code not in code_list(name):
        raise invalid(pointer, f"{code!r} is not in the code list {name}; see GET /api/v1/codes/{name}.")


def region_prefix(code: str) -> str:
    """What all codes under a region of GB/T 2260 begin with: 150000 → 15, 150100 → 1501."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def cluster_of(tech_field: str | None, industry: str | None) -> str | None:
    """Which of the city's six industrial clusters a listing belongs to, by industry, else by field."""
    for column, value in (("industries", industry), ("tech_fields", tech_field)):
        for entry in code_list("clusters").values():
            if value and value in entry.extra.get(column, "").split():
                return entry.code
    return None


def _read(path: Path) -> CodeList:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _entry(row) for row in csv.DictReader(file)}


def _entry(row: Mapping[str, str]) -> Code:
    extra = {name: value for name, value in row.items() if name not in _COLUMNS}
    return Code(row["code"], row["zh"], row["en"], row.get("parent") or None, extra)
