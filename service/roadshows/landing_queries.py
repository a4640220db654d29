"""What is read about intents, attributions and landings; each SELECT begins with what the actor may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlmodel import Session, col

from service.achievements.tables import Achievement
from service.codes.lists import region_prefix
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.money import optional_yuan, to_yuan
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations.tables import Organization
from service.roadshows import policy, queries
from service.roadshows.landing_schemas import (
    AttributionRead,
    Attributions,
    Evidence,
    IntentRead,
    Intents,
    LandingRead,
    StageDay,
    YearFigures,
)
from service.roadshows.landing_tables import Attribution, Intent, Landing
from service.roadshows.tables import Entry, EntryStatus, Roadshow, RoadshowStatus

HELD = (
    RoadshowStatus.LIVE, RoadshowStatus.SCORED, RoadshowStatus.NOTICED, RoadshowStatus.PUBLISHED,
    RoadshowStatus.FOLLOWED_UP,
)  # fmt: skip
_PAGES = Keyset("landings", {"landed_on": col(Landing.landed_on)}, col(Landing.id), default="-landed_on")


@dataclass(frozen=True, slots=True)
class LandingFilter:
    """What a list of landings is narrowed to."""

    roadshow: UUID | None = None
    region: str | None = None
    achievement: UUID | None = None
    owner: UUID | None = None


def landings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Its owner's, and what landed in the bureau's area."""
    mine = col(Landing.owner_id) == actor.organization_id if actor.organization_id else false()
    if not actor.is_bureau or actor.area is None:
        return mine
    return or_(mine, col(Landing.region).startswith(actor.area))


