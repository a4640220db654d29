"""Keyset paging: signed cursors, one page read by a window over two columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, SQLColumnExpression, func, literal, select, tuple_
from sqlalchemy.types import TypeEngine
from sqlmodel import Session

from service.kernel.errors import bad_parameter

Column = SQLColumnExpression[Any]
Statement = Select[*tuple[Any, ...]]


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

    def write(self, scope: str, value: datetime | date | str, last_id: UUID) -> str:
        """A cursor that is good for ``scope`` (list and sort) alone."""
        plain = value if isinstance(value, str) else value.isoformat()
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

    def page(self, session: Session, statement: Statement, window: Window, cursors: Cursors) -> Slice:
        """The rows of ``statement`` that the window asks for; its filters must already be in it.

        Raises BadParameter for an unknown sort or a cursor that is not of this list.
        """
        sort = window.sort or self._default
        column, falls = self._column(sort), sort.startswith("-")
        scope = f"{self.name} {sort}"
        total = _count(session, statement) if window.count else None
        if window.cursor is not None:
            statement = statement.where(self._after(column, falls, *cursors.read(scope, window.cursor)))
        order = [column.desc(), self._tie.desc()] if falls else [column.asc(), self._tie.asc()]
        keyed = statement.add_columns(column.label("_key"), self._tie.label("_tie"))
        rows = session.execute(keyed.order_by(*order).limit(window.limit + 1)).all()
        shown, more = rows[: window.limit], len(rows) > window.limit
        cursor = cursors.write(scope, shown[-1]._key, shown[-1]._tie) if more else None
        return Slice(shown, cursor, total)

    def _column(self, sort: str) -> Column:
        name = sort.removeprefix("-")
        if name not in self._sorts:
            raise bad_parameter(
                "sort", f"Sort by one of {', '.join(self._sorts)}, with - in front to reverse."
            )
        return self._sorts[name]

    def _after(self, column: Column, falls: bool, value: str, last: UUID) -> Column:
        key = _typed(column, value)
        here = tuple_(column, self._tie)
        there = tuple_(literal(key, _type(column)), literal(last, _type(self._tie)))
        return here < there if falls else here > there


def _typed(column: Column, value: str) -> object:
    kind = _type(column).python_type
    if issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if issubclass(kind, date) else value


def _type(column: Column) -> TypeEngine[Any]:
    return cast(TypeEngine[Any], column.type)  # type: ignore[attr-defined]


def _count(session: Session, statement: Statement) -> int:
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    return int(session.execute(counted).scalar_one())
