"""Shapes of a filing: the register's form under its rules, and the registrars' queue."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.contracts.filing_form import FilingForm
from service.contracts.rules import RuleSet
from service.contracts.tables import ContractType, RegistrationStatus
from service.kernel.schemas import Output


class RuleSetRead(Output):
    """The rules under which it is filed."""

    id: str
    zh: str
    en: str
    in_force_from: date
    verify: Annotated[bool, Meta(description="Not yet compared with the official text")]


class FilingRead(Output):
    """The form to be typed into the register: as it is now, or as it was filed."""

    contract_id: UUID
    contract_version: int
    number: Annotated[int | None, Meta(description="Which filing, from 1; null for the form as it is now")]
    filed_on: date | None
    filed_by: UUID | None
    rule_set: RuleSetRead
    open_gaps: Annotated[int, Meta(description="What the pre-check still finds that an office sends back")]
    form: FilingForm


class FilingSummary(Output):
    """One filing of a contract."""

    number: int
    filed_on: date
    filed_at: datetime
    filed_by: UUID | None
    rule_set: str
    contract_version: int


class Filings(Output):
    """Every filing of a contract, the first one first."""

    items: list[FilingSummary]


class QueueItem(Output):
    """A contract that the office has accepted and must decide."""

    id: UUID
    version: int
    title: str
    contract_type: ContractType
    status: RegistrationStatus
    seller: str
    buyer: str
    total_amount: str
    technical_amount: str | None
    filing_region: str | None
    accepted_on: date | None
    due_on: date | None
    due_is_provisional: Annotated[
        bool, Meta(description="Holidays of that year are not announced yet; the day may move")
    ]
    workdays_left: Annotated[int | None, Meta(description="Working days until then; negative: late by")]
    is_late: bool
    is_large: bool
    is_tax_relevant: bool
    is_foreign: bool
    is_disputed: bool
    next_step: Annotated[str, Meta(description="accept, first_check, second_check or register")]


def rule_set_read(rule_set: RuleSet) -> RuleSetRead:
    """A rule set as it is shown."""
    return RuleSetRead(
        id=rule_set.id,
        zh=rule_set.zh,
        en=rule_set.en,
        in_force_from=rule_set.in_force_from,
        verify=rule_set.verify,
    )
