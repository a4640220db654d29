"""GET /codes: the code lists, open to everybody."""

from typing import Annotated

from litestar import Controller, get
from litestar.params import FromPath, QueryParameter

from service.codes import queries
from service.codes.schemas import CodeListNames, CodeListRead
from service.http.problems import answers
from service.kernel.errors import BadParameter, NotFound


class CodesController(Controller):
    """Code lists (代码表)."""

    path = "/codes"
    tags = ("codes",)
    opt = {"open": True}

    @get("/", operation_id="list_code_lists", summary="Names of the code lists", sync_to_thread=False)
    def list_code_lists(self) -> CodeListNames:
        """Every code list and how many entries it has."""
        return queries.list_names()

    @get(
        "/{name:str}",
        operation_id="get_code_list",
        summary="One code list",
        responses=answers(BadParameter, NotFound),
        sync_to_thread=False,
    )
    def get_code_list(
        self,
        name: FromPath[str],
        parent: Annotated[
            str | None, QueryParameter(max_length=40, description="Only entries under this code")
        ] = None,
    ) -> CodeListRead:
        """The codes of one list with their Chinese and English names."""
        return queries.whole_list(name, parent)
