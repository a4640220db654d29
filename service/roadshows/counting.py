"""From stored rows to scores: which ballots an entry has, under which rules; pure."""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from service.roadshows import scoring
from service.roadshows.live_schemas import ScoreRead
from service.roadshows.schemas import Rules
from service.roadshows.scoring import Ballot, Tally, Weight
from service.roadshows.tables import Entry, Judge, Recusal, Score


def weights(rules: Rules) -> list[Weight]:
    """The criteria as the scoring knows them."""
    return [Weight(criterion.code, criterion.weight) for criterion in rules.criteria]


def decimals(marks: dict[str, str]) -> dict[str, Decimal]:
    """Stored marks as exact decimals."""
    return {code: Decimal(mark) for code, mark in marks.items()}


def score_read(rules: Rules, row: Score) -> ScoreRead:
    """A judge's score as it is answered."""
    mean = scoring.half_up(scoring.weighted_mean(weights(rules), decimals(row.marks)))
    return ScoreRead(
        id=row.id,
        version=row.version,
        entry_id=row.entry_id,
        judge_id=row.judge_id,
        marks=row.marks,
        score=str(mean),
        comment=row.comment,
        updated_at=row.updated_at,
    )


def shown(score: Decimal | None) -> str | None:
    """A score as text, always with two decimals."""
    return None if score is None else str(score)


def ranked(
    rules: Rules,
    entries: Iterable[Entry],
    panel: Sequence[Judge],
    recusals: Iterable[Recusal],
    scores: Iterable[Score],
    left_out: Collection[tuple[UUID, UUID]] = (),
) -> dict[UUID, tuple[Tally, int | None]]:
    """Tally and rank of each entry; ``left_out`` names (entry, judge) whose conflict was found afterwards."""
    in_conflict = {(r.entry_id, r.judge_id) for r in recusals if not r.lifted_reason} | set(left_out)
    by_pair = {(score.entry_id, score.judge_id): score for score in scores}
    tallies = {
        entry.id: scoring.tally(
            weights(rules),
            rules.drop_highest_and_lowest_from,
            _ballots(entry.id, panel, in_conflict, by_pair),
        )
        for entry in entries
    }
    ranks = scoring.ranks(tallies)
    return {entry_id: (tally, ranks[entry_id]) for entry_id, tally in tallies.items()}


def _ballots(
    entry_id: UUID,
    panel: Sequence[Judge],
    in_conflict: Collection[tuple[UUID, UUID]],
    by_pair: dict[tuple[UUID, UUID], Score],
) -> list[Ballot]:
    """One ballot a seat; who was excused without having scored is no longer on the panel."""
    ballots = []
    for judge in panel:
        score = by_pair.get((entry_id, judge.id))
        if score is None and judge.excused_reason is not None:
            continue
        marks = decimals(score.marks) if score else None
        ballots.append(Ballot(judge.seat, marks, (entry_id, judge.id) in in_conflict))
    return ballots
