"""/invitations and /registrations: how people get in."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from service.accounts import lockout, passwords
from service.accounts.attempts import charge, hashed
from service.accounts.errors import LinkEnded, TooManyGuesses, WeakPassword
from service.accounts.schemas import MessageAsked
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import BadParameter, Forbidden, IllegalMove, Invalid, NotFound, StaleVersion
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.organizations import entry_queries as queries
from service.organizations import invitation_operations as invitations
from service.organizations import registration_operations as registrations
from service.organizations.entry_schemas import (
    InvitationAccept,
    InvitationCreate,
    InvitationPreview,
    InvitationRead,
    InvitationToken,
    RegistrationApprove,
    RegistrationCreate,
    RegistrationRead,
    RegistrationRefuse,
)
from service.organizations.entry_tables import ApplicationStatus, InvitationStatus
from service.organizations.errors import AlreadyAMember, LogInToAccept, UsccTaken
from service.organizations.schemas import MemberRead

_WITH_LINK = {"open": True, "takes_key": False}


class InvitationsController(Controller):
    """Invitations (邀请): an organisation asks somebody to act for it."""

    path = "/invitations"
    tags = ("accounts",)

    @post(
        "/",
        operation_id="invite",
        summary="Invite somebody",
        responses=answers(Forbidden, NotFound, AlreadyAMember, Invalid),
    )
    async def invite(
        self, edge: NamedDependency[Edge], data: JSONBody[InvitationCreate]
    ) -> Response[InvitationRead]:
        """By its manager or the bureau. The link is mailed; invited again, the address gets a fresh one."""
        return await edge.write(lambda session: invitations.invite(session, edge.actor, data), status=201)

    @get("/", operation_id="list_invitations", summary="Invitations", responses=answers(BadParameter))
    async def list_(
        self,
        edge: NamedDependency[Edge],
        window: NamedDependency[Window],
        status: FromQuery[InvitationStatus | None] = None,
    ) -> Response[Page[InvitationRead]]:
        """Of the organisation that I manage; for the bureau, of all in its area."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.invitations(session, edge.actor, status, window, cursors)
        )

    @post(
        "/{invitation_id:uuid}/withdraw",
        operation_id="withdraw_invitation",
        summary="Take an invitation back",
        status_code=200,
        responses=answers(NotFound, IllegalMove),
    )
    async def withdraw(
        self, edge: NamedDependency[Edge], invitation_id: FromPath[UUID]
    ) -> Response[InvitationRead]:
        """Its link is void."""
        return await edge.write(
            lambda session: invitations.withdraw_invitation(session, edge.actor, invitation_id)
        )

    @post(
        "/preview",
        operation_id="preview_invitation",
        summary="What an invitation is to",
        status_code=200,
        responses=answers(LinkEnded),
        opt=_WITH_LINK,
    )
    async def preview(
        self, edge: NamedDependency[Edge], data: JSONBody[InvitationToken]
    ) -> Response[InvitationPreview]:
        """For who holds the link."""
        found = await edge.look(lambda session: queries.preview(session, data.token))
        if found is None:
            raise LinkEnded
        return Response(found)

    @post(
        "/accept",
        operation_id="accept_invitation",
        summary="Accept an invitation",
        status_code=201,
        responses=answers(LinkEnded, WeakPassword, LogInToAccept, Forbidden, AlreadyAMember),
        opt=_WITH_LINK,
    )
    async def accept(
        self, edge: NamedDependency[Edge], data: JSONBody[InvitationAccept]
    ) -> Response[MemberRead]:
        """Who is new sends a name and a password; who has an account logs in and sends the token alone."""
        fresh = await _new_password(edge, data)
        return await edge.write(
            lambda session: invitations.accept_invitation(session, edge.actor, data.token, data.name, fresh),
            status=201,
            takes_key=False,
        )


