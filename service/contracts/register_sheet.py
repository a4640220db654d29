"""A row of the national register's export, and the contract that it describes; pure."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from uuid import UUID

from msgspec import Struct
from sqlalchemy import inspect
from sqlmodel import SQLModel

from service.contracts.ledger import Standing, dimensions_of
from service.contracts.tables import (
    Contract,
    ContractParty,
    ContractSource,
    ContractType,
    PartyNature,
    PartySide,
    PerformanceStatus,
    RegistrationStatus,
)
from service.imports.cells import ABROAD
from service.imports.kinds import Wrong
from service.kernel import clock
from service.kernel.ids import new_id
from service.kernel.money import to_yuan
from service.listings.transfer_modes import TransferMode

# The register knows four kinds of contract; a licence's exclusiveness is not in its export.
_MODES = {
    ContractType.COMMISSIONED_DEVELOPMENT: TransferMode.COMMISSIONED_DEVELOPMENT,
    ContractType.JOINT_DEVELOPMENT: TransferMode.JOINT_DEVELOPMENT,
    ContractType.TRANSFER: TransferMode.TRANSFER,
    ContractType.LICENCE: TransferMode.NON_EXCLUSIVE_LICENCE,
    ContractType.CONSULTING: TransferMode.CONSULTING,
    ContractType.SERVICE: TransferMode.SERVICE,
}
# What an export may correct on a contract that is here; the parties and the day are a person's to decide.
CORRECTED = (
    "total_amount", "technical_amount", "title", "contract_type", "tech_field", "industry", "ip_kinds",
    "plan_source", "socio_economic_objective", "landing_region", "landing_park",
)  # fmt: skip
# The sheet says only that a party is from abroad; ISO 3166 leaves this code to users, and machine-readable
# travel documents (ICAO 9303) use it for an unspecified nationality.
_UNKNOWN_COUNTRY = "XXX"


class RegisteredRow(Struct, kw_only=True):
    """One registered contract as the national system tells it; amounts in fen."""

    registration_no: str
    title: str
    contract_type: ContractType
    total_amount: int
    technical_amount: int
    registered_on: date
    seller_name: str
    buyer_name: str
    seller_region: str | None
    buyer_region: str | None
    office: str | None
    amended_on: date | None = None
    signed_on: date | None = None
    filing_region: str | None = None
    seller_uscc: str | None = None
    seller_kind: str | None = None
    buyer_uscc: str | None = None
    buyer_kind: str | None = None
    tech_field: str | None = None
    industry: str | None = None
    ip_kinds: list[str] = []
    plan_source: str | None = None
    socio_economic_objective: str | None = None
    landing_region: str | None = None
    landing_park: str | None = None

    @property
    def place(self) -> str | None:
        """Where it is registered: the office's region, else the seller's, where contracts are filed."""
        return self.filing_region or next(
            (region for region in (self.seller_region, self.buyer_region) if region and region != ABROAD),
            None,
        )


def row_of(values: Mapping[str, Any]) -> RegisteredRow:
    """The row of these cells. Raises Wrong for what the register itself would refuse."""
    given = {name: value for name, value in values.items() if value is not None}
    row = RegisteredRow(**{"seller_region": None, "buyer_region": None, "office": None} | given)
    row.contract_type = ContractType(row.contract_type)
    if row.technical_amount > row.total_amount:
        technical, total = to_yuan(row.technical_amount), to_yuan(row.total_amount)
        raise Wrong("technical_amount", f"¥{technical} is above the total of ¥{total}")
    if row.registered_on > clock.today():
        raise Wrong("registered_on", f"{row.registered_on} is in the future")
    if row.signed_on and row.signed_on > row.registered_on:
        raise Wrong("registered_on", f"is before the signing on {row.signed_on}")
    if row.amended_on and not row.registered_on <= row.amended_on <= clock.today():
        raise Wrong("amended_on", "lies before the registration or in the future")
    if row.seller_name == row.buyer_name:
        raise Wrong("buyer_name", "is the seller too")
    return row


class Deal(NamedTuple):
    """A contract and its two parties as rows to be written: a model made for each takes ten times as long."""

    contract: dict[str, Any]
    seller: dict[str, Any]
    buyer: dict[str, Any]

    @property
    def standing(self) -> Standing:
        """How it counts in the ledger."""
        contract, seller, buyer = (SimpleNamespace(**columns) for columns in self)
        dimensions = dimensions_of(cast(Contract, contract), cast(list[ContractParty], [seller, buyer]))
        return Standing(contract.total_amount, contract.technical_amount, dimensions)


def deal_of(row: RegisteredRow, *, is_demonstration: bool) -> Deal:
    """A contract that was entered by nobody here."""
    now, contract_id = clock.now(), new_id()
    contract = _blank(Contract) | {name: getattr(row, name) for name in CORRECTED}
    contract |= {
        "id": contract_id,
        "created_at": now,
        "updated_at": now,
        "listed_at": now,
        "source": ContractSource.NATIONAL_REGISTER,
        "mode": _MODES[row.contract_type],
        "status": RegistrationStatus.REGISTERED,
        "performance": PerformanceStatus.PERFORMING,
        "signed_on": row.signed_on,
        "filing_region": row.place,
        "registration_no": row.registration_no,
        "registration_office": row.office,
        "registered_on": row.registered_on,
        "is_foreign": ABROAD in (row.seller_region, row.buyer_region),
        "is_demonstration": is_demonstration,
    }
    return Deal(contract, *(_party(contract_id, side, row) for side in PartySide))


def differences(contract: Contract, row: RegisteredRow) -> dict[str, Any]:
    """What the row states otherwise, by field; a cell that is empty states nothing."""
    stated = {name: value for name in CORRECTED if (value := getattr(row, name)) not in (None, [])}
    return {name: value for name, value in stated.items() if getattr(contract, name) != value}


def _party(contract_id: UUID, side: PartySide, row: RegisteredRow) -> dict[str, Any]:
    name, uscc, region, kind = (
        getattr(row, f"{side.value}_{field}") for field in ("name", "uscc", "region", "kind")
    )
    is_abroad = region == ABROAD
    return _blank(ContractParty) | {
        "id": new_id(),
        "contract_id": contract_id,
        "side": side,
        "position": 0,
        "nature": PartyNature.FOREIGN if is_abroad else PartyNature.ORGANIZATION,
        "name": name,
        "uscc": uscc,
        "region": None if is_abroad else region,
        "country": _UNKNOWN_COUNTRY if is_abroad else "CHN",
        "party_kind": kind,
    }


@cache
def _blank(kind: type[SQLModel]) -> dict[str, Any]:
    """Every column as a fresh row has it; what a row must have is set by whoever uses it."""
    fresh = cast(Any, kind)()
    return {column.key: getattr(fresh, column.key, None) for column in inspect(kind).column_attrs}
