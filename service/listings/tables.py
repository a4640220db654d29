"""What was opened of a listing to one organisation beyond what everybody may see."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from service.kernel import clock
from service.kernel.record import Instant


class Disclosure(SQLModel, table=True):
    """An introduction lets ``organization_id`` read a listing; once accepted, it also shows whose it is.

    A listing of either kind, so there is no foreign key; ids are unique over both tables.
    """

    __tablename__ = "disclosures"

    organization_id: UUID = Field(foreign_key="organizations.id", primary_key=True)
    listing_id: UUID = Field(primary_key=True)
    shows_owner: bool = False
    at: datetime = Field(default_factory=clock.now, sa_type=Instant)
