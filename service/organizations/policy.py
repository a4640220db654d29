"""Who may do what with organisations; pure."""

from service.kernel.actor import Actor, Role
from service.organizations.entry_tables import Registration
from service.organizations.tables import ApiKey, Broker, Organization, OrganizationKind, OrganizationStatus


def is_own(actor: Actor, organization: Organization) -> bool:
    """The actor acts for it."""
    return actor.organization_id == organization.id


def is_city_bureau(actor: Actor) -> bool:
    """Reaches everything; a bureau that is suspended itself does not."""
    return actor.role == Role.BUREAU and actor.area == ""


def is_own_manager(actor: Actor, organization: Organization) -> bool:
    """The actor acts for it and manages it."""
    return is_own(actor, organization) and actor.is_manager


def may_see(actor: Actor, organization: Organization) -> bool:
    """Members and the bureau always; others once it is verified."""
    is_open = organization.status == OrganizationStatus.VERIFIED and actor.is_known
    return is_open or is_own(actor, organization) or actor.reaches(organization.region)


def may_register(actor: Actor, kind: OrganizationKind) -> bool:
    """Anybody who is logged in; an authority only by the city's bureau, because it brings power."""
    if kind == OrganizationKind.GOVERNMENT:
        return is_city_bureau(actor)
    return actor.is_known


def may_edit(actor: Actor, organization: Organization) -> bool:
    """Its managers and the bureau."""
    return is_own_manager(actor, organization) or actor.reaches(organization.region)


def may_edit_identity(actor: Actor, organization: Organization) -> bool:
    """Name, code and region of a checked organisation are the bureau's to correct.

    An authority's are the city bureau's alone: the region of a district is how far its power reaches.
    """
    if organization.kind == OrganizationKind.GOVERNMENT:
        return is_city_bureau(actor)
    return organization.status == OrganizationStatus.PENDING or actor.reaches(organization.region)


def may_decide(actor: Actor, organization: Organization) -> bool:
    """Verify and suspend: the bureau, a district in its own area; on authorities the city's bureau alone."""
    if organization.kind == OrganizationKind.GOVERNMENT:
        return is_city_bureau(actor)
    return actor.reaches(organization.region)


def may_see_members(actor: Actor, organization: Organization) -> bool:
    """Names and addresses of people are for their own organisation and the bureau."""
    return is_own(actor, organization) or actor.reaches(organization.region)


def may_add_member(actor: Actor, organization: Organization) -> bool:
    """The bureau, or the organisation's own manager."""
    return actor.reaches(organization.region) or is_own_manager(actor, organization)


def may_give(actor: Actor, role: Role) -> bool:
    """The bureau's own role is given by the city's bureau alone."""
    return is_city_bureau(actor) or role not in (Role.BUREAU, Role.DISTRICT, Role.REGISTRAR)


def may_make_key(actor: Actor) -> bool:
    """Somebody who acts for an organisation; a key makes no keys."""
    return actor.organization_id is not None and actor.key_id is None


def may_see_key(actor: Actor, key: ApiKey) -> bool:
    """Its maker, and who manages the organisation that it acts for."""
    is_own = actor.person_id == key.person_id or actor.is_manager
    return actor.organization_id == key.organization_id and is_own


def may_see_registration(actor: Actor, request: Registration) -> bool:
    """Who made it while logged in, and who decides on it."""
    is_mine = request.person_id is not None and request.person_id == actor.person_id
    return is_mine or may_decide_registration(actor, request)


def may_decide_registration(actor: Actor, request: Registration) -> bool:
    """The manager of the organisation that it names, and the bureau, a district in its own area."""
    is_own = request.organization_id is not None and request.organization_id == actor.organization_id
    return (is_own and actor.is_manager) or actor.reaches(request.region)


def may_see_broker(actor: Actor, broker: Broker) -> bool:
    """Checked ones are for everybody who is logged in; others for themselves and the bureau."""
    is_own = broker.person_id is not None and broker.person_id == actor.person_id
    return broker.verified_at is not None or is_own or actor.reaches(broker.region)


def may_list_broker(actor: Actor, region: str) -> bool:
    """A broker of a verified agency, and the bureau, a district in its own area."""
    return (actor.role == Role.BROKER and actor.is_member) or actor.reaches(region)


def may_edit_broker(actor: Actor, broker: Broker) -> bool:
    """The broker, and the bureau, a district in its own area."""
    is_own = broker.person_id is not None and broker.person_id == actor.person_id
    return is_own or actor.reaches(broker.region)
