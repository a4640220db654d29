"""What is announced and not computed: yearly targets, official figures, the national table of absorption."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.kernel import clock
from service.kernel.record import Fen, Instant, Record, code


class Indicator(StrEnum):
    """What can be computed and set as a target (指标)."""

    CONTRACTS = "contracts"
    TOTAL_AMOUNT = "total_amount"
    TECHNICAL_AMOUNT = "technical_amount"


class TargetScope(StrEnum):
    """Whose target it is (责任单位类别)."""

    REGION = "region"
    PARK = "park"
    OFFICE = "office"


class FigureScope(StrEnum):
    """Whose figure it is: the city's, or of something larger or smaller (口径范围)."""

    CITY = "city"
    REGION = "region"
    UNIT = "unit"


class FigureNature(StrEnum):
    """Something that happened in a period, or what there was at its end (流量、存量)."""

    FLOW = "flow"
    STOCK = "stock"


class FigurePrecision(StrEnum):
    """How the announcement put it: a figure, more than it, nearly it (表述)."""

    EXACT = "exact"
    OVER = "over"
    NEARLY = "nearly"


class Target(Record, table=True):
    """One unit's target for one indicator in one year; amounts in fen, contracts as a count."""

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("year", "indicator", "scope", "unit"),
        CheckConstraint("value BETWEEN 1 AND 999999999999999", name="value_range"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_range"),
    )
    entity: ClassVar[str] = "targets"

    year: int
    indicator: Indicator = Field(sa_type=code(Indicator))
    scope: TargetScope = Field(default=TargetScope.REGION, sa_type=code(TargetScope))
    unit: str = Field(max_length=200)
    value: int = Field(sa_type=Fen)
    is_demonstration: bool = False


class OfficialFigure(Record, table=True):
    """A figure as somebody announced it, word for word: its decimals say how exact it is.

    ``verb`` is what the announcement says was done (认定登记, 培育, 吸收转化 …). Figures of different verbs,
    scopes or natures are never added up. ``indicator`` names what Keju can compute beside it.
    """

    __tablename__ = "official_figures"
    __table_args__ = (
        UniqueConstraint("series", "region", "period", "source"),
        Index("ix_official_figures_listed", "created_at", "id"),
    )
    entity: ClassVar[str] = "official_figures"

    series: str = Field(max_length=60, index=True)
    title: str = Field(max_length=200)
    verb: str = Field(max_length=40)
    scope: FigureScope = Field(sa_type=code(FigureScope))
    region: str = Field(max_length=6)
    nature: FigureNature = Field(sa_type=code(FigureNature))
    period: str = Field(max_length=10)
    value: str = Field(max_length=30)
    unit: str = Field(max_length=20)
    precision: FigurePrecision = Field(default=FigurePrecision.EXACT, sa_type=code(FigurePrecision))
    announced_rate: str | None = Field(default=None, max_length=20)
    source: str = Field(max_length=200)
    announced_on: date | None = None
    indicator: Indicator | None = Field(default=None, sa_type=code(Indicator))
    note: str | None = Field(default=None, max_length=500)
    is_demonstration: bool = False


class NationalFigure(SQLModel, table=True):
    """One row of the national table of absorbed contracts (吸纳); a correction is a new row, never an edit.

    ``period`` is a year, a quarter or a month: 2023, 2023-Q1, 2023-05.
    """

    __tablename__ = "national_figures"
    __table_args__ = (
        Index("ix_national_figures_of", "region", "period", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(
        default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite")
    )
    region: str = Field(max_length=6)
    period: str = Field(max_length=7)
    contracts: int
    total_amount: int = Field(sa_type=Fen)
    technical_amount: int = Field(sa_type=Fen)
    source: str | None = Field(default=None, max_length=200)
    recorded_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    entered_by: UUID | None = Field(default=None, foreign_key="people.id")
    is_demonstration: bool = False
