"""Shapes of the technical-amount calculator."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.contracts.tables import PaymentMode
from service.contracts.technical_amount import AmountLine, AmountLineKind, TechnicalAmount, Treatment
from service.kernel.money import Yuan, to_fen, to_yuan
from service.kernel.schemas import Input, Line, Output


class AmountLineCreate(Input):
    """A part of the total, and what it pays for."""

    kind: Annotated[AmountLineKind, Meta(description="费用类别, see /codes/amount_line_kinds")]
    amount: Yuan
    note: Annotated[Line, Meta(description="Which equipment, how many (说明)")] | None = None


class TechnicalAmountCreate(Input):
    """The parts of a total. Without a `technology` line the rest of the total is the technology's price."""

    total_amount: Annotated[Yuan, Meta(description="合同成交额")]
    lines: Annotated[list[AmountLineCreate], Meta(max_length=200)] = []
    payment_mode: Annotated[
        PaymentMode | None, Meta(description="`royalty` makes the amount provisional")
    ] = None
    contract_id: Annotated[
        UUID | None,
        Meta(description="Keep the amount and its explanation with this contract, whose total it must be"),
    ] = None


class AmountLineRead(Output):
    """What became of a part."""

    kind: AmountLineKind
    amount: str
    deducted: str
    treatment: Annotated[Treatment, Meta(description="Counted, kept as a carrier, or deducted")]
    zh: str
    en: str
    note: str | None


class AmountWarning(Output):
    """What an office may ask about."""

    zh: str
    en: str


class TechnicalAmountRead(Output):
    """The technical amount and how it came about."""

    total_amount: str
    deducted_amount: str
    technical_amount: Annotated[str, Meta(description="技术交易额: total less what was deducted")]
    is_provisional: Annotated[bool, Meta(description="Royalties: an estimate until they are settled")]
    lines: list[AmountLineRead]
    warnings: list[AmountWarning]
    zh: Annotated[str, Meta(description="The formula with its numbers")]
    en: str
    source: Annotated[str, Meta(description="Id of the rule's source")]
    rule_set: str
    calculated_on: date
    contract_id: UUID | None = None
    version: Annotated[int | None, Meta(description="The contract's version after it was kept")] = None


def amount_lines(data: TechnicalAmountCreate) -> list[AmountLine]:
    """The parts in fen."""
    return [AmountLine(line.kind, to_fen(line.amount), line.note) for line in data.lines]


def formula(outcome: TechnicalAmount) -> tuple[str, str]:
    """The sum in words, Chinese and English."""
    total, deducted, technical = (
        to_yuan(fen) for fen in (outcome.total, outcome.deducted, outcome.technical)
    )
    return (
        f"技术交易额 {technical} 元 = 合同成交额 {total} 元 − 非技术性费用 {deducted} 元",
        f"Technical amount {technical} = total {total} − non-technical cost {deducted} (yuan)",
    )
