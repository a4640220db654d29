"""Loads what came before: the demonstration's register year by year, targets, and announced figures.

Each year's file is taken in on the tenth of the next January, as a registration office would, so that a
report as of any day since then tells what was known on it.
"""

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
from sqlmodel import Session

from service.import_kinds import KINDS
from service.imports import operations as imports
from service.imports.reading import read_file
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import StartRefused
from service.reports import series_operations
from service.reports.series_schemas import OfficialFigureCreate

# In the order in which they came: the file, its kind, and the day it was taken in.
_FILES = (
    ("register/2022.csv", "registered_contracts", date(2023, 1, 10)),
    ("register/2023.csv", "registered_contracts", date(2024, 1, 10)),
    ("targets.csv", "targets", date(2024, 2, 20)),
    ("register/2024.csv", "registered_contracts", date(2025, 1, 10)),
    ("register/inflow.csv", "registered_contracts", date(2025, 1, 20)),
    ("national_absorption.csv", "national_absorption", date(2025, 2, 28)),
)
_ANNOUNCED = date(2025, 3, 1)


def load(session: Session, folder: Path, registrar: Actor, bureau: Actor) -> None:
    """Load everything through the same operations as the web does, marked as demonstration.

    Raises StartRefused when a file is missing or wrong.
    """
    for name, kind, day in _FILES:
        with clock.pinned(datetime.combine(day, time(2), UTC)):
            _import(session, bureau if kind == "targets" else registrar, kind, folder / name)
    with clock.pinned(datetime.combine(_ANNOUNCED, time(2), UTC)):
        for entry in _announced(folder / "official_figures.toml"):
            data = msgspec.convert(entry, OfficialFigureCreate)
            series_operations.enter_figure(session, bureau, data, is_demonstration=True)


def _import(session: Session, actor: Actor, kind: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            sheet = read_file(KINDS[kind], file, path.name, _quiet)
            imports.apply(session, actor, sheet, _quiet, is_demonstration=True)
            sheet.rows.close()
    except OSError as error:
        raise StartRefused(f"The demonstration data cannot be read: {path}: {error}") from error


def _announced(path: Path) -> list[dict[str, Any]]:
    try:
        figures: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["figures"]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise StartRefused(f"The demonstration data cannot be read: {path}: {error}") from error
    return figures


def _quiet(_rows: int) -> None:
    """The seeding has its own progress."""
