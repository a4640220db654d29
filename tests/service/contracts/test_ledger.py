"""The volume ledger: whatever the order of steps, its sum is the contracts', and nobody changes a line."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service import granting
from service.contracts.ledger_queries import settled
from service.contracts.ledger_tables import LedgerKind, LedgerLine
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.errors import Invalid
from service.kernel.settings import Settings
from service.reports.line_queries import line_sums
from service.reports.sum_queries import sums
from service.reports.volume import Cut, RegionBasis, ReportGroup, TimeBasis
from tests.support import ledger
from tests.support.stored import at_once, count, unchanged

FIRST = date(2023, 1, 5)
DAYS = st.integers(0, 700).map(lambda days: FIRST + timedelta(days=days))
AMOUNTS = st.integers(0, 10**12)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), AMOUNTS, DAYS, st.sampled_from(["150105", "150125", None])),
        st.tuples(st.just("amend"), st.integers(0, 9), AMOUNTS, st.sampled_from(["01", "09", None])),
        st.tuples(st.just("end"), st.integers(0, 9), st.sampled_from(["deregistration", "revocation"])),
        st.tuples(st.just("fail"), AMOUNTS, DAYS),
    ),
    max_size=14,
)
SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
GROUPS = (None, ReportGroup.TECH_FIELD, ReportGroup.CONTRACT_TYPE, ReportGroup.DISTRICT)


@SLOW
@given(steps=STEPS)
def test_the_volume_is_the_sum_of_the_ledger_and_of_the_contracts(database: Database, steps: Any) -> None:
    alive = []
    for number, (what, *told) in enumerate(steps):
        with clock.pinned(datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=9 * number)):
            _take(database, alive, what, told)
    assert ledger.of_lines(database) == ledger.of_contracts(database) == ledger.of_sums(database)
    for time in TimeBasis:
        _require_kept_sums_equal_lines(database, time)


def test_steps_at_the_same_moment_lose_nothing(database: Database) -> None:
    def work(number: int) -> None:
        with database.writing() as session:
            made = ledger.registered(session, 1000 + number, number, date(2024, 1 + number % 12, 3))
        with database.writing() as session:
            kind = (LedgerKind.AMENDMENT, LedgerKind.REVOCATION)[number % 3 == 0]
            ledger.step(session, made, kind, total_amount=2000 + number, tech_field="01")

    at_once([lambda number=number: work(number) for number in range(6)])  # type: ignore[misc]
    assert ledger.of_lines(database) == ledger.of_contracts(database) == ledger.of_sums(database)
    assert ledger.of_lines(database)[0] == 4
    with database.reading() as session:
        times = session.execute(text("SELECT recorded_at FROM ledger_lines ORDER BY seq")).scalars().all()
    assert times == sorted(times)


def test_revoking_a_contract_leaves_as_of_yesterday_unchanged(database: Database) -> None:
    yesterday, today = datetime(2024, 5, 6, tzinfo=UTC), datetime(2024, 5, 7, tzinfo=UTC)
    with clock.pinned(yesterday), database.writing() as session:
        made = ledger.registered(session, 500, 400, date(2024, 5, 6))
    before = _whole(database, yesterday)
    with clock.pinned(today), database.writing() as session:
        ledger.step(session, made, LedgerKind.REVOCATION)
    assert _whole(database, yesterday) == before == [(1, 500, 400)]
    assert _whole(database, today) == [(0, 0, 0)]


def test_an_amendment_that_moves_a_dimension_writes_two_lines(database: Database) -> None:
    with database.writing() as session:
        made = ledger.registered(session, 500, 400, FIRST)
    with database.writing() as session:
        ledger.step(session, made, LedgerKind.AMENDMENT, total_amount=450)
    with database.writing() as session:
        ledger.step(session, made, LedgerKind.AMENDMENT, tech_field="01")
    with database.reading() as session:
        lines = session.execute(
            text("SELECT contracts_delta, total_delta, tech_field FROM ledger_lines ORDER BY seq")
        )
        assert [tuple(line) for line in lines] == [
            (1, 500, "09"),
            (0, -50, "09"),
            (-1, -450, "09"),
            (1, 450, "01"),
        ]


def test_a_step_of_tomorrow_is_refused_and_changes_nothing(database: Database) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with unchanged(database), pytest.raises(Invalid), database.writing() as session:
        ledger.registered(session, 1, 1, tomorrow)


def test_as_of_never_lies_ahead(database: Database) -> None:
    with database.reading() as session:
        assert settled(session, clock.now() + timedelta(days=1)) <= clock.now()


@pytest.mark.parametrize("statement", ["UPDATE ledger_lines SET total_delta = 0", "DELETE FROM ledger_lines"])
def test_the_database_itself_refuses_to_change_a_line(database: Database, statement: str) -> None:
    with database.writing() as session:
        ledger.registered(session, 500, 400, FIRST)
    with unchanged(database), pytest.raises(DBAPIError, match="never changed"), database.writing() as session:
        session.execute(text(statement))


def test_the_applications_own_role_adds_lines_and_cannot_touch_them(homes: Any, tmp_path: Any) -> None:
    """PostgreSQL's rights hold even where somebody has dropped the trigger."""
    home = homes["postgresql"]
    url = home.fresh()
    owner = Database(Settings(database_url=url, data_dir=tmp_path).database)
    with owner.engine.begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS keju_app")
        connection.exec_driver_sql("CREATE ROLE keju_app LOGIN")
    granting.grant(Settings(database_url=url, data_dir=tmp_path), "keju_app")
    application = Database(
        owner.url.set(username="keju_app", password=None).render_as_string(hide_password=False)
    )
    with application.writing() as session:
        ledger.registered(session, 500, 400, FIRST)
    assert ledger.of_lines(application) == ledger.of_sums(application) == (1, 500, 400)
    with owner.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE ledger_lines DISABLE TRIGGER ledger_lines_append_only")
    for statement in (
        "UPDATE ledger_lines SET total_delta = 0",
        "DELETE FROM ledger_lines",
        "TRUNCATE ledger_lines",
    ):
        with pytest.raises(DBAPIError, match="permission denied"), application.writing() as session:
            session.execute(text(statement))
    with owner.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE ledger_lines ENABLE TRIGGER ledger_lines_append_only")
        connection.exec_driver_sql("DROP OWNED BY keju_app")
    application.dispose()
    owner.dispose()
    assert count_of(home) == 1


