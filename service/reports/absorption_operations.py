"""Taking in the national table of absorbed contracts (全国技术合同吸纳统计)."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlmodel import Session

from service.contracts.ledger_queries import moment_to_write, settled
from service.imports.cells import ABROAD
from service.imports.kinds import Batch, Findings, Kind, Row, Wrong, is_operator
from service.kernel.actor import Actor, Role
from service.kernel.errors import Flaw
from service.kernel.money import to_yuan
from service.reports import policy
from service.reports.national_queries import newest
from service.reports.periods import months_named
from service.reports.tables import NationalFigure
from service.reports.volume import Sums


class AbsorptionRow(Struct):
    """One region and period of the national table; amounts in fen."""

    region: str
    period: str
    contracts: int
    total_amount: int
    technical_amount: int
    source: str | None = None


class NationalAbsorption(Kind[AbsorptionRow]):
    """Kind ``national_absorption``: what buyers of a region bought, wherever it was registered."""

    name = "national_absorption"
    row = AbsorptionRow

    def may_import(self, actor: Actor) -> bool:
        """The city's bureau and the registration offices."""
        is_registrar = actor.role == Role.REGISTRAR and actor.is_verified
        return policy.may_set(actor) or is_registrar or is_operator(actor)

    def read(self, values: Mapping[str, Any]) -> AbsorptionRow:
        """Raises Wrong."""
        row = AbsorptionRow(**{name: value for name, value in values.items() if value is not None})
        if months_named(row.period) is None:
            raise Wrong("period", f"{row.period!r} is no period; write 2023, 2023-Q1 or 2023-05")
        if row.region == ABROAD:
            raise Wrong("region", "is not a region at home")
        if row.technical_amount > row.total_amount:
            raise Wrong("technical_amount", "is above the total")
        return row

    def key(self, row: AbsorptionRow) -> str:
        """Region and period."""
        return f"{row.region} {row.period}"

    def begin(
        self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool
    ) -> "AbsorptionBatch":
        """A batch of the national table."""
        return AbsorptionBatch(session, actor, is_writing=is_writing, is_demonstration=is_demonstration)


class AbsorptionBatch(Batch[AbsorptionRow]):
    """Rows meeting the newest of their region and period; a correction is a new row."""

    def __init__(self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool) -> None:
        self._session, self._actor = session, actor
        self._is_writing, self._is_demonstration = is_writing, is_demonstration
        self._findings = Findings()
        self._fresh: list[NationalFigure] = []
        self._as_of = settled(session, None)
        self._known: dict[str, dict[str, Sums]] = {}

    def take(self, rows: Sequence[Row[AbsorptionRow]]) -> list[Flaw]:
        """What is new and what is corrected."""
        for _, row in rows:
            self._take(row)
        return []

    def finish(self) -> Findings:
        """Write under the ledger's lock, so that a report's ``as_of`` holds for these figures too."""
        if self._fresh:
            recorded_at = moment_to_write(self._session)
            for figure in self._fresh:
                figure.recorded_at = recorded_at
            self._session.add_all(self._fresh)
        return self._findings

    def _take(self, row: AbsorptionRow) -> None:
        if row.region not in self._known:
            self._known[row.region] = newest(self._session, row.region, self._as_of)
        before, now = self._known[row.region].get(row.period), _sums(row)
        if before == now:
            self._findings.unchanged += 1
            return
        self._findings.new += before is None
        self._findings.changed += before is not None
        if before is not None:
            key = f"{row.region} {row.period}"
            self._findings.tell(key, "total_amount", to_yuan(before.total), to_yuan(now.total))
        if self._is_writing:
            columns = {name: getattr(row, name) for name in row.__struct_fields__}
            columns |= {"entered_by": self._actor.person_id, "is_demonstration": self._is_demonstration}
            self._fresh.append(NationalFigure(**columns))


def _sums(row: AbsorptionRow) -> Sums:
    return Sums(row.contracts, row.total_amount, row.technical_amount)
