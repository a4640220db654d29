"""Every SELECT of achievements; each begins with what the actor may see."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, func, or_, select, true
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from service.achievements import reading
from service.achievements.schemas import AchievementRead, AchievementSummary
from service.achievements.tables import Achievement, AchievementForm, AchievementStatus
from service.codes.lists import region_prefix
from service.kernel import clock, search
from service.kernel.actor import Actor
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.listings.reading import status_today
from service.listings.transfer_modes import TransferMode
from service.listings.visibility import STATEMENTS, is_live, owner_is_shown, visible_to
from service.organizations.tables import Organization

_PAGES = Keyset(
    "achievements",
    {
        "published_at": col(Achievement.listed_at),
        "created_at": col(Achievement.created_at),
        "updated_at": col(Achievement.updated_at),
        "valid_until": col(Achievement.valid_until),
    },
    col(Achievement.id),
    default="-published_at",
)
_SUMMARY = (
    col(Achievement.id), col(Achievement.version), col(Achievement.title), col(Achievement.summary),
    col(Achievement.form), col(Achievement.trl), col(Achievement.tech_field), col(Achievement.industry),
    col(Achievement.region), col(Achievement.transfer_modes), col(Achievement.price_mode),
    col(Achievement.price), col(Achievement.accepts_use_first), col(Achievement.status),
    col(Achievement.visibility), col(Achievement.published_at), col(Achievement.valid_until),
    col(Achievement.updated_at), col(Achievement.entered_by_organization_id),
    col(Organization.id), col(Organization.name), col(Organization.kind), col(Organization.region),
    col(Organization.size),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AchievementFilter:
    """What a list of achievements is narrowed to; ``price_max`` is in fen and lets an unknown price pass."""

    q: str | None = None
    tech_field: str | None = None
    industry: str | None = None
    region: str | None = None
    form: AchievementForm | None = None
    trl_min: int | None = None
    trl_max: int | None = None
    transfer_mode: TransferMode | None = None
    price_max: int | None = None
    status: AchievementStatus | None = None
    owner: UUID | None = None


def achievements(
    session: Session, actor: Actor, wanted: AchievementFilter, window: Window, cursors: Cursors
) -> Page[AchievementSummary]:
    """One page of what ``actor`` may see; with ``q`` the best, ranked, without further pages."""
    today = clock.today()
    statement = _listed(actor, wanted, today)
    if wanted.q is not None:
        search.refuse_paging(window)
        found = _ranked(session, actor, wanted.q, statement, window.limit, today)
        return Page[AchievementSummary](items=found)
    page = _PAGES.page(session, statement, window, cursors)
    listed = Page[AchievementSummary](
        items=[reading.summary(actor, row, today) for row in page.rows], next_cursor=page.next_cursor
    )
    if page.total is not None:
        listed.total = page.total
    return listed


def achievement(session: Session, actor: Actor, achievement_id: UUID) -> AchievementRead:
    """One achievement.

    Raises NotFound also for one that ``actor`` may not see.
    """
    found, owner = visible_row(session, actor, achievement_id)
    return reading.whole(actor, found, owner, clock.today())


def visible_row(session: Session, actor: Actor, achievement_id: UUID) -> tuple[Achievement, Organization]:
    """One achievement and its owner, for a read.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = _one(actor, clock.today())
    return reading.found(session.execute(statement, {"id": achievement_id}).first())


