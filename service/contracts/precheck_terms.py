"""The pre-check's conditions about amounts, days and papers; pure."""

from collections.abc import Iterator
from datetime import date

from service.contracts.dossier import Dossier
from service.contracts.precheck_finding import Check, Found, when
from service.contracts.tables import PaymentMode
from service.kernel.money import to_fen


def _price_missing(dossier: Dossier) -> Iterator[Found]:
    contract = dossier.contract
    return when(contract.total_amount == 0 and contract.payment_mode != PaymentMode.ROYALTY, "/total_amount")


def _payment_mode_missing(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.contract.payment_mode is None, "/payment_mode")


def _instalments_missing(dossier: Dossier) -> Iterator[Found]:
    contract = dossier.contract
    pays_in_parts = contract.payment_mode == PaymentMode.INSTALMENTS
    has_parts = any(milestone["amount"] is not None for milestone in contract.milestones)
    return when(pays_in_parts and not has_parts, "/milestones")


def _royalty_not_provisional(dossier: Dossier) -> Iterator[Found]:
    contract = dossier.contract
    is_estimate = contract.payment_mode == PaymentMode.ROYALTY
    return when(is_estimate and not contract.amount_is_provisional, "/amount_is_provisional")


def _technical_amount_missing(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.contract.technical_amount is None, "/technical_amount")


def _technical_amount_unexplained(dossier: Dossier) -> Iterator[Found]:
    contract = dossier.contract
    is_less = contract.technical_amount is not None and contract.technical_amount < contract.total_amount
    return when(is_less and not contract.technical_basis, "/technical_amount")


def _technical_amount_stale(dossier: Dossier) -> Iterator[Found]:
    contract, basis = dossier.contract, dossier.contract.technical_basis
    if basis and contract.technical_amount is not None:
        told = (to_fen(basis["total_amount"]), to_fen(basis["technical_amount"]))
        yield from when(told != (contract.total_amount, contract.technical_amount), "/technical_amount")


def _not_signed(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.contract.signed_on is None, "/signed_on")


def _not_in_force(dossier: Dossier) -> Iterator[Found]:
    told = dossier.declared("effective_on")
    is_later = told is not None and date.fromisoformat(told) > dossier.today
    return when(is_later, "/declarations/effective_on", told)


def _term_missing(dossier: Dossier) -> Iterator[Found]:
    yield from when(dossier.contract.starts_on is None, "/starts_on")
    yield from when(dossier.contract.ends_on is None, "/ends_on")


def _term_over(dossier: Dossier) -> Iterator[Found]:
    ends_on = dossier.contract.ends_on
    return when(ends_on is not None and ends_on < dossier.today, "/ends_on", str(ends_on))


def _starts_before_signing(dossier: Dossier) -> Iterator[Found]:
    starts_on, signed_on = dossier.contract.starts_on, dossier.contract.signed_on
    return when(starts_on and signed_on and starts_on < signed_on, "/starts_on", str(starts_on))


def _text_missing(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.papers is not None and not dossier.papers, "/attachments")


def _declared_false(name: str) -> Check:
    def check(dossier: Dossier) -> Iterator[Found]:
        return when(dossier.declared(name) is False, f"/declarations/{name}")

    return check


def _seal_unsaid(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.declared("is_sealed") is None, "/declarations/is_sealed")


def _foreign_text_without_copy(dossier: Dossier) -> Iterator[Found]:
    lacks_copy = dossier.declared("is_foreign_text") and not dossier.declared("has_chinese_copy")
    return when(lacks_copy, "/declarations/has_chinese_copy")


def _foreign_text_unsaid(dossier: Dossier) -> Iterator[Found]:
    is_unsaid = dossier.contract.is_foreign and dossier.declared("is_foreign_text") is None
    return when(is_unsaid, "/declarations/is_foreign_text")


def _approval_missing(dossier: Dossier) -> Iterator[Found]:
    is_missing = dossier.declared("needs_approval") and not dossier.declared("approval_no")
    return when(is_missing, "/declarations/approval_no")


def _approval_unsaid(dossier: Dossier) -> Iterator[Found]:
    is_unsaid = dossier.contract.is_foreign and dossier.declared("needs_approval") is None
    return when(is_unsaid, "/declarations/needs_approval")


def _filed_elsewhere(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.declared("is_filed_elsewhere"), "/declarations/is_filed_elsewhere")


def _filed_twice(dossier: Dossier) -> Iterator[Found]:
    for twin in dossier.twins:
        yield Found("/title", twin)


CHECKS: dict[str, Check] = {
    "price_missing": _price_missing,
    "payment_mode_missing": _payment_mode_missing,
    "instalments_missing": _instalments_missing,
    "royalty_not_provisional": _royalty_not_provisional,
    "technical_amount_missing": _technical_amount_missing,
    "technical_amount_unexplained": _technical_amount_unexplained,
    "technical_amount_stale": _technical_amount_stale,
    "not_signed": _not_signed,
    "not_in_force": _not_in_force,
    "term_missing": _term_missing,
    "term_over": _term_over,
    "starts_before_signing": _starts_before_signing,
    "text_missing": _text_missing,
    "seal_differs": _declared_false("is_sealed"),
    "seal_unsaid": _seal_unsaid,
    "foreign_text_without_copy": _foreign_text_without_copy,
    "foreign_text_unsaid": _foreign_text_unsaid,
    "approval_missing": _approval_missing,
    "approval_unsaid": _approval_unsaid,
    "filed_elsewhere": _filed_elsewhere,
    "filed_twice": _filed_twice,
}
