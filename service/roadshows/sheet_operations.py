"""The result sheet: counted from the scores, written as versions; what the other result operations share."""

from collections.abc import Collection
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import invalid
from service.kernel.money import optional_yuan
from service.roadshows import counting, live_queries, panel_queries, queries, result_queries
from service.roadshows.lifecycle import ROADSHOW
from service.roadshows.operations import person
from service.roadshows.result_schemas import ResultLine, ResultRow
from service.roadshows.result_tables import ResultSheet
from service.roadshows.schemas import NoticeRead, Rules
from service.roadshows.scoring import Tally
from service.roadshows.tables import Entry, EntryPhase, Outcome, Roadshow

Rows = list[ResultRow]


def notice_of(held: Roadshow) -> NoticeRead:
    """The notice of a roadshow that has one."""
    return msgspec.convert(held.notice, NoticeRead)


def move(session: Session, actor: Actor, held: Roadshow, action: str) -> None:
    """Take a step of the lifecycle. Raises IllegalMove."""
    held.status = ROADSHOW.after(held.status, action)
    audit.write(session, actor, action, held)


def counted_rows(session: Session, held: Roadshow, left_out: Collection[tuple[UUID, UUID]]) -> Rows:
    """Every entry that was on stage, counted, the best first."""
    rules = msgspec.convert(held.rules, Rules)
    entries = {e.id: e for e in queries.accepted_entries(session, held.id) if e.phase == EntryPhase.CONCLUDED}
    names = result_queries.names_of_entries(session, held.id)
    ranked = counting.ranked(
        rules,
        entries.values(),
        panel_queries.panel(session, held.id),
        panel_queries.recusals_of(session, held.id),
        live_queries.scores_of_roadshow(session, held.id),
        left_out,
    )
    rows = [_row(entries[one], *names[one], *ranked[one]) for one in ranked]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.position))


def _row(entry: Entry, title: str, owner: str, tally: Tally, rank: int | None) -> ResultRow:
    lines = [ResultLine(seat=one.seat, use=one.use, score=counting.shown(one.score)) for one in tally.lines]
    return ResultRow(
        entry_id=entry.id,
        position=entry.position or 0,
        title=title,
        organization_name=owner,
        presenter=entry.presenter,
        rank=rank,
        score=counting.shown(tally.score),
        key_mean=counting.shown(tally.key_mean),
        median=counting.shown(tally.median),
        counted=sum(one.use == "counted" for one in tally.lines),
        lines=lines,
        outcome=entry.outcome,
        outcome_amount=optional_yuan(entry.outcome_amount),
        outcome_note=entry.outcome_note,
    )


def with_outcomes(session: Session, held: Roadshow, rows: Rows) -> Rows:
    """``rows`` with what was decided for each entry."""
    entries = {entry.id: entry for entry in queries.accepted_entries(session, held.id)}
    for row in rows:
        entry = entries[row.entry_id]
        row.outcome, row.outcome_note = entry.outcome, entry.outcome_note
        row.outcome_amount = optional_yuan(entry.outcome_amount)
    return rows


def rows_of(sheet: ResultSheet) -> Rows:
    """The rows of a version."""
    return msgspec.convert(sheet.rows, Rows)


def add_sheet(
    session: Session,
    actor: Actor,
    held: Roadshow,
    number: int,
    rows: Rows,
    reason: str | None,
    *,
    is_published: bool,
) -> None:
    """Write a version; one that corrects is published at once."""
    sheet = ResultSheet(
        roadshow_id=held.id,
        number=number,
        rules=held.rules,
        rows=msgspec.to_builtins(rows),
        reason=reason,
        made_by=person(actor),
        published_at=clock.now() if is_published else None,
    )
    audit.write(session, actor, "correct" if is_published else "count", sheet)


def check_amount(outcome: Outcome, amount: str | None, pointer: str) -> None:
    """Raises Invalid."""
    if (outcome == Outcome.AMOUNT) != (amount is not None):
        raise invalid(pointer, "An amount is named with the outcome `amount`, and with it alone.")