def locked_achievement(
    session: Session, actor: Actor, achievement_id: UUID
) -> tuple[Achievement, Organization]:
    """One achievement to be changed, its row locked, in the state that holds today, and its owner.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = _one(actor, clock.today()).with_for_update(of=Achievement)
    row, owner = reading.found(session.execute(statement, {"id": achievement_id}).first())
    # Not a change yet: what follows starts from the state that holds today, and writes its own.
    set_committed_value(row, "status", status_today(row.status, row.valid_until, clock.today()))
    return row, owner


def live_achievements(
    session: Session, actor: Actor, ids: Collection[UUID]
) -> dict[UUID, tuple[Achievement, Organization]]:
    """Of these, the ones that rank for ``actor`` now: live and visible to them."""
    today = clock.today()
    statement = _whole(actor, today).where(col(Achievement.id).in_(ids), is_live(Achievement, today))
    return {row.id: (row, owner) for row, owner in session.execute(statement)}


def every_achievement(session: Session, ids: Collection[UUID] | None = None) -> Iterator[Achievement]:
    """A stream for the index, which is filtered by actor when it is asked: all, or those of ``ids``."""
    statement = select(Achievement).execution_options(yield_per=500)
    if ids is not None:
        statement = statement.where(col(Achievement.id).in_(ids))
    return iter(session.execute(statement).scalars())


def count_achievements(session: Session) -> int:
    """How many there are, of every state."""
    return int(session.execute(select(func.count()).select_from(Achievement)).scalar_one())


def achievement_ids_to_expire(session: Session, today: date, *, limit: int) -> Sequence[UUID]:
    """Published achievements whose last valid day has passed."""
    statement = (
        select(col(Achievement.id))
        .where(col(Achievement.status) == AchievementStatus.PUBLISHED, col(Achievement.valid_until) < today)
        .limit(limit)
    )
    return session.execute(statement).scalars().all()


def achievement_to_expire(session: Session, achievement_id: UUID) -> Achievement | None:
    """One achievement, its row locked; for the job that writes expiry down."""
    return session.get(Achievement, achievement_id, with_for_update=True)


@lru_cache(maxsize=STATEMENTS)
def _whole(actor: Actor, today: date) -> Select[Achievement, Organization]:
    return (
        select(Achievement, Organization)
        .join(Organization, col(Organization.id) == col(Achievement.owner_id))
        .where(visible_to(actor, Achievement, today))
    )


@lru_cache(maxsize=STATEMENTS)
def _one(actor: Actor, today: date) -> Select[Achievement, Organization]:
    return _whole(actor, today).where(col(Achievement.id) == bindparam("id"))


@lru_cache(maxsize=STATEMENTS)
def _listed(actor: Actor, wanted: AchievementFilter, today: date) -> Select[*tuple[Any, ...]]:
    return (
        select(*_SUMMARY)
        .join(Organization, col(Organization.id) == col(Achievement.owner_id))
        .where(visible_to(actor, Achievement, today), _passes(actor, wanted, today))
    )


def _ranked(
    session: Session,
    actor: Actor,
    q: str,
    statement: Select[*tuple[Any, ...]],
    limit: int,
    today: date,
) -> list[AchievementSummary]:
    hits = search.index_of(session).ids(
        session, "achievements", q, allowed=_allowed(session, statement), limit=limit
    )
    rows = session.execute(statement.where(col(Achievement.id).in_([hit.id for hit in hits])))
    by_id = {row[0]: reading.summary(actor, row, today) for row in rows}
    return [by_id[hit.id] for hit in hits if hit.id in by_id]


def _allowed(session: Session, statement: Select[*tuple[Any, ...]]) -> search.Allowed:
    narrowed = statement.with_only_columns(col(Achievement.id), maintain_column_froms=True)
    return lambda ids: set(session.execute(narrowed.where(col(Achievement.id).in_(ids))).scalars())


def _passes(actor: Actor, wanted: AchievementFilter, today: date) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    for name in ("tech_field", "industry", "form"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(col(getattr(Achievement, name)) == value)
    if wanted.region is not None:
        conditions.append(col(Achievement.region).startswith(region_prefix(wanted.region)))
    if wanted.owner is not None:
        conditions += [col(Achievement.owner_id) == wanted.owner, owner_is_shown(actor, Achievement)]
    if wanted.status is not None:
        conditions.append(_has_status(wanted.status, today))
    return and_(*conditions, *_terms(wanted))


def _terms(wanted: AchievementFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.trl_min is not None:
        yield col(Achievement.trl) >= wanted.trl_min
    if wanted.trl_max is not None:
        yield col(Achievement.trl) <= wanted.trl_max
    if wanted.price_max is not None:
        yield or_(col(Achievement.price) <= wanted.price_max, col(Achievement.price).is_(None))
    if wanted.transfer_mode is not None:
        # Codes are short ASCII words in quotes, so a part of the JSON text is exact on both databases.
        yield cast(col(Achievement.transfer_modes), Text).contains(f'"{wanted.transfer_mode.value}"')


def _has_status(status: AchievementStatus, today: date) -> ColumnElement[bool]:
    """Expiry counts from its day on, also before the job has written it."""
    is_over = col(Achievement.valid_until) < today
    if status == AchievementStatus.EXPIRED:
        return or_(
            col(Achievement.status) == status,
            and_(col(Achievement.status) == AchievementStatus.PUBLISHED, is_over),
        )
    if status == AchievementStatus.PUBLISHED:
        return and_(col(Achievement.status) == status, ~is_over)
    return col(Achievement.status) == status
