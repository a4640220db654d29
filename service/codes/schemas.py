"""Shapes of the code lists."""

from typing import Annotated

from msgspec import Meta

from service.kernel.schemas import Output


class CodeRead(Output, omit_defaults=True):
    """One entry of a code list."""

    code: Annotated[str, Meta(description="What is sent and stored")]
    zh: str
    en: str
    parent: Annotated[str | None, Meta(description="The code it belongs to, in lists with levels")] = None


class CodeListRead(Output):
    """A whole code list."""

    name: str
    items: list[CodeRead]


class CodeListName(Output):
    """A list and how long it is."""

    name: str
    entries: int


class CodeListNames(Output):
    """Every list there is."""

    items: list[CodeListName]
