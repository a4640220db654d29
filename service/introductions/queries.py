"""Every SELECT of introductions; each begins with what the actor may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from service.accounts.tables import Person
from service.achievements.tables import Achievement
from service.attachments.subjects import Access
from service.introductions import reading
from service.introductions.lifecycle import NEGOTIATED
from service.introductions.policy import may_follow
from service.introductions.reading import Case
from service.introductions.schemas import (
    BrokerRead,
    Contact,
    EventList,
    IntroductionRead,
    IntroductionSummary,
    ReplyTime,
)
from service.introductions.tables import (
    OPEN,
    Introduction,
    IntroductionBroker,
    IntroductionEvent,
    IntroductionSide,
    IntroductionStatus,
)
from service.introductions.visibility import awaits_answer_of, introductions_visible_to, stands_for
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.listings.reading import owner_read
from service.listings.visibility import owner_is_shown
from service.needs.tables import Need
from service.organizations.tables import Organization

Statement = Select[*tuple[Any, ...]]

_REPLIES = 100
_Seeker, _Provider = aliased(Organization), aliased(Organization)
_PAGES = Keyset(
    "introductions",
    {name: col(getattr(Introduction, name)) for name in ("created_at", "updated_at", "due_at")},
    col(Introduction.id),
    default="-created_at",
)


@dataclass(frozen=True, slots=True)
class IntroductionFilter:
    """What a list of introductions is narrowed to; ``waits`` asks for those that await the actor's answer."""

    status: IntroductionStatus | None = None
    is_open: bool | None = None
    side: IntroductionSide | None = None
    mine: bool | None = None
    late: bool | None = None
    waits: bool | None = None
    need: UUID | None = None
    achievement: UUID | None = None


def introduction(session: Session, actor: Actor, introduction_id: UUID) -> IntroductionRead:
    """One introduction.

    Raises NotFound also for one that ``actor`` may not see.
    """
    case = visible_case(session, actor, introduction_id)
    asked = reading.asked_sides(case.introduction)
    return reading.whole(
        actor,
        case,
        clock.now(),
        reply_times=[_reply_time(session, case, side) for side in IntroductionSide if side in asked],
        contacts=_contacts(session, case) if case.shows_people else [],
        brokers=_brokers(session, case),
    )


