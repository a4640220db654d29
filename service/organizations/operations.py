"""Every change of organisations and memberships."""

from uuid import UUID

from msgspec import UNSET, Struct
from sqlmodel import Session
from stdnum.cn import uscc as uscc_rule
from stdnum.exceptions import ValidationError

from service.codes import lists
from service.kernel import audit, clock
from service.kernel.actor import SYSTEM, Actor, Role
from service.kernel.errors import Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.organizations import lifecycle, policy, queries
from service.organizations.errors import UsccTaken
from service.organizations.schemas import (
    OrganizationCreate,
    OrganizationRead,
    OrganizationUpdate,
)
from service.organizations.tables import Membership, Organization, OrganizationStatus


def found_bureau(
    session: Session, person_id: UUID, data: OrganizationCreate, *, is_demonstration: bool = False
) -> Organization:
    """Enter a bureau with its first member; the operator of the machine does this, nobody over the web.

    Raises Invalid, UsccTaken.
    """
    organization = _new(session, data, is_demonstration=is_demonstration)
    organization.status, organization.verified_at = OrganizationStatus.VERIFIED, clock.now()
    audit.write(session, SYSTEM, "register", organization)
    add_membership(session, SYSTEM, person_id, organization, Role.BUREAU, is_manager=True)
    return organization


def register_organization(
    session: Session, actor: Actor, data: OrganizationCreate, *, is_demonstration: bool = False
) -> OrganizationRead:
    """Enter an organisation; who does it without being the bureau becomes its first manager.

    Raises Forbidden, Invalid (codes, USCC), UsccTaken.
    """
    if not policy.may_register(actor, data.kind):
        raise Forbidden("Authorities are registered by the city's bureau.")
    organization = _new(session, data, is_demonstration=is_demonstration)
    audit.write(session, actor, "register", organization)
    role = lifecycle.usual_role(organization.kind)
    if not actor.is_bureau and actor.person_id and role:
        add_membership(session, actor, actor.person_id, organization, role, is_manager=True)
    return read_of(organization)


def edit_organization(
    session: Session, actor: Actor, organization_id: UUID, data: OrganizationUpdate, *, if_match: Precondition
) -> OrganizationRead:
    """Change what was sent.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, Invalid, UsccTaken.
    """
    organization = queries.locked_organization(session, actor, organization_id)
    touches_identity = not {data.name, data.uscc, data.region} <= {UNSET}
    if not policy.may_edit(actor, organization):
        raise Forbidden("Only its managers and the bureau change an organisation.")
    if touches_identity and not policy.may_edit_identity(actor, organization):
        raise Forbidden("Name, code and region of a verified organisation are corrected by the bureau.")
    check_version(organization, if_match)
    check_codes(data)
    if data.uscc is not UNSET and data.uscc != organization.uscc and queries.has_uscc(session, data.uscc):
        raise UsccTaken(f"{data.uscc} is already registered.")
    for name in data.__struct_fields__:
        if (value := getattr(data, name)) is not UNSET:
            setattr(organization, name, value)
    audit.write(session, actor, "edit", organization)
    return read_of(organization)


def verify_organization(
    session: Session, actor: Actor, organization_id: UUID, note: str | None, *, if_match: Precondition
) -> OrganizationRead:
    """The bureau has checked who this is (核验).

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    organization = _to_decide(session, actor, organization_id, "verify", if_match)
    organization.verified_by, organization.verified_at = actor.person_id, clock.now()
    organization.status_reason = note
    audit.write(session, actor, "verify", organization)
    return read_of(organization)


def suspend_organization(
    session: Session, actor: Actor, organization_id: UUID, reason: str, *, if_match: Precondition
) -> OrganizationRead:
    """Its listings vanish and its people act as unverified until it is verified again (暂停).

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    organization = _to_decide(session, actor, organization_id, "suspend", if_match)
    organization.status_reason = reason
    audit.write(session, actor, "suspend", organization)
    return read_of(organization)


def add_membership(
    session: Session,
    actor: Actor,
    person_id: UUID,
    organization: Organization,
    role: Role,
    *,
    is_manager: bool,
) -> Membership:
    """Write the membership; the caller has asked policy."""
    added = Membership(person_id=person_id, organization_id=organization.id, role=role, is_manager=is_manager)
    audit.write(session, actor, "add", added)
    return added


def read_of(organization: Organization) -> OrganizationRead:
    """The schema of a row."""
    return OrganizationRead(
        **{name: getattr(organization, name) for name in OrganizationRead.__struct_fields__}
    )


def _new(session: Session, data: OrganizationCreate, *, is_demonstration: bool) -> Organization:
    check_codes(data)
    if queries.has_uscc(session, data.uscc):
        raise UsccTaken(f"{data.uscc} is already registered; ask its manager or the bureau to add you.")
    columns = {name: getattr(data, name) for name in data.__struct_fields__}
    return Organization(**columns, is_demonstration=is_demonstration)


def _to_decide(
    session: Session, actor: Actor, organization_id: UUID, action: str, if_match: Precondition
) -> Organization:
    organization = queries.locked_organization(session, actor, organization_id)
    if not policy.may_decide(actor, organization):
        raise Forbidden("Only the bureau decides on organisations, a district in its own area.")
    check_version(organization, if_match, is_required=False)
    organization.status = lifecycle.moved(organization.status, action)
    return organization


def check_codes(data: Struct) -> None:
    """Raises Invalid for codes that their lists do not have, or a credit code with a wrong check digit."""
    for field, name in (("region", "regions"), ("park", "parks"), ("party_kind", "party_kinds")):
        value = getattr(data, field, UNSET)
        if value is not UNSET:
            lists.require(name, value, f"/{field}")
    code = getattr(data, "uscc", UNSET)
    if code is not UNSET:
        _check_uscc(code)


def _check_uscc(code: str) -> None:
    try:
        is_canonical = uscc_rule.validate(code) == code
    except ValidationError as error:
        raise invalid("/uscc", f"Not a unified social credit code (GB 32100-2015): {error}") from error
    if not is_canonical:
        raise invalid("/uscc", "Write the code without spaces and in capitals.")
