"""Every change of intents and landings."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlmodel import Session

from service.achievements import queries as achievements
from service.codes import lists
from service.introductions import asking_operations as introductions
from service.introductions.schemas import IntroductionCreate
from service.kernel import audit, clock
from service.kernel.actor import Actor, Role
from service.kernel.errors import Conflict, Forbidden, invalid
from service.kernel.money import optional_fen
from service.kernel.record import Precondition, check_version
from service.roadshows import landing_queries, policy, queries
from service.roadshows.landing_schemas import (
    IntentCreate,
    IntentRead,
    LandingCreate,
    LandingRead,
    LandingUpdate,
    StageDay,
    YearFigures,
)
from service.roadshows.landing_tables import Intent, Landing, LandingStage
from service.roadshows.tables import EntryStatus, RoadshowStatus

_OPEN_FOR_INTENTS = (RoadshowStatus.CLOSED, *landing_queries.HELD)
_STAGES = list(LandingStage)
_MONEY = ("expected_annual_revenue", "expected_annual_profit")


def leave_intent(session: Session, actor: Actor, roadshow_id: UUID, data: IntentCreate) -> IntentRead:
    """Leave an intent card; with a need, the introduction is opened with it.

    Raises NotFound, Forbidden, Conflict, Invalid, and what request_introduction raises.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    entry = queries.visible_entry(session, actor, held, data.entry_id)
    if actor.person_id is None or actor.organization_id is None or not policy.may_leave_intent(actor):
        raise Forbidden("Intents are left by verified enterprises, investors and brokers.")
    if held.status not in _OPEN_FOR_INTENTS or entry.status != EntryStatus.ACCEPTED:
        raise Conflict("Intents are left once the entries stand, during the roadshow and after it.")
    row = Intent(
        roadshow_id=held.id,
        entry_id=entry.id,
        organization_id=actor.organization_id,
        person_id=actor.person_id,
        kind=data.kind,
        amount=optional_fen(data.amount),
        message=data.message,
        need_id=data.need_id,
    )
    if data.need_id is not None:
        row.introduction_id = _introduce(session, actor, entry.achievement_id, data.message, data.need_id)
    audit.write(session, actor, "create", row)
    return landing_queries.intent(session, row.id)


