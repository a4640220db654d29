"""The technical amount (技术交易额): what of a contract's total is the price of technology; pure.

Technical amount = total − equipment, instruments, parts, raw material and other non-technical cost. Carriers
of the technology within reason (documents, seed, strains, one or two test sets) are not deducted. Amounts are
whole fen, so nothing is rounded. Source: 技术合同认定登记规则, see ``seeds/rules/sources.toml``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.codes.lists import code_list
from service.contracts.tables import PaymentMode
from service.kernel.errors import invalid
from service.kernel.money import to_yuan

SOURCE = "rules-2026"
# Our own line, not the register's: a share of carriers above it makes an office ask whether it is reasonable.
_CARRIERS_TO_EXPLAIN = 5  # one fifth of the total


class AmountLineKind(StrEnum):
    """What a part of the price pays for (费用类别)."""

    TECHNOLOGY = "technology"
    EQUIPMENT = "equipment"
    INSTRUMENTS = "instruments"
    PARTS = "parts"
    RAW_MATERIAL = "raw_material"
    CARRIER = "carrier"
    CARRIER_BEYOND_REASON = "carrier_beyond_reason"
    CONSTRUCTION = "construction"
    OTHER_NON_TECHNICAL = "other_non_technical"


class Treatment(StrEnum):
    """What becomes of a part (计入方式): it counts, it is kept in as a carrier, or it is deducted."""

    COUNTED = "counted"
    KEPT = "kept"
    DEDUCTED = "deducted"


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A part of the total, in fen."""

    kind: AmountLineKind
    amount: int
    note: str | None = None

    @property
    def treatment(self) -> Treatment:
        """As the code list says."""
        return Treatment(code_list("amount_line_kinds")[self.kind].extra["treatment"])


@dataclass(frozen=True, slots=True)
class TechnicalAmount:
    """The outcome, in fen; ``warnings`` are pairs of Chinese and English."""

    total: int
    deducted: int
    is_provisional: bool
    warnings: tuple[tuple[str, str], ...]

    @property
    def technical(self) -> int:
        """Between 0 and the total."""
        return self.total - self.deducted


def calculate(total: int, lines: Sequence[AmountLine], payment_mode: PaymentMode | None) -> TechnicalAmount:
    """Deduct what is not technical from ``total``.

    Without a ``technology`` line the rest of the total is the technology's price; with one, the lines are the
    whole breakdown. Royalties are estimates until they are paid, so theirs is provisional.

    Raises Invalid when the lines sum to more than the total, or a whole breakdown to less.
    """
    _check_sum(total, lines)
    deducted = sum(line.amount for line in lines if line.treatment == Treatment.DEDUCTED)
    is_provisional = payment_mode == PaymentMode.ROYALTY
    return TechnicalAmount(total, deducted, is_provisional, tuple(_warnings(total, lines, is_provisional)))


def _check_sum(total: int, lines: Sequence[AmountLine]) -> None:
    told = sum(line.amount for line in lines)
    if told > total:
        raise invalid(
            "/lines", f"The lines sum to {to_yuan(told)} yuan, above the total of {to_yuan(total)}."
        )
    is_whole = any(line.kind == AmountLineKind.TECHNOLOGY for line in lines)
    if is_whole and told < total:
        raise invalid(
            "/lines",
            f"The lines sum to {to_yuan(told)} yuan and the total is {to_yuan(total)}: name what the other "
            f"{to_yuan(total - told)} pay for, or leave the technology line out.",
        )


def _warnings(total: int, lines: Sequence[AmountLine], is_provisional: bool) -> list[tuple[str, str]]:
    found = []
    carriers = sum(line.amount for line in lines if line.treatment == Treatment.KEPT)
    deducted = sum(line.amount for line in lines if line.treatment == Treatment.DEDUCTED)
    if carriers * _CARRIERS_TO_EXPLAIN > total:
        found.append(
            (
                "技术载体费用超过合同成交额的五分之一，登记机构可能要求说明数量是否合理",
                "Carriers are more than a fifth of the total; expect to explain why that is reasonable",
            )
        )
    if total and deducted == total:
        found.append(
            (
                "扣除后技术交易额为零，合同可能不属于技术合同",
                "Nothing technical is left; this may not be a technology contract",
            )
        )
    if is_provisional:
        found.append(
            (
                "提成支付的金额为预计数，实际结算后应当办理变更",
                "Royalties are an estimate; amend the registration when they are settled",
            )
        )
    return found
