"""What can be read of a contract's way into the register: pre-check, form, filings, what it may bring."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlmodel import Session, col

from service.contracts import dossier_queries, filing_form, precheck, queries, rules
from service.contracts.dossier import Dossier
from service.contracts.filing_form import FilingForm
from service.contracts.filing_schemas import (
    FilingRead,
    Filings,
    FilingSummary,
    rule_set_read,
)
from service.contracts.filing_tables import ContractFiling
from service.contracts.precheck_data import rules_of
from service.contracts.precheck_schemas import Precheck
from service.contracts.tax_estimates import estimates
from service.contracts.tax_schemas import Benefits
from service.kernel.actor import Actor
from service.kernel.errors import NotFound


def precheck_of(session: Session, actor: Actor, contract_id: UUID) -> Precheck:
    """What an office would send back. Raises NotFound."""
    dossier = dossier_queries.visible_dossier(session, actor, contract_id)
    rule_set = rules.rule_set_on(dossier.today)
    gaps = precheck.gaps(dossier)
    return Precheck(
        contract_id=dossier.contract.id,
        contract_version=dossier.contract.version,
        checked_on=dossier.today,
        rule_set=rule_set_read(rule_set),
        rules=len(rules_of(rule_set.id)),
        is_ready=not precheck.blocking(gaps),
        gaps=gaps,
    )


def benefits_of(session: Session, actor: Actor, contract_id: UUID, cost: int | None) -> Benefits:
    """What registration may bring its parties; ``cost`` (fen) is the seller's. Raises NotFound."""
    return estimates(dossier_queries.visible_dossier(session, actor, contract_id), cost)


def filing(session: Session, actor: Actor, contract_id: UUID, number: int | None) -> FilingRead:
    """The form as it is now, or as it was filed the ``number``-th time. Raises NotFound."""
    dossier = dossier_queries.visible_dossier(session, actor, contract_id)
    gaps = len(precheck.blocking(precheck.gaps(dossier)))
    return _present(dossier, gaps) if number is None else _kept(session, contract_id, number, gaps)


def filings(session: Session, actor: Actor, contract_id: UUID) -> Filings:
    """Every filing of a contract. Raises NotFound."""
    queries.visible_deal(session, actor, contract_id)
    columns = [col(getattr(ContractFiling, name)) for name in FilingSummary.__struct_fields__]
    own = col(ContractFiling.contract_id) == contract_id
    rows = session.execute(select(*columns).where(own).order_by(col(ContractFiling.number)))
    return Filings(items=[FilingSummary(**row._mapping) for row in rows])


def count_filings(session: Session, contract_id: UUID) -> int:
    """How often it was filed."""
    own = col(ContractFiling.contract_id) == contract_id
    return int(session.execute(select(func.count()).select_from(ContractFiling).where(own)).scalar_one())


def _present(dossier: Dossier, gaps: int) -> FilingRead:
    contract, rule_set = dossier.contract, rules.rule_set_on(dossier.today)
    return FilingRead(
        contract_id=contract.id,
        contract_version=contract.version,
        number=None,
        filed_on=contract.filed_on,
        filed_by=None,
        rule_set=rule_set_read(rule_set),
        open_gaps=gaps,
        form=filing_form.filled(dossier.deal, rule_set.id),
    )


def _kept(session: Session, contract_id: UUID, number: int, gaps: int) -> FilingRead:
    statement = select(ContractFiling).where(
        col(ContractFiling.contract_id) == contract_id, col(ContractFiling.number) == number
    )
    row = session.execute(statement).scalars().first()
    if row is None:
        raise NotFound("It was not filed as often as that; GET …/filings lists its filings.")
    return FilingRead(
        contract_id=contract_id,
        contract_version=row.contract_version,
        number=number,
        filed_on=row.filed_on,
        filed_by=row.filed_by,
        rule_set=rule_set_read(rules.rule_set(row.rule_set)),
        open_gaps=gaps,
        form=msgspec.convert(row.form, FilingForm),
    )
