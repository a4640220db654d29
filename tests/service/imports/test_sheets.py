"""Sheets as people send them: encodings, headings, formulas, numbers as text; what is wrong is named."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from service.kernel.database import Database
from tests.support.market import Market, done, problem
from tests.support.sheets import as_csv, as_xlsx, figures, imported, row, send
from tests.support.stored import unchanged


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_utf_8_and_in_gb18030_below_a_title(market: Market, encoding: str) -> None:
    content = as_csv([row(1, 合同名称="氢氧化镍㐀提取")], encoding, above=["2023年技术合同登记表", ""])
    assert imported(market.registrar, content)["new"] == 1


def test_digits_of_any_width_and_days_and_amounts_as_text_are_read(market: Market) -> None:
    cells = row(
        1, 合同成交额="１，２３４．５６", 技术交易额="¥1000", 登记日期="２０２３／３／６", 技术领域="农业"
    )
    cells["合同登记编号"] = '="2023150100000009"'
    report = imported(market.registrar, as_csv([cells]))
    assert figures(report)["total_amount"][2] == "12345600.00"


def test_the_unit_of_amounts_stands_in_the_heading_and_the_dry_run_shows_what_it_makes(
    market: Market,
) -> None:
    wan = row(1)
    yuan = {name.replace("万元", "元"): value for name, value in wan.items()}
    shown = [figures(imported(market.registrar, as_csv([one]), dry_run=True)) for one in (wan, yuan)]
    assert [one["total_amount"][1] for one in shown] == ["1000000.00", "100.00"]
    bare = {name.replace("（万元）", ""): value for name, value in wan.items()}
    refusal = problem(send(market.registrar, as_csv([bare])), 422, "wrong-columns")
    assert "合同成交额(万元)" in refusal["detail"]


def test_missing_and_doubled_columns_are_refused_and_unknown_ones_named(market: Market) -> None:
    cells = row(1)
    del cells["卖方名称"], cells["登记日期"]
    detail = problem(send(market.registrar, as_csv([cells])), 422, "wrong-columns")["detail"]
    assert "卖方名称" in detail
    assert "登记日期" in detail
    doubled = problem(send(market.registrar, as_csv([row(1) | {"项目名称": "x"}])), 422, "wrong-columns")
    assert "合同名称 and 项目名称" in doubled["detail"]
    assert imported(market.registrar, as_csv([row(1) | {"备注": "x"}]))["ignored_columns"] == ["备注"]


def test_formulas_are_refused_with_their_place(market: Market, database: Database) -> None:
    with unchanged(database):
        answer = send(market.registrar, as_xlsx([row(1, 合同成交额="=50+50")]), name="a.xlsx")
    (flaw,) = problem(answer, 422, "rows-refused")["errors"]
    assert flaw["pointer"] == "/rows/2/合同成交额"
    assert "formula" in flaw["detail"]


def test_a_registration_number_kept_as_a_number_has_lost_its_last_digit(market: Market) -> None:
    answer = send(market.registrar, as_xlsx([row(1, 合同登记编号=2023150100000123)]), name="a.xlsx")
    assert "15 digits" in problem(answer, 422, "rows-refused")["detail"]


def _two_sheets() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for title in ("一月", "二月"):
        book.create_sheet(title).append(["合同登记编号"])
    book.remove(book.worksheets[0])
    book.save(out)
    return out.getvalue()


def _not_a_workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xd0\xcf\x11\xe0old", b"\xff\xfe\x00a", b"PK\x03\x04broken", b'a,"b', b"\n\n",
        _two_sheets(), _not_a_workbook(),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_refused_and_nothing_is_lost(
    market: Market, database: Database, content: bytes
) -> None:
    with unchanged(database):
        problem(send(market.registrar, content), 422)


def test_the_form_is_strict(market: Market) -> None:
    problem(send(market.registrar, as_csv([row()]), kind="wishes"), 422)
    whole = market.registrar.client.post(
        "/api/v1/imports", data={"kind": "targets"}, headers=market.registrar.headers
    )
    problem(whole, 400)


def test_a_checked_file_is_remembered_for_who_sent_it(market: Market) -> None:
    made = send(market.registrar, as_csv([row()]), dry_run=True)
    path = made.headers["location"].removeprefix("/api/v1")
    read = done(market.registrar.get(path))
    assert (read["status"], read["dry_run"], read["report"]["new"]) == ("checked", True, 1)
    assert done(market.bureau.get(path)) == read
    problem(market.office.get(path), 404)


def test_organizations_are_entered_by_their_codes(market: Market) -> None:
    heading = "单位名称,统一社会信用代码,单位类别,地区\n"
    good = heading + "新企业有限公司,91150104MA000001XX,企业,玉泉区\n"
    refusal: dict[str, Any] = problem(
        send(market.bureau, good.encode(), kind="organizations"), 422, "rows-refused"
    )
    assert refusal["errors"][0]["pointer"] == "/rows/2/91150104MA000001XX"
    known = heading + "改名单位,91150122MA0000005J,企业,150122\n"
    report = imported(market.bureau, known.encode(), kind="organizations")
    assert (report["changed"], report["differences"][0]["after"]) == (1, "改名单位")
    problem(send(market.registrar, good.encode(), kind="organizations"), 403)
