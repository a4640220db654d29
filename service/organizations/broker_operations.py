"""Every change of brokers' listings."""

from uuid import UUID

from msgspec import UNSET, Struct
from sqlmodel import Session

from service.accounts.queries import locked_person
from service.codes import lists
from service.kernel import audit, clock
from service.kernel.actor import Actor, Role
from service.kernel.errors import Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.organizations import broker_queries, policy
from service.organizations.broker_schemas import BrokerListing, BrokerListingCreate, BrokerListingUpdate
from service.organizations.errors import CertificateTaken
from service.organizations.tables import Broker, BrokerAgency, Organization, OrganizationKind

_CERTIFICATE = ("certificate_level", "certificate_number", "certificate_issuer", "certificate_until")
_BY_BUREAU = ("name", "agency_id")


def list_broker(session: Session, actor: Actor, data: BrokerListingCreate) -> BrokerListing:
    """Enter a broker: oneself, or by the bureau also somebody without account.

    A broker whom the bureau has listed already takes that listing over; it is checked anew.

    Raises Forbidden, Invalid, CertificateTaken.
    """
    if not policy.may_list_broker(actor, data.region):
        raise Forbidden("Brokers list themselves, and the bureau those of its area.")
    _check_codes(data)
    name, person_id, agency_id = _whose(session, actor, data)
    known = broker_queries.broker_by_number(session, data.certificate_number)
    is_taken = known is not None and (known.person_id is not None or person_id is None)
    if is_taken or (person_id and broker_queries.has_listing(session, person_id)):
        raise CertificateTaken
    columns = {field: getattr(data, field) for field in data.__struct_fields__ if field not in _BY_BUREAU}
    broker = known or Broker(name=name, **columns)
    for field, value in columns.items():
        setattr(broker, field, value)
    broker.name, broker.person_id, broker.verified_at, broker.verified_by = name, person_id, None, None
    _move(session, broker, agency_id)
    audit.write(session, actor, "list", broker)
    _note_agency(session, broker)
    return broker_queries.broker(session, actor, broker.id)


def edit_broker(
    session: Session, actor: Actor, broker_id: UUID, data: BrokerListingUpdate, *, if_match: Precondition
) -> BrokerListing:
    """Change what was sent; who changes the own certificate is to be checked again.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, Invalid, CertificateTaken.
    """
    broker = broker_queries.locked_broker(session, actor, broker_id)
    if not policy.may_edit_broker(actor, broker):
        raise Forbidden("A listing is changed by the broker and the bureau.")
    check_version(broker, if_match)
    _check_codes(data)
    sent = {name: getattr(data, name) for name in data.__struct_fields__ if getattr(data, name) is not UNSET}
    number = sent.get("certificate_number", broker.certificate_number)
    if number != broker.certificate_number and broker_queries.broker_by_number(session, str(number)):
        raise CertificateTaken
    if "agency_id" in sent:
        _require_agency(session, actor, sent["agency_id"])
        _move(session, broker, sent.pop("agency_id"))
    for name, value in sent.items():
        setattr(broker, name, value)
    if not actor.reaches(broker.region) and not set(_CERTIFICATE).isdisjoint(sent):
        broker.verified_at, broker.verified_by = None, None
    audit.write(session, actor, "edit", broker)
    _note_agency(session, broker)
    return broker_queries.broker(session, actor, broker.id)


def verify_broker(
    session: Session, actor: Actor, broker_id: UUID, *, if_match: Precondition
) -> BrokerListing:
    """The bureau has seen the certificate.

    Raises NotFound, Forbidden, StaleVersion.
    """
    broker = broker_queries.locked_broker(session, actor, broker_id)
    if not actor.reaches(broker.region):
        raise Forbidden("Certificates are checked by the bureau, a district's in its own area.")
    check_version(broker, if_match, is_required=False)
    broker.verified_at, broker.verified_by = clock.now(), actor.person_id
    audit.write(session, actor, "verify", broker)
    return broker_queries.broker(session, actor, broker.id)


def _whose(session: Session, actor: Actor, data: BrokerListingCreate) -> tuple[str, UUID | None, UUID | None]:
    """Name, person and agency: a broker's own, or what the bureau says."""
    if actor.role == Role.BROKER:
        for field in _BY_BUREAU:
            if getattr(data, field) is not None:
                raise invalid(f"/{field}", "You list yourself: leave it out.")
        person = locked_person(session, actor.person_id)
        return person.name, person.id, actor.organization_id
    if data.name is None:
        raise invalid("/name", "Say who the broker is.")
    _require_agency(session, actor, data.agency_id)
    return data.name, None, data.agency_id


def _require_agency(session: Session, actor: Actor, agency_id: UUID | None) -> None:
    """An agency; a broker may only name the one acted for."""
    if agency_id is None:
        return
    agency = session.get(Organization, agency_id)
    if agency is None or not policy.may_see(actor, agency) or agency.kind != OrganizationKind.AGENCY:
        raise invalid("/agency_id", "There is no such agency.")
    if not actor.is_bureau and agency_id != actor.organization_id:
        raise invalid("/agency_id", "Name the agency that you act for.")


def _move(session: Session, broker: Broker, agency_id: UUID | None) -> None:
    """End the period at the agency before; the new one begins today (see _note_agency)."""
    before = broker_queries.current_agency(session, broker.id)
    if before and before.organization_id != agency_id:
        before.until = clock.today()
        session.add(before)
    broker.agency_id = agency_id


def _note_agency(session: Session, broker: Broker) -> None:
    session.flush()
    if broker.agency_id and broker_queries.current_agency(session, broker.id) is None:
        session.add(BrokerAgency(broker_id=broker.id, organization_id=broker.agency_id, since=clock.today()))
        session.flush()


def _check_codes(data: Struct) -> None:
    for field, name in (("tech_fields", "tech_fields"), ("regions", "regions")):
        sent = getattr(data, field)
        for number, code in enumerate([] if sent is UNSET else sent):
            lists.require(name, code, f"/{field}/{number}")
    region = getattr(data, "region")  # noqa: B009
    if region is not UNSET:
        lists.require("regions", region, "/region")
