"""Every change of registrations: somebody asks to act for an organisation, and it or the bureau decides."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from service.accounts import link_operations
from service.accounts.queries import locked_person
from service.accounts.schemas import MessageAsked
from service.accounts.tables import LinkPurpose
from service.kernel import audit, clock, jobs
from service.kernel.actor import Actor, Role
from service.kernel.errors import Forbidden, IllegalMove, invalid
from service.kernel.record import Precondition, check_version
from service.organizations import entry_queries, invitation_operations, lifecycle, operations, policy, queries
from service.organizations.entry_schemas import RegistrationApprove, RegistrationCreate, RegistrationRead
from service.organizations.entry_tables import ApplicationStatus, Registration
from service.organizations.errors import AlreadyAMember
from service.organizations.schemas import OrganizationCreate
from service.organizations.tables import Organization, OrganizationKind

TELL_RECEIVED = "organizations.tell_received"
TELL_REFUSED = "organizations.tell_refused"
# As long as the link in the first mail can take the request back.
WITHDRAWABLE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Facts:
    """The organisation that a request names; without an id it is new here."""

    organization_id: UUID | None
    organization_name: str
    kind: OrganizationKind
    region: str


def ask_to_join(session: Session, actor: Actor, data: RegistrationCreate) -> MessageAsked:
    """Write the request down; asked again, the newer wording counts.

    A visitor's address proves itself later: approval mails an invitation there.

    Raises Invalid, Forbidden, AlreadyAMember.
    """
    email, name = _applicant(session, actor, data)
    facts = _organization(session, data)
    role = _role(data, facts.kind)
    if _belongs(session, actor, facts.organization_id):
        raise AlreadyAMember("You already belong to this organisation.")
    request = entry_queries.pending_registration(session, data.uscc, email) or Registration(
        uscc=data.uscc, email=email.lower(), name=name, role=role, **asdict(facts)
    )
    request.person_id, request.name, request.role, request.note = actor.person_id, name, role, data.note
    audit.write(session, actor, "ask", request)
    jobs.enqueue(session, TELL_RECEIVED, {"registration_id": str(request.id)})
    return MessageAsked()


def approve_registration(
    session: Session,
    actor: Actor,
    registration_id: UUID,
    data: RegistrationApprove,
    *,
    if_match: Precondition,
) -> RegistrationRead:
    """Let the applicant in: who was logged in belongs at once, who was not is mailed an invitation.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid, AlreadyAMember, UsccTaken.
    """
    request = _to_decide(session, actor, registration_id, if_match)
    known = entry_queries.organization_by_uscc(session, request.uscc)
    organization = known or _registered(session, actor, request)
    organization = queries.locked_organization(session, actor, organization.id)
    role = invitation_operations.role_to_give(actor, organization, data.role or request.role)
    is_manager = data.is_manager or known is None
    request.organization_id = organization.id
    _decided(session, actor, request, ApplicationStatus.APPROVED, None)
    if request.person_id is None:
        invitation_operations.send_invitation(
            session, actor, organization, request.email, role, is_manager=is_manager
        )
    elif queries.membership(session, request.person_id, organization.id):
        raise AlreadyAMember("The applicant already belongs to this organisation.")
    else:
        operations.add_membership(
            session, actor, request.person_id, organization, role, is_manager=is_manager
        )
    return read_of(request)


def refuse_registration(
    session: Session, actor: Actor, registration_id: UUID, reason: str, *, if_match: Precondition
) -> RegistrationRead:
    """Say no, and why; the applicant is told.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    request = _to_decide(session, actor, registration_id, if_match)
    _decided(session, actor, request, ApplicationStatus.REFUSED, reason)
    jobs.enqueue(session, TELL_REFUSED, {"registration_id": str(request.id)})
    return read_of(request)


