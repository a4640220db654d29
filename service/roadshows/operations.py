"""Planning a roadshow: the plan itself, the call for entries, the draw, and the start."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET
from sqlmodel import Session

from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.organizations.tables import Organization, OrganizationStatus
from service.roadshows import drawing, judge_operations, live_counter, panel_queries, policy, queries
from service.roadshows.lifecycle import ROADSHOW
from service.roadshows.schemas import (
    DrawCreate,
    DrawRead,
    RoadshowCreate,
    RoadshowRead,
    RoadshowUpdate,
    Rules,
)
from service.roadshows.tables import LiveCounter, Roadshow, RoadshowHost

_TIMES = ("starts_at", "ends_at", "entry_deadline")


def create_roadshow(
    session: Session, actor: Actor, data: RoadshowCreate, *, is_demonstration: bool = False
) -> RoadshowRead:
    """Plan a roadshow.

    Raises Forbidden, Invalid.
    """
    if actor.person_id is None or not actor.is_bureau or actor.area is None:
        raise Forbidden("Roadshows are planned by the bureau, a district in its own area.")
    hosts = _hosts(session, data.hosts)
    if not policy.may_plan(actor, hosts[0].region):
        raise Forbidden("A district plans roadshows whose first host is in its own area.")
    columns = {name: getattr(data, name) for name in data.__struct_fields__ if name != "hosts"}
    columns["rules"] = _checked_rules(data.rules)
    _check_times(data.starts_at, data.ends_at, data.entry_deadline)
    held = Roadshow(
        **columns, region=hosts[0].region, created_by=actor.person_id, is_demonstration=is_demonstration
    )
    audit.write(session, actor, "create", held)
    session.add(LiveCounter(roadshow_id=held.id))
    _host(session, actor, held, hosts)
    return queries.roadshow(session, actor, held.id)


def edit_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, data: RoadshowUpdate, *, if_match: Precondition
) -> RoadshowRead:
    """Change what was sent, until it goes live.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, IllegalMove, Invalid.
    """
    held = managed(session, actor, roadshow_id, "edit", if_match, is_required=True)
    sent = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    hosts = sent.pop("hosts", None)
    if "rules" in sent:
        sent["rules"] = _checked_rules(sent["rules"])
    times = {name: sent.get(name, getattr(held, name)) for name in _TIMES}
    _check_times(**times)
    if sent.get("capacity", held.capacity) < queries.count_taking_part(session, held.id):
        raise invalid("/capacity", "More entries are accepted already.")
    for name, value in sent.items():
        setattr(held, name, value)
    if hosts is not None:
        _change_hosts(session, actor, held, _hosts(session, hosts))
    audit.write(session, actor, "edit", held)
    return queries.roadshow(session, actor, held.id)


def open_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, *, if_match: Precondition
) -> RoadshowRead:
    """Call for entries.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "open", if_match)
    if held.entry_deadline <= clock.now():
        raise Conflict("Its deadline for entries has passed: set another one first.")
    return _moved(session, actor, held, "open")


def close_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, *, if_match: Precondition
) -> RoadshowRead:
    """End the call; from now on the secret of the draw is fixed, and its hash is shown.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    held = managed(session, actor, roadshow_id, "close", if_match)
    held.draw_secret = drawing.new_secret()
    return _moved(session, actor, held, "close")


def cancel_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, reason: str, *, if_match: Precondition
) -> RoadshowRead:
    """It does not take place.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    held = managed(session, actor, roadshow_id, "cancel", if_match)
    held.status_reason = reason
    return _moved(session, actor, held, "cancel")


