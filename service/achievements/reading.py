"""How a row of achievements becomes what a given actor may read of it; pure."""

from datetime import date
from typing import Any

import msgspec

from service.achievements import policy
from service.achievements.lifecycle import LIFECYCLE
from service.achievements.schemas import (
    AchievementRead,
    AchievementSummary,
    Edge,
    IpRight,
    SecrecyReview,
    TeamMember,
)
from service.achievements.tables import Achievement
from service.codes.lists import cluster_of
from service.kernel.actor import Actor
from service.kernel.money import optional_yuan
from service.listings import policy as listings
from service.listings import reading
from service.listings.schemas import OwnerRead, ReviewRead
from service.listings.transfer_modes import TransferMode


def summary(actor: Actor, row: Any, today: date) -> AchievementSummary:
    """One line of a list, from the columns of ``queries._SUMMARY``."""
    (
        achievement_id, version, title, line, form, trl, tech_field, industry, region, transfer_modes,
        price_mode, price, accepts_use_first, status, visibility, published_at, valid_until, updated_at,
        entered_by_organization_id, owner_id, name, kind, owner_region, size, is_disclosed,
    ) = row[:25]  # fmt: skip
    is_shown = reading.sees_owner(
        actor, visibility, owner_id, entered_by_organization_id, region, is_disclosed=is_disclosed
    )
    return AchievementSummary(
        id=achievement_id, version=version, title=title, summary=line, form=form, trl=trl,
        tech_field=tech_field, industry=industry, region=region, transfer_modes=transfer_modes,
        price_mode=price_mode, price=optional_yuan(price), accepts_use_first=accepts_use_first,
        status=reading.status_today(status, valid_until, today), visibility=visibility,
        owner=reading.owner_from(owner_id, name, kind, owner_region, size, is_shown=is_shown),
        published_at=published_at, valid_until=valid_until, updated_at=updated_at,
    )  # fmt: skip


def summary_of(row: Achievement, owner: OwnerRead, today: date) -> AchievementSummary:
    """The same from a whole row."""
    return AchievementSummary(
        id=row.id, version=row.version, title=row.title, summary=row.summary, form=row.form, trl=row.trl,
        tech_field=row.tech_field or "", industry=row.industry, region=row.region,
        transfer_modes=[TransferMode(mode) for mode in row.transfer_modes], price_mode=row.price_mode,
        price=optional_yuan(row.price), accepts_use_first=row.accepts_use_first,
        status=reading.status_today(row.status, row.valid_until, today), visibility=row.visibility,
        owner=owner, published_at=row.published_at, valid_until=row.valid_until, updated_at=row.updated_at,
    )  # fmt: skip


def whole(actor: Actor, achievement: Achievement, owner: OwnerRead, today: date) -> AchievementRead:
    """Everything that ``actor`` may read of an achievement that they may see."""
    row = achievement
    status = reading.status_today(row.status, row.valid_until, today)
    read = AchievementRead(
        id=row.id, version=row.version, title=row.title, summary=row.summary, abstract=row.abstract,
        keywords=row.keywords, form=row.form, trl=row.trl, trl_evidence=row.trl_evidence,
        tech_field=row.tech_field or "", industry=row.industry,
        cluster=cluster_of(row.tech_field, row.industry), region=row.region,
        ip=msgspec.convert(row.ip, list[IpRight]), team=msgspec.convert(row.team, list[TeamMember]),
        right_type=row.right_type, right_share=row.right_share, right_years=row.right_years,
        transfer_modes=[TransferMode(mode) for mode in row.transfer_modes], price_mode=row.price_mode,
        price=optional_yuan(row.price), accepts_use_first=row.accepts_use_first,
        edges=msgspec.convert(row.edges, list[Edge]),
        secrecy_reviewed=msgspec.convert(row.secrecy_reviewed, SecrecyReview | None),
        broker_may_act=row.broker_may_act, origin=row.origin, status=status, visibility=row.visibility,
        owner=owner, is_demonstration=row.is_demonstration, published_at=row.published_at,
        valid_until=row.valid_until, created_at=row.created_at, updated_at=row.updated_at,
        allowed_actions=reading.allowed_actions(actor, row, status, LIFECYCLE, policy.WRITERS),
    )  # fmt: skip
    if listings.is_insider(actor, row) or actor.reaches(row.region):
        _add_inside(read, row)
    return read


def _add_inside(read: AchievementRead, row: Achievement) -> None:
    read.own_no = row.own_no
    read.entered_by, read.entered_by_organization_id = row.entered_by, row.entered_by_organization_id
    read.submitted_at, read.status_reason = row.submitted_at, row.status_reason
    if row.review is not None:
        read.review = msgspec.convert(row.review, ReviewRead)
