"""The two kinds of shape at the edge, the list page, and the texts that every room uses."""

from typing import Annotated, Generic, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

T = TypeVar("T")

# At least one character that is not white space; in one line also no line break and no direction mark.
_SOLID = r"\S"
_ONE_LINE = r"^(?=[\s\S]*\S)[^\x00-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069]+(?![\s\S])"

Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=_ONE_LINE)]
Line = Annotated[str, Meta(min_length=1, max_length=500, pattern=_ONE_LINE)]
Text = Annotated[str, Meta(min_length=1, max_length=20_000, pattern=_SOLID)]
Word = Annotated[str, Meta(min_length=1, max_length=100, pattern=_ONE_LINE)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class Input(Struct, kw_only=True, forbid_unknown_fields=True):
    """A body as sent: an unknown field is refused, because a mistyped one must not vanish."""


class Output(Struct, kw_only=True):
    """A named answer; rows never leave the house, only these do."""


class Page(Output, Generic[T]):
    """One page of a list."""

    items: Annotated[list[T], Meta(description="In the order asked for; ties by id")]
    next_cursor: Annotated[
        str | None, Meta(description="Send it as `cursor` for the next page; null on the last one")
    ] = None
    total: Annotated[int | UnsetType, Meta(description="Only with `count=true`")] = UNSET
