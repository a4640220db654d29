"""Ranked, explained pairings for a stored listing or a text, filled with what the actor may see now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session

from matching.document import Document
from matching.explanation import Explainer, Reason
from matching.index import Index
from matching.ranking import Match, Where, fit, is_search
from service.achievements import queries as achievements
from service.achievements import reading as achievement_reading
from service.codes.lists import region_prefix
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, invalid
from service.kernel.money import optional_fen
from service.listings import policy
from service.listings.listing import Listing
from service.matches import documents, explaining
from service.matches.documents import Piece
from service.matches.learning import POOL, learned_from, relearned
from service.matches.live import LiveIndex, ranked
from service.matches.schemas import (
    AchievementMatches,
    Fit,
    FitValue,
    Learning,
    MatchedAchievement,
    MatchedNeed,
    NeedMatches,
    ReasonRead,
    SearchFilters,
    SearchMatch,
    SearchMatches,
    SearchRequest,
    Side,
)
from service.needs import queries as needs
from service.needs import reading as need_reading

_PUBLISHED = Where.equals("status", "published")


@dataclass(frozen=True, slots=True)
class MatchQuery:
    """How many matches, from which level on, and what they must be."""

    limit: int = 20
    min_level: int = 2
    filters: SearchFilters = field(default_factory=SearchFilters)


def matches_of_need(
    session: Session, actor: Actor, live: LiveIndex, need_id: UUID, wanted: MatchQuery
) -> AchievementMatches:
    """The achievements that may answer a need, also for a draft.

    Raises NotFound, Forbidden.
    """
    need, _ = needs.visible_row(session, actor, need_id)
    _require_right(actor, need)
    query, facts = documents.of_need(need), documents.need_facets(need)
    pieces = documents.need_pieces(need)
    found = _Found(session, actor, live, Side.ACHIEVEMENTS, query, pieces, wanted, need_id)
    today = clock.today()
    return AchievementMatches(
        items=[
            MatchedAchievement(
                achievement=achievement_reading.summary_of(row, owner, today),
                score=score,
                level=level,
                probability=explaining.probability_read(score),
                reasons=reasons,
                fit=_fit(facts, documents.achievement_facets(row)),
                learning=found.learning.get(str(row.id)),
            )
            for row, owner, score, level, reasons in found.explained()
        ]
    )


def matches_of_achievement(
    session: Session, actor: Actor, live: LiveIndex, achievement_id: UUID, wanted: MatchQuery
) -> NeedMatches:
    """The needs that an achievement may answer, also for a draft.

    Raises NotFound, Forbidden.
    """
    achievement, _ = achievements.visible_row(session, actor, achievement_id)
    _require_right(actor, achievement)
    query, facts = documents.of_achievement(achievement), documents.achievement_facets(achievement)
    pieces = documents.achievement_pieces(achievement)
    found = _Found(session, actor, live, Side.NEEDS, query, pieces, wanted)
    today = clock.today()
    return NeedMatches(
        items=[
            MatchedNeed(
                need=need_reading.summary_of(row, owner, today),
                score=score,
                level=level,
                probability=explaining.probability_read(score),
                reasons=reasons,
                fit=_fit(documents.need_facets(row), facts),
            )
            for row, owner, score, level, reasons in found.explained()
        ]
    )


def search(session: Session, actor: Actor, live: LiveIndex, data: SearchRequest) -> SearchMatches:
    """The listings of one side for a text that is not stored.

    Raises Invalid for a filter of the other side.
    """
    query = documents.of_text(data.title, data.text)
    wanted = MatchQuery(data.limit, data.min_level, data.filters)
    found = _Found(session, actor, live, data.side, query, documents.text_pieces(data.text), wanted)
    today = clock.today()
    items = []
    is_described = not is_search(query)
    for row, owner, score, level, reasons in found.explained():
        item = SearchMatch(score=score, level=level, reasons=reasons)
        if is_described:
            item.probability = explaining.probability_read(score)
        if data.side == Side.ACHIEVEMENTS:
            item.achievement = achievement_reading.summary_of(row, owner, today)
        else:
            item.need = need_reading.summary_of(row, owner, today)
        items.append(item)
    return SearchMatches(items=items)


class _Found:
    """One ranking over one side, with the rows it leads to."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        live: LiveIndex,
        side: Side,
        query: Document,
        pieces: Sequence[Piece],
        wanted: MatchQuery,
        need_id: UUID | None = None,
    ) -> None:
        self._session, self._actor, self._side, self._query = session, actor, side, query
        self._pieces = pieces
        self._index: Index = live.side(session, side.value)
        self._rows: dict[UUID, tuple[Any, Any]] = {}
        self._where = _where(side, wanted.filters)
        self.learning: dict[str, Learning] = {}
        weights = self._index.snapshot.weights
        feedback = learned_from(session, need_id, query, weights) if need_id else None
        if feedback is None:
            self._matches = self._ranked(wanted.limit, wanted.min_level)
        else:
            plain = self._ranked(max(POOL, wanted.limit), 1)
            texts = {match.id: self._document(self._rows[UUID(match.id)][0]) for match in plain}
            self._matches, self.learning = relearned(feedback, plain, texts, wanted.limit, wanted.min_level)

    def explained(self) -> list[tuple[Any, Any, float, int, list[ReasonRead]]]:
        """(row, owner, score, level, reasons), best first."""
        found = [self._rows[UUID(match.id)] for match in self._matches]
        texts = [self._document(row) for row, _ in found]
        explained = Explainer(self._index, self._query).reasons(texts, limit=explaining.SHOWN)
        return [
            (row, owner, round(match.score, 4), match.level, self._reasons(reasons, row))
            for match, (row, owner), reasons in zip(self._matches, found, explained, strict=True)
        ]

    def _reasons(self, reasons: Sequence[Reason], row: Any) -> list[ReasonRead]:
        is_achievement = self._side == Side.ACHIEVEMENTS
        pieces = documents.achievement_pieces(row) if is_achievement else documents.need_pieces(row)
        return explaining.reasons_read(reasons, self._pieces, pieces)

    def _ranked(self, limit: int, min_level: int) -> list[Match]:
        return ranked(self._index, self._query, self._where, limit, min_level, self._live)

    def _live(self, ids: Any) -> set[UUID]:
        read = achievements.live_achievements if self._side == Side.ACHIEVEMENTS else needs.live_needs
        rows: Mapping[UUID, tuple[Any, Any]] = read(self._session, self._actor, ids)
        self._rows.update(rows)
        return set(rows)

    def _document(self, row: Any) -> Document:
        is_achievement = self._side == Side.ACHIEVEMENTS
        return documents.of_achievement(row) if is_achievement else documents.of_need(row)


