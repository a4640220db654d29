"""Setting the yearly targets (年度目标), by request or by sheet."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from sqlmodel import Session

from service.codes.lists import code_list
from service.imports.cells import UNITS
from service.imports.kinds import Batch, Findings, Kind, Row, Wrong, is_operator
from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Flaw, Forbidden, invalid
from service.kernel.money import MAX_FEN, to_fen
from service.reports import policy, target_queries
from service.reports.tables import Indicator, Target, TargetScope
from service.reports.target_schemas import TargetsPut, TargetsRead

_LISTS = {TargetScope.REGION: "regions", TargetScope.PARK: "parks"}
_COUNTED = ("份", "项", "个", "contracts")
_MOST_CONTRACTS = 1_000_000


class TargetSheetRow(Struct):
    """One target as it is stored: fen, or a count."""

    year: int
    indicator: Indicator
    scope: TargetScope
    unit: str
    value: int


def put_targets(session: Session, actor: Actor, data: TargetsPut) -> TargetsRead:
    """Set targets; the last of two for the same thing would win, so the same thing twice is refused.

    Raises Forbidden, Invalid.
    """
    if not policy.may_set(actor):
        raise Forbidden("Targets are set by the city's bureau.")
    rows, seen = [], set()
    for number, item in enumerate(data.items):
        try:
            row = TargetSheetRow(
                item.year, item.indicator, item.scope, item.unit, _stored(item.indicator, item.value)
            )
            _check(row)
        except Wrong as wrong:
            raise invalid(f"/items/{number}/{wrong.field}", wrong.detail) from wrong
        if (key := _key(row)) in seen:
            raise invalid(f"/items/{number}", "This target stands in the list twice.")
        seen.add(key)
        rows.append(row)
    batch = TargetBatch(session, actor, is_writing=True, is_demonstration=False)
    batch.set_all(rows)
    found = batch.finish()
    return TargetsRead(new=found.new, changed=found.changed, unchanged=found.unchanged)


class Targets(Kind[TargetSheetRow]):
    """Kind ``targets``: one row for each indicator, unit and year."""

    name = "targets"
    row = TargetSheetRow

    def may_import(self, actor: Actor) -> bool:
        """As they are set one by one."""
        return policy.may_set(actor) or is_operator(actor)

    def read(self, values: Mapping[str, Any]) -> TargetSheetRow:
        """Raises Wrong."""
        indicator = Indicator(values["indicator"])
        scope = TargetScope(values.get("scope") or TargetScope.REGION)
        unit, of = _named(scope, values["unit"]), values["value_unit"]
        if indicator == Indicator.CONTRACTS and of not in _COUNTED:
            raise Wrong("value_unit", f"contracts are counted in {'、'.join(_COUNTED[:3])}, not in {of}")
        if indicator != Indicator.CONTRACTS and of not in UNITS:
            raise Wrong("value_unit", f"{of} is not one of {'、'.join(UNITS)}")
        value = Decimal(values["value"]) * UNITS.get(of, 1)
        if value != value.to_integral_value():
            raise Wrong("value", "is not a whole number of fen or of contracts")
        row = TargetSheetRow(values["year"], indicator, scope, unit, int(value))
        _check(row)
        return row

    def key(self, row: TargetSheetRow) -> str:
        """Year, indicator, and whose."""
        return " ".join(map(str, _key(row)))

    def begin(
        self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool
    ) -> "TargetBatch":
        """A batch of targets."""
        return TargetBatch(session, actor, is_writing=is_writing, is_demonstration=is_demonstration)


class TargetBatch(Batch[TargetSheetRow]):
    """Targets meeting those that are set."""

    def __init__(self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool) -> None:
        self._session, self._actor = session, actor
        self._is_writing, self._is_demonstration = is_writing, is_demonstration
        self._findings = Findings()

    def take(self, rows: Sequence[Row[TargetSheetRow]]) -> list[Flaw]:
        """Nothing about a target can be wrong that its own row does not show."""
        self.set_all([row for _, row in rows])
        return []

    def set_all(self, rows: Sequence[TargetSheetRow]) -> None:
        """Set each of them."""
        years = {row.year for row in rows}
        known = {
            _key(target): target
            for target in target_queries.targets_of(self._session, years, is_locked=self._is_writing)
        }
        for row in rows:
            self._set(row, known.get(_key(row)))

    def finish(self) -> Findings:
        """What was set."""
        return self._findings

    def _set(self, row: TargetSheetRow, target: Target | None) -> None:
        name = f"{row.year} {row.indicator} {row.unit}"
        if target is None:
            self._findings.new += 1
            fresh = {field: getattr(row, field) for field in row.__struct_fields__}
            self._write("set", Target(**fresh, is_demonstration=self._is_demonstration))
        elif target.value != row.value:
            self._findings.changed += 1
            self._findings.tell(name, "value", target.value, row.value)
            if self._is_writing:
                target.value = row.value
            self._write("set", target)
        else:
            self._findings.unchanged += 1

    def _write(self, action: str, target: Target) -> None:
        if self._is_writing:
            audit.write(self._session, self._actor, action, target)


def _key(target: TargetSheetRow | Target) -> tuple[int, Indicator, TargetScope, str]:
    return (target.year, target.indicator, target.scope, target.unit)


def _stored(indicator: Indicator, value: str) -> int:
    if indicator != Indicator.CONTRACTS:
        return to_fen(value)
    if not value.isdigit():
        raise Wrong("value", "is not a whole number of contracts")
    return int(value)


def _check(row: TargetSheetRow) -> None:
    if not 2000 <= row.year <= 2100:
        raise Wrong("year", f"{row.year} is no year of the platform")
    most = _MOST_CONTRACTS if row.indicator == Indicator.CONTRACTS else MAX_FEN
    if not 1 <= row.value <= most:
        raise Wrong("value", "is zero or above what can be stored")
    if row.scope in _LISTS and row.unit not in code_list(_LISTS[row.scope]):
        raise Wrong("unit", f"{row.unit!r} is not in the code list {_LISTS[row.scope]}")


def _named(scope: TargetScope, unit: str) -> str:
    """A code, also where the sheet writes the name."""
    if scope not in _LISTS:
        return unit
    entries = code_list(_LISTS[scope]).values()
    return next((entry.code for entry in entries if unit in (entry.zh, entry.code)), unit)
