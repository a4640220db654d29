"""Every SELECT of match runs; what a run holds is shown as far as the actor may see both sides now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from matching.explanation import Explainer
from matching.index import Index
from matching.ranking import fit
from service.achievements import reading as achievement_reading
from service.achievements.tables import Achievement
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.kernel.paging import Cursors, Keyset, Window
from service.listings.reading import owner_read
from service.listings.visibility import is_live, owner_is_shown, visible_to
from service.matches import documents, explaining, policy
from service.matches.live import LiveIndex
from service.matches.schemas import Fit, FitValue, MatchRunRead, Pairing, Pairings
from service.matches.tables import MatchPair, MatchRun
from service.needs import reading as need_reading
from service.needs.tables import Need
from service.organizations.tables import Organization

_Seeker, _Offerer = aliased(Organization), aliased(Organization)
_SORTS = {"score": col(MatchPair.score), "found_at": col(MatchPair.found_at)}


@dataclass(frozen=True, slots=True)
class PairingFilter:
    """What the list of pairings is narrowed to; ``tech_field`` is the field of either side."""

    min_level: int = 2
    tech_field: str | None = None
    since: datetime | None = None


def pairings(
    session: Session, actor: Actor, live: LiveIndex, wanted: PairingFilter, window: Window, cursors: Cursors
) -> Pairings:
    """The best pairings of the newest run, best first.

    Raises Forbidden, BadParameter.
    """
    if not policy.may_see_pairings(actor):
        raise Forbidden("The list of all pairings is for the bureau and for brokers.")
    run = newest(session)
    if run is None:
        return Pairings(items=[], next_cursor=None)
    # A cursor belongs to its run: in the next one other pairings may stand before it.
    pages = Keyset(f"matches {run.id}", _SORTS, col(MatchPair.id), default="-score")
    today = clock.today()
    found = pages.page(session, _shown(actor, run, wanted, today), window, cursors)
    index = live.side(session, "achievements")
    read = Pairings(
        items=[_pairing(index, row, today) for row in found.rows],
        next_cursor=found.next_cursor,
        run=_run_read(run),
    )
    if found.total is not None:
        read.total = found.total
    return read


def newest(session: Session) -> MatchRun | None:
    """The last run that is whole."""
    found = finished(session, 1)
    return found[0] if found else None


def finished(session: Session, count: int) -> Sequence[MatchRun]:
    """The last few that are whole, newest first."""
    statement = select(MatchRun).where(col(MatchRun.finished_at).is_not(None))
    return session.execute(statement.order_by(col(MatchRun.id).desc()).limit(count)).scalars().all()


def is_under_way(session: Session, patience: timedelta) -> bool:
    """Somebody began one not long ago and has not ended it."""
    begun = col(MatchRun.finished_at).is_(None) & (col(MatchRun.started_at) > clock.now() - patience)
    return session.execute(select(col(MatchRun.id)).where(begun).limit(1)).first() is not None


def superseded(session: Session, kept: Collection[UUID], patience: timedelta) -> list[UUID]:
    """Runs that are not kept, without those under way."""
    is_over = or_(col(MatchRun.finished_at).is_not(None), col(MatchRun.started_at) <= clock.now() - patience)
    statement = select(col(MatchRun.id)).where(col(MatchRun.id).not_in(kept), is_over)
    return list(session.execute(statement).scalars())


def first_found(
    session: Session, run: MatchRun, need_ids: Collection[UUID]
) -> dict[tuple[UUID, UUID], datetime]:
    """Since when each pairing of these needs was known in a run."""
    statement = select(col(MatchPair.need_id), col(MatchPair.achievement_id), col(MatchPair.found_at)).where(
        col(MatchPair.run_id) == run.id, col(MatchPair.need_id).in_(need_ids)
    )
    return {(need, achievement): at for need, achievement, at in session.execute(statement)}


def pair_ids(session: Session, run_id: UUID, limit: int) -> Sequence[UUID]:
    """Some pairings of a run."""
    statement = select(col(MatchPair.id)).where(col(MatchPair.run_id) == run_id).limit(limit)
    return session.execute(statement).scalars().all()


def _shown(actor: Actor, run: MatchRun, wanted: PairingFilter, today: date) -> Any:
    statement = (
        select(
            MatchPair,
            Need,
            _Seeker,
            owner_is_shown(actor, Need),
            Achievement,
            _Offerer,
            owner_is_shown(actor, Achievement),
        )
        .join(Need, col(Need.id) == col(MatchPair.need_id))
        .join(Achievement, col(Achievement.id) == col(MatchPair.achievement_id))
        .join(_Seeker, col(_Seeker.id) == col(Need.owner_id))
        .join(_Offerer, col(_Offerer.id) == col(Achievement.owner_id))
    )
    return statement.where(
        col(MatchPair.run_id) == run.id,
        col(MatchPair.level) >= wanted.min_level,
        *_readable(actor, Need, _Seeker, run, today),
        *_readable(actor, Achievement, _Offerer, run, today),
        *_narrowed(actor, wanted),
    )


def _readable(actor: Actor, table: Any, owner: Any, run: MatchRun, today: date) -> list[ColumnElement[bool]]:
    """Visible and live now, and still the text that was ranked: a changed one is published anew."""
    return [
        visible_to(actor, table, today, owner),
        is_live(table, today, owner),
        col(table.published_at) <= run.started_at,
    ]


def _narrowed(actor: Actor, wanted: PairingFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.tech_field is not None:
        conditions.append(_either(lambda table: col(table.tech_field) == wanted.tech_field))
    if wanted.since is not None:
        conditions.append(col(MatchPair.found_at) >= wanted.since)
    if actor.is_bureau:
        conditions.append(_either(lambda table: col(table.region).startswith(actor.area or "")))
    return conditions


def _either(holds: Any) -> ColumnElement[bool]:
    return or_(holds(Need), holds(Achievement))


def _pairing(index: Index, row: Any, today: date) -> Pairing:
    pair, need, seeker, shows_seeker, achievement, offerer, shows_offerer = row[:7]
    asked, found = documents.of_need(need), documents.of_achievement(achievement)
    reasons = Explainer(index, asked).reasons([found], limit=explaining.SHOWN)[0]
    pieces = documents.need_pieces(need), documents.achievement_pieces(achievement)
    return Pairing(
        id=pair.id,
        need=need_reading.summary_of(need, owner_read(seeker, is_shown=shows_seeker), today),
        achievement=achievement_reading.summary_of(
            achievement, owner_read(offerer, is_shown=shows_offerer), today
        ),
        score=round(pair.score, 4),
        level=pair.level,
        probability=explaining.probability_read(pair.score),
        reasons=explaining.reasons_read(reasons, *pieces),
        fit=Fit(**{name: FitValue(value) for name, value in fit(asked.facets, found.facets).items()}),
        found_at=pair.found_at,
    )


def _run_read(run: MatchRun) -> MatchRunRead:
    if run.finished_at is None:
        raise ValueError("a run is shown when it is whole")
    return MatchRunRead(
        id=run.id, started_at=run.started_at, finished_at=run.finished_at, needs=run.needs,
        achievements=run.achievements, pairs=run.pairs,
    )  # fmt: skip