def introductions(
    session: Session, actor: Actor, wanted: IntroductionFilter, window: Window, cursors: Cursors
) -> Page[IntroductionSummary]:
    """One page of what ``actor`` may see."""
    statement = _seen(actor).where(*_conditions(actor, wanted))
    found = _PAGES.page(session, statement, window, cursors)
    now = clock.now()
    cases = _cases(session, found.rows)
    page = Page(items=[reading.summary(actor, case, now) for case in cases], next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def visible_case(session: Session, actor: Actor, introduction_id: UUID) -> Case:
    """One introduction with what surrounds it, for a read.

    Raises NotFound also for one that ``actor`` may not see.
    """
    return _found(session, _seen(actor).where(col(Introduction.id) == introduction_id))


def locked_case(session: Session, actor: Actor, introduction_id: UUID) -> Case:
    """The same to be changed, its row locked."""
    statement = _seen(actor).where(col(Introduction.id) == introduction_id)
    return _found(session, statement.with_for_update(of=Introduction))


def held_introduction(session: Session, introduction_id: UUID) -> Introduction:
    """One introduction for the platform itself or a room above that has asked its own policy, locked.

    Raises NotFound.
    """
    row = session.get(Introduction, introduction_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such introduction.")
    return row


def open_introduction(session: Session, need_id: UUID, achievement_id: UUID) -> UUID | None:
    """The one that a pairing has now."""
    statement = select(col(Introduction.id)).where(
        col(Introduction.need_id) == need_id,
        col(Introduction.achievement_id) == achievement_id,
        col(Introduction.status).in_(OPEN),
    )
    return session.execute(statement).scalar()


def is_negotiated(session: Session, need_id: UUID) -> bool:
    """Somebody still talks about the need, or has agreed on it."""
    states = (*NEGOTIATED, IntroductionStatus.AGREED)
    statement = select(col(Introduction.id)).where(
        col(Introduction.need_id) == need_id, col(Introduction.status).in_(states)
    )
    return session.execute(statement.limit(1)).first() is not None


def late_introductions(
    session: Session, now: datetime, lapses_before: datetime, *, limit: int
) -> Sequence[UUID]:
    """The open ones that are to be nudged or to lapse now."""
    is_due = or_(col(Introduction.nudged_at).is_(None), col(Introduction.nudged_at) < lapses_before)
    statement = select(col(Introduction.id)).where(
        col(Introduction.status).in_(OPEN), col(Introduction.due_at) < now, is_due
    )
    return session.execute(statement.order_by(col(Introduction.due_at)).limit(limit)).scalars().all()


def events_of(session: Session, actor: Actor, introduction_id: UUID) -> EventList:
    """Every step, oldest first.

    Raises NotFound.
    """
    case = visible_case(session, actor, introduction_id)
    rows = steps_of(session, introduction_id)
    people = {row.person_id for row in rows if row.person_id}
    organizations = {row.organization_id for row in rows if row.organization_id}
    names = _names(session, Person, people) | _names(session, Organization, organizations)
    return EventList(items=[reading.event(actor, case, row, names) for row in rows])


def steps_of(session: Session, introduction_id: UUID) -> Sequence[IntroductionEvent]:
    """The same as they are stored; for who has asked whether the introduction may be seen."""
    statement = select(IntroductionEvent).where(col(IntroductionEvent.introduction_id) == introduction_id)
    ordered = statement.order_by(col(IntroductionEvent.created_at), col(IntroductionEvent.id))
    return session.execute(ordered).scalars().all()


def files_of_introduction(session: Session, actor: Actor, introduction_id: UUID) -> Access:
    """Who takes part reads its files and adds to them while it is open; they are evidence, so they stay."""
    case = visible_case(session, actor, introduction_id)
    is_open = case.introduction.status in OPEN
    return Access(may_read=True, may_add=is_open and may_follow(actor, case.parties), may_remove=False)


def _seen(actor: Actor) -> Statement:
    return (
        select(
            Introduction, col(Need.title), col(Achievement.title), col(Need.region), col(Achievement.region),
            _Seeker, _Provider, owner_is_shown(actor, Need).label("shows_seeker"),
        )
        .join(Need, col(Need.id) == col(Introduction.need_id))
        .join(Achievement, col(Achievement.id) == col(Introduction.achievement_id))
        .join(_Seeker, col(_Seeker.id) == col(Introduction.seeker_id))
        .join(_Provider, col(_Provider.id) == col(Introduction.provider_id))
        .where(introductions_visible_to(actor))
    )  # fmt: skip


def _found(session: Session, statement: Statement) -> Case:
    row = session.execute(statement).first()
    if row is None:
        raise NotFound("There is no such introduction, or you do not take part in it.")
    return _cases(session, [row])[0]


def _cases(session: Session, rows: Sequence[Any]) -> list[Case]:
    brokers: dict[UUID, dict[UUID, IntroductionBroker]] = {row[0].id: {} for row in rows}
    mediated = select(IntroductionBroker).where(col(IntroductionBroker.introduction_id).in_(brokers))
    for one in session.execute(mediated.order_by(col(IntroductionBroker.id))).scalars():
        brokers[one.introduction_id][one.organization_id] = one
    return [
        Case(
            introduction=row[0], need_title=row[1], achievement_title=row[2], regions=(row[3], row[4]),
            seeker=owner_read(row[5], is_shown=bool(row[7])), provider=owner_read(row[6], is_shown=True),
            brokers=brokers[row[0].id],
        )
        for row in rows
    ]  # fmt: skip


def _conditions(actor: Actor, wanted: IntroductionFilter) -> Iterable[ColumnElement[bool]]:
    equal = {"status": wanted.status, "need_id": wanted.need, "achievement_id": wanted.achievement}
    yield from (col(getattr(Introduction, name)) == value for name, value in equal.items() if value)
    is_open = col(Introduction.status).in_(OPEN)
    asked = {
        "is_open": (wanted.is_open, is_open),
        "mine": (wanted.mine, or_(*(stands_for(actor, side) for side in IntroductionSide))),
        "late": (wanted.late, and_(is_open, col(Introduction.due_at) < clock.now())),
        "waits": (wanted.waits, awaits_answer_of(actor)),
    }
    yield from (holds if value else ~holds for value, holds in asked.values() if value is not None)
    if wanted.side is not None:
        yield stands_for(actor, wanted.side)


def _reply_time(session: Session, case: Case, side: IntroductionSide) -> ReplyTime:
    """Of the organisation on that side, over everything that it was ever asked on that side."""
    is_seeker = side == IntroductionSide.SEEKER
    organization = col(Introduction.seeker_id if is_seeker else Introduction.provider_id)
    answered = col(Introduction.seeker_answered_at if is_seeker else Introduction.provider_answered_at)
    owner = case.introduction.seeker_id if is_seeker else case.introduction.provider_id
    asked = and_(organization == owner, col(Introduction.asked_side) != side)
    replies = select(col(Introduction.created_at), answered).where(asked, answered.is_not(None))
    found = session.execute(replies.order_by(answered.desc()).limit(_REPLIES)).all()
    lapsed = select(func.count()).where(
        asked, answered.is_(None), col(Introduction.status) == IntroductionStatus.LAPSED
    )
    days = [(after - before).total_seconds() / 86400 for before, after in found]
    return ReplyTime(
        side=side, median_days=round(median(days), 1) if days else None, answered=len(days),
        unanswered=session.execute(lapsed).scalar_one(),
    )  # fmt: skip


def _contacts(session: Session, case: Case) -> list[Contact]:
    row = case.introduction
    people = {
        IntroductionSide.SEEKER: (row.seeker_contact_id, case.seeker.name or ""),
        IntroductionSide.PROVIDER: (row.provider_contact_id, case.provider.name or ""),
    }
    contacts = []
    for side, (person_id, organization) in people.items():
        person = session.get(Person, person_id) if person_id else None
        if person is not None:
            contacts.append(
                Contact(
                    side=side, organization_name=organization, name=person.name, title=person.title,
                    email=person.email,
                )
            )  # fmt: skip
    return contacts


def _brokers(session: Session, case: Case) -> list[BrokerRead]:
    names = _names(session, Organization, case.brokers)
    return [reading.broker(case, row, names[key]) for key, row in case.brokers.items()]


def _names(session: Session, table: Any, wanted: Iterable[UUID]) -> dict[UUID, str]:
    rows = session.execute(select(table.id, table.name).where(col(table.id).in_(list(wanted))))
    return {key: name for key, name in rows}  # noqa: C416  (rows are not pairs to the type checker)
