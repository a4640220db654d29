"""/organizations and /me."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.accounts import browser
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import (
    BadParameter,
    Forbidden,
    IllegalMove,
    Invalid,
    NotFound,
    PreconditionRequired,
    StaleVersion,
)
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.organizations import erasure_operations, member_operations, operations, queries
from service.organizations.entry_schemas import MemberUpdate
from service.organizations.errors import LastManager, UsccTaken
from service.organizations.queries import OrganizationFilter
from service.organizations.schemas import (
    Me,
    MemberRead,
    Members,
    OrganizationCreate,
    OrganizationRead,
    OrganizationUpdate,
    StatusChange,
    VerifyOrganization,
)
from service.organizations.tables import OrganizationKind, OrganizationStatus


async def provide_filter(
    kind: FromQuery[OrganizationKind | None] = None,
    status: FromQuery[OrganizationStatus | None] = None,
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Everything under this region")
    ] = None,
    name: Annotated[str | None, QueryParameter(max_length=200, description="Part of the name")] = None,
) -> OrganizationFilter:
    """The dependency named ``wanted``."""
    return OrganizationFilter(kind, status, region, name)


def _location(organization: OrganizationRead) -> str:
    return f"/api/v1/organizations/{organization.id}"


class OrganizationsController(Controller):
    """Organisations (单位) and who acts for them."""

    path = "/organizations"
    tags = ("organizations",)

    @post(
        "/",
        operation_id="register_organization",
        summary="Register an organisation",
        responses=answers(Forbidden, UsccTaken, Invalid),
    )
    async def register(
        self, edge: NamedDependency[Edge], data: JSONBody[OrganizationCreate]
    ) -> Response[OrganizationRead]:
        """It is pending until the bureau has verified it; who registers it becomes its manager."""
        return await edge.write(
            lambda session: operations.register_organization(session, edge.actor, data),
            status=201,
            location=_location,
        )

    @get(
        "/",
        operation_id="list_organizations",
        summary="Organisations",
        responses=answers(BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[OrganizationFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[OrganizationRead]]:
        """Verified ones for everybody who is logged in; also the pending ones for the bureau."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.organizations(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{organization_id:uuid}",
        operation_id="get_organization",
        summary="One organisation",
        responses=answers(NotFound),
    )
    async def get_(
        self, edge: NamedDependency[Edge], organization_id: FromPath[UUID]
    ) -> Response[OrganizationRead]:
        """With its version as ETag."""
        return await edge.read(lambda session: queries.organization(session, edge.actor, organization_id))

    @patch(
        "/{organization_id:uuid}",
        operation_id="edit_organization",
        summary="Change an organisation",
        responses=answers(Forbidden, NotFound, UsccTaken, StaleVersion, Invalid, PreconditionRequired),
    )
    async def edit(
        self, edge: NamedDependency[Edge], organization_id: FromPath[UUID], data: JSONBody[OrganizationUpdate]
    ) -> Response[OrganizationRead]:
        """Needs If-Match; name and code of a verified one are the bureau's to change."""
        return await edge.write(
            lambda session: operations.edit_organization(
                session, edge.actor, organization_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{organization_id:uuid}/verify",
        operation_id="verify_organization",
        summary="Verify an organisation (核验)",
        status_code=200,
        responses=answers(Forbidden, NotFound, IllegalMove, StaleVersion, Invalid),
    )
    async def verify(
        self, edge: NamedDependency[Edge], organization_id: FromPath[UUID], data: JSONBody[VerifyOrganization]
    ) -> Response[OrganizationRead]:
        """The bureau has checked who it is; a suspended one is reinstated."""
        return await edge.write(
            lambda session: operations.verify_organization(
                session, edge.actor, organization_id, data.note, if_match=edge.if_match
            )
        )

    @post(
        "/{organization_id:uuid}/suspend",
        operation_id="suspend_organization",
        summary="Suspend an organisation (暂停)",
        status_code=200,
        responses=answers(Forbidden, NotFound, IllegalMove, StaleVersion, Invalid),
    )
    async def suspend(
        self, edge: NamedDependency[Edge], organization_id: FromPath[UUID], data: JSONBody[StatusChange]
    ) -> Response[OrganizationRead]:
        """Its listings vanish from the lists and the matches at once."""
        return await edge.write(
            lambda session: operations.suspend_organization(
                session, edge.actor, organization_id, data.reason, if_match=edge.if_match
            )
        )

    @get(
        "/{organization_id:uuid}/members",
        operation_id="list_members",
        summary="Who acts for an organisation",
        responses=answers(Forbidden, NotFound),
    )
    async def members(
        self, edge: NamedDependency[Edge], organization_id: FromPath[UUID]
    ) -> Response[Members]:
        """For its own members and the bureau."""
        return await edge.read(lambda session: queries.members_for(session, edge.actor, organization_id))

    @patch(
        "/{organization_id:uuid}/members/{membership_id:uuid}",
        operation_id="edit_member",
        summary="Change a member's role",
        responses=answers(Forbidden, NotFound, LastManager, StaleVersion, Invalid, PreconditionRequired),
    )
    async def edit_member(
        self,
        edge: NamedDependency[Edge],
        organization_id: FromPath[UUID],
        membership_id: FromPath[UUID],
        data: JSONBody[MemberUpdate],
    ) -> Response[MemberRead]:
        """By its manager or the bureau; one manager always stays."""
        return await edge.write(
            lambda session: member_operations.edit_member(
                session, edge.actor, organization_id, membership_id, data, if_match=edge.if_match
            )
        )

    @delete(
        "/{organization_id:uuid}/members/{membership_id:uuid}",
        operation_id="remove_member",
        summary="Leave, or let a member go",
        status_code=204,
        responses=answers(Forbidden, NotFound, LastManager),
    )
    async def remove_member(
        self, edge: NamedDependency[Edge], organization_id: FromPath[UUID], membership_id: FromPath[UUID]
    ) -> Response[None]:
        """Everybody may leave but the last manager; keys made for the organisation end with it."""
        return await edge.write(
            lambda session: member_operations.remove_member(
                session, edge.actor, organization_id, membership_id
            ),
            status=204,
        )


class MeController(Controller):
    """Who am I (我的账号)."""

    path = "/me"
    tags = ("accounts",)

    @get("/", operation_id="get_me", summary="Who I am and for whom I act")
    async def me(self, edge: NamedDependency[Edge]) -> Response[Me]:
        """My account, my organisations, and the one this request acts for."""
        return await edge.read(lambda session: queries.me(session, edge.actor))

    @delete(
        "/",
        operation_id="erase_me",
        summary="Erase my account",
        status_code=204,
        responses=answers(LastManager),
    )
    async def erase(self, edge: NamedDependency[Edge]) -> Response[None]:
        """My name, addresses, sessions and keys are gone for good; what I did stays told by an id."""
        answer = await edge.write(
            lambda session: erasure_operations.erase_me(session, edge.actor), status=204
        )
        browser.clear_session(edge, answer)
        return answer
