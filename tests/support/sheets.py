"""Sheets for tests: rows of the register as csv and xlsx, and their way in."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
from httpx import Response

from tests.support.market import Person, created

HEADING = (
    "合同登记编号", "合同名称", "合同类别", "合同成交额（万元）", "技术交易额（万元）", "登记日期",
    "登记机构", "登记机构地区", "卖方名称", "卖方地区", "卖方类别", "买方名称", "买方地区", "买方类别",
    "技术领域", "落地地区",
)  # fmt: skip
ROW = {
    "合同登记编号": "2023150100000001", "合同名称": "苜蓿耐盐碱品种选育", "合同类别": "委托开发",
    "合同成交额（万元）": "100.00", "技术交易额（万元）": "80.00", "登记日期": "2023-03-06",
    "登记机构": "呼和浩特市技术合同登记处", "登记机构地区": "150100",
    "卖方名称": "内蒙古农业大学", "卖方地区": "150105", "卖方类别": "022", "买方名称": "武川县牧草有限公司",
    "买方地区": "150125", "买方类别": "150", "技术领域": "09", "落地地区": "150125",
}  # fmt: skip


def row(number: int = 1, **cells: Any) -> dict[str, Any]:
    """One row of the register; cells by their headings' first words are overwritten."""
    made = ROW | {"合同登记编号": f"20231501{number:08d}"}
    for name, value in cells.items():
        made[next(heading for heading in HEADING if heading.startswith(name))] = value
    return made


def as_csv(rows: Iterable[dict[str, Any]], encoding: str = "utf-8-sig", above: Sequence[str] = ()) -> bytes:
    """The rows as a csv file, below lines that stand above the headings."""
    listed = list(rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([line] for line in above)
    writer.writerow(listed[0])
    writer.writerows(one.values() for one in listed)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    """The rows as a workbook."""
    listed, book, out = list(rows), openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.append(list(listed[0]))
    for one in listed:
        sheet.append(list(one.values()))
    book.save(out)
    return out.getvalue()


def send(
    who: Person,
    content: bytes,
    *,
    kind: str = "registered_contracts",
    name: str = "a.csv",
    dry_run: bool = False,
) -> Response:
    """Send a sheet."""
    form = {"kind": kind, "dry_run": "true" if dry_run else "false"}
    return who.client.post("/api/v1/imports", data=form, files={"file": (name, content)}, headers=who.headers)


def imported(who: Person, content: bytes, **options: Any) -> dict[str, Any]:
    """The report of an import that must succeed."""
    report: dict[str, Any] = created(send(who, content, **options))["report"]
    return report


def figures(report: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Before, in the file and after, by the figure's name."""
    return {one["name"]: (one["before"], one["in_file"], one["after"]) for one in report["figures"]}
