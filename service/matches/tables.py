"""What matches keep: the generations of index files."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from service.kernel import clock, ids
from service.kernel.record import Instant


class IndexGeneration(SQLModel, table=True):
    """Index files that are whole: ``seq`` is the number of the last change that is surely in them."""

    __tablename__ = "index_generations"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    listings: int
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
