"""Taking back what the national register holds (登记数据回流): new contracts, changed amounts, questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import to_builtins
from sqlalchemy import insert
from sqlmodel import Session

from service.contracts import ledger_operations
from service.contracts import ledger_queries as ledger
from service.contracts import register_queries as queries
from service.contracts.ledger import COUNTED, Entry, Step, entries, standing_of
from service.contracts.ledger_tables import LedgerKind
from service.contracts.lifecycle import REGISTRATION
from service.contracts.register_sheet import RegisteredRow, deal_of, differences, row_of
from service.contracts.register_tally import Tally
from service.contracts.tables import Contract, ContractAmendment, ContractParty, PartySide, RegistrationStatus
from service.imports.kinds import Batch, Findings, Kind, Row, is_operator
from service.imports.spool import Spool
from service.kernel import audit, clock
from service.kernel.actor import Actor, Role
from service.kernel.errors import Flaw

_REASON = "按国家技术合同登记系统导出数据更新"


class RegisteredContracts(Kind[RegisteredRow]):
    """Kind ``registered_contracts``: the export of the national system, known by the registration number."""

    name = "registered_contracts"
    row = RegisteredRow

    def may_import(self, actor: Actor) -> bool:
        """Registration offices and the city's bureau."""
        is_ours = actor.role in (Role.REGISTRAR, Role.BUREAU) and actor.is_verified
        return is_ours or is_operator(actor)

    def read(self, values: Mapping[str, Any]) -> RegisteredRow:
        """Raises Wrong."""
        return row_of(values)

    def key(self, row: RegisteredRow) -> str:
        """The registration number."""
        return row.registration_no

    def begin(
        self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool
    ) -> "RegisterBatch":
        return RegisterBatch(session, actor, is_writing=is_writing, is_demonstration=is_demonstration)


Pair = tuple[RegisteredRow, Contract]


