"""Computes the technical amount, and keeps it with its explanation where it is for a contract."""

import msgspec
from sqlmodel import Session

from service.codes.lists import code_list
from service.contracts import desk_operations as desk
from service.contracts import drafting_operations as drafting
from service.contracts import policy, rules
from service.contracts.deal import Deal
from service.contracts.lifecycle import REGISTRATION
from service.contracts.schemas import ContractUpdate
from service.contracts.tables import RegistrationStatus
from service.contracts.technical_amount import SOURCE, AmountLine, TechnicalAmount, Treatment, calculate
from service.contracts.technical_amount_schemas import (
    AmountLineRead,
    AmountWarning,
    TechnicalAmountCreate,
    TechnicalAmountRead,
    amount_lines,
    formula,
)
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import invalid
from service.kernel.money import to_fen, to_yuan
from service.kernel.record import Precondition

_WHO = "Its parties and its broker change a contract's amounts, until the register has it."


def compute_technical_amount(
    session: Session, actor: Actor, data: TechnicalAmountCreate, *, if_match: Precondition
) -> TechnicalAmountRead:
    """The technical amount with its explanation; kept with the contract when one is named.

    Raises Invalid; for a contract also NotFound, Forbidden, StaleVersion, IllegalMove, NoticeNotOver.
    """
    if data.contract_id is None:
        lines = amount_lines(data)
        return _read(calculate(to_fen(data.total_amount), lines, data.payment_mode), lines)
    deal = desk.opened(session, actor, data.contract_id, policy.may_edit, _WHO, if_match)
    status = REGISTRATION.after(deal.contract.status, "edit")
    read = _of_contract(deal, data)
    _keep(session, actor, deal, read)
    deal.contract.status = status
    desk.tell(session, actor, "compute_technical_amount", deal)
    read.contract_id, read.version = deal.contract.id, deal.contract.version
    return read


def _of_contract(deal: Deal, data: TechnicalAmountCreate) -> TechnicalAmountRead:
    contract = deal.contract
    if to_fen(data.total_amount) != contract.total_amount:
        raise invalid("/total_amount", f"The contract's total is {to_yuan(contract.total_amount)} yuan.")
    if data.payment_mode not in (None, contract.payment_mode):
        raise invalid("/payment_mode", "The contract says otherwise; change it there first.")
    lines = amount_lines(data)
    return _read(calculate(contract.total_amount, lines, contract.payment_mode), lines)


def _keep(session: Session, actor: Actor, deal: Deal, read: TechnicalAmountRead) -> None:
    update = ContractUpdate(
        technical_amount=read.technical_amount,
        amount_is_provisional=read.is_provisional or deal.contract.amount_is_provisional,
    )
    change = drafting.revise(session, actor, deal, update)
    deal.contract.technical_basis = msgspec.to_builtins(read)
    if not change.is_empty and deal.contract.status != RegistrationStatus.DRAFT:
        desk.require_notice(deal)
        drafting.keep_amendment(session, actor, deal, change, clock.today(), "核算技术交易额")


def _read(outcome: TechnicalAmount, lines: list[AmountLine]) -> TechnicalAmountRead:
    zh, en = formula(outcome)
    return TechnicalAmountRead(
        total_amount=to_yuan(outcome.total),
        deducted_amount=to_yuan(outcome.deducted),
        technical_amount=to_yuan(outcome.technical),
        is_provisional=outcome.is_provisional,
        lines=[_line(line) for line in lines],
        warnings=[AmountWarning(zh=zh, en=en) for zh, en in outcome.warnings],
        zh=zh,
        en=en,
        source=SOURCE,
        rule_set=rules.rule_set_on(clock.today()).id,
        calculated_on=clock.today(),
    )


def _line(line: AmountLine) -> AmountLineRead:
    entry = code_list("amount_line_kinds")[line.kind]
    return AmountLineRead(
        kind=line.kind,
        amount=to_yuan(line.amount),
        deducted=to_yuan(line.amount if line.treatment == Treatment.DEDUCTED else 0),
        treatment=line.treatment,
        zh=entry.extra["why_zh"],
        en=entry.extra["why_en"],
        note=line.note,
    )
