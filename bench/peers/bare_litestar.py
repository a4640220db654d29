"""The floor: a Litestar route that answers a constant list, without database, actor or thread."""

from litestar import Litestar, get
from msgspec import Struct


class Line(Struct):
    """One small item."""

    id: int
    title: str


_LINES = [Line(number, "煤气化细渣的资源化利用") for number in range(20)]


@get("/lines", sync_to_thread=False)
def lines() -> list[Line]:
    """Always the same."""
    return _LINES


app = Litestar([lines], openapi_config=None, logging_config=None)
