"""How a row of needs becomes what a given actor may read of it; pure."""

from datetime import date
from typing import Any

import msgspec

from service.codes.lists import cluster_of
from service.kernel.actor import Actor
from service.kernel.money import optional_yuan
from service.listings import policy as listings
from service.listings import reading
from service.listings.schemas import OwnerRead, ReviewRead
from service.listings.transfer_modes import TransferMode
from service.needs import policy
from service.needs.lifecycle import LIFECYCLE
from service.needs.schemas import NeedRead, NeedSummary, Target, VerificationRead
from service.needs.tables import Need, NeedStatus

EXCERPT = 120


def summary(actor: Actor, row: Any, today: date) -> NeedSummary:
    """One line of a list, from the columns of ``queries._SUMMARY``."""
    (
        need_id, version, title, excerpt, need_type, tech_field, industry, region, park, budget_min,
        budget_max, deadline, status, visibility, published_at, valid_until, updated_at,
        entered_by_organization_id, owner_id, name, kind, owner_region, size, is_disclosed,
    ) = row[:24]  # fmt: skip
    is_shown = reading.sees_owner(
        actor, visibility, owner_id, entered_by_organization_id, region, is_disclosed=is_disclosed
    )
    owner = reading.owner_from(owner_id, name, kind, owner_region, size, is_shown=is_shown)
    return NeedSummary(
        id=need_id, version=version, title=title, excerpt=excerpt, need_type=need_type, tech_field=tech_field,
        industry=industry, region=region, park=park, budget_min=optional_yuan(budget_min),
        budget_max=optional_yuan(budget_max), deadline=deadline,
        status=reading.status_today(status, valid_until, today), visibility=visibility, owner=owner,
        published_at=published_at, valid_until=valid_until, updated_at=updated_at,
    )  # fmt: skip


def summary_of(need: Need, owner: OwnerRead, today: date) -> NeedSummary:
    """The same from a whole row."""
    return NeedSummary(
        id=need.id, version=need.version, title=need.title, excerpt=need.problem[:EXCERPT],
        need_type=need.need_type, tech_field=need.tech_field, industry=need.industry, region=need.region,
        park=need.park, budget_min=optional_yuan(need.budget_min), budget_max=optional_yuan(need.budget_max),
        deadline=need.deadline, status=reading.status_today(need.status, need.valid_until, today),
        visibility=need.visibility, owner=owner, published_at=need.published_at,
        valid_until=need.valid_until, updated_at=need.updated_at,
    )  # fmt: skip


def whole(actor: Actor, need: Need, owner: OwnerRead, today: date) -> NeedRead:
    """Everything that ``actor`` may read of a need that they may see."""
    status = reading.status_today(need.status, need.valid_until, today)
    read = NeedRead(
        id=need.id, version=need.version, title=need.title, problem=need.problem, baseline=need.baseline,
        targets=msgspec.convert(need.targets, list[Target]), need_type=need.need_type,
        tech_field=need.tech_field, industry=need.industry,
        cluster=cluster_of(need.tech_field, need.industry), region=need.region, park=need.park,
        budget_min=optional_yuan(need.budget_min), budget_max=optional_yuan(need.budget_max),
        cooperation_modes=[TransferMode(mode) for mode in need.cooperation_modes],
        ip_ownership=need.ip_ownership, solver_requirements=need.solver_requirements, deadline=need.deadline,
        status=status, visibility=need.visibility, owner=owner,
        is_verified=need.verified is not None, is_demonstration=need.is_demonstration,
        published_at=need.published_at, valid_until=need.valid_until, created_at=need.created_at,
        updated_at=need.updated_at, allowed_actions=_allowed_actions(actor, need, status),
    )  # fmt: skip
    if listings.is_insider(actor, need) or actor.reaches(need.region):
        _add_inside(read, need)
    return read


def _allowed_actions(actor: Actor, need: Need, status: NeedStatus) -> list[str]:
    actions = reading.allowed_actions(actor, need, status, LIFECYCLE, policy.WRITERS)
    return [*actions, "verify"] if policy.may_verify(actor, need) else actions


def _add_inside(read: NeedRead, need: Need) -> None:
    read.own_no, read.source_channel = need.own_no, need.source_channel
    read.entered_by, read.entered_by_organization_id = need.entered_by, need.entered_by_organization_id
    read.submitted_at, read.status_reason = need.submitted_at, need.status_reason
    if need.verified is not None:
        read.verified = msgspec.convert(need.verified, VerificationRead)
    if need.review is not None:
        read.review = msgspec.convert(need.review, ReviewRead)
