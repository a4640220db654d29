"""Recomputes provisional due days when a newer holiday calendar knows more."""

from collections.abc import Mapping
from typing import Any

from service.contracts import queue_queries, rules
from service.contracts.tables import Contract
from service.kernel import audit
from service.kernel.actor import SYSTEM
from service.kernel.database import Database

RECOMPUTE_DUE = "contracts.recompute_due"


def recompute_due(database: Database, _payload: Mapping[str, Any]) -> None:
    """Each in a short transaction of its own; one that stays as it is is not written."""
    with database.reading() as session:
        waiting = queue_queries.ids_of_provisional(session)
    for contract_id in waiting:
        with database.writing() as session:
            contract = queue_queries.locked_provisional(session, contract_id)
            if contract is not None and _moves(contract):
                audit.write(session, SYSTEM, "recompute_due", contract)


def _moves(contract: Contract) -> bool:
    """Set what the calendar says now; whether that differs."""
    if contract.accepted_on is None:
        return False
    takes_longer = contract.is_large or contract.is_disputed
    due = rules.due_day(contract.accepted_on, takes_longer=takes_longer)
    before = (contract.due_on, contract.due_is_provisional)
    contract.due_on, contract.due_is_provisional = due.on, due.is_provisional
    return before != (due.on, due.is_provisional)