def withdraw_registration(session: Session, actor: Actor, registration_id: UUID) -> RegistrationRead:
    """Take one's own request back.

    Raises NotFound, Forbidden, IllegalMove.
    """
    request = entry_queries.locked_registration(session, actor, registration_id)
    if request.person_id is None or request.person_id != actor.person_id:
        raise Forbidden("A request is taken back by who made it, else it is refused.")
    _require_pending(request)
    _decided(session, actor, request, ApplicationStatus.WITHDRAWN, None)
    return read_of(request)


def withdraw_by_link(session: Session, token: str) -> None:
    """Take a request back by the link in the first mail: also one that a stranger made with my address.

    Raises LinkEnded, IllegalMove.
    """
    subject = link_operations.redeem_link(session, LinkPurpose.WITHDRAW_REGISTRATION, token)
    request = session.get_one(Registration, subject, with_for_update=True)
    _require_pending(request)
    _decided(session, Actor(name="applicant"), request, ApplicationStatus.WITHDRAWN, None)


def read_of(request: Registration) -> RegistrationRead:
    """The schema of a row."""
    return RegistrationRead(**{name: getattr(request, name) for name in RegistrationRead.__struct_fields__})


def _applicant(session: Session, actor: Actor, data: RegistrationCreate) -> tuple[str, str]:
    if actor.is_known:
        for field, value in (("/email", data.email), ("/name", data.name)):
            if value is not None:
                raise invalid(field, "You are logged in: your account's is taken; leave it out.")
        person = locked_person(session, actor.person_id)
        return person.email, person.name
    if data.email is None or data.name is None:
        field = "/email" if data.email is None else "/name"
        raise invalid(field, "Say who you are, or log in first.")
    return data.email, data.name


def _organization(session: Session, data: RegistrationCreate) -> _Facts:
    """A known organisation's own facts, a new one's as they were sent."""
    if known := entry_queries.organization_by_uscc(session, data.uscc):
        return _Facts(known.id, known.name, known.kind, known.region)
    missing = "This code is new here: say the organisation's name, kind and region."
    if data.organization_name is None:
        raise invalid("/organization_name", missing)
    if data.kind is None:
        raise invalid("/kind", missing)
    if data.region is None:
        raise invalid("/region", missing)
    if data.kind == OrganizationKind.GOVERNMENT:
        raise Forbidden("Authorities are registered by the city's bureau.")
    operations.check_codes(data)
    return _Facts(None, data.organization_name, data.kind, data.region)


def _role(data: RegistrationCreate, kind: OrganizationKind) -> Role:
    role = data.role or lifecycle.usual_role(kind)
    if role is None or role not in lifecycle.ROLES[kind]:
        raise invalid("/role", f"The kind {kind} has the roles {', '.join(lifecycle.ROLES[kind])}.")
    return role


def _belongs(session: Session, actor: Actor, organization_id: UUID | None) -> bool:
    if actor.person_id is None or organization_id is None:
        return False
    return queries.membership(session, actor.person_id, organization_id) is not None


def _registered(session: Session, actor: Actor, request: Registration) -> Organization:
    described = OrganizationCreate(
        name=request.organization_name, kind=request.kind, uscc=request.uscc, region=request.region
    )
    made = operations.register_organization(session, actor, described)
    return session.get_one(Organization, made.id)


def _to_decide(session: Session, actor: Actor, registration_id: UUID, if_match: Precondition) -> Registration:
    request = entry_queries.locked_registration(session, actor, registration_id)
    if not policy.may_decide_registration(actor, request):
        raise Forbidden("The organisation's manager or the bureau decides on this.")
    check_version(request, if_match, is_required=False)
    _require_pending(request)
    return request


def _require_pending(request: Registration) -> None:
    if request.status != ApplicationStatus.PENDING:
        raise IllegalMove(f"The request is {request.status}.")


def _decided(
    session: Session, actor: Actor, request: Registration, status: ApplicationStatus, reason: str | None
) -> None:
    request.status, request.reason = status, reason
    request.decided_by, request.decided_at = actor.person_id, clock.now()
    audit.write(session, actor, status.value, request)
    link_operations.void_link(session, LinkPurpose.WITHDRAW_REGISTRATION, request.id)