class RegisterBatch(Batch[RegisteredRow]):
    """One export meeting the contracts that are here; its ledger lines are written last, under the lock."""

    def __init__(self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool) -> None:
        self._session, self._actor = session, actor
        self._is_writing, self._is_demonstration = is_writing, is_demonstration
        self._lines: Spool[Entry] = Spool(Entry)
        self._findings, self._tally = Findings(), Tally()

    def take(self, rows: Sequence[Row[RegisteredRow]]) -> list[Flaw]:
        """New contracts, contracts prepared here that are now registered, changed ones."""
        told = [row for _, row in rows]
        numbers = [row.registration_no for row in told]
        numbered = queries.numbered(self._session, numbers, is_locked=self._is_writing)
        unknown = [row for row in told if row.registration_no not in numbered]
        recognised = self._recognised(unknown)
        self._enter([row for row in unknown if row.registration_no not in recognised])
        self._register(
            [(row, recognised[number]) for row in unknown if (number := row.registration_no) in recognised]
        )
        self._amend([(row, numbered[number]) for row in told if (number := row.registration_no) in numbered])
        self._tally.count(told, numbered.values())
        return []

    def finish(self) -> Findings:
        """Write the ledger, then say what was there before, what the file says and what is there now."""
        scope = self._tally.scope
        before = queries.sums_in(self._session, scope)
        if self._is_writing:
            ledger_operations.append(self._session, self._lines.chunks())
            after = queries.sums_in(self._session, scope)
        else:
            after = self._tally.with_lines(before)
        self._lines.close()
        for number, title in queries.numbers_in(self._session, scope):
            if number not in self._tally.numbers:
                self._findings.ask(number, f"本期本机构已登记，但文件中没有：{title}。是否已注销或撤销？")
        self._findings.figures = self._tally.figures(before, after)
        return self._findings

    def _recognised(self, rows: Sequence[RegisteredRow]) -> dict[str, Contract]:
        """Contracts prepared here by their new numbers: the same parties, title and amount."""
        found = queries.prepared(self._session, {row.title for row in rows}, is_locked=self._is_writing)
        names = queries.first_parties(self._session, [contract.id for contract in found])
        by_deal = {
            (
                contract.title,
                contract.total_amount,
                *(names[contract.id].get(side) for side in PartySide),
            ): contract
            for contract in found
        }
        return {
            row.registration_no: contract
            for row in rows
            if (contract := by_deal.pop((row.title, row.total_amount, row.seller_name, row.buyer_name), None))
        }

    def _enter(self, rows: Sequence[RegisteredRow]) -> None:
        """Contracts that nobody here has heard of."""
        if not rows:
            return
        deals = [deal_of(row, is_demonstration=self._is_demonstration) for row in rows]
        for deal, row in zip(deals, rows, strict=True):
            step = Step(deal.contract["id"], LedgerKind.REGISTRATION, row.registered_on, row.registered_on)
            self._remember(entries(step, None, deal.standing))
        self._findings.new += len(rows)
        if self._is_writing:
            parties = [party for deal in deals for party in (deal.seller, deal.buyer)]
            self._link(parties)
            contracts = [deal.contract for deal in deals]
            audit.write_new(self._session, self._actor, "import", Contract, contracts)
            self._session.execute(insert(ContractParty), parties)

    def _link(self, parties: Sequence[dict[str, Any]]) -> None:
        """An organisation of the platform finds its contracts among its own."""
        names = {party["uscc"] or party["name"] for party in parties}
        known = queries.organizations_called(self._session, names)
        for party in parties:
            party["organization_id"] = known.get(party["uscc"] or party["name"])

    def _register(self, pairs: Sequence[Pair]) -> None:
        """What was prepared here has its number now: the register's word is the last step of its way."""
        for row, contract in self._to_change(pairs):
            for name, value in differences(contract, row).items():
                setattr(contract, name, value)
            contract.registration_no, contract.registered_on = row.registration_no, row.registered_on
            contract.registration_office, contract.filing_region = row.office, row.place
            contract.status = RegistrationStatus.REGISTERED
            self._findings.changed += 1
            self._findings.tell(row.registration_no, "registration_no", None, row.registration_no)
            self._write(contract, "register")
        self._book(LedgerKind.REGISTRATION, pairs)

    def _amend(self, pairs: Sequence[Pair]) -> None:
        """Contracts that the file states otherwise; what it may not change becomes a question."""
        changed = []
        names = queries.first_parties(self._session, [contract.id for _, contract in pairs])
        for row, contract in pairs:
            self._question(row, contract, names[contract.id])
            if contract.status in COUNTED and (stated := differences(contract, row)):
                changed.append((row, contract, stated))
        self._findings.unchanged += len(pairs) - len(changed)
        self._findings.changed += len(changed)
        self._to_change([(row, contract) for row, contract, _ in changed])
        for row, contract, stated in changed:
            self._state(row, contract, stated)
        self._book(LedgerKind.AMENDMENT, [(row, contract) for row, contract, _ in changed])

    def _state(self, row: RegisteredRow, contract: Contract, stated: dict[str, Any]) -> None:
        before = {name: getattr(contract, name) for name in stated}
        for name, value in stated.items():
            self._findings.tell(row.registration_no, name, before[name], value)
            setattr(contract, name, value)
        contract.status = REGISTRATION.after(contract.status, "amend")
        if self._is_writing:
            self._session.add(
                ContractAmendment(
                    contract_id=contract.id,
                    number=queries.amendments_of(self._session, contract.id) + 1,
                    reason=_REASON,
                    effective_on=row.amended_on or clock.today(),
                    before=to_builtins(before),
                    after=to_builtins(stated),
                    made_by=self._actor.person_id,
                    made_by_organization_id=self._actor.organization_id,
                )
            )
        self._write(contract, "amend")

    def _question(self, row: RegisteredRow, contract: Contract, names: Mapping[PartySide, str]) -> None:
        if contract.status not in COUNTED:
            self._findings.ask(row.registration_no, f"文件中仍在册，而此处状态为 {contract.status}")
        if contract.registered_on != row.registered_on:
            day = contract.registered_on
            self._findings.ask(row.registration_no, f"登记日期不同：此处 {day}，文件 {row.registered_on}")
        stated = {PartySide.SELLER: row.seller_name, PartySide.BUYER: row.buyer_name}
        for side, name in names.items():
            if stated[side] != name:
                self._findings.ask(row.registration_no, f"当事人不同：此处 {name}，文件 {stated[side]}")

    def _to_change(self, pairs: Sequence[Pair]) -> Sequence[Pair]:
        """In a dry run the rows are let go of first, so that trying them changes nothing."""
        if not self._is_writing:
            for _, contract in pairs:
                self._session.expunge(contract)
        return pairs

    def _write(self, contract: Contract, action: str) -> None:
        if self._is_writing:
            audit.write(self._session, self._actor, action, contract)

    def _book(self, kind: LedgerKind, pairs: Sequence[Pair]) -> None:
        ids = [contract.id for _, contract in pairs]
        known, parties = ledger.standings(self._session, ids), ledger.parties_of(self._session, ids)
        for row, contract in pairs:
            is_new = kind == LedgerKind.REGISTRATION
            first = row.registered_on if is_new else contract.registered_on or row.registered_on
            day = first if is_new else row.amended_on or clock.today()
            step = Step(contract.id, kind, day, first)
            self._remember(entries(step, known.get(contract.id), standing_of(contract, parties[contract.id])))

    def _remember(self, lines: Sequence[Entry]) -> None:
        for line in lines:
            self._lines.add(line)
            self._tally.add(line)
