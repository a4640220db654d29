"""What the matcher reads of a listing: title, text, and the facts it filters and compares by; pure."""

from collections.abc import Sequence
from typing import Any

from matching.document import Document, Facet
from service.achievements.tables import Achievement
from service.codes.lists import code_list
from service.needs.tables import Need


def of_achievement(row: Achievement) -> Document:
    """An achievement as the matcher sees it."""
    text = _joined([row.summary, row.abstract, "，".join(row.keywords), _named(row.edges, "metric")])
    return Document(str(row.id), row.title, text, achievement_facets(row))


def of_need(row: Need) -> Document:
    """A need as the matcher sees it."""
    text = _joined([row.problem, row.baseline, _named(row.targets, "name")])
    return Document(str(row.id), row.title, text, need_facets(row))


def achievement_facets(row: Achievement) -> dict[str, Facet]:
    """What an achievement is filtered and compared by; prices in fen."""
    return {
        "status": row.status.value,
        "tech_field": row.tech_field,
        "industry": row.industry,
        "region": row.region,
        "trl": row.trl,
        "price": row.price,
        "transfer_modes": tuple(row.transfer_modes),
    }


def need_facets(row: Need) -> dict[str, Facet]:
    """What a need is filtered and compared by; budgets in fen."""
    return {
        "status": row.status.value,
        "tech_field": row.tech_field,
        "industry": row.industry,
        "region": row.region,
        "need_type": row.need_type.value,
        "trl_min": _expected_readiness(row),
        "budget_max": row.budget_max,
        "cooperation_modes": tuple(row.cooperation_modes),
    }


def _expected_readiness(row: Need) -> int | None:
    """How ready a technology this type of need usually asks for, by the code list; None where any will do."""
    least = code_list("need_types")[row.need_type.value].extra.get("trl_min")
    return int(least) if least else None


def of_text(title: str, text: str) -> Document:
    """A text that is not stored."""
    return Document("", title, text)


def _joined(parts: Sequence[str | None]) -> str:
    return "\n".join(part for part in parts if part)


def _named(parts: Sequence[dict[str, Any]], name: str) -> str:
    return "，".join(part[name] for part in parts)
