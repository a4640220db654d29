"""Gathers what counts for roadshows; the arithmetic is in figures.py."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlmodel import Session, col

from service.codes.lists import region_prefix
from service.kernel.actor import Actor
from service.kernel.clock import SHANGHAI
from service.kernel.errors import Forbidden
from service.roadshows import figures, policy, queries
from service.roadshows.figures import Brought, Landed
from service.roadshows.landing_queries import HELD
from service.roadshows.landing_schemas import FiguresRead, RoadshowFigures
from service.roadshows.landing_tables import Attribution, Landing
from service.roadshows.tables import Entry, EntryStatus, Roadshow, RoadshowHost


def figures_of(session: Session, actor: Actor, roadshow_id: UUID) -> RoadshowFigures:
    """What one roadshow brought; for its hosts and the bureau.

    Raises NotFound, Forbidden.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    hosts = {host.organization_id for host, _ in queries.hosts(session, held.id)}
    if not policy.may_manage(actor, held) and actor.organization_id not in hosts:
        raise Forbidden("What a roadshow brought is for its hosts and the bureau.")
    return figures.of_roadshow(_gathered(session, [held])[0])


def figures_of_year(session: Session, actor: Actor, year: int | None, region: str | None) -> FiguresRead:
    """What the roadshows of a year brought, of all years without one; a district sees its own area.

    Raises Forbidden.
    """
    if not actor.is_bureau or actor.area is None:
        raise Forbidden("The figures of all roadshows are for the bureau.")
    statement = select(Roadshow).where(
        col(Roadshow.status).in_(HELD),
        col(Roadshow.region).startswith(actor.area),
        _in_year(year),
        col(Roadshow.id).in_(_hosted_in(region)) if region else true(),
    )
    found = session.execute(statement.order_by(col(Roadshow.starts_at), col(Roadshow.id))).scalars().all()
    return figures.together(year, region, _gathered(session, found))


def _in_year(year: int | None) -> ColumnElement[bool]:
    """The calendar year of the city."""
    if year is None:
        return true()
    begins, ends = datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
    return (col(Roadshow.starts_at) >= begins) & (col(Roadshow.starts_at) < ends)


def _hosted_in(region: str) -> Select[UUID]:
    return select(col(RoadshowHost.roadshow_id)).where(
        col(RoadshowHost.region).startswith(region_prefix(region))
    )


def _gathered(session: Session, roadshows: Sequence[Roadshow]) -> list[Brought]:
    """Each roadshow with its entries, counted contracts and landings: four statements, however many."""
    by_id = {
        one.id: Brought(one.id, one.title, one.starts_at.astimezone(SHANGHAI).date(), one.is_demonstration)
        for one in roadshows
    }
    ids = list(by_id)
    hosts = select(RoadshowHost).where(col(RoadshowHost.roadshow_id).in_(ids)).order_by(col(RoadshowHost.id))
    for host in session.execute(hosts).scalars():
        by_id[host.roadshow_id].hosts.append(host.region)
    taking_part = (
        select(col(Entry.roadshow_id), func.count())
        .where(col(Entry.roadshow_id).in_(ids), col(Entry.status) == EntryStatus.ACCEPTED)
        .group_by(col(Entry.roadshow_id))
    )
    for roadshow_id, count in session.execute(taking_part):
        by_id[roadshow_id].entries = count
    signed = (
        select(col(Entry.roadshow_id), col(Entry.id), col(Attribution.amount))
        .join(Attribution, col(Attribution.entry_id) == col(Entry.id))
        .where(col(Entry.roadshow_id).in_(ids), col(Attribution.is_counted))
    )
    for roadshow_id, entry_id, amount in session.execute(signed):
        by_id[roadshow_id].signed.add(entry_id)
        by_id[roadshow_id].amounts.append(amount)
    landed = (
        select(
            col(Entry.roadshow_id),
            col(Landing.region),
            col(Landing.expected_annual_revenue),
            col(Landing.years),
        )
        .join(Landing, col(Landing.entry_id) == col(Entry.id))
        .where(col(Entry.roadshow_id).in_(ids))
    )
    for roadshow_id, region, expected, years in session.execute(landed):
        by_id[roadshow_id].landings.append(Landed(region, expected or 0, years))
    return list(by_id.values())
