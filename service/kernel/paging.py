"""Keyset paging: signed cursors, one page read by a window over two columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, SQLColumnExpression, func, literal, select, tuple_
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from service.kernel.errors import bad_parameter

Column = SQLColumnExpression[Any]
Statement = Select[*tuple[Any, ...]]
_KEPT = 128


@dataclass(frozen=True, slots=True)
class Window:
    """Which page is asked for: how many, after which cursor, in which order, counted or not."""

    limit: int = 20
    cursor: str | None = None
    sort: str | None = None
    count: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows, the cursor of the next one, and the total where it was asked for."""

    rows: Sequence[Any]
    next_cursor: str | None
    total: int | None


class Cursors:
    """Makes and reads the cursors of one installation."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def write(self, scope: str, value: datetime | date | float | str, last_id: UUID) -> str:
        """A cursor that is good for ``scope`` (list and sort) alone."""
        plain = value.isoformat() if isinstance(value, date) else str(value)
        return _text(URLSafeSerializer(self._secret, salt=scope).dumps([plain, last_id.hex]))

    def read(self, scope: str, cursor: str) -> tuple[str, UUID]:
        """Raises BadParameter for a cursor of another list, of another sort, or not made here."""
        try:
            value, last_id = URLSafeSerializer(self._secret, salt=scope).loads(cursor)
            return str(value), UUID(last_id)
        except (BadSignature, ValueError, TypeError, UnicodeError) as error:
            raise bad_parameter("cursor", "Not a cursor of this list and sort; begin without one.") from error


def _text(signed: str | bytes) -> str:
    return signed.decode("ascii") if isinstance(signed, bytes) else signed


class Keyset:
    """How one list is cut into pages: its name, its sorts, and the column that breaks ties.

    ``sorts`` maps a public name to a column that is never NULL; ``-name`` is the falling order.
    """

    def __init__(self, name: str, sorts: Mapping[str, Column], tie: Column, *, default: str) -> None:
        self.name, self._sorts, self._tie, self._default = name, sorts, tie, default
        # A SELECT that a room keeps is also kept in order: building it again costs more than running it.
        self._kept = lru_cache(maxsize=_KEPT)(self._ordered)

    def page(self, session: Session, statement: Statement, window: Window, cursors: Cursors) -> Slice:
        """The rows of ``statement`` that the window asks for; its filters must already be in it.

        Raises BadParameter for an unknown sort or a cursor that is not of this list.
        """
        sort = window.sort or self._default
        scope = f"{self.name} {sort}"
        total = _count(session, statement) if window.count else None
        ordered = self._kept(statement, sort, window.limit + 1)
        if window.cursor is not None:
            ordered = ordered.where(self._after(sort, *cursors.read(scope, window.cursor)))
        rows = session.execute(ordered).all()
        shown, more = rows[: window.limit], len(rows) > window.limit
        cursor = cursors.write(scope, shown[-1]._key, shown[-1]._tie) if more else None
        return Slice(shown, cursor, total)

    def _ordered(self, statement: Statement, sort: str, limit: int) -> Statement:
        column, tie = self._column(sort), self._tie
        order = [column.desc(), tie.desc()] if sort.startswith("-") else [column.asc(), tie.asc()]
        keyed = statement.add_columns(column.label("_key"), tie.label("_tie"))
        return keyed.order_by(*order).limit(limit)

    def _column(self, sort: str) -> Column:
        name = sort.removeprefix("-")
        if name not in self._sorts:
            raise bad_parameter(
                "sort", f"Sort by one of {', '.join(self._sorts)}, with - in front to reverse."
            )
        return self._sorts[name]

    def _after(self, sort: str, value: str, last: UUID) -> Column:
        column = self._column(sort)
        key = _typed(column, value)
        here = tuple_(column, self._tie)
        there = tuple_(literal(key, _type(column)), literal(last, _type(self._tie)))
        return here < there if sort.startswith("-") else here > there


def _typed(column: Column, value: str) -> object:
    kind = _type(column).python_type
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    if issubclass(kind, date):
        return date.fromisoformat(value)
    return float(value) if issubclass(kind, float) else value


def _type(column: Column) -> TypeEngine[Any]:
    return cast(TypeEngine[Any], column.type)  # type: ignore[attr-defined]


def _count(session: Session, statement: Statement) -> int:
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return int(session.execute(counted).scalar_one())
