"""The register's form as an Excel sheet."""

from collections.abc import Iterator
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from service.contracts.filing_schemas import FilingRead

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = ("序号", "部分", "字段", "代码", "内容", "万元", "必填", "Field")
_WIDTHS = (8, 10, 28, 26, 60, 16, 8, 36)
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def workbook(filing: FilingRead) -> bytes:
    """One sheet: a field a line, in the form's order; a text is a text even where it begins with ``=``."""
    book = Workbook(write_only=True)
    sheet: WriteOnlyWorksheet = book.create_sheet(filing.form.title_zh)
    for letter, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, _BOLD) for name in _HEAD])
    for line in (*_lines(filing), *_foot(filing)):
        sheet.append([_cell(sheet, text) for text in line])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(filing: FilingRead) -> Iterator[tuple[str | None, ...]]:
    for section in filing.form.sections:
        for field in section.fields:
            required = "是" if field.is_required else None
            yield (
                field.no, section.zh, field.zh, field.code, field.value, field.wan, required, field.en,
            )  # fmt: skip


def _foot(filing: FilingRead) -> Iterator[tuple[str | None, ...]]:
    yield ()
    yield (None, "依据", filing.rule_set.zh, None, filing.form.source)


def _cell(sheet: WriteOnlyWorksheet, text: str | None, font: Font | None = None) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text) if text is not None else None)
    if text is not None:
        cell.data_type = "s"
    cell.alignment = _WRAPPED
    if font is not None:
        cell.font = font
    return cell
