"""The register's steps write the volume ledger, in the transaction of the step."""

from service.contracts.ledger_tables import LedgerLine
from service.kernel.database import Database
from tests.support.contracts import registered, step
from tests.support.market import Market
from tests.support.stored import everything


def lines(database: Database) -> list[tuple[str, int, int, int]]:
    names = [column.name for column in LedgerLine.__table__.columns]
    wanted = [
        names.index(name) for name in ("seq", "kind", "contracts_delta", "total_delta", "technical_delta")
    ]
    rows = sorted(tuple(row[place] for place in wanted) for row in everything(database)["ledger_lines"])
    return [(str(kind), count, total, technical) for _, kind, count, total, technical in rows]


def test_each_step_in_the_register_is_booked_with_its_difference(market: Market, database: Database) -> None:
    contract = registered(market, milestones=[])
    step(market.registrar, contract, "amend", reason="追加", total_amount="12000000")
    step(market.registrar, contract, "revoke", reason="重复登记")
    assert lines(database) == [
        ("registration", 1, 1_000_000_000, 900_000_000),
        ("amendment", 0, 200_000_000, 0),
        ("revocation", -1, -1_200_000_000, -900_000_000),
    ]