def introduce_intent(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    intent_id: UUID,
    need_id: UUID,
    *,
    if_match: Precondition,
) -> IntentRead:
    """Open the introduction of a card that was left without a need, now that there is one.

    Raises NotFound, Forbidden, StaleVersion, Conflict, and what request_introduction raises.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    row = landing_queries.locked_intent(session, actor, held, intent_id)
    if row.organization_id != actor.organization_id:
        raise Forbidden("An intent is followed by who left it.")
    check_version(row, if_match, is_required=False)
    if row.introduction_id is not None:
        raise Conflict("Its introduction is opened already.")
    entry = queries.visible_entry(session, actor, held, row.entry_id)
    row.introduction_id = _introduce(session, actor, entry.achievement_id, row.message, need_id)
    row.need_id = need_id
    audit.write(session, actor, "introduce", row)
    return landing_queries.intent(session, row.id)


def create_landing(
    session: Session, actor: Actor, data: LandingCreate, *, is_demonstration: bool = False
) -> LandingRead:
    """Enter what landed, with evidence.

    Raises NotFound, Forbidden, Invalid.
    """
    achievement, _ = achievements.visible_row(session, actor, data.achievement_id)
    owns = actor.is_member and actor.organization_id == achievement.owner_id and actor.role == Role.OFFICE
    if actor.person_id is None or not (owns or actor.reaches(data.region)):
        raise Forbidden("Landings are entered by the achievement's office and the bureau.")
    landing = Landing(
        **_checked(data),
        achievement_id=achievement.id,
        contract_id=data.contract_id,
        entry_id=_entry_of(session, data),
        owner_id=achievement.owner_id,
        entered_by=actor.person_id,
        is_demonstration=is_demonstration,
    )
    audit.write(session, actor, "create", landing)
    return landing_queries.landing(session, actor, landing.id)


def edit_landing(
    session: Session, actor: Actor, landing_id: UUID, data: LandingUpdate, *, if_match: Precondition
) -> LandingRead:
    """Change what was sent: a further stage, another year's figures, more evidence.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, Invalid.
    """
    landing = landing_queries.locked_landing(session, actor, landing_id)
    owns = actor.is_member and actor.organization_id == landing.owner_id and actor.role == Role.OFFICE
    if not (owns or actor.reaches(landing.region)):
        raise Forbidden("A landing is changed by the achievement's office and the bureau.")
    check_version(landing, if_match)
    values = _checked(data)
    if not values.get("evidence", landing.evidence):
        raise invalid("/evidence", "A landing without evidence is a claim.")
    for name, value in values.items():
        setattr(landing, name, value)
    audit.write(session, actor, "edit", landing)
    return landing_queries.landing(session, actor, landing.id)


def _introduce(session: Session, actor: Actor, achievement_id: UUID, message: str, need_id: UUID) -> UUID:
    if actor.role == Role.BROKER:
        raise invalid("/need_id", "A broker declares conflicts of interest first: ask at /introductions.")
    request = IntroductionCreate(need_id=need_id, achievement_id=achievement_id, message=message)
    return introductions.request_introduction(session, actor, request).id


def _entry_of(session: Session, data: LandingCreate) -> UUID | None:
    """The entry that it came of: of the roadshow named, else of the roadshow its contract counts for."""
    if data.roadshow_id is not None:
        entry = landing_queries.entry_in(session, data.roadshow_id, data.achievement_id)
        if entry is None:
            raise invalid("/roadshow_id", "The achievement was not presented at this roadshow.")
        return entry.id
    if data.contract_id is None:
        return None
    known = landing_queries.attribution_of(session, data.contract_id)
    return known.entry_id if known is not None and known.is_counted else None


def _checked(data: LandingCreate | LandingUpdate) -> dict[str, Any]:
    """The sent fields as columns."""
    lists.require("regions", data.region if data.region is not UNSET else None, "/region")
    lists.require("parks", data.park if data.park is not UNSET else None, "/park")
    names = LandingUpdate.__struct_fields__
    values = {name: value for name in names if (value := getattr(data, name)) is not UNSET}
    for name in _MONEY:
        if name in values:
            values[name] = optional_fen(values[name])
    if "stages" in values:
        values |= _staged(values["stages"])
    if "years" in values:
        _check_years(values["years"])
    for name in ("evidence", "years"):
        if name in values:
            values[name] = msgspec.to_builtins(values[name])
    return values


def _staged(stages: list[StageDay]) -> dict[str, Any]:
    """The columns of the stages: each once, none in the future, in the order in which things happen."""
    ordered = sorted(stages, key=lambda one: _STAGES.index(one.stage))
    days = [one.on for one in ordered]
    if len({one.stage for one in stages}) < len(stages):
        raise invalid("/stages", "Each stage is reached once.")
    if max(days) > clock.today():
        raise invalid("/stages", "A stage in the future is a plan, not a landing.")
    production = [one.on for one in ordered if one.stage != LandingStage.COMPANY_REGISTERED]
    if production != sorted(production):
        raise invalid("/stages", "Signed comes before the pilot, the pilot before production.")
    # A company may be registered before anything else: it does not decide alone how far the landing has come.
    latest = max(ordered, key=lambda one: (one.on, _STAGES.index(one.stage)))
    return {
        "stages": {one.stage.value: one.on.isoformat() for one in ordered},
        "stage": latest.stage,
        "landed_on": min(days),
    }


def _check_years(years: list[YearFigures]) -> None:
    if len({one.year for one in years}) < len(years):
        raise invalid("/years", "Each year has one line.")
    for number, one in enumerate(years):
        if one.year > clock.today().year:
            raise invalid(f"/years/{number}/year", "This year has not begun.")
