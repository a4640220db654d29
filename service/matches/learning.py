"""How feedback changes one need's ranking: judgements of its pairings move the scores of what is alike."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from uuid import UUID

from sqlmodel import Session

from matching.document import Document
from matching.feedback import NeedFeedback
from matching.ranking import Match
from matching.weighting import Weights
from service.achievements.queries import every_achievement
from service.matches import documents, feedback_queries
from service.matches.schemas import InfluenceRead, Learning

# So many candidates are looked at again when a need has judgements; more gain nothing and cost time.
POOL = 200


def learned_from(session: Session, need_id: UUID, query: Document, weights: Weights) -> NeedFeedback | None:
    """What the judgements of a need teach, None when there are none that say something of the match."""
    levels: dict[UUID, list[int]] = defaultdict(list)
    for said in feedback_queries.said_of_need(session, need_id):
        if (level := feedback_queries.level_of(said)) is not None:
            levels[said.achievement_id].append(level)
    if not levels:
        return None
    judged = [
        (documents.of_achievement(row), fmean(levels[row.id])) for row in every_achievement(session, levels)
    ]
    return NeedFeedback(weights).fit(query, judged)


def relearned(
    feedback: NeedFeedback, plain: Sequence[Match], texts: Mapping[str, Document], limit: int, min_level: int
) -> tuple[list[Match], dict[str, Learning]]:
    """The matches in their new order, and for each what the learning added to its score."""
    before = {match.id: match.score for match in plain}
    moved = feedback.rerank(plain, texts, min_level=min_level)[:limit]
    return moved, {match.id: _learning(feedback, match, before[match.id], texts) for match in moved}


def _learning(feedback: NeedFeedback, match: Match, before: float, texts: Mapping[str, Document]) -> Learning:
    influences = [
        InfluenceRead(achievement_id=UUID(part.id), level=round(part.level, 2), effect=round(part.effect, 4))
        for part in feedback.influences(texts[match.id])
    ]
    return Learning(added=round(match.score - before, 4), judgements=influences)
