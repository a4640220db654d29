"""/health: whether this process lives and is ready."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from sqlalchemy import text
from sqlmodel import Session

from service.http.edge import Edge
from service.http.problems import answers
from service.http.protection import RATE, UNLIMITED
from service.kernel.errors import Busy
from service.kernel.schemas import Output


class Alive(Output):
    """This process answers."""

    status: str


class Ready(Output):
    """What this process depends on answers too."""

    status: str
    database: str


class HealthController(Controller):
    """For operators and load balancers."""

    path = "/health"
    tags = ("operations",)
    opt = {"open": True, RATE: UNLIMITED}

    @get("/live", operation_id="get_live", summary="Does the process answer", sync_to_thread=False)
    def live(self) -> Alive:
        """Always, as long as the process runs."""
        return Alive(status="ok")

    @get("/ready", operation_id="get_ready", summary="Can it do its work", responses=answers(Busy))
    async def ready(self, edge: NamedDependency[Edge]) -> Response[Ready]:
        """503 while the database does not answer."""
        return await edge.read(_ready)


def _ready(session: Session) -> Ready:
    session.execute(text("SELECT 1"))
    return Ready(status="ok", database=session.get_bind().dialect.name)
