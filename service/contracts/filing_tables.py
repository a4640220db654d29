"""What was handed to the registration office, each time (提交登记)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.kernel import clock, ids
from service.kernel.record import Instant, Json


class ContractFiling(SQLModel, table=True):
    """The form as it was filed and under which rules; rows are added and never changed.

    ``number`` counts a contract's filings from 1: a supplement files it again. The form names the parties,
    and not how to reach their people.
    """

    __tablename__ = "contract_filings"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    contract_id: UUID = Field(foreign_key="contracts.id")
    contract_version: int
    number: int
    rule_set: str = Field(max_length=60)
    form: dict[str, Any] = Field(sa_type=Json)
    filed_on: date
    filed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    filed_by: UUID | None = Field(default=None, foreign_key="people.id")
