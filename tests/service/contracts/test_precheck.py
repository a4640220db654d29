"""The pre-check: each rule fires on what it is about and on nothing else, and none on a good contract."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.contracts import rules
from service.contracts.dossier import Dossier, Paper
from service.contracts.precheck import CHECKS, blocking, gaps
from service.contracts.precheck_data import rules_of, words_of
from service.contracts.tables import ContractType, PartyNature, PartySide, PaymentMode
from tests.support.dossiers import (
    TODAY,
    declaring,
    foreign,
    good,
    party,
    with_party,
    with_right,
    with_terms,
)

Change = Callable[[Dossier], Dossier]
LONG = "让与人将煤气化细渣分选提炭的发明专利转让给受让人，达到约定的技术指标。"


def both(*changes: Change) -> Change:
    def change(dossier: Dossier) -> Dossier:
        for each in changes:
            dossier = each(dossier)
        return dossier

    return change


def without_buyer(dossier: Dossier) -> Dossier:
    del dossier.deal.parties[1]
    return dossier


def two_sellers(**columns: Any) -> Change:
    def change(dossier: Dossier) -> Dossier:
        told: dict[str, Any] = {"name": "内蒙古大学", "uscc": "12150000460029448Q"} | columns
        second = party(PartySide.SELLER, 1, **told)
        dossier.deal.parties.insert(1, second)
        return with_party(0, **columns)(dossier)

    return change


def papers(*names: str) -> Change:
    return lambda dossier: replace(dossier, papers=[Paper(name, "0" * 64) for name in names])


BASIS = {"total_amount": "10000000.00", "technical_amount": "9000000.00"}
ROYALTY, PARTS = PaymentMode.ROYALTY, PaymentMode.INSTALMENTS
SAME = "张三"

# Of each rule: what makes it fire, what comes near and does not, and the type where it is not a transfer.
CASES: dict[str, tuple[Change, Change] | tuple[Change, Change, ContractType]] = {
    "party_missing": (without_buyer, with_party(1, name="赵六", nature=PartyNature.PERSON)),
    "party_unclear": (with_party(1, name="某某公司"), with_party(1, name="某氏生物有限公司")),
    "party_code_missing": (with_party(0, uscc=None), with_party(0, uscc=None, nature=PartyNature.PERSON)),
    "party_region_missing": (with_party(0, region="150199"), foreign),
    "party_kind_missing": (with_party(0, party_kind="020"), with_party(0, party_kind="030")),
    "representative_missing": (
        with_party(1, contact_name=None),
        with_party(1, contact_name=None, nature=PartyNature.PERSON),
    ),
    "shares_missing": (two_sellers(share=None), two_sellers(share=5000)),
    "related_party_undeclared": (
        both(with_party(0, representative=SAME), with_party(1, representative=" 张 三")),
        both(
            with_party(0, representative=SAME),
            with_party(1, representative=SAME),
            with_terms(is_related_party=True),
        ),
    ),
    "related_party_price": (
        with_terms(is_related_party=True),
        both(with_terms(is_related_party=True), papers("合同全文.pdf", "评估报告.pdf")),
    ),
    "title_unclear": (with_terms(title="技术转让合同书"), with_terms(title="气化细渣提炭技术转让合同")),
    "subject_unclear": (with_terms(subject="煤气化细渣  \n"), with_terms(subject=LONG)),
    "not_technical": (
        with_terms(title="煤气化细渣处理设备采购", subject="煤气化细渣处理所需设 备\n采购，到货后付款结清。"),
        with_terms(title="煤气化细渣提炭专利转让", subject="煤气化细渣提炭专利的转让，附带设备采购和安装。"),
    ),
    "title_type_differ": (
        with_terms(title="煤气化细渣分选提炭技术咨询"),
        with_terms(title="煤气化细渣分选提炭专利转让与合作开发"),
    ),
    "title_content_differ": (
        with_terms(subject="就奶牛乳房炎疫苗的保护率做研究，提出报告并交付全部试验数据。"),
        with_terms(subject="细渣浮选后提取精炭，交付发明专利和操作规程，并培训操作人员两周。"),
    ),
    "tech_field_missing": (with_terms(tech_field=None), with_terms(tech_field="01")),
    "industry_missing": (with_terms(industry=None), with_terms(industry="01")),
    "plan_source_missing": (with_terms(plan_source=None), with_terms(plan_source="national")),
    "objective_missing": (
        with_terms(socio_economic_objective=None),
        with_terms(socio_economic_objective="13"),
    ),
    "ip_kind_missing": (with_terms(ip_kinds=[]), with_terms(ip_kinds=["know_how"])),
    "ip_kind_contradicts": (
        with_terms(ip_kinds=["none", "software"]),
        with_terms(ip_kinds=["software", "know_how"]),
    ),
    "type_against_ip": (with_terms(ip_kinds=["none"]), with_terms(ip_kinds=["know_how"])),
    "licence_term_missing": (
        with_terms(ends_on=None),
        with_terms(starts_on=None),
        ContractType.LICENCE,
    ),
    "right_lapsed": (with_right(status="lapsed"), with_right(status="granted")),
    "right_pledged": (with_right(pledged=True), with_right(pledged=False)),
    "right_owner_differs": (
        with_right(owners=["内蒙古工业大学", "李四"]),
        with_right(owners=["内蒙古工业大学 "]),
    ),
    "price_missing": (with_terms(total_amount=0), with_terms(total_amount=0, payment_mode=ROYALTY)),
    "payment_mode_missing": (with_terms(payment_mode=None), with_terms(payment_mode=PaymentMode.OTHER)),
    "instalments_missing": (
        with_terms(payment_mode=PARTS, milestones=[{"name": "验收", "due_on": None, "amount": None}]),
        with_terms(payment_mode=PARTS, milestones=[{"name": "首付", "due_on": None, "amount": "1.00"}]),
    ),
    "royalty_not_provisional": (
        with_terms(payment_mode=ROYALTY),
        with_terms(payment_mode=ROYALTY, amount_is_provisional=True),
    ),
    "technical_amount_missing": (with_terms(technical_amount=None), with_terms(technical_amount=0)),
    "technical_amount_unexplained": (
        with_terms(technical_amount=900_000_000),
        with_terms(technical_amount=900_000_000, technical_basis=BASIS),
    ),
    "technical_amount_stale": (
        with_terms(technical_amount=800_000_000, technical_basis=BASIS),
        with_terms(technical_amount=900_000_000, technical_basis=BASIS),
    ),
    "not_signed": (with_terms(signed_on=None), with_terms(signed_on=TODAY, starts_on=TODAY)),
    "not_in_force": (declaring(effective_on="2026-06-02"), declaring(effective_on="2026-06-01")),
    "term_missing": (with_terms(starts_on=None), with_terms(starts_on=date(2026, 5, 5))),
    "term_over": (with_terms(ends_on=date(2026, 5, 31)), with_terms(ends_on=TODAY)),
    "starts_before_signing": (
        with_terms(starts_on=date(2026, 5, 3)),
        with_terms(starts_on=date(2026, 5, 5)),
    ),
    "text_missing": (papers(), papers("合同全文.pdf")),
    "seal_differs": (declaring(is_sealed=False), declaring(is_sealed=None)),
    "seal_unsaid": (declaring(is_sealed=None), declaring(is_sealed=False)),
    "foreign_text_without_copy": (
        declaring(is_foreign_text=True),
        declaring(is_foreign_text=True, has_chinese_copy=True),
    ),
    "foreign_text_unsaid": (foreign, both(foreign, declaring(is_foreign_text=False))),
    "approval_missing": (
        declaring(needs_approval=True),
        declaring(needs_approval=True, approval_no="蒙科批〔2026〕3号"),
    ),
    "approval_unsaid": (foreign, both(foreign, declaring(needs_approval=False))),
    "filed_elsewhere": (declaring(is_filed_elsewhere=True), declaring(is_filed_elsewhere=False)),
    "filed_twice": (
        lambda dossier: replace(dossier, twins=["2026150100000001"]),
        lambda dossier: replace(dossier, twins=[]),
    ),
    "monopoly_declared": (declaring(limits_competition=True), declaring(limits_competition=False)),
    "monopoly_clause": (
        with_terms(subject=f"{LONG}受让人不得对知识产权的\n有效性提出异议。"),
        with_terms(subject=f"{LONG}改进技术归改进方所有。"),
    ),
    "infringes_rights": (declaring(infringes_rights=True), declaring(infringes_rights=False)),
    "secret_technology": (
        with_terms(subject=f"{LONG}机密★20年"),
        with_terms(subject=f"{LONG}双方对技术秘密保密。"),
    ),
}  # fmt: skip


def fired(dossier: Dossier) -> set[str]:
    return {gap.rule for gap in gaps(dossier)}


def of_type(rule: str) -> ContractType:
    case = CASES[rule]
    return case[2] if len(case) == 3 else ContractType.TRANSFER


@pytest.mark.parametrize("kind", list(ContractType))
def test_nothing_is_said_of_a_good_contract(kind: ContractType) -> None:
    assert gaps(good(kind)) == []


@pytest.mark.parametrize("rule", list(CASES))
def test_a_rule_fires_on_what_it_is_about(rule: str) -> None:
    assert rule in fired(CASES[rule][0](good(of_type(rule))))


@pytest.mark.parametrize("rule", list(CASES))
def test_a_rule_keeps_silent_on_what_only_comes_near(rule: str) -> None:
    assert rule not in fired(CASES[rule][1](good(of_type(rule))))


@pytest.mark.parametrize("each", rules.rule_sets(), ids=lambda each: each.id)
def test_every_rule_has_a_condition_a_source_and_its_tests(each: rules.RuleSet) -> None:
    told = [rule.id for rule in rules_of(each.id)]
    assert len(told) == len(set(told)) >= 18
    assert set(told) == set(CHECKS) == set(CASES)
    assert {rule.source for rule in rules_of(each.id)} <= set(rules.sources())
    assert all(words_of(each.id).types[kind] for kind in ContractType)


def test_a_gap_says_where_what_why_and_what_to_do() -> None:
    [gap] = gaps(with_party(1, uscc=None)(good()))
    assert (gap.field, gap.rule, gap.severity) == ("/buyers/0/uscc", "party_code_missing", "must")
    assert gap.found == "内蒙古久泰新材料有限公司"
    assert gap.source.startswith("技术合同登记表")
    assert "18" in gap.todo_zh
    assert gap.verify


def test_every_party_is_looked_at() -> None:
    dossier = two_sellers(share=5000, uscc=None)(good())
    assert [gap.field for gap in gaps(dossier)] == ["/sellers/0/uscc", "/sellers/1/uscc"]


def test_what_an_office_may_only_ask_about_does_not_hold_a_contract_back() -> None:
    found = gaps(both(declaring(is_sealed=None), with_terms(technical_amount=None))(good()))
    assert {gap.rule for gap in found} == {"seal_unsaid", "technical_amount_missing"}
    assert [gap.rule for gap in blocking(found)] == ["technical_amount_missing"]


def test_an_empty_contract_gets_a_list_and_no_error() -> None:
    bare = Dossier(good(subject=None, ip_kinds=[], declarations={}, technical_amount=None).deal, TODAY, [])
    bare.deal.parties.clear()
    assert {"party_missing", "subject_unclear", "text_missing"} <= fired(bare)
