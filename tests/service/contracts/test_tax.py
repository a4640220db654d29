"""What registration may bring: exact amounts, the right parties, conditions that say what they know."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.contracts import rules, tax
from service.contracts.dossier import Dossier
from service.contracts.tables import ContractType, PartySide, RegistrationStatus
from service.contracts.tax_conditions import LOOKS, is_long
from service.contracts.tax_estimates import estimates
from service.contracts.tax_schemas import BenefitRead
from service.kernel.money import MAX_FEN
from tests.support.dossiers import foreign, good, party, with_party, with_terms

FEN = st.integers(min_value=0, max_value=MAX_FEN)
BENEFITS = {benefit.id: benefit for benefit in tax.benefits()}
COMPANY = {"party_kind": "150"}


def items(dossier: Dossier, benefit: str, cost: int | None = None) -> list[BenefitRead]:
    return [item for item in estimates(dossier, cost).items if item.benefit == benefit]


def states(item: BenefitRead) -> dict[str, str]:
    return {condition.id: condition.state for condition in item.conditions}


def test_ten_million_of_a_transfer() -> None:
    dossier = with_party(0, **COMPANY)(good())
    [vat] = items(dossier, "vat_exemption")
    [relief] = items(dossier, "income_tax_relief")
    assert (vat.amount, vat.verdict) == ("566037.74", "possible")  # 10,000,000 × 6 / 106 = 566,037.7358…
    assert (relief.amount, relief.is_upper_bound) == ("1875000.00", True)  # 5 M × 25 % + 5 M × 12.5 %


def test_the_cost_of_the_transfer_lowers_the_income() -> None:
    [relief] = items(good(), "income_tax_relief", 600_000_000)
    assert (relief.amount, relief.is_upper_bound) == ("1000000.00", False)
    [nothing] = items(good(), "income_tax_relief", 2_000_000_000)
    assert nothing.amount == "0.00"


def test_commissioned_research_is_the_buyers() -> None:
    [item] = items(good(ContractType.COMMISSIONED_DEVELOPMENT), "commissioned_research")
    assert (item.side, item.party) == ("buyer", "内蒙古久泰新材料有限公司")
    assert item.amount == "2000000.00"  # 10 M × 80 % × 100 % × 25 %


@pytest.mark.parametrize("kind", list(ContractType))
def test_each_type_brings_what_is_for_it(kind: ContractType) -> None:
    found = {item.benefit for item in estimates(good(kind), None).items}
    gives_a_right = kind in (ContractType.TRANSFER, ContractType.LICENCE)
    assert ("income_tax_relief" in found) == gives_a_right
    assert ("commissioned_research" in found) == (kind == ContractType.COMMISSIONED_DEVELOPMENT)
    assert {"vat_exemption", "cash_award"} <= found


def test_advice_is_exempt_only_with_a_transfer_or_development() -> None:
    [vat] = items(good(ContractType.CONSULTING), "vat_exemption")
    assert states(vat)["is_transfer_or_development"] == "open"


def test_know_how_alone_brings_no_income_tax_relief() -> None:
    [relief] = items(with_terms(ip_kinds=["know_how"])(good()), "income_tax_relief")
    assert (relief.verdict, relief.amount) == ("unlikely", None)


def test_a_licence_of_less_than_five_years_brings_none() -> None:
    [short] = items(with_terms(ends_on=date(2031, 5, 2))(good(ContractType.LICENCE)), "income_tax_relief")
    [long] = items(good(ContractType.LICENCE), "income_tax_relief")
    assert (short.verdict, long.verdict) == ("unlikely", "possible")


def test_five_years_count_both_days_also_from_a_leap_day() -> None:
    assert is_long(date(2024, 2, 29), date(2029, 2, 27))
    assert not is_long(date(2024, 2, 29), date(2029, 2, 26))


def test_what_is_registered_is_said_and_what_was_revoked_brings_nothing() -> None:
    registered = with_terms(status=RegistrationStatus.REGISTERED)(good())
    revoked = with_terms(status=RegistrationStatus.REVOKED)(good())
    assert states(items(registered, "vat_exemption")[0])["is_registered"] == "met"
    assert items(revoked, "vat_exemption")[0].verdict == "unlikely"


def test_a_university_that_commissions_deducts_nothing_twice() -> None:
    dossier = with_party(1, party_kind="022")(good(ContractType.COMMISSIONED_DEVELOPMENT))
    assert items(dossier, "commissioned_research")[0].verdict == "unlikely"


def test_a_seller_from_abroad_has_no_relief_here() -> None:
    assert estimates(foreign(good()), None).items == []


def test_several_sellers_have_their_parts_and_nothing_is_guessed_without_shares() -> None:
    dossier = with_party(0, share=6000)(good())
    dossier.deal.parties.insert(1, party(PartySide.SELLER, 1, name="内蒙古大学", share=4000))
    assert [item.amount for item in items(dossier, "vat_exemption")] == ["339622.64", "226415.09"]
    for seller in dossier.deal.sellers:
        seller.share = None
    assert [item.amount for item in items(dossier, "vat_exemption")] == [None, None]


def test_without_a_technical_amount_nothing_is_computed() -> None:
    told = estimates(with_terms(technical_amount=None)(good()), None)
    assert {item.amount for item in told.items} == {None}


def test_a_rule_that_has_lapsed_says_so() -> None:
    later = replace(good(), today=date(2028, 1, 1))
    [vat] = items(later, "vat_exemption")
    assert (vat.verdict, vat.amount, vat.in_force_until) == ("lapsed", None, date(2027, 12, 31))


def test_every_estimate_names_source_day_and_that_it_is_no_advice() -> None:
    told = estimates(good(), None)
    assert "不构成税务建议" in told.disclaimer_zh
    assert "no tax advice" in told.disclaimer_en
    assert all(item.source and item.verify and item.basis_zh for item in told.items)


def test_every_relief_has_a_known_source_and_every_condition_a_look() -> None:
    looked = {condition.id for benefit in tax.benefits() for condition in benefit.conditions}
    assert looked == set(LOOKS)
    assert {benefit.source for benefit in tax.benefits()} <= set(rules.sources())


@given(FEN, FEN)
def test_relief_is_never_above_the_tax_and_grows_with_the_income(one: int, more: int) -> None:
    relief = BENEFITS["income_tax_relief"]
    lower, higher = sorted((one, more))
    low, high = tax.estimate(relief, lower, 0), tax.estimate(relief, higher, 0)
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= tax.half_up(Fraction(higher, 4))


@given(FEN)
def test_tax_and_price_without_it_make_the_price(amount: int) -> None:
    saved = tax.estimate(BENEFITS["vat_exemption"], amount, 0)
    assert saved is not None
    assert abs((amount - saved) * Fraction("1.06") - amount) <= Fraction("0.53")


@given(st.integers(min_value=0, max_value=10**6))
def test_a_half_goes_up(whole: int) -> None:
    assert tax.half_up(whole + Fraction(1, 2)) == whole + 1
    assert tax.half_up(whole + Fraction(49, 100)) == whole
