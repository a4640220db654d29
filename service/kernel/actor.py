"""Who acts: one person (or key) for one organisation in one role, as resolved for this request."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody may be on the platform (角色)."""

    OFFICE = "office"
    ENTERPRISE = "enterprise"
    BROKER = "broker"
    REGISTRAR = "registrar"
    JUDGE = "judge"
    DISTRICT = "district"
    BUREAU = "bureau"


@dataclass(frozen=True, slots=True)
class Actor:
    """Everything policy may ask about the one who acts; a visitor has neither person nor role.

    ``area`` is a prefix of GB/T 2260 codes that the actor's decisions reach: empty for the whole
    platform, ``None`` for who decides nothing by area.
    """

    person_id: UUID | None = None
    organization_id: UUID | None = None
    role: Role | None = None
    is_verified: bool = False
    is_manager: bool = False
    region: str | None = None
    area: str | None = None
    session_id: UUID | None = None
    key_id: UUID | None = None
    name: str = ""

    @property
    def is_known(self) -> bool:
        """Somebody has logged in, whether or not they act for an organisation."""
        return self.person_id is not None

    @property
    def is_member(self) -> bool:
        """Acts for a verified organisation: may see what only members may."""
        return self.is_verified and self.organization_id is not None

    @property
    def is_bureau(self) -> bool:
        """Decides on listings and organisations, everywhere or in its own area."""
        return self.role in (Role.BUREAU, Role.DISTRICT)

    def reaches(self, region: str | None) -> bool:
        """The bureau everywhere, a district inside its own area only."""
        return self.is_bureau and self.area is not None and (region or "").startswith(self.area)


NOBODY = Actor()
SYSTEM = Actor(name="system")
