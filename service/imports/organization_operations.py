"""Entering many organisations at once (单位批量导入), known by their credit codes."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlmodel import Session

from service.imports.cells import ABROAD
from service.imports.columns import flaw
from service.imports.kinds import Batch, Findings, Kind, Row, Wrong
from service.imports.organization_queries import organizations_by_uscc
from service.kernel.actor import Actor, Role
from service.kernel.errors import Flaw, KejuError
from service.organizations import operations
from service.organizations.schemas import OrganizationCreate, OrganizationUpdate
from service.organizations.tables import Organization, OrganizationKind, OrganizationSize


class OrganizationRow(Struct, kw_only=True):
    """One organisation as a sheet tells it."""

    name: str
    uscc: str
    kind: OrganizationKind
    region: str
    short_name: str | None = None
    park: str | None = None
    size: OrganizationSize | None = None
    party_kind: str | None = None
    is_state_owned: bool | None = None
    summary: str | None = None


class Organizations(Kind[OrganizationRow]):
    """Kind ``organizations``: new ones stay pending until the bureau verifies them."""

    name = "organizations"
    row = OrganizationRow

    def may_import(self, actor: Actor) -> bool:
        """The city's bureau."""
        return actor.role == Role.BUREAU and actor.area == "" and actor.is_verified

    def read(self, values: Mapping[str, Any]) -> OrganizationRow:
        """Raises Wrong."""
        given = {name: value for name, value in values.items() if value is not None}
        if given["region"] == ABROAD:
            raise Wrong("region", "is not a region at home")
        return msgspec.convert(given, OrganizationRow)

    def key(self, row: OrganizationRow) -> str:
        """The credit code."""
        return row.uscc

    def begin(
        self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool
    ) -> "OrganizationBatch":
        """A batch of organisations."""
        return OrganizationBatch(session, actor, is_writing=is_writing, is_demonstration=is_demonstration)


class OrganizationBatch(Batch[OrganizationRow]):
    """Rows meeting the organisations with the same codes."""

    def __init__(self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool) -> None:
        self._session, self._actor = session, actor
        self._is_writing, self._is_demonstration = is_writing, is_demonstration
        self._findings = Findings()

    def take(self, rows: Sequence[Row[OrganizationRow]]) -> list[Flaw]:
        """New ones are registered, changed ones edited; what an organisation may not be is named."""
        known = organizations_by_uscc(self._session, [row.uscc for _, row in rows])
        flaws = []
        for number, row in rows:
            try:
                self._take(row, known.get(row.uscc))
            except (KejuError, msgspec.ValidationError) as error:
                flaws.append(flaw(number, row.uscc, str(error)))
        return flaws

    def finish(self) -> Findings:
        """What was found."""
        return self._findings

    def _take(self, row: OrganizationRow, organization: Organization | None) -> None:
        if organization is None:
            self._enter(row)
            return
        stated = {
            name: value
            for name in row.__struct_fields__
            if name != "kind" and (value := getattr(row, name)) not in (None, getattr(organization, name))
        }
        if organization.kind != row.kind:
            self._findings.ask(row.uscc, f"类别不同：此处 {organization.kind}，文件 {row.kind}")
        self._findings.changed += bool(stated)
        self._findings.unchanged += not stated
        for name, value in stated.items():
            self._findings.tell(row.uscc, name, getattr(organization, name), value)
        if stated and self._is_writing:
            update = OrganizationUpdate(**stated)
            operations.edit_organization(self._session, self._actor, organization.id, update, if_match="*")

    def _enter(self, row: OrganizationRow) -> None:
        given = {name: value for name, value in msgspec.to_builtins(row).items() if value is not None}
        data = msgspec.convert(given, OrganizationCreate)
        operations.check_codes(data)
        self._findings.new += 1
        if self._is_writing:
            operations.register_organization(
                self._session, self._actor, data, is_demonstration=self._is_demonstration
            )
