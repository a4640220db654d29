"""What the matcher reads of a listing: title, text, and the facts it filters and compares by; pure."""

from collections.abc import Sequence

from matching.document import Document, Facet
from service.achievements.tables import Achievement
from service.codes.lists import code_list
from service.needs.tables import Need

# A part of a listing's text: the JSON pointer of its field, and what stands there.
Piece = tuple[str, str]


def of_achievement(row: Achievement) -> Document:
    """An achievement as the matcher sees it."""
    return Document(str(row.id), row.title, _joined(achievement_pieces(row)), achievement_facets(row))


def of_need(row: Need) -> Document:
    """A need as the matcher sees it."""
    return Document(str(row.id), row.title, _joined(need_pieces(row)), need_facets(row))


def of_text(title: str, text: str) -> Document:
    """A text that is not stored."""
    return Document("", title, text)


def achievement_pieces(row: Achievement) -> list[Piece]:
    """The parts of an achievement's text beside its title, in order, none empty."""
    pieces = [("/summary", row.summary), ("/abstract", row.abstract)]
    pieces += [(f"/keywords/{i}", keyword) for i, keyword in enumerate(row.keywords)]
    pieces += [(f"/edges/{i}/metric", edge["metric"]) for i, edge in enumerate(row.edges)]
    return [piece for piece in pieces if piece[1]]


def need_pieces(row: Need) -> list[Piece]:
    """The parts of a need's text beside its title, in order, none empty."""
    pieces = [("/problem", row.problem), ("/baseline", row.baseline or "")]
    pieces += [(f"/targets/{i}/name", target["name"]) for i, target in enumerate(row.targets)]
    return [piece for piece in pieces if piece[1]]


def text_pieces(text: str) -> list[Piece]:
    """The same of a text that is not stored."""
    return [("/text", text)]


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


def _joined(pieces: Sequence[Piece]) -> str:
    # A line break ends a run of terms, so no phrase reaches from one part into the next.
    return "\n".join(text for _, text in pieces)