def _require_right(actor: Actor, listing: Listing) -> None:
    if not policy.may_see_matches(actor, listing):
        raise Forbidden("The matches of a listing are for its owner, its broker and the bureau.")


def _fit(need: Mapping[str, Any], achievement: Mapping[str, Any]) -> Fit:
    return Fit(**{name: FitValue(value) for name, value in fit(need, achievement).items()})


def _where(side: Side, filters: SearchFilters) -> Where:
    """The filters as conditions of the scan. Raises Invalid for one that the side does not have."""
    where = _PUBLISHED
    if filters.tech_field is not None:
        where &= Where.equals("tech_field", filters.tech_field)
    if filters.region is not None:
        where &= Where.prefix("region", region_prefix(filters.region))
    return where & (_of_achievements(filters) if side == Side.ACHIEVEMENTS else _of_needs(filters))


def _of_achievements(filters: SearchFilters) -> Where:
    _refuse(filters, "need_type", "budget_min")
    where = Where()
    if filters.trl_min is not None:
        where &= Where.at_least("trl", filters.trl_min)
    if filters.trl_max is not None:
        where &= Where.at_most("trl", filters.trl_max)
    if filters.transfer_mode is not None:
        where &= Where.equals("transfer_modes", filters.transfer_mode.value)
    if (price := optional_fen(filters.price_max)) is not None:
        where &= Where.at_most("price", price)
    return where


def _of_needs(filters: SearchFilters) -> Where:
    _refuse(filters, "trl_min", "trl_max", "transfer_mode", "price_max")
    where = Where()
    if filters.need_type is not None:
        where &= Where.equals("need_type", filters.need_type.value)
    if (budget := optional_fen(filters.budget_min)) is not None:
        where &= Where.at_least("budget_max", budget)
    return where


def _refuse(filters: SearchFilters, *names: str) -> None:
    for name in names:
        if getattr(filters, name) is not None:
            raise invalid(f"/filters/{name}", "This filter is of the other side.")
