"""How an introduction begins, and who comes to help: the request, the brokers, their declarations."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from service.achievements import queries as achievement_queries
from service.achievements.tables import Achievement
from service.introductions import policy, queries
from service.introductions.deadlines import deadlines_of
from service.introductions.errors import AlreadyIntroduced
from service.introductions.lifecycle import LIFECYCLE
from service.introductions.policy import Parties
from service.introductions.schemas import (
    BrokerAssignment,
    Conflict,
    IntroductionCreate,
    IntroductionRead,
    Step,
)
from service.introductions.step_operations import open_listings, require_on_offer, show_owners, write_step
from service.introductions.tables import Introduction, IntroductionBroker
from service.introductions.tables import IntroductionAction as A
from service.introductions.tables import IntroductionSide as Side
from service.kernel import audit, clock, errors
from service.kernel.actor import Actor, Role
from service.kernel.errors import Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.needs import queries as need_queries
from service.needs.tables import Need
from service.organizations.tables import Organization, OrganizationKind, OrganizationStatus


def request_introduction(
    session: Session, actor: Actor, data: IntroductionCreate, *, is_demonstration: bool = False
) -> IntroductionRead:
    """Ask the other side, or as a broker both sides, to meet.

    Raises NotFound, Forbidden, NotOnOffer, AlreadyIntroduced, Invalid.
    """
    need, _ = need_queries.locked_need(session, actor, data.need_id)
    achievement, _ = achievement_queries.locked_achievement(session, actor, data.achievement_id)
    agents = _agents(session, need, achievement)
    parties = Parties(need.owner_id, achievement.owner_id, agents | _asking_broker(actor, agents))
    side = policy.side_of(actor, parties)
    if actor.person_id is None or actor.organization_id is None or side is None:
        raise Forbidden("Either owner asks, or a broker.")
    if not policy.may_ask(actor, side, broker_may_act=achievement.broker_may_act):
        raise Forbidden("A verified organisation asks; brokers where the achievement lets brokers act.")
    require_on_offer(session, need, achievement)
    _require_new(session, need, achievement)
    _check_request(actor, data)
    introduction = Introduction(
        need_id=need.id, achievement_id=achievement.id, seeker_id=need.owner_id,
        provider_id=achievement.owner_id, asked_side=side, asked_by=actor.person_id,
        asked_by_organization_id=actor.organization_id, message=data.message, wished_on=data.wished_on,
        due_at=deadlines_of(session).due(), is_demonstration=is_demonstration,
        seeker_contact_id=actor.person_id if side == Side.SEEKER else None,
        provider_contact_id=actor.person_id if side == Side.PROVIDER else None,
    )  # fmt: skip
    said = Step(note=data.message, attachment_ids=data.attachment_ids)
    write_step(session, actor, introduction, A.REQUEST, side, said)
    for organization_id, stands_for in parties.brokers.items():
        _add_broker(session, actor, introduction, organization_id, stands_for, data.conflict)
    open_listings(session, need, achievement, parties)
    session.flush()
    return queries.introduction(session, actor, introduction.id)


def assign_broker(
    session: Session, actor: Actor, introduction_id: UUID, data: BrokerAssignment, *, if_match: Precondition
) -> IntroductionRead:
    """Call in an agency that stands between both sides.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict, Invalid.
    """
    case = queries.locked_case(session, actor, introduction_id)
    row, parties = case.introduction, case.parties
    if not policy.may_assign(actor, parties, case.regions):
        raise Forbidden("Brokers are called in by either side or the bureau.")
    check_version(row, if_match, is_required=False)
    LIFECYCLE.after(row.status, A.ASSIGN)
    if data.organization_id in (parties.seeker, parties.provider, *parties.brokers):
        raise errors.Conflict("This organisation takes part already.")
    _require_agency(session, data.organization_id)
    _add_broker(session, actor, row, data.organization_id, Side.BROKER, None)
    _let_in(session, row, data.organization_id)
    write_step(session, actor, row, A.ASSIGN, policy.side_of(actor, parties))
    return queries.introduction(session, actor, row.id)


def declare_conflict(
    session: Session, actor: Actor, introduction_id: UUID, data: Conflict, *, if_match: Precondition
) -> IntroductionRead:
    """Say whether one's agency has a conflict of interest; saying it again replaces what was said.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    case = queries.locked_case(session, actor, introduction_id)
    row, parties = case.introduction, case.parties
    if not policy.may_declare(actor, parties) or actor.organization_id is None:
        raise Forbidden("A conflict of interest is declared by the agencies that take part.")
    check_version(row, if_match, is_required=False)
    LIFECYCLE.after(row.status, A.DECLARE)
    _check_conflict(data, "")
    broker = case.brokers[actor.organization_id]
    _declare(broker, actor, data)
    audit.write(session, actor, "declare", broker)
    write_step(session, actor, row, A.DECLARE, broker.side, data)
    return queries.introduction(session, actor, row.id)


