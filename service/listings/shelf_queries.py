"""The SELECTs that every kind of listing needs; each begins with what the actor may see.

A room names its table, the columns of a line in its list, and how such a line is read.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from service.codes.lists import region_prefix
from service.kernel import clock, search
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Output, Page
from service.listings import policy
from service.listings.quality import NearDuplicate
from service.listings.reading import owner_read, status_today
from service.listings.schemas import OwnerRead
from service.listings.visibility import is_live, owner_is_disclosed, owner_is_shown, visible_to
from service.organizations.tables import Organization

L = TypeVar("L")
S = TypeVar("S", bound=Output)

# Building a SELECT costs more than running it: so many are kept, by actor, filter and day.
STATEMENTS = 512
_STREAMED = 500
_NEAR = 5
# The owner's columns, last in every line of a list but for whether the owner was disclosed.
OWNER = tuple(col(getattr(Organization, name)) for name in ("id", "name", "kind", "region", "size"))

Statement = Select[*tuple[Any, ...]]


class Shelf(Generic[L, S]):
    """One kind of listing as its room describes it."""

    def __init__(
        self,
        table: type[L],
        noun: str,
        columns: Sequence[Any],
        read: Callable[[Actor, Any, date], S],
        conditions: Callable[[Actor, Any, date], Sequence[ColumnElement[bool]]],
    ) -> None:
        columns_of: Any = table
        self._table = columns_of
        self._noun, self._columns, self._read = noun, (*columns, *OWNER), read
        names = {"published_at": "listed_at"} | {n: n for n in ("created_at", "updated_at", "valid_until")}
        sorts = {name: col(getattr(self._table, column)) for name, column in names.items()}
        self._pages = Keyset(self._table.entity, sorts, col(self._table.id), default="-published_at")
        self._conditions = conditions
        keep = lru_cache(maxsize=STATEMENTS)
        self._listed, self._whole = keep(self._listed_now), keep(self._whole_now)
        self._one = keep(self._one_now)

    def page(self, session: Session, actor: Actor, wanted: Any, window: Window, cursors: Cursors) -> Page[S]:
        """One page of what ``actor`` may see; with ``wanted.q`` the best, ranked, without further pages."""
        today = clock.today()
        statement = self._listed(actor, wanted, today)
        if wanted.q is not None:
            search.refuse_paging(window)
            return Page(items=self._ranked(session, actor, wanted.q, statement, window.limit, today))
        found = self._pages.page(session, statement, window, cursors)
        page = Page(
            items=[self._read(actor, row, today) for row in found.rows], next_cursor=found.next_cursor
        )
        if found.total is not None:
            page.total = found.total
        return page

    def visible(self, session: Session, actor: Actor, listing_id: UUID) -> tuple[L, OwnerRead]:
        """One listing and its owner as ``actor`` may know it, for a read.

        Raises NotFound also for one that ``actor`` may not see.
        """
        return self._found(session, actor, self._one(actor, clock.today()), listing_id)

    def locked(self, session: Session, actor: Actor, listing_id: UUID) -> tuple[L, OwnerRead]:
        """One listing to be changed, its row locked, in the state that holds today, and its owner.

        Raises NotFound also for one that ``actor`` may not see.
        """
        today = clock.today()
        statement = self._one(actor, today).with_for_update(of=self._table)
        row, owner = self._found(session, actor, statement, listing_id)
        # Not a change yet: what follows starts from the state that holds today, and writes its own.
        set_committed_value(row, "status", _status_today(row, today))
        return row, owner

    def live(self, session: Session, actor: Actor, ids: Collection[UUID]) -> dict[UUID, tuple[L, OwnerRead]]:
        """Of these, the ones that rank for ``actor`` now: live and visible to them."""
        today = clock.today()
        statement = self._whole(actor, today).where(col(self._table.id).in_(ids), is_live(self._table, today))
        return {row.id: (row, _known(actor, row, *owner)) for row, *owner in session.execute(statement)}

    def near_duplicates(self, session: Session, actor: Actor, listing_id: UUID) -> list[NearDuplicate]:
        """Listings of nearly the same text, as far as ``actor`` may see them: others are not betrayed."""
        if not search.is_connected(session):
            return []
        today = clock.today()
        rows: dict[UUID, tuple[Any, OwnerRead]] = {}

        def allowed(ids: Collection[UUID]) -> set[UUID]:
            seen = session.execute(self._whole(actor, today).where(col(self._table.id).in_(ids)))
            rows.update({row.id: (row, _known(actor, row, *owner)) for row, *owner in seen})
            return set(rows)

        index = search.index_of(session)
        hits = index.near(session, self._table.entity, listing_id, allowed=allowed, limit=_NEAR)
        return [_near(hit, *rows[hit.id], today) for hit in hits]

    def every(self, session: Session, ids: Collection[UUID] | None = None) -> Iterator[L]:
        """A stream for the index, which is filtered by actor when it is asked: all, or those of ``ids``."""
        if ids is None:
            return self._stream(session)
        statement = select(self._table).where(col(self._table.id).in_(ids))
        return iter(session.execute(statement).scalars())

    def live_ids(self, session: Session) -> set[UUID]:
        """Everything that ranks now, for whomever: what each may see is asked when it is shown."""
        statement = select(col(self._table.id)).join(
            Organization, col(Organization.id) == col(self._table.owner_id)
        )
        return set(session.execute(statement.where(is_live(self._table, clock.today()))).scalars())

    def held(self, session: Session, listing_id: UUID) -> L:
        """One listing for a room above that has asked its own policy, its row locked, as it is today.

        Raises NotFound.
        """
        row: Any = session.get(self._table, listing_id, with_for_update=True)
        if row is None:
            raise NotFound(f"There is no such {self._noun}.")
        set_committed_value(row, "status", _status_today(row, clock.today()))
        return cast(L, row)

    def count(self, session: Session) -> int:
        """How many there are, of every state."""
        return int(session.execute(select(func.count()).select_from(self._table)).scalar_one())

    def due_to_expire(self, session: Session, today: date, *, limit: int) -> Sequence[UUID]:
        """The published ones whose last valid day has passed."""
        is_due = and_(col(self._table.status) == "published", col(self._table.valid_until) < today)
        return session.execute(select(col(self._table.id)).where(is_due).limit(limit)).scalars().all()

    def to_expire(self, session: Session, listing_id: UUID) -> L | None:
        """One of them, its row locked; None when its expiry no longer holds."""
        row = session.get(self._table, listing_id, with_for_update=True)
        is_over = row is not None and _status_today(row, clock.today()) != row.status
        return row if is_over else None

    def common_conditions(
        self, actor: Actor, wanted: Any, today: date, equal: Collection[str]
    ) -> list[ColumnElement[bool]]:
        """The filters that every kind has: equal codes, region, owner (where it is shown), state."""
        conditions = [
            col(getattr(self._table, name)) == value
            for name in equal
            if (value := getattr(wanted, name)) is not None
        ]
        if wanted.region is not None:
            conditions.append(col(self._table.region).startswith(region_prefix(wanted.region)))
        if wanted.owner is not None:
            conditions += [col(self._table.owner_id) == wanted.owner, owner_is_shown(actor, self._table)]
        if wanted.status is not None:
            conditions.append(self._has_status(wanted.status, today))
        return conditions

    def _stream(self, session: Session) -> Iterator[L]:
        last = UUID(int=0)
        while True:
            after = select(self._table).where(col(self._table.id) > last).order_by(col(self._table.id))
            rows = session.execute(after.limit(_STREAMED)).scalars().all()
            yield from rows
            if len(rows) < _STREAMED:
                return
            last = rows[-1].id

    def _has_status(self, status: str, today: date) -> ColumnElement[bool]:
        """Expiry counts from its day on, also before the job has written it."""
        has = col(self._table.status) == status
        is_over = col(self._table.valid_until) < today
        if status == "expired":
            return or_(has, and_(col(self._table.status) == "published", is_over))
        return and_(has, ~is_over) if status == "published" else has

    def _found(self, session: Session, actor: Actor, statement: Any, listing_id: UUID) -> tuple[L, OwnerRead]:
        row = session.execute(statement, {"id": listing_id}).first()
        if row is None:
            raise NotFound(f"There is no such {self._noun}, or you may not see it.")
        return row[0], _known(actor, *row)

    def _whole_now(self, actor: Actor, today: date) -> Any:
        disclosed = owner_is_disclosed(actor, self._table)
        joined = select(self._table, Organization, disclosed).join(
            Organization, col(Organization.id) == col(self._table.owner_id)
        )
        return joined.where(visible_to(actor, self._table, today))

    def _one_now(self, actor: Actor, today: date) -> Any:
        return self._whole(actor, today).where(col(self._table.id) == bindparam("id"))

    def _listed_now(self, actor: Actor, wanted: Any, today: date) -> Statement:
        columns = (*self._columns, owner_is_disclosed(actor, self._table))
        joined = select(*columns).join(Organization, col(Organization.id) == col(self._table.owner_id))
        return joined.where(visible_to(actor, self._table, today), *self._conditions(actor, wanted, today))

    def _ranked(
        self, session: Session, actor: Actor, q: str, statement: Statement, limit: int, today: date
    ) -> list[S]:
        narrowed = statement.with_only_columns(col(self._table.id), maintain_column_froms=True)

        def allowed(ids: Collection[UUID]) -> set[UUID]:
            return set(session.execute(narrowed.where(col(self._table.id).in_(ids))).scalars())

        index = search.index_of(session)
        hits = index.ids(session, self._table.entity, q, allowed=allowed, limit=limit)
        rows = session.execute(statement.where(col(self._table.id).in_([hit.id for hit in hits])))
        by_id = {row[0]: self._read(actor, row, today) for row in rows}
        return [by_id[hit.id] for hit in hits if hit.id in by_id]


def _known(actor: Actor, row: Any, owner: Organization, is_disclosed: bool) -> OwnerRead:
    return owner_read(owner, is_shown=policy.sees_owner(actor, row, is_disclosed=is_disclosed))


def _near(hit: search.Hit, row: Any, owner: OwnerRead, today: date) -> NearDuplicate:
    status = _status_today(row, today)
    return NearDuplicate(id=row.id, title=row.title, score=round(hit.score, 4), status=status, owner=owner)


def _status_today(row: Any, today: date) -> Any:
    return status_today(row.status, row.valid_until, today)