def count_of(home: Any) -> int:
    """Lines left in a home's database."""
    database = Database(Settings(database_url=home.url).database)
    found = count(database, LedgerLine)
    database.dispose()
    return found


def _take(database: Database, alive: list[Any], what: str, told: list[Any]) -> None:
    if what == "register":
        total, day, region = told
        with database.writing() as session:
            alive.append(ledger.registered(session, total, total // 2, day, filing_region=region))
    elif what == "amend" and alive:
        place, total, field = told
        with database.writing() as session:
            ledger.step(
                session, alive[place % len(alive)], LedgerKind.AMENDMENT,
                total_amount=total, technical_amount=total // 3, tech_field=field,
            )  # fmt: skip
    elif what == "end" and alive:
        with database.writing() as session:
            ledger.step(session, alive.pop(told[0] % len(alive)), LedgerKind(told[1]))
    elif what == "fail":
        with pytest.raises(ZeroDivisionError):
            _fail_after_booking(database, *told)


def _fail_after_booking(database: Database, total: int, day: date) -> None:
    with database.writing() as session:
        ledger.registered(session, total, 0, day)
        raise ZeroDivisionError


def _require_kept_sums_equal_lines(database: Database, time: TimeBasis) -> None:
    """For every group, whole years and days in part, now and as of any day before."""
    for group in GROUPS:
        for first, last in ((date(2020, 1, 1), date(2026, 12, 31)), (date(2023, 2, 11), date(2025, 1, 17))):
            for as_of in (datetime(2025, 1, 20, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)):
                cut = Cut(RegionBasis.REGISTERED, time, "150100", first, last, as_of, group)
                with database.reading() as session:
                    assert _told(sums(session, cut)) == _told(line_sums(session, cut)), cut


def _told(cells: Any) -> dict[Any, Any]:
    return {key: one for key, one in cells.items() if (one.contracts, one.total, one.technical) != (0, 0, 0)}


def _whole(database: Database, as_of: datetime) -> list[tuple[int, int, int]]:
    cut = Cut(RegionBasis.REGISTERED, TimeBasis.BOOKED, "150100", date(2024, 1, 1), date(2024, 12, 31), as_of)
    with database.reading() as session:
        return [(one.contracts, one.total, one.technical) for one in sums(session, cut).values()]
