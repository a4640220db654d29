"""Sheets as people send them, xlsx or csv, read line by line in bounded memory."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException

from service.imports.errors import UnreadableSheet

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_CHUNK = 1024 * 1024
# What an archive may grow to: 50,000 rows of the register are about 200 MB of XML.
_LARGEST = 1024 * 1024 * 1024
# Registers write ="0123" into csv so that a spreadsheet keeps the leading zero: a text, not a formula.
_QUOTED = re.compile(r'="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that holds no value: a formula, or what a broken formula left behind."""

    text: str


Cell = str | int | float | bool | date | Refused | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet, numbered from 1 as the spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing but white space stands in it."""
        return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells)


def lines(file: BinaryIO) -> Iterator[Line]:
    """The lines that are not empty.

    Raises UnreadableSheet for what is neither xlsx nor csv in UTF-8 or GB18030.
    """
    file.seek(0)
    magic = file.read(4)
    file.seek(0)
    if magic == _OLD_EXCEL:
        raise UnreadableSheet("This is an old .xls file (or one with a password); save it as .xlsx or .csv.")
    found = _xlsx_lines(file) if magic == _ZIP else _csv_lines(file)
    yield from (line for line in found if not line.is_empty)


def _xlsx_lines(file: BinaryIO) -> Iterator[Line]:
    try:
        _require_bounded(file)
        with closing(openpyxl.load_workbook(file, read_only=True)) as book:
            sheet, *others = [one for one in book.worksheets if one.sheet_state == "visible"]
            _require_empty(others)
            sheet.reset_dimensions()  # what the file says of its own size is often wrong
            for number, row in enumerate(sheet.iter_rows(), start=1):
                yield Line(number, tuple(_cell(cell) for cell in row))
    except (zipfile.BadZipFile, KeyError, ValueError, ParseError, DefusedXmlException, OSError) as error:
        raise UnreadableSheet(f"The file cannot be read as xlsx: {error}") from error


def _require_bounded(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise UnreadableSheet("The workbook is too large once unpacked; split it.")


def _require_empty(sheets: list[Any]) -> None:
    """What stands on a second sheet must not be lost silently."""
    for sheet in sheets:
        sheet.reset_dimensions()
        if any(cell is not None for row in sheet.iter_rows(max_row=20, values_only=True) for cell in row):
            raise UnreadableSheet(f"There is more than one sheet ({sheet.title}); send one at a time.")


def _cell(cell: Any) -> Cell:
    value: Cell | datetime = cell.value
    if cell.data_type in ("f", "e"):
        return Refused(str(getattr(value, "text", value)))
    if isinstance(value, str) and value.startswith("="):
        return Refused(value)
    return value.date() if isinstance(value, datetime) else value


def _csv_lines(file: BinaryIO) -> Iterator[Line]:
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        head = text.readline()
        text.seek(0)
        delimiter = "\t" if head.count("\t") > head.count(",") else ","
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        for row in reader:
            yield Line(reader.line_num, tuple(_csv_cell(cell) for cell in row))
    except csv.Error as error:
        raise UnreadableSheet(f"The file cannot be read as csv: {error}") from error
    finally:
        text.detach()  # closing the wrapper would close the caller's file


def _csv_cell(text: str) -> Cell:
    if quoted := _QUOTED.fullmatch(text.strip()):
        return quoted[1]
    return Refused(text) if text.lstrip().startswith("=") else text


def _encoding(file: BinaryIO) -> str:
    """UTF-8 (with or without a mark) or GB18030, whichever the whole file is."""
    for encoding in ("utf-8-sig", "gb18030"):
        if _is_in(file, encoding):
            return encoding
    raise UnreadableSheet("The file is neither xlsx nor csv in UTF-8 or GB18030.")


def _is_in(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
