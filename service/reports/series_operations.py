"""Entering what was announced."""

from sqlmodel import Session

from service.codes.lists import require
from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, Forbidden
from service.reports import policy, series_queries
from service.reports.series_schemas import OfficialFigureCreate, OfficialFigureRead
from service.reports.tables import OfficialFigure


def enter_figure(
    session: Session, actor: Actor, data: OfficialFigureCreate, *, is_demonstration: bool = False
) -> OfficialFigureRead:
    """Keep a figure beside the computed ones.

    Raises Forbidden, Invalid, Conflict when this source's figure was entered before.
    """
    if not policy.may_set(actor):
        raise Forbidden("Official figures are entered by the city's bureau.")
    require("regions", data.region, "/region")
    if series_queries.has_figure(session, data.series, data.region, data.period, data.source):
        raise Conflict("This source's figure of this series and period was entered before.")
    columns = {name: getattr(data, name) for name in data.__struct_fields__}
    figure = OfficialFigure(**columns, is_demonstration=is_demonstration)
    audit.write(session, actor, "enter", figure)
    return series_queries.figure_read(session, actor, figure)