class RegistrationsController(Controller):
    """Registration by request (注册申请): the organisation's manager or the bureau decides."""

    path = "/registrations"
    tags = ("accounts",)

    @post(
        "/",
        operation_id="request_registration",
        summary="Ask to act for an organisation",
        status_code=202,
        responses=answers(Forbidden, AlreadyAMember, TooManyGuesses, Invalid),
        opt={"open": True},
    )
    async def ask(
        self, edge: NamedDependency[Edge], data: JSONBody[RegistrationCreate]
    ) -> Response[MessageAsked]:
        """Open to visitors. The organisation is known by its code, or new with name, kind and region."""
        whom = data.email or str(edge.actor.person_id)
        await charge(edge, lockout.asking("registration", whom), lockout.from_source(edge.source))
        return await edge.write(
            lambda session: registrations.ask_to_join(session, edge.actor, data), status=202
        )

    @get("/", operation_id="list_registrations", summary="Requests to join", responses=answers(BadParameter))
    async def list_(
        self,
        edge: NamedDependency[Edge],
        window: NamedDependency[Window],
        status: FromQuery[ApplicationStatus | None] = None,
    ) -> Response[Page[RegistrationRead]]:
        """My own; those of the organisation that I manage; for the bureau, those of its area."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.registrations(session, edge.actor, status, window, cursors)
        )

    @post(
        "/{registration_id:uuid}/approve",
        operation_id="approve_registration",
        summary="Let somebody in",
        status_code=200,
        responses=answers(Forbidden, NotFound, IllegalMove, StaleVersion, Invalid, UsccTaken, AlreadyAMember),
    )
    async def approve(
        self,
        edge: NamedDependency[Edge],
        registration_id: FromPath[UUID],
        data: JSONBody[RegistrationApprove],
    ) -> Response[RegistrationRead]:
        """Who was logged in belongs at once; who was not is mailed an invitation."""
        return await edge.write(
            lambda session: registrations.approve_registration(
                session, edge.actor, registration_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{registration_id:uuid}/refuse",
        operation_id="refuse_registration",
        summary="Refuse somebody",
        status_code=200,
        responses=answers(Forbidden, NotFound, IllegalMove, StaleVersion, Invalid),
    )
    async def refuse(
        self,
        edge: NamedDependency[Edge],
        registration_id: FromPath[UUID],
        data: JSONBody[RegistrationRefuse],
    ) -> Response[RegistrationRead]:
        """The reason is mailed to the applicant."""
        return await edge.write(
            lambda session: registrations.refuse_registration(
                session, edge.actor, registration_id, data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{registration_id:uuid}/withdraw",
        operation_id="withdraw_registration",
        summary="Take my request back",
        status_code=200,
        responses=answers(Forbidden, NotFound, IllegalMove),
    )
    async def withdraw(
        self, edge: NamedDependency[Edge], registration_id: FromPath[UUID]
    ) -> Response[RegistrationRead]:
        """By who was logged in when asking; others use the link in the first mail."""
        return await edge.write(
            lambda session: registrations.withdraw_registration(session, edge.actor, registration_id)
        )

    @post(
        "/withdraw",
        operation_id="withdraw_registration_by_link",
        summary="Take a request back by the link",
        status_code=204,
        responses=answers(LinkEnded, IllegalMove),
        opt=_WITH_LINK,
    )
    async def withdraw_by_link(
        self, edge: NamedDependency[Edge], data: JSONBody[InvitationToken]
    ) -> Response[None]:
        """Also a request that a stranger made with my address."""
        return await edge.write(
            lambda session: registrations.withdraw_by_link(session, data.token), status=204, takes_key=False
        )


async def _new_password(edge: Edge, data: InvitationAccept) -> str | None:
    """The hash of a new person's password; None for who sends none. Raises LinkEnded, WeakPassword."""
    found = await edge.look(lambda session: queries.preview(session, data.token))
    if found is None:
        raise LinkEnded
    if data.password is None:
        return None
    password, about = data.password, (found.email, data.name or "", found.organization_name)
    return await hashed(edge, lambda: passwords.strong_hash(password, about, "/password"))
