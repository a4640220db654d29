"""The registration office's rules as data: sets by the day they came into force, their sources, its clock.

They are read from ``seeds/rules`` once; a new set of rules is a new folder there and nothing in the code.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from service.kernel.money import to_fen
from service.kernel.settings import Settings
from service.kernel.workdays import DueDay, due_after

T = TypeVar("T")


class Data(Struct, frozen=True, forbid_unknown_fields=True):
    """Part of a file of rules: a mistyped field there is an error when the program starts to use it."""


class RuleSet(Data, frozen=True):
    """The rules in force from a day on; ``verify`` marks what no official has compared with the text yet."""

    id: str
    zh: str
    en: str
    in_force_from: date
    verify: bool


class Source(Data, frozen=True):
    """What a rule rests on."""

    id: str
    zh: str
    en: str
    in_force_from: date
    verify: bool
    in_force_until: date | None = None


class Clock(Data, frozen=True):
    """How long the office may take."""

    source: str
    article: str
    verify: bool
    ordinary_workdays: int
    longer_workdays: int
    large_from: str


class _Sets(Data, frozen=True):
    sets: list[RuleSet]


class _Sources(Data, frozen=True):
    sources: list[Source]


def read(name: str, kind: type[T]) -> T:
    """A file under ``seeds/rules``, checked against ``kind``."""
    path = _folder() / name
    return msgspec.toml.decode(path.read_bytes(), type=kind)


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every set, the oldest first."""
    return tuple(sorted(read("sets.toml", _Sets).sets, key=lambda each: each.in_force_from))


def rule_set_on(day: date) -> RuleSet:
    """The set in force on a day; before the first one, the first."""
    in_force = [each for each in rule_sets() if each.in_force_from <= day]
    return in_force[-1] if in_force else rule_sets()[0]


def rule_set(name: str) -> RuleSet:
    """A set by its id; a KeyError means that the data folder lost one that a filing names."""
    return {each.id: each for each in rule_sets()}[name]


@cache
def sources() -> dict[str, Source]:
    """Every source by its id."""
    return {each.id: each for each in read("sources.toml", _Sources).sources}


@cache
def office_clock(name: str) -> Clock:
    """The clock of a rule set."""
    return read(f"{name}/clock.toml", Clock)


def is_large(technical_amount: int | None, *, on: date) -> bool:
    """A large contract (重大技术合同) by the rules of that day; ``technical_amount`` in fen."""
    large_from = to_fen(office_clock(rule_set_on(on).id).large_from)
    return technical_amount is not None and technical_amount >= large_from


def due_day(accepted_on: date, *, takes_longer: bool) -> DueDay:
    """By when the office decides; ``takes_longer`` for large or disputed contracts."""
    clock = office_clock(rule_set_on(accepted_on).id)
    return due_after(accepted_on, clock.longer_workdays if takes_longer else clock.ordinary_workdays)


def _folder() -> Path:
    return Settings().seeds_dir / "rules"
