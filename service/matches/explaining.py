"""How reasons become what a page shows: phrases with their places in the fields of both texts; pure."""

from collections.abc import Iterable, Sequence
from itertools import islice

from matching.calibration import probability_of
from matching.explanation import Reason, Span
from service.matches.documents import Piece
from service.matches.schemas import ReasonRead, SpanRead

SHOWN = 5
# A phrase may stand in a text a thousand times; so many places are enough to highlight it.
_PLACES = 20


def reasons_read(
    reasons: Iterable[Reason], asked: Sequence[Piece], found: Sequence[Piece]
) -> list[ReasonRead]:
    """The reasons, their places told as those of the two texts' fields."""
    return [
        ReasonRead(
            phrase=reason.phrase,
            share=round(reason.share, 4),
            asked=_located(reason.query_spans, asked),
            found=_located(reason.document_spans, found),
        )
        for reason in reasons
    ]


def probability_read(score: float) -> float:
    """How probable it is that a person calls a pairing of this score fairly strong or strong."""
    return round(probability_of(score), 2)


def _located(spans: Iterable[Span], pieces: Sequence[Piece]) -> list[SpanRead]:
    return [_place(span, pieces) for span in islice(spans, _PLACES)]


def _place(span: Span, pieces: Sequence[Piece]) -> SpanRead:
    """The place in its field; a phrase never reaches over the end of one."""
    if span.field == "title":
        return SpanRead(field="/title", start=span.start, end=span.end)
    first = 0
    for field, text in pieces:
        if span.start < first + len(text):
            return SpanRead(field=field, start=span.start - first, end=span.end - first)
        first += len(text) + 1
    raise ValueError("a span beyond the text")
