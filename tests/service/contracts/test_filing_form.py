"""The register's form: its fields in their order, the codes it wants, exact amounts; as sheet and as page."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from service.codes.lists import all_lists
from service.contracts import filing_page, filing_sheet, rules
from service.contracts.deal import Deal
from service.contracts.filing_form import FilingForm, FormField, filled, form_spec, in_wan
from service.contracts.filing_schemas import FilingRead, rule_set_read
from service.contracts.tables import Contract, ContractParty, PartySide
from service.kernel.money import MAX_FEN
from tests.support.dossiers import good, party, with_terms

SET = rules.rule_set("2026-03")
NASTY = '=HYPERLINK("http://a.example","x")<script>alert(1)</script>&amp;'


def form(deal: Deal | None = None) -> FilingForm:
    return filled(deal or good().deal, SET.id)


def filing(deal: Deal | None = None, **told: Any) -> FilingRead:
    read: dict[str, Any] = {
        "contract_id": UUID(int=7), "contract_version": 3, "number": 1, "filed_on": date(2026, 6, 1),
        "filed_by": None, "rule_set": rule_set_read(SET), "open_gaps": 0, "form": form(deal),
    }  # fmt: skip
    return FilingRead(**read | told)


def field(form: FilingForm, section: str, key: str) -> FormField:
    [found] = [
        each for part in form.sections if part.id == section for each in part.fields if each.key == key
    ]
    return found


def test_the_parts_and_fields_stand_in_the_registers_order() -> None:
    told = form()
    assert [part.id for part in told.sections] == ["contract", "seller", "buyer", "technology", "amounts"]
    assert [each.key for each in told.sections[0].fields] == [
        "registration_no", "title", "contract_type", "mode", "starts_on", "ends_on", "signed_on",
    ]  # fmt: skip
    assert field(told, "amounts", "total_amount").no == "5.1"


def test_codes_come_with_their_names() -> None:
    told = form()
    for section, key, code, name in (
        ("seller", "party_kind", "022", "高等院校"),
        ("buyer", "region", "150122", "托克托县"),
        ("technology", "tech_field", "07", "环境保护与资源综合利用"),
        ("technology", "ip_kinds", "invention_patent", "发明专利"),
        ("amounts", "is_foreign", "0", "否"),
    ):
        assert (field(told, section, key).code, field(told, section, key).value) == (code, name)


def test_amounts_are_exact_in_yuan_and_in_ten_thousands() -> None:
    told = form(with_terms(total_amount=1_234_567_01)(good()).deal)
    amount = field(told, "amounts", "total_amount")
    assert (amount.value, amount.wan) == ("1234567.01", "123.456701")


def test_several_sellers_have_a_part_each() -> None:
    deal = good().deal
    deal.parties.insert(1, party(PartySide.SELLER, 1, name="内蒙古大学", share=4000))
    told = form(deal)
    assert [part.zh for part in told.sections][1:3] == ["卖方 1", "卖方 2"]
    assert told.sections[2].fields[0].value == "内蒙古大学"
    assert [each.value for each in told.sections[2].fields if each.key == "share"] == ["40"]


def test_what_is_unknown_is_null_and_still_in_its_place() -> None:
    told = form(with_terms(tech_field=None, ip_kinds=[], subject=None)(good()).deal)
    assert field(told, "technology", "tech_field").value is None
    assert field(told, "technology", "ip_kinds").code is None
    assert field(told, "technology", "subject").is_required


@pytest.mark.parametrize("each", rules.rule_sets(), ids=lambda each: each.id)
def test_every_field_of_the_form_is_a_column_and_its_list_exists(each: rules.RuleSet) -> None:
    columns = {"contract": Contract.model_fields, "sellers": ContractParty.model_fields}
    columns |= {"buyers": columns["sellers"], "brokers": {"name": None, "uscc": None, "share": None}}
    for section in form_spec(each.id).sections:
        assert {field.key for field in section.fields} <= set(columns[section.of])
        assert {field.list for field in section.fields if field.list} <= set(all_lists())
        assert all(field.list for field in section.fields if field.format in ("code", "codes"))


@given(st.integers(min_value=0, max_value=MAX_FEN))
def test_ten_thousands_lose_nothing(fen: int) -> None:
    whole, _, rest = in_wan(fen).partition(".")
    assert int(whole) * 1_000_000 + int(rest.ljust(6, "0") or 0) == fen
    assert not rest.endswith("0")


def test_the_sheet_holds_every_field_as_text() -> None:
    deal = with_terms(title=NASTY + "\x07")(good()).deal
    sheet = load_workbook(BytesIO(filing_sheet.workbook(filing(deal)))).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("序号", "部分", "字段", "代码", "内容")
    by_field = {row[0]: row for row in rows}
    assert by_field["1.2"][4] == NASTY
    assert sheet["E3"].data_type == "s"
    assert by_field["5.1"][4:6] == ("10000000.00", "1000")
    assert by_field["3.5"][3] == "150122"


def test_the_page_shows_every_value_and_runs_nothing() -> None:
    page = filing_page.page(filing(with_terms(title=NASTY)(good()).deal, open_gaps=2))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "内蒙古久泰新材料有限公司" in page
    assert "1000</span> 万元" in page
    assert "预审仍有 2 项须补正" in page
    assert "http" not in page.replace("http://a.example", "")


def test_the_form_as_it_is_now_names_no_filing() -> None:
    assert "次提交" not in filing_page.page(filing(number=None, filed_on=None))


def test_a_missing_required_field_is_marked_on_the_page() -> None:
    deal = replace(good()).deal
    deal.contract.tech_field = None
    assert '<span class="missing">—</span>' in filing_page.page(filing(deal))
