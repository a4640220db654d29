"""Keeps the register's form as it is filed."""

import msgspec
from sqlmodel import Session

from service.contracts import filing_form, filing_queries
from service.contracts.deal import Deal
from service.contracts.filing_tables import ContractFiling
from service.kernel.actor import Actor


def keep_form(session: Session, actor: Actor, deal: Deal) -> None:
    """Write down for ever what is filed now; the caller has told the change and holds the contract's lock."""
    contract = deal.contract
    if contract.rule_set is None or contract.filed_on is None:
        raise ValueError("a form is kept when the contract is filed")
    form = filing_form.impersonal(filing_form.filled(deal, contract.rule_set))
    session.add(
        ContractFiling(
            contract_id=contract.id,
            contract_version=contract.version,
            number=filing_queries.count_filings(session, contract.id) + 1,
            rule_set=contract.rule_set,
            form=msgspec.to_builtins(form),
            filed_on=contract.filed_on,
            filed_by=actor.person_id,
        )
    )