def draw_lots(
    session: Session, actor: Actor, roadshow_id: UUID, data: DrawCreate, *, if_match: Precondition
) -> RoadshowRead:
    """Draw the order of the accepted entries, once.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "draw", if_match)
    if held.draw is not None or held.draw_secret is None:
        raise Conflict("The lots are drawn; a draw is not repeated until one likes it.")
    entries = queries.accepted_entries(session, held.id)
    if not entries:
        raise Conflict("No entry is accepted: there is nothing to draw.")
    seed = drawing.seed(held.draw_secret, data.word)
    order = drawing.order(seed, [entry.id for entry in entries])
    for entry in entries:
        entry.position = order.index(entry.id) + 1
        audit.write(session, actor, "draw", entry)
    drawn = DrawRead(
        word=data.word, secret=held.draw_secret, seed=seed, order=order, at=clock.now(), by=person(actor)
    )
    held.draw = msgspec.to_builtins(drawn)
    return _moved(session, actor, held, "draw")


def start_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, *, if_match: Precondition
) -> RoadshowRead:
    """Go live; conflicts of interest are looked for once more.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "start", if_match)
    if held.draw is None:
        raise Conflict("Draw the lots first.")
    if not any(judge.excused_reason is None for judge in panel_queries.panel(session, held.id)):
        raise Conflict("There is no judge.")
    judge_operations.find_conflicts(session, actor, held)
    return _moved(session, actor, held, "start")


def follow_up_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, *, if_match: Precondition
) -> RoadshowRead:
    """Somebody has asked what became of its entries (跟踪完成).

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    return _moved(session, actor, managed(session, actor, roadshow_id, "follow_up", if_match), "follow_up")


def managed(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    action: str,
    if_match: Precondition,
    *,
    is_required: bool = False,
) -> Roadshow:
    """A roadshow for a step of its host, its row locked and the step found allowed.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, IllegalMove.
    """
    live_counter.touch(session, roadshow_id)
    held = queries.visible_roadshow(session, actor, roadshow_id, lock=True)
    if not policy.may_manage(actor, held):
        raise Forbidden("A roadshow is run by the bureau, a district in its own area.")
    check_version(held, if_match, is_required=is_required)
    ROADSHOW.after(held.status, action)
    return held


def person(actor: Actor) -> UUID:
    """Who decides. Raises Forbidden for what is no person."""
    if actor.person_id is None:
        raise Forbidden("This is decided by a person.")
    return actor.person_id


def _moved(session: Session, actor: Actor, held: Roadshow, action: str) -> RoadshowRead:
    held.status = ROADSHOW.after(held.status, action)
    audit.write(session, actor, action, held)
    return queries.roadshow(session, actor, held.id)


def _hosts(session: Session, ids: Sequence[UUID]) -> list[Organization]:
    if len(set(ids)) < len(ids):
        raise invalid("/hosts", "A host is named once.")
    found = [session.get(Organization, one) for one in ids]
    for number, host in enumerate(found):
        if host is None or host.status != OrganizationStatus.VERIFIED:
            raise invalid(f"/hosts/{number}", "There is no verified organisation with this id.")
    return [host for host in found if host is not None]


def _host(session: Session, actor: Actor, held: Roadshow, hosts: Sequence[Organization]) -> None:
    for one in hosts:
        host = RoadshowHost(roadshow_id=held.id, organization_id=one.id, region=one.region)
        audit.write(session, actor, "create", host)


def _change_hosts(session: Session, actor: Actor, held: Roadshow, hosts: Sequence[Organization]) -> None:
    if not policy.may_plan(actor, hosts[0].region):
        raise invalid("/hosts/0", "A district's roadshow keeps a first host of its own area.")
    for host, _ in queries.hosts(session, held.id):
        audit.write_deletion(session, actor, host)
    held.region = hosts[0].region
    _host(session, actor, held, hosts)


def _checked_rules(rules: Rules) -> dict[str, Any]:
    codes = [criterion.code for criterion in rules.criteria]
    if len(set(codes)) < len(codes):
        raise invalid("/rules/criteria", "Each criterion has a code of its own.")
    plain: dict[str, Any] = msgspec.to_builtins(rules)
    return plain


def _check_times(starts_at: datetime, ends_at: datetime, entry_deadline: datetime) -> None:
    if ends_at <= starts_at:
        raise invalid("/ends_at", "It ends after it starts.")
    if entry_deadline > starts_at:
        raise invalid("/entry_deadline", "Entries end before the roadshow starts.")
