"""Shapes of the tax estimates."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from service.contracts.tax_conditions import BenefitVerdict, ConditionState
from service.kernel.schemas import Output


class ConditionRead(Output):
    """What must hold, and whether it does as far as the contract tells."""

    id: str
    state: Annotated[ConditionState, Meta(description="open: only the party can know")]
    zh: str
    en: str


class BenefitRead(Output):
    """One relief for one party."""

    benefit: str
    zh: str
    en: str
    party: str
    side: Literal["seller", "buyer"]
    verdict: Annotated[
        BenefitVerdict,
        Meta(description="possible: conditions are open; lapsed: its source holds no longer, or not yet"),
    ]
    amount: Annotated[
        str | None, Meta(description="Tax saved in yuan, rounded half up to the fen; null unknown")
    ]
    is_upper_bound: Annotated[bool, Meta(description="Without the transfer's cost it is the most it can be")]
    rate: Annotated[str, Meta(description="The rate it was computed with")]
    basis_zh: Annotated[str, Meta(description="The formula")]
    basis_en: str
    source: str
    source_en: str
    in_force_from: date
    in_force_until: date | None
    verify: Annotated[bool, Meta(description="Not yet compared with the official text")]
    conditions: list[ConditionRead]


class Benefits(Output):
    """What registration may bring: estimates, not advice."""

    contract_id: UUID
    technical_amount: str | None
    is_provisional: Annotated[bool, Meta(description="The amounts are estimates themselves (royalties)")]
    estimated_on: date
    disclaimer_zh: str
    disclaimer_en: str
    items: list[BenefitRead]
