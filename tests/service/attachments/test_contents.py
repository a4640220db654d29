"""Which contents are taken under which names."""

import io

import pytest

from service.attachments.contents import media_type_of
from service.attachments.errors import FileRefused
from service.attachments.receiving import plain_name
from tests.support.files import EXECUTABLE, JPEG, PDF, PNG, WEBP, compound, package

TYPES = "[Content_Types].xml"
TAKEN = {
    "a.pdf": PDF,
    "A.PDF": PDF,
    "a.png": PNG,
    "a.jpg": JPEG,
    "a.jpeg": JPEG,
    "a.webp": WEBP,
    "a.docx": package(TYPES, "word/document.xml"),
    "a.xlsx": package(TYPES, "xl/workbook.xml"),
    "a.pptx": package(TYPES, "ppt/presentation.xml"),
    "a.doc": compound("WordDocument"),
    "a.xls": compound("Workbook"),
    "a.ppt": compound("PowerPoint Document"),
    "a.txt": "指标：残炭回收率92%\r\n".encode(),
    "国标.csv": "名称,数值\n残炭,92\n".encode("gb18030"),
}
REFUSED = {
    "a.pdf": EXECUTABLE,
    "b.pdf": b"<html><script>alert(1)</script></html>",
    "a.txt": EXECUTABLE,
    "a.csv": b"a,b\n\x00\x01",
    "a.docx": package(TYPES, "xl/workbook.xml"),
    "b.docx": package(TYPES, "word/document.xml", "word/vbaProject.bin"),
    "c.docx": package("word/document.xml"),
    "d.docx": b"PK\x03\x04 torn",
    "a.doc": compound("Workbook"),
    "a.png": JPEG,
    "a.zip": package("a.txt"),
    "a.html": b"<html></html>",
    "a.svg": b"<svg/>",
    "a.exe": EXECUTABLE,
    "pdf": PDF,
    "a.pdf.exe": PDF,
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_content_that_its_name_tells_is_taken(name: str) -> None:
    assert media_type_of(name, io.BytesIO(TAKEN[name]))


@pytest.mark.parametrize("name", REFUSED)
def test_a_content_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(FileRefused):
        media_type_of(name, io.BytesIO(REFUSED[name]))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("合同.pdf", "合同.pdf"),
        ("C:\\文件\\合同.pdf", "合同.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
    ],
)
def test_a_name_is_the_last_part_without_odd_characters(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


@pytest.mark.parametrize("sent", ["", "/", "..", " ", "x" * 201])
def test_a_name_with_nothing_left_or_too_much_is_refused(sent: str) -> None:
    with pytest.raises(FileRefused):
        plain_name(sent)
