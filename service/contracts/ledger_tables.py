"""The volume ledger (技术合同成交额台账): lines are added, never changed; nothing else is volume."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer
from sqlmodel import Field, SQLModel

from service.contracts.tables import ContractType
from service.kernel.record import Fen, Instant, code


class LedgerKind(StrEnum):
    """Why a line was written (台账事项)."""

    REGISTRATION = "registration"
    AMENDMENT = "amendment"
    DEREGISTRATION = "deregistration"
    REVOCATION = "revocation"


class LedgerLine(SQLModel, table=True):
    """One step of one contract: what it added to the volume, and how the contract stood then.

    Amounts are differences in fen. ``effective_on`` is the day the step counts in the register,
    ``registered_on`` the contract's first registration, ``recorded_at`` when Keju learned of it: no two
    transactions share it, and it grows in the order of the commits. The dimensions are a copy, so that
    editing a contract later cannot rewrite an old table; months are first days, kept for fast grouping.
    """

    __tablename__ = "ledger_lines"
    __table_args__ = (
        CheckConstraint("contracts_delta BETWEEN -1 AND 1", name="contracts_delta_range"),
        CheckConstraint("effective_on >= registered_on", name="effective_after_registration"),
        Index("ix_ledger_lines_contract", "contract_id", "seq"),
        Index("ix_ledger_lines_recorded", "recorded_at"),
        Index("ix_ledger_lines_effective", "effective_on"),
        Index("ix_ledger_lines_registered", "registered_on"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    contract_id: UUID = Field(foreign_key="contracts.id")
    kind: LedgerKind = Field(sa_type=code(LedgerKind))
    contracts_delta: int
    total_delta: int = Field(sa_type=Fen)
    technical_delta: int = Field(sa_type=Fen)
    effective_on: date
    registered_on: date
    effective_month: date
    registered_month: date
    recorded_at: datetime = Field(sa_type=Instant)

    office: str | None = Field(default=None, max_length=200)
    filing_region: str | None = Field(default=None, max_length=6)
    seller_region: str | None = Field(default=None, max_length=6)
    buyer_region: str | None = Field(default=None, max_length=6)
    landing_region: str | None = Field(default=None, max_length=6)
    park: str | None = Field(default=None, max_length=40)
    contract_type: ContractType = Field(sa_type=code(ContractType))
    tech_field: str | None = Field(default=None, max_length=2)
    cluster: str | None = Field(default=None, max_length=40)
    seller_kind: str | None = Field(default=None, max_length=3)
    buyer_kind: str | None = Field(default=None, max_length=3)
    ip_kind: str | None = Field(default=None, max_length=40)
    plan_source: str | None = Field(default=None, max_length=40)
    seller_name: str = Field(max_length=200)

    DIMENSIONS: ClassVar[tuple[str, ...]] = (
        "office", "filing_region", "seller_region", "buyer_region", "landing_region", "park",
        "contract_type", "tech_field", "cluster", "seller_kind", "buyer_kind", "ip_kind", "plan_source",
        "seller_name",
    )  # fmt: skip

    @property
    def dimensions(self) -> dict[str, Any]:
        """How the contract stood when the line was written."""
        return {name: getattr(self, name) for name in self.DIMENSIONS}


class LedgerSum(SQLModel, table=True):
    """What lines with the same months, office's region, type and field add up to: the common table, fast.

    Written with the lines and under their lock. ``recorded_month`` keeps every ``as_of`` exact: sums of the
    months before it never change again, and ``newest`` says whether the others may be used. An empty text
    stands for what was not filled in.
    """

    __tablename__ = "ledger_sums"

    recorded_month: date = Field(primary_key=True)
    effective_month: date = Field(primary_key=True)
    registered_month: date = Field(primary_key=True)
    filing_region: str = Field(primary_key=True, max_length=6)
    contract_type: str = Field(primary_key=True, max_length=40)
    tech_field: str = Field(primary_key=True, max_length=2)
    contracts: int
    total: int = Field(sa_type=Fen)
    technical: int = Field(sa_type=Fen)
    newest: datetime = Field(sa_type=Instant)

    KEY: ClassVar[tuple[str, ...]] = (
        "recorded_month", "effective_month", "registered_month", "filing_region", "contract_type",
        "tech_field",
    )  # fmt: skip
