"""Shape of the pre-check's answer."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.contracts.filing_schemas import RuleSetRead
from service.contracts.precheck import Gap
from service.kernel.schemas import Output


class Precheck(Output):
    """What an office would send back, as the contract is now."""

    contract_id: UUID
    contract_version: int
    checked_on: date
    rule_set: RuleSetRead
    rules: Annotated[int, Meta(description="How many rules were looked at")]
    is_ready: Annotated[bool, Meta(description="Nothing is left that an office would send back")]
    gaps: list[Gap]
