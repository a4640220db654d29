"""Contracts counted for roadshows: told by the contracts' room at signing, overridden by the bureau."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.clock import SHANGHAI
from service.kernel.errors import Conflict, Forbidden, NotFound
from service.kernel.record import Precondition, check_version
from service.roadshows import attribution, landing_queries, policy, queries
from service.roadshows.landing_schemas import AttributionRead, AttributionUpdate
from service.roadshows.landing_tables import Attribution, AttributionSource
from service.roadshows.operations import person
from service.roadshows.tables import Entry, Roadshow, RoadshowStatus


def attribute_contract(
    session: Session,
    actor: Actor,
    *,
    contract_id: UUID,
    achievement_id: UUID | None,
    signed_on: date,
    amount: int,
    roadshow_id: UUID | None = None,
) -> AttributionRead | None:
    """A contract was signed, or its day or amount (fen) changed: find the roadshow that it counts for.

    Call it as often as you like, the last call holds. The roadshow that the contract names is taken if the
    achievement was presented there within 180 days, else the latest such one. What the bureau decided
    stays. None where the achievement was never presented.
    """
    if achievement_id is None:
        return None
    presented = [
        (entry, held_on(held))
        for entry, held in landing_queries.held_entries_of(session, achievement_id)
        if roadshow_id is None or held.id == roadshow_id
    ]
    row = landing_queries.attribution_of(session, contract_id)
    if not presented and row is None:
        return None
    entry = attribution.counted_for(presented, signed_on)
    row = row or Attribution(
        contract_id=contract_id,
        achievement_id=achievement_id,
        signed_on=signed_on,
        amount=amount,
        is_counted=False,
    )
    row.signed_on, row.amount, row.achievement_id = signed_on, amount, achievement_id
    if row.source == AttributionSource.WINDOW:
        nearest = presented[0][0] if presented else None
        row.entry_id = entry.id if entry else (nearest.id if nearest else None)
        row.is_counted = entry is not None and not row.is_ended
    audit.write(session, actor, "attribute", row)
    return landing_queries.attribution_read(row)


def end_attribution(session: Session, actor: Actor, contract_id: UUID) -> None:
    """A contract was deregistered or revoked: it counts nowhere any more; an unknown one is left alone."""
    row = landing_queries.attribution_of(session, contract_id)
    if row is not None and not row.is_ended:
        row.is_ended, row.is_counted = True, False
        audit.write(session, actor, "end", row)


def override_attribution(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    contract_id: UUID,
    data: AttributionUpdate,
    *,
    if_match: Precondition,
) -> AttributionRead:
    """The bureau decides whether a contract counts for an entry of this roadshow; recorded with its reason.

    Raises NotFound, Forbidden, StaleVersion, Conflict.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    if not policy.may_manage(actor, held):
        raise Forbidden("What counts for a roadshow is decided by the bureau.")
    if held.status not in landing_queries.HELD or held.status == RoadshowStatus.CANCELLED:
        raise Conflict("The roadshow was not held yet.")
    entry: Entry = queries.visible_entry(session, actor, held, data.entry_id)
    row = landing_queries.attribution_of(session, contract_id)
    if row is None:
        raise NotFound("No signed contract with this id names an achievement that was presented.")
    check_version(row, if_match, is_required=False)
    if row.is_ended:
        raise Conflict("The contract was deregistered or revoked.")
    row.entry_id, row.is_counted, row.reason = entry.id, data.is_counted, data.reason
    row.source, row.decided_by = AttributionSource.OVERRIDE, person(actor)
    audit.write(session, actor, "override", row)
    return landing_queries.attribution_read(row)


def held_on(held: Roadshow) -> date:
    """The calendar day of a roadshow."""
    return held.starts_at.astimezone(SHANGHAI).date()
