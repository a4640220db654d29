"""Every SELECT of achievements; each begins with what the actor may see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, or_
from sqlmodel import Session, col

from service.achievements import reading
from service.achievements.schemas import AchievementRead, AchievementSummary
from service.achievements.tables import Achievement, AchievementForm, AchievementStatus
from service.kernel import clock
from service.kernel.actor import Actor
from service.listings.shelf_queries import Shelf
from service.listings.transfer_modes import TransferMode
from service.listings.work_queries import waiting_listings
from service.worklist.schemas import WorkItem

_EQUAL = ("tech_field", "industry", "form")


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


def _conditions(actor: Actor, wanted: AchievementFilter, today: date) -> list[ColumnElement[bool]]:
    return [*SHELF.common_conditions(actor, wanted, today, _EQUAL), *_terms(wanted)]


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


SHELF: Shelf[Achievement, AchievementSummary] = Shelf(
    Achievement,
    "achievement",
    (
        col(Achievement.id), col(Achievement.version), col(Achievement.title), col(Achievement.summary),
        col(Achievement.form), col(Achievement.trl), col(Achievement.tech_field), col(Achievement.industry),
        col(Achievement.region), col(Achievement.transfer_modes), col(Achievement.price_mode),
        col(Achievement.price), col(Achievement.accepts_use_first), col(Achievement.status),
        col(Achievement.visibility), col(Achievement.published_at), col(Achievement.valid_until),
        col(Achievement.updated_at), col(Achievement.entered_by_organization_id),
    ),
    reading.summary,
    _conditions,
)  # fmt: skip
achievements, visible_row, locked_achievement = SHELF.page, SHELF.visible, SHELF.locked
live_achievements, every_achievement, count_achievements = SHELF.live, SHELF.every, SHELF.count
live_achievement_ids = SHELF.live_ids
near_achievements = SHELF.near_duplicates
achievement_ids_to_expire, achievement_to_expire = SHELF.due_to_expire, SHELF.to_expire
held_achievement = SHELF.held


def achievement(session: Session, actor: Actor, achievement_id: UUID) -> AchievementRead:
    """One achievement.

    Raises NotFound also for one that ``actor`` may not see.
    """
    return reading.whole(actor, *visible_row(session, actor, achievement_id), clock.today())


def waiting_achievements(session: Session, actor: Actor, limit: int) -> Iterable[WorkItem]:
    """What waits for the actor here."""
    return waiting_listings(session, actor, Achievement, limit)
