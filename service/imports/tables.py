"""Imports that were made or tried, with their reports."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlmodel import Field

from service.kernel.record import Json, Record, code


class ImportStatus(StrEnum):
    """What became of the file (导入状态)."""

    CHECKED = "checked"
    APPLIED = "applied"


class Import(Record, table=True):
    """One file that was checked or applied; what was refused leaves no trace but its answer."""

    __tablename__ = "imports"
    entity: ClassVar[str] = "imports"

    kind: str = Field(max_length=40)
    status: ImportStatus = Field(sa_type=code(ImportStatus))
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    report: dict[str, Any] = Field(sa_type=Json)
    person_id: UUID | None = Field(default=None, foreign_key="people.id", index=True)
    organization_id: UUID | None = Field(default=None, foreign_key="organizations.id")
    is_demonstration: bool = False
