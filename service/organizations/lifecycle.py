"""Which steps an organisation's state allows, and which roles its kind gives."""

from service.kernel.actor import Role
from service.kernel.errors import IllegalMove
from service.organizations.tables import OrganizationKind, OrganizationStatus

_P, _V, _S = OrganizationStatus.PENDING, OrganizationStatus.VERIFIED, OrganizationStatus.SUSPENDED

MOVES: dict[tuple[OrganizationStatus, str], OrganizationStatus] = {
    (_P, "verify"): _V,
    (_S, "verify"): _V,
    (_P, "suspend"): _S,
    (_V, "suspend"): _S,
}

ROLES: dict[OrganizationKind, tuple[Role, ...]] = {
    OrganizationKind.UNIVERSITY: (Role.OFFICE, Role.JUDGE),
    OrganizationKind.INSTITUTE: (Role.OFFICE, Role.JUDGE),
    OrganizationKind.ENTERPRISE: (Role.ENTERPRISE, Role.JUDGE),
    OrganizationKind.AGENCY: (Role.BROKER, Role.JUDGE),
    OrganizationKind.GOVERNMENT: (Role.BUREAU, Role.DISTRICT, Role.REGISTRAR),
    OrganizationKind.FINANCIER: (Role.JUDGE,),
}


def usual_role(kind: OrganizationKind) -> Role | None:
    """What a member is when no role is named; an authority's roles differ too much in power for one."""
    return None if kind == OrganizationKind.GOVERNMENT else ROLES[kind][0]


def moved(status: OrganizationStatus, action: str) -> OrganizationStatus:
    """The state after ``action``.

    Raises IllegalMove.
    """
    if (status, action) not in MOVES:
        raise IllegalMove(f"An organisation that is {status} cannot {action}.")
    return MOVES[(status, action)]
