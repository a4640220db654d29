"""What is read about brokers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, false, or_, select, true
from sqlmodel import Session, col

from service.codes.lists import region_prefix
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations import policy
from service.organizations.broker_schemas import AgencyPeriod, BrokerHistory, BrokerListing
from service.organizations.tables import Broker, BrokerAgency, CertificateLevel, Organization

_NAMES = BrokerListing.__struct_fields__
_READ = tuple(
    col(Organization.name).label("agency_name") if name == "agency_name" else getattr(Broker, name)
    for name in _NAMES
)
_PAGES = Keyset("brokers", {"created_at": col(Broker.created_at)}, col(Broker.id), default="-created_at")


@dataclass(frozen=True, slots=True)
class BrokerFilter:
    """What a list of brokers is narrowed to."""

    tech_field: str | None = None
    region: str | None = None
    level: CertificateLevel | None = None
    agency: UUID | None = None


def brokers(
    session: Session, actor: Actor, wanted: BrokerFilter, window: Window, cursors: Cursors
) -> Page[BrokerListing]:
    """One page of the brokers that ``actor`` may see."""
    found = _PAGES.page(session, _listings(actor).where(_passes(wanted)), window, cursors)
    page = Page[BrokerListing](items=[_listing(row) for row in found.rows], next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def broker(session: Session, actor: Actor, broker_id: UUID) -> BrokerListing:
    """One broker. Raises NotFound also for one that ``actor`` may not see."""
    row = session.execute(_listings(actor).where(col(Broker.id) == broker_id)).first()
    if row is None:
        raise NotFound("There is no such broker.")
    return _listing(row)


def history(session: Session, actor: Actor, broker_id: UUID) -> BrokerHistory:
    """For which agencies a broker has worked. Raises NotFound."""
    broker(session, actor, broker_id)
    statement = (
        select(
            col(BrokerAgency.organization_id), col(Organization.name),
            col(BrokerAgency.since), col(BrokerAgency.until),
        )
        .join(Organization, col(Organization.id) == col(BrokerAgency.organization_id))
        .where(col(BrokerAgency.broker_id) == broker_id)
        .order_by(col(BrokerAgency.since).desc(), col(BrokerAgency.id).desc())
    )  # fmt: skip
    return BrokerHistory(
        items=[
            AgencyPeriod(agency_id=agency_id, agency_name=name, since=since, until=until)
            for agency_id, name, since, until in session.execute(statement)
        ]
    )


def locked_broker(session: Session, actor: Actor, broker_id: UUID) -> Broker:
    """One broker to be changed, its row locked. Raises NotFound also for one that ``actor`` may not see."""
    found = session.get(Broker, broker_id, with_for_update=True)
    if found is None or not policy.may_see_broker(actor, found):
        raise NotFound("There is no such broker.")
    return found


def broker_by_number(session: Session, number: str) -> Broker | None:
    """Whose certificate this is."""
    statement = select(Broker).where(col(Broker.certificate_number) == number)
    return session.execute(statement.with_for_update()).scalars().first()


def has_listing(session: Session, person_id: UUID | None) -> bool:
    """The person is listed as a broker."""
    statement = select(col(Broker.id)).where(col(Broker.person_id) == person_id)
    return session.execute(statement).first() is not None


def current_agency(session: Session, broker_id: UUID) -> BrokerAgency | None:
    """The agency that a broker works for, locked."""
    statement = select(BrokerAgency).where(
        col(BrokerAgency.broker_id) == broker_id, col(BrokerAgency.until).is_(None)
    )
    return session.execute(statement.with_for_update()).scalars().first()


def _listings(actor: Actor) -> Any:
    """policy.may_see_broker as SQL."""
    own = col(Broker.person_id) == actor.person_id
    reached = col(Broker.region).startswith(actor.area) if actor.area is not None else false()
    seen = or_(col(Broker.verified_at).is_not(None), own, reached)
    joined = select(*_READ).outerjoin(Organization, col(Organization.id) == col(Broker.agency_id))
    return joined.where(seen)


def _listing(row: Any) -> BrokerListing:
    return BrokerListing(**dict(zip(_NAMES, row, strict=False)))


def _passes(wanted: BrokerFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.level is not None:
        condition &= col(Broker.certificate_level) == wanted.level
    if wanted.agency is not None:
        condition &= col(Broker.agency_id) == wanted.agency
    if wanted.region is not None:
        condition &= col(Broker.region).startswith(region_prefix(wanted.region))
    if wanted.tech_field is not None:
        # Codes are short ASCII words in quotes, so a part of the JSON text is exact on both databases.
        condition &= cast(col(Broker.tech_fields), Text).contains(f'"{wanted.tech_field}"', autoescape=True)
    return condition
