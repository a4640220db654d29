"""The pre-check's conditions about what is agreed: title, subject, codes, rights, clauses; pure."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from service.codes.lists import code_list
from service.contracts.dossier import Dossier
from service.contracts.precheck_data import found, plain
from service.contracts.precheck_finding import Check, Found, when
from service.contracts.tables import ContractType

_NONE = "none"
_ENDED = frozenset({"lapsed", "expired", "invalidated"})
_GIVES_A_RIGHT = frozenset({ContractType.TRANSFER, ContractType.LICENCE})


def _title_unclear(dossier: Dossier) -> Iterator[Found]:
    title, words = dossier.contract.title, dossier.words
    return when(len(words.title_rest(title)) < words.shortest_title_rest, "/title", title)


def _subject_unclear(dossier: Dossier) -> Iterator[Found]:
    subject = plain(dossier.contract.subject or "")
    return when(len(subject) < dossier.words.shortest_subject, "/subject")


def _not_technical(dossier: Dossier) -> Iterator[Found]:
    words = dossier.words
    if not any(found(dossier.text, words.technical)):
        told = "、".join(found(dossier.text, words.not_technical))
        yield from when(told, "/subject", told)


def _title_type_differ(dossier: Dossier) -> Iterator[Found]:
    named = dossier.words.types_named(dossier.contract.title)
    is_other = bool(named) and dossier.contract.contract_type not in named
    return when(is_other, "/contract_type", dossier.contract.title)


def _title_content_differ(dossier: Dossier) -> Iterator[Found]:
    """Neither word of the title's own stands in the subject, or each names another type of contract."""
    title, subject, words = dossier.contract.title, dossier.contract.subject, dossier.words
    if not subject:
        return
    one, other = words.types_named(title), words.types_named(subject)
    shares_nothing = not any(found(subject, _neighbours(words.title_rest(title))))
    yield from when((one and other and not one & other) or shares_nothing, "/title", title)


def _neighbours(text: str) -> list[str]:
    return ["".join(pair) for pair in pairwise(text)] or [text]


def _code_missing(field: str) -> Check:
    def check(dossier: Dossier) -> Iterator[Found]:
        return when(getattr(dossier.contract, field) is None, f"/{field}")

    return check


def _objective_missing(dossier: Dossier) -> Iterator[Found]:
    objective = dossier.contract.socio_economic_objective
    is_known = objective in code_list("socio_economic_objectives")
    return when(not is_known, "/socio_economic_objective", objective)


def _ip_kind_missing(dossier: Dossier) -> Iterator[Found]:
    return when(not dossier.contract.ip_kinds, "/ip_kinds")


def _ip_kind_contradicts(dossier: Dossier) -> Iterator[Found]:
    kinds = dossier.contract.ip_kinds
    return when(_NONE in kinds and len(kinds) > 1, "/ip_kinds")


def _type_against_ip(dossier: Dossier) -> Iterator[Found]:
    gives = dossier.contract.contract_type in _GIVES_A_RIGHT
    return when(gives and dossier.contract.ip_kinds == [_NONE], "/ip_kinds")


def _licence_term_missing(dossier: Dossier) -> Iterator[Found]:
    is_licence = dossier.contract.contract_type == ContractType.LICENCE
    return when(is_licence and dossier.contract.ends_on is None, "/ends_on")


def _right_lapsed(dossier: Dossier) -> Iterator[Found]:
    for right in _rights(dossier):
        yield from when(right.get("status") in _ENDED, "/achievement_id", right.get("number"))


def _right_pledged(dossier: Dossier) -> Iterator[Found]:
    for right in _rights(dossier):
        yield from when(right.get("pledged"), "/achievement_id", right.get("number"))


def _right_owner_differs(dossier: Dossier) -> Iterator[Found]:
    sellers = {plain(party.name) for party in dossier.deal.sellers}
    for right in _rights(dossier):
        others = [owner for owner in right.get("owners") or () if plain(owner) not in sellers]
        yield from when(others, "/sellers", "、".join(others))


def _rights(dossier: Dossier) -> list[dict[str, Any]]:
    """The linked achievement's rights, where the contract gives rights away."""
    gives = dossier.contract.contract_type in _GIVES_A_RIGHT
    return dossier.achievement.ip if gives and dossier.achievement else []


def _monopoly_declared(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.declared("limits_competition"), "/declarations/limits_competition")


def _monopoly_clause(dossier: Dossier) -> Iterator[Found]:
    for clause in found(dossier.text, dossier.words.monopoly):
        yield Found("/subject", clause)


def _infringes_rights(dossier: Dossier) -> Iterator[Found]:
    return when(dossier.declared("infringes_rights"), "/declarations/infringes_rights")


def _secret_technology(dossier: Dossier) -> Iterator[Found]:
    told = "、".join(found(dossier.text, dossier.words.secret))
    return when(told, "/subject", told)


CHECKS: dict[str, Check] = {
    "title_unclear": _title_unclear,
    "subject_unclear": _subject_unclear,
    "not_technical": _not_technical,
    "title_type_differ": _title_type_differ,
    "title_content_differ": _title_content_differ,
    "tech_field_missing": _code_missing("tech_field"),
    "industry_missing": _code_missing("industry"),
    "plan_source_missing": _code_missing("plan_source"),
    "objective_missing": _objective_missing,
    "ip_kind_missing": _ip_kind_missing,
    "ip_kind_contradicts": _ip_kind_contradicts,
    "type_against_ip": _type_against_ip,
    "licence_term_missing": _licence_term_missing,
    "right_lapsed": _right_lapsed,
    "right_pledged": _right_pledged,
    "right_owner_differs": _right_owner_differs,
    "monopoly_declared": _monopoly_declared,
    "monopoly_clause": _monopoly_clause,
    "infringes_rights": _infringes_rights,
    "secret_technology": _secret_technology,
}
