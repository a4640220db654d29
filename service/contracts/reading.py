"""How a contract becomes what may be read of it; pure."""

from typing import Any

import msgspec

from service.achievements.schemas import IpKind
from service.codes.lists import cluster_of
from service.contracts import notices, policy
from service.contracts.deal import Deal
from service.contracts.lifecycle import PERFORMANCE, REGISTRATION, performs
from service.contracts.part_schemas import BrokerRead, Declarations, Milestone, PartyRead
from service.contracts.schemas import ContractRead, ContractSummary, ContractUpdate, FilingRead
from service.contracts.step_schemas import AmendmentRead, EventRead, PaymentRead
from service.contracts.tables import (
    Contract,
    ContractAmendment,
    ContractBroker,
    ContractParty,
    ContractPayment,
)
from service.kernel.actor import NOBODY, Actor
from service.kernel.audit import AuditEntry
from service.kernel.money import optional_yuan, to_yuan

_SAME = (
    "id", "version", "title", "subject", "contract_type", "mode", "price_mode", "source", "status",
    "status_reason", "performance", "performance_reason", "amount_is_provisional", "payment_mode",
    "signed_on", "starts_on", "ends_on", "performed_on", "is_related_party", "tech_field", "industry",
    "plan_source", "socio_economic_objective", "achievement_id", "need_id", "introduction_id", "roadshow_id",
    "origin_region", "landing_region", "landing_park", "is_large", "is_tax_relevant", "is_foreign",
    "filing_region", "own_no", "entered_by_organization_id", "is_demonstration", "created_at", "updated_at",
)  # fmt: skip
_RIGHTS = {
    "edit": policy.may_edit,
    "delete": policy.may_edit,
    "sign": policy.may_sign,
    "prepare": policy.may_file,
    "file": policy.may_file,
    "start": policy.may_report,
    "complete": policy.may_report,
    "end_early": policy.may_report,
}


def summary(row: Any) -> ContractSummary:
    """One line of a list, from the columns of ``queries.SUMMARY``."""
    told = dict(zip(ContractSummary.__struct_fields__, row, strict=False))
    told["total_amount"] = to_yuan(told["total_amount"])
    told["technical_amount"] = optional_yuan(told["technical_amount"])
    return ContractSummary(**told)


def whole(actor: Actor, deal: Deal) -> ContractRead:
    """Everything: who may see a contract may see all of it."""
    contract = deal.contract
    return ContractRead(
        **{name: getattr(contract, name) for name in _SAME},
        sellers=[party_read(party) for party in deal.sellers],
        buyers=[party_read(party) for party in deal.buyers],
        brokers=[_broker(broker, deal) for broker in deal.brokers],
        total_amount=to_yuan(contract.total_amount),
        technical_amount=optional_yuan(contract.technical_amount),
        received_amount=to_yuan(contract.received_amount),
        expected_annual_revenue=optional_yuan(contract.expected_annual_revenue),
        expected_annual_profit=optional_yuan(contract.expected_annual_profit),
        cluster=cluster_of(contract.tech_field, contract.industry),
        ip_kinds=[IpKind(kind) for kind in contract.ip_kinds],
        milestones=msgspec.convert(contract.milestones, list[Milestone]),
        declarations=msgspec.convert(contract.declarations, Declarations),
        needs_notice=notices.is_required(deal),
        notice=notices.read(contract.notice) if contract.notice is not None else None,
        filing=filing(contract),
        allowed_actions=allowed_actions(actor, deal),
    )


def terms(deal: Deal) -> dict[str, Any]:
    """Everything that an edit can change, as plain values of what is read."""
    read = whole(NOBODY, deal)
    told: dict[str, Any] = msgspec.to_builtins(
        {name: getattr(read, name) for name in ContractUpdate.__struct_fields__}
    )
    return told


def filing(contract: Contract) -> FilingRead:
    """Its way through the registration office."""
    return FilingRead(**{name: getattr(contract, name) for name in FilingRead.__struct_fields__})


def party_read(party: ContractParty) -> PartyRead:
    """A party, its share in percent."""
    told = {name: getattr(party, name) for name in PartyRead.__struct_fields__}
    return PartyRead(**told | {"share": party.share / 100 if party.share is not None else None})


def payment(row: ContractPayment) -> PaymentRead:
    """One receipt."""
    told = {name: getattr(row, name) for name in PaymentRead.__struct_fields__}
    return PaymentRead(**told | {"amount": to_yuan(row.amount)})


def amendment(row: ContractAmendment) -> AmendmentRead:
    """One change after the signing."""
    return AmendmentRead(**{name: getattr(row, name) for name in AmendmentRead.__struct_fields__})


def event(entry: AuditEntry, person: str | None, organization: str | None) -> EventRead:
    """One step, from its entry in the trail."""
    data = entry.data
    return EventRead(
        version=entry.entity_version,
        at=entry.at,
        action=entry.action,
        person_id=entry.person_id,
        person_name=person,
        organization_id=entry.organization_id,
        organization_name=organization,
        role=entry.role,
        status=data.get("status"),
        performance=data.get("performance"),
        note=data.get("note") or data.get("status_reason") or data.get("performance_reason"),
        changed=sorted(data),
    )


def allowed_actions(actor: Actor, deal: Deal) -> list[str]:
    """What the states and rights let ``actor`` do now; rules may still refuse it."""
    contract = deal.contract
    steps = {action for status, action in REGISTRATION.moves if status == contract.status}
    if performs(contract.status):
        steps |= {action for status, action in PERFORMANCE.moves if status == contract.performance}
    return sorted(step for step in steps if _RIGHTS.get(step, policy.may_register)(actor, deal))


def _broker(broker: ContractBroker, deal: Deal) -> BrokerRead:
    return BrokerRead(
        organization_id=broker.organization_id,
        organization_name=deal.organizations[broker.organization_id].name,
        person_id=broker.person_id,
        share=broker.share / 100,
    )