def _agents(session: Session, need: Need, achievement: Achievement) -> dict[UUID, Side]:
    """The agencies that entered a listing for its owner: they act for that side, or for both between them."""
    agents: dict[UUID, Side] = {}
    for listing, side in ((need, Side.SEEKER), (achievement, Side.PROVIDER)):
        agency = session.get_one(Organization, listing.entered_by_organization_id)
        if agency.kind == OrganizationKind.AGENCY and agency.id not in (need.owner_id, achievement.owner_id):
            agents[agency.id] = Side.BROKER if agency.id in agents else side
    return agents


def _asking_broker(actor: Actor, agents: Mapping[UUID, Side]) -> dict[UUID, Side]:
    is_between = actor.role == Role.BROKER and actor.organization_id not in agents
    return {actor.organization_id: Side.BROKER} if is_between and actor.organization_id else {}


def _require_new(session: Session, need: Need, achievement: Achievement) -> None:
    if need.owner_id == achievement.owner_id:
        raise errors.Conflict("Need and achievement are of the same organisation.")
    if (there := queries.open_introduction(session, need.id, achievement.id)) is not None:
        raise AlreadyIntroduced(f"It is introduction {there}; follow that one.")


def _check_request(actor: Actor, data: IntroductionCreate) -> None:
    if data.wished_on is not None and data.wished_on < clock.today():
        raise invalid("/wished_on", "The wished date must not be past.")
    if actor.role == Role.BROKER and data.conflict is None:
        raise invalid("/conflict", "A broker says whether there is a conflict of interest.")
    if actor.role != Role.BROKER and data.conflict is not None:
        raise invalid("/conflict", "A conflict of interest is declared by brokers.")
    if data.conflict is not None:
        _check_conflict(data.conflict, "/conflict")


def _check_conflict(data: Conflict, pointer: str) -> None:
    if data.has_conflict and data.note is None:
        raise invalid(f"{pointer}/note", "Say what the conflict of interest is.")


def _require_agency(session: Session, organization_id: UUID) -> None:
    agency = session.get(Organization, organization_id)
    if (
        agency is None
        or agency.kind != OrganizationKind.AGENCY
        or agency.status != OrganizationStatus.VERIFIED
    ):
        raise invalid("/organization_id", "There is no verified transfer agency with this id.")


def _add_broker(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    organization_id: UUID,
    side: Side,
    conflict: Conflict | None,
) -> None:
    broker = IntroductionBroker(introduction_id=introduction.id, organization_id=organization_id, side=side)
    if organization_id == actor.organization_id and conflict is not None:
        _declare(broker, actor, conflict)
    audit.write(session, actor, "assign", broker)


def _declare(broker: IntroductionBroker, actor: Actor, data: Conflict) -> None:
    broker.has_conflict, broker.conflict_note = data.has_conflict, data.note
    broker.person_id, broker.declared_at = actor.person_id, clock.now()


def _let_in(session: Session, introduction: Introduction, organization_id: UUID) -> None:
    """The newcomer reads what the others read."""
    parties = Parties(introduction.seeker_id, introduction.provider_id, {organization_id: Side.BROKER})
    need = need_queries.held_need(session, introduction.need_id)
    achievement = achievement_queries.held_achievement(session, introduction.achievement_id)
    open_listings(session, need, achievement, parties)
    if introduction.accepted_at is not None:
        show_owners(session, introduction, parties)
    session.flush()