def landings(
    session: Session, actor: Actor, wanted: LandingFilter, window: Window, cursors: Cursors
) -> Page[LandingRead]:
    """One page of what ``actor`` may see, the latest first."""
    statement = _landings().where(landings_visible_to(actor), _passes(wanted))
    found = _PAGES.page(session, statement, window, cursors)
    items = [_landing(row[0], row[1], row[2]) for row in found.rows]
    page = Page[LandingRead](items=items, next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def landing(session: Session, actor: Actor, landing_id: UUID) -> LandingRead:
    """One landing.

    Raises NotFound also for one that ``actor`` may not see.
    """
    row = session.execute(
        _landings().where(col(Landing.id) == landing_id, landings_visible_to(actor))
    ).first()
    if row is None:
        raise NotFound("There is no such landing, or you may not see it.")
    return _landing(*row)


def locked_landing(session: Session, actor: Actor, landing_id: UUID) -> Landing:
    """Its row, to be changed.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(Landing).where(col(Landing.id) == landing_id, landings_visible_to(actor))
    found: Landing | None = session.execute(statement.with_for_update()).scalars().first()
    if found is None:
        raise NotFound("There is no such landing, or you may not see it.")
    return found


def entry_in(session: Session, roadshow_id: UUID, achievement_id: UUID) -> Entry | None:
    """The entry with which an achievement took part."""
    statement = select(Entry).where(
        col(Entry.roadshow_id) == roadshow_id,
        col(Entry.achievement_id) == achievement_id,
        col(Entry.status) == EntryStatus.ACCEPTED,
    )
    return session.execute(statement).scalars().first()


def held_entries_of(session: Session, achievement_id: UUID) -> list[tuple[Entry, Roadshow]]:
    """Where an achievement was presented, the latest roadshow first."""
    statement = (
        select(Entry, Roadshow)
        .join(Roadshow, col(Roadshow.id) == col(Entry.roadshow_id))
        .where(
            col(Entry.achievement_id) == achievement_id,
            col(Entry.status) == EntryStatus.ACCEPTED,
            col(Roadshow.status).in_(HELD),
        )
        .order_by(col(Roadshow.starts_at).desc(), col(Entry.id))
    )
    return [(entry, held) for entry, held in session.execute(statement)]


def attribution_of(session: Session, contract_id: UUID) -> Attribution | None:
    """What is known of a contract, its row locked."""
    statement = select(Attribution).where(col(Attribution.contract_id) == contract_id)
    return session.execute(statement.with_for_update()).scalars().first()


def attributions(session: Session, actor: Actor, roadshow_id: UUID) -> Attributions:
    """The contracts of its entries: all for the host, an owner's own.

    Raises NotFound.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    statement = (
        select(Attribution)
        .join(Entry, col(Entry.id) == col(Attribution.entry_id))
        .where(col(Entry.roadshow_id) == held.id, _of_entries_visible_to(actor, held))
        .order_by(col(Attribution.signed_on), col(Attribution.id))
    )
    return Attributions(items=[attribution_read(row) for row in session.execute(statement).scalars()])


def attribution_read(row: Attribution) -> AttributionRead:
    """One of them."""
    names = [name for name in AttributionRead.__struct_fields__ if name != "amount"]
    return AttributionRead(**{name: getattr(row, name) for name in names}, amount=to_yuan(row.amount))


def intents(session: Session, actor: Actor, roadshow_id: UUID) -> Intents:
    """The cards that ``actor`` may see.

    Raises NotFound.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    statement = _intents().where(col(Intent.roadshow_id) == held.id, _intents_visible_to(actor, held))
    rows = session.execute(statement.order_by(col(Intent.id)))
    return Intents(items=[_intent(*row) for row in rows])


def locked_intent(session: Session, actor: Actor, held: Roadshow, intent_id: UUID) -> Intent:
    """A card's row, to be changed.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(Intent).join(Entry, col(Entry.id) == col(Intent.entry_id))
    statement = statement.where(
        col(Intent.id) == intent_id, col(Intent.roadshow_id) == held.id, _intents_visible_to(actor, held)
    )
    found: Intent | None = session.execute(statement.with_for_update(of=Intent)).scalars().first()
    if found is None:
        raise NotFound("There is no such intent in this roadshow.")
    return found


def intent(session: Session, intent_id: UUID) -> IntentRead:
    """One of them, just left."""
    return _intent(*session.execute(_intents().where(col(Intent.id) == intent_id)).one())


def _intents() -> Select[*tuple[Any, ...]]:
    return (
        select(Intent, col(Achievement.title), col(Organization.name))
        .join(Entry, col(Entry.id) == col(Intent.entry_id))
        .join(Achievement, col(Achievement.id) == col(Entry.achievement_id))
        .join(Organization, col(Organization.id) == col(Intent.organization_id))
    )


def _intent(row: Intent, title: str, organization_name: str) -> IntentRead:
    given = {"title", "organization_name", "amount"}
    names = [name for name in IntentRead.__struct_fields__ if name not in given]
    return IntentRead(
        **{name: getattr(row, name) for name in names},
        title=title,
        organization_name=organization_name,
        amount=optional_yuan(row.amount),
    )


def _intents_visible_to(actor: Actor, held: Roadshow) -> ColumnElement[bool]:
    mine = col(Intent.organization_id) == actor.organization_id if actor.organization_id else false()
    return or_(mine, _of_entries_visible_to(actor, held))


def _of_entries_visible_to(actor: Actor, held: Roadshow) -> ColumnElement[bool]:
    if policy.may_manage(actor, held):
        return true()
    return col(Entry.organization_id) == actor.organization_id if actor.organization_id else false()


def _landings() -> Select[*tuple[Any, ...]]:
    return (
        select(Landing, col(Organization.name), col(Entry.roadshow_id))
        .join(Organization, col(Organization.id) == col(Landing.owner_id))
        .outerjoin(Entry, col(Entry.id) == col(Landing.entry_id))
    )


def _landing(row: Landing, owner_name: str, roadshow_id: UUID | None) -> LandingRead:
    return LandingRead(
        id=row.id, version=row.version, title=row.title, achievement_id=row.achievement_id,
        contract_id=row.contract_id, entry_id=row.entry_id, roadshow_id=roadshow_id, owner_id=row.owner_id,
        owner_name=owner_name, company=row.company, region=row.region, park=row.park, place=row.place,
        stage=row.stage, landed_on=row.landed_on,
        stages=[StageDay(stage=msgspec.convert(stage, type(row.stage)), on=date.fromisoformat(on))
                for stage, on in sorted(row.stages.items(), key=lambda item: item[1])],
        evidence=msgspec.convert(row.evidence, list[Evidence]),
        years=msgspec.convert(row.years, list[YearFigures]),
        expected_annual_revenue=optional_yuan(row.expected_annual_revenue),
        expected_annual_profit=optional_yuan(row.expected_annual_profit),
        is_demonstration=row.is_demonstration, updated_at=row.updated_at,
    )  # fmt: skip


def _passes(wanted: LandingFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.roadshow is not None:
        condition &= col(Entry.roadshow_id) == wanted.roadshow
    if wanted.region is not None:
        condition &= col(Landing.region).startswith(region_prefix(wanted.region))
    if wanted.achievement is not None:
        condition &= col(Landing.achievement_id) == wanted.achievement
    if wanted.owner is not None:
        condition &= col(Landing.owner_id) == wanted.owner
    return condition
