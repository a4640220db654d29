"""How an introduction becomes what a given actor may read of it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from service.introductions import policy
from service.introductions.lifecycle import LIFECYCLE
from service.introductions.policy import Parties
from service.introductions.schemas import (
    BrokerRead,
    Contact,
    EventFile,
    EventRead,
    IntroducedListing,
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
from service.introductions.tables import IntroductionAction as A
from service.kernel.actor import Actor
from service.listings.schemas import OwnerRead

_OWNERS = (IntroductionSide.SEEKER, IntroductionSide.PROVIDER)


@dataclass(frozen=True, slots=True)
class Case:
    """One introduction with what surrounds it, the seeker as far as the reader may know it."""

    introduction: Introduction
    need_title: str
    achievement_title: str
    regions: tuple[str, str]
    seeker: OwnerRead
    provider: OwnerRead
    brokers: Mapping[UUID, IntroductionBroker] = field(default_factory=dict)

    @property
    def parties(self) -> Parties:
        """Its organisations, for policy."""
        undeclared = {name for name, broker in self.brokers.items() if broker.has_conflict is None}
        sides = {name: broker.side for name, broker in self.brokers.items()}
        row = self.introduction
        return Parties(row.seeker_id, row.provider_id, sides, frozenset(undeclared))

    @property
    def shows_people(self) -> bool:
        """Names and addresses appear on acceptance."""
        return self.introduction.accepted_at is not None


def asked_sides(introduction: Introduction) -> frozenset[IntroductionSide]:
    """The owners that did not ask: each of them has to answer."""
    return frozenset(side for side in _OWNERS if side != introduction.asked_side)


def awaited_sides(introduction: Introduction) -> list[IntroductionSide]:
    """Those of them that have not answered yet."""
    if introduction.status != IntroductionStatus.REQUESTED:
        return []
    answers = {
        IntroductionSide.SEEKER: introduction.seeker_answered_at,
        IntroductionSide.PROVIDER: introduction.provider_answered_at,
    }
    return [side for side in _OWNERS if side in asked_sides(introduction) and answers[side] is None]


def is_late(introduction: Introduction, now: datetime) -> bool:
    """Open, and its step was due before now."""
    return introduction.status in OPEN and introduction.due_at < now


def summary(actor: Actor, case: Case, now: datetime) -> IntroductionSummary:
    """One line of a list."""
    return IntroductionSummary(**_line(actor, case, now))


def whole(
    actor: Actor, case: Case, now: datetime, *, reply_times: list[ReplyTime], contacts: list[Contact],
    brokers: list[BrokerRead],
) -> IntroductionRead:  # fmt: skip
    """Everything that ``actor`` may read of it."""
    row = case.introduction
    return IntroductionRead(
        **_line(actor, case, now), message=row.message, wished_on=row.wished_on,
        seeker_answered_at=row.seeker_answered_at, provider_answered_at=row.provider_answered_at,
        accepted_at=row.accepted_at, nudged_at=row.nudged_at, ended_at=row.ended_at, reason=row.reason,
        contract_id=row.contract_id, reply_times=reply_times, contacts=contacts, brokers=brokers,
        is_demonstration=row.is_demonstration, allowed_actions=allowed_actions(actor, case),
    )  # fmt: skip


def allowed_actions(actor: Actor, case: Case) -> list[str]:
    """What policy and lifecycle together let ``actor`` do now."""
    row, parties = case.introduction, case.parties
    answers = policy.may_answer(actor, parties, frozenset(awaited_sides(row)))
    follows = policy.may_follow(actor, parties)
    is_asked = row.status == IntroductionStatus.REQUESTED
    closes = policy.may_take_back(actor, row.asked_by_organization_id) if is_asked else follows
    rights = {
        A.ACCEPT: answers, A.DECLINE: answers, A.ADVANCE: follows, A.STALL: follows, A.RESUME: follows,
        A.NOTE: follows, A.CLOSE: closes, A.ASSIGN: policy.may_assign(actor, parties, case.regions),
        A.DECLARE: policy.may_declare(actor, parties),
    }  # fmt: skip
    if not policy.has_declared(actor, parties):
        rights = {A.DECLARE: rights[A.DECLARE]}
    return [step.value for step, has in rights.items() if has and LIFECYCLE.allows(row.status, step)]


def event(actor: Actor, case: Case, row: IntroductionEvent, names: Mapping[UUID, str]) -> EventRead:
    """One step, its people named where they may be known."""
    is_own = row.organization_id is not None and row.organization_id == actor.organization_id
    knows_side = row.side != IntroductionSide.SEEKER or not case.seeker.is_anonymous
    knows_people = is_own or any(actor.reaches(region) for region in case.regions) or case.shows_people
    shows = is_own or knows_side
    return EventRead(
        id=row.id, at=row.created_at, action=row.action, status=row.status, side=row.side,
        organization_name=_name(names, row.organization_id) if shows else None,
        person_name=_name(names, row.person_id) if shows and knows_people else None,
        reason=row.reason, note=row.note, files=msgspec.convert(row.files, list[EventFile]),
    )  # fmt: skip


def broker(case: Case, row: IntroductionBroker, name: str) -> BrokerRead:
    """An agency; the one that acts for an anonymous seeker is as unknown as the seeker."""
    is_shown = row.side != IntroductionSide.SEEKER or not case.seeker.is_anonymous
    return BrokerRead(
        organization_id=row.organization_id if is_shown else None,
        organization_name=name if is_shown else None,
        side=row.side,
        has_conflict=row.has_conflict,
        conflict_note=row.conflict_note if is_shown else None,
        declared_at=row.declared_at,
    )


def _line(actor: Actor, case: Case, now: datetime) -> dict[str, Any]:
    row = case.introduction
    return {
        "id": row.id, "version": row.version, "status": row.status,
        "need": IntroducedListing(id=row.need_id, title=case.need_title, owner=case.seeker),
        "achievement": IntroducedListing(
            id=row.achievement_id, title=case.achievement_title, owner=case.provider
        ),
        "asked_side": row.asked_side, "my_side": policy.side_of(actor, case.parties),
        "waits_for": awaited_sides(row), "due_at": row.due_at if row.status in OPEN else None,
        "is_late": is_late(row, now), "created_at": row.created_at, "updated_at": row.updated_at,
    }  # fmt: skip


def _name(names: Mapping[UUID, str], key: UUID | None) -> str | None:
    return names.get(key) if key is not None else None
