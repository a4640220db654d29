"""The register's export taken back: dry run, all or nothing, again and again, changes and questions."""

from pathlib import Path

import pytest

from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.market import Market, done, problem
from tests.support.sheets import as_csv, as_xlsx, figures, imported, row, send
from tests.support.stored import unchanged

REGISTER = Path(Settings().seeds_dir) / "demo" / "register"
VOLUME = "/reports/transaction-volume?from=2023&to=2023"


def test_the_year_2023_imported_twice_is_one_set_of_15_06(market: Market) -> None:
    content = (REGISTER / "2023.csv").read_bytes()
    tried = imported(market.registrar, content, dry_run=True)
    expected = {"contracts": ("0", "832", "832"), "total_amount": ("0.00", "1506000000.00", "1506000000.00")}
    assert {name: figures(tried)[name] for name in expected} == expected
    assert done(market.bureau.get(VOLUME))["rows"][0]["contracts"] == 0

    first = imported(market.registrar, content)
    assert (first["new"], first["changed"], figures(first)) == (832, 0, figures(tried))
    again = imported(market.registrar, content)
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 832)
    assert figures(again)["total_amount"] == ("1506000000.00", "1506000000.00", "1506000000.00")
    assert again["differences"] == []
    assert again["questions"] == []

    (told,) = done(market.bureau.get(VOLUME + "&unit=yi"))["rows"]
    assert (told["contracts"], told["total_amount"]) == (832, "15.06")


def test_a_changed_amount_is_an_amendment_and_a_missing_contract_a_question(market: Market) -> None:
    imported(market.registrar, as_csv([row(1), row(2), row(3)]))
    report = imported(market.registrar, as_csv([row(1, 合同成交额="90.00"), row(2)]))
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 1, 1)
    assert report["differences"] == [
        {"key": "2023150100000001", "field": "total_amount", "before": "100000000", "after": "90000000"}
    ]
    assert [one["key"] for one in report["questions"]] == ["2023150100000003"]
    assert figures(report)["contracts"] == ("3", "2", "3")
    assert figures(report)["total_amount"] == ("3000000.00", "1900000.00", "2900000.00")


@pytest.mark.parametrize("dry_run", [True, False])
def test_only_registrars_and_the_bureau_import(market: Market, dry_run: bool) -> None:
    for who in (market.office, market.enterprise, market.broker, market.district):
        with unchanged(market.database):
            problem(send(who, as_csv([row()]), dry_run=dry_run), 403)


def test_a_workbook_is_read_as_the_csv_is(market: Market) -> None:
    cells = row(1, 合同成交额=100, 技术交易额=80.5, 登记日期="2023年3月6日")
    report = imported(market.registrar, as_xlsx([cells]), name="a.xlsx")
    assert figures(report)["technical_amount"] == ("0.00", "805000.00", "805000.00")


def test_what_is_wrong_with_rows_is_named_and_nothing_is_imported(market: Market, database: Database) -> None:
    rows = [
        row(1),
        row(1),
        row(2, 合同登记编号="20231501"),
        row(3, 技术交易额="100.01"),
        row(4, 登记日期="2099-01-01"),
        row(5, 合同成交额="=1+1"),
        row(6, 技术领域="量子"),
        row(7, 买方名称="内蒙古农业大学"),
        row(8, 合同成交额="0.0000001"),
    ]
    with unchanged(database):
        refusal = problem(send(market.registrar, as_csv(rows)), 422, "rows-refused")
    pointers = [one["pointer"] for one in refusal["errors"]]
    assert pointers == [
        "/rows/3/2023150100000001", "/rows/4/合同登记编号", "/rows/5/技术交易额", "/rows/6/登记日期",
        "/rows/7/合同成交额", "/rows/8/技术领域", "/rows/9/买方名称", "/rows/10/合同成交额",
    ]  # fmt: skip
    tried = imported(market.registrar, as_csv(rows), dry_run=True)
    assert tried["error_count"] == len(pointers)
    assert tried["new"] == 1
