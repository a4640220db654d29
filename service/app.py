"""The composition root: the only file that knows every room's routes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide

from service import equipment
from service.accounts.code_routes import OneTimeCodesController
from service.accounts.password_routes import PasswordsController
from service.accounts.routes import SessionsController
from service.accounts.sign_on_routes import SignOnController
from service.achievements.operations import review_achievement_in_bulk
from service.achievements.queries import waiting_achievements
from service.achievements.routes import AchievementsController
from service.attachments.routes import AttachmentsController
from service.codes.routes import CodesController
from service.contracts.evidence_routes import EvidenceController
from service.contracts.filing_routes import FilingController
from service.contracts.office_routes import OfficeController
from service.contracts.routes import ContractsController
from service.contracts.step_routes import PerformanceController, SigningController
from service.contracts.work_queries import waiting_contracts
from service.http.audit_routes import AuditController
from service.http.bodies import StrictRequest
from service.http.documentation import assets, openapi_config
from service.http.edge import provide_edge
from service.http.envelope import in_envelope
from service.http.leak_guard import TYPE_ENCODERS
from service.http.parameters import learn_parameters, provide_window, refuse_unknown_parameters
from service.http.problems import HANDLERS
from service.http.protection import cors, limit_rate
from service.http.rendering import shared_assets
from service.http.routes import HealthController
from service.http.runtime import Runtime
from service.import_kinds import KINDS
from service.imports.kinds import Kinds
from service.imports.routes import ImportsController
from service.introductions.routes import IntroductionsController
from service.introductions.work_queries import waiting_introductions
from service.kernel import logging, search
from service.kernel.settings import Settings
from service.listings.reviews import Reviewer
from service.listings.routes import ReviewsController
from service.matches import generations
from service.matches.live import LiveIndex, compile_kernels
from service.matches.routes import FeedbackController, MatchesController
from service.needs.operations import review_need_in_bulk
from service.needs.queries import waiting_needs
from service.needs.routes import NeedsController
from service.organizations.broker_routes import BrokersController
from service.organizations.entry_routes import InvitationsController, RegistrationsController
from service.organizations.guard import resolve_actor
from service.organizations.key_routes import ApiKeysController
from service.organizations.routes import MeController, OrganizationsController
from service.reports.routes import OfficialSeriesController, ReportsController, TargetsController
from service.roadshows.entry_routes import EntriesController
from service.roadshows.hub import LiveHub
from service.roadshows.landing_routes import LandingsController, OutcomeController
from service.roadshows.live_routes import LiveController
from service.roadshows.pages import HallController, hall_assets
from service.roadshows.panel_routes import PanelController
from service.roadshows.result_routes import ResultsController
from service.roadshows.routes import RoadshowsController
from service.worker import worker_of
from service.worklist.gathering import Contributor
from service.worklist.routes import WorklistController

VERSION = "0.1.0"
MAX_BODY = 1024 * 1024
_REVIEWERS: tuple[Reviewer, ...] = (review_achievement_in_bulk, review_need_in_bulk)
_CONTRIBUTORS: tuple[Contributor, ...] = (
    waiting_introductions,
    waiting_contracts,
    waiting_achievements,
    waiting_needs,
)
_CONTROLLERS = (
    SessionsController,
    OneTimeCodesController,
    PasswordsController,
    SignOnController,
    MeController,
    ApiKeysController,
    BrokersController,
    InvitationsController,
    RegistrationsController,
    OrganizationsController,
    AchievementsController,
    NeedsController,
    ReviewsController,
    MatchesController,
    FeedbackController,
    IntroductionsController,
    ContractsController,
    RoadshowsController,
    EntriesController,
    PanelController,
    LiveController,
    OutcomeController,
    LandingsController,
    ResultsController,
    SigningController,
    OfficeController,
    PerformanceController,
    AttachmentsController,
    WorklistController,
    FilingController,
    EvidenceController,
    CodesController,
    AuditController,
    ImportsController,
    ReportsController,
    TargetsController,
    OfficialSeriesController,
)


def create_app(settings: Settings | None = None) -> Litestar:
    """The whole application for one process."""
    settings = settings or Settings()
    logging.configure(settings.log_format, settings.log_level)
    app = routed(settings.cors_origins)
    equip(app, settings)
    return app


def routed(cors_origins: str = "") -> Litestar:
    """The application's routes, not yet standing on a database."""
    app = Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=list(_CONTROLLERS)),
            HealthController,
            HallController,
            assets(),
            shared_assets(),
            hall_assets(),
        ],
        guards=[resolve_actor, limit_rate],
        request_class=StrictRequest,
        request_max_body_size=MAX_BODY,
        before_request=refuse_unknown_parameters,
        dependencies={
            "edge": Provide(provide_edge),
            "window": Provide(provide_window),
            "live": Provide(_live, sync_to_thread=False),
            "hub": Provide(_hub, sync_to_thread=False),
            "contributors": Provide(_contributors, sync_to_thread=False),
            "reviewers": Provide(_reviewers, sync_to_thread=False),
            "import_kinds": Provide(_import_kinds, sync_to_thread=False),
        },
        exception_handlers=HANDLERS,
        type_encoders=TYPE_ENCODERS,
        openapi_config=openapi_config(VERSION),
        lifespan=[_running],
        logging_config=None,
        cors_config=cors(cors_origins),
    )
    learn_parameters(app)
    app.asgi_handler = in_envelope(app.asgi_handler)
    return app


def equip(app: Litestar, settings: Settings) -> None:
    """Give the application its database, threads and index; once before each time it starts."""
    runtime = Runtime(settings)
    live = LiveIndex(settings.data_dir / "index")
    equipment.connect(runtime.database, settings)
    search.connect(runtime.database.info, live)
    app.state.runtime, app.state.live = runtime, live
    app.state.hub = LiveHub(runtime)


def _live(state: State) -> LiveIndex:
    return cast(LiveIndex, state.live)


def _hub(state: State) -> LiveHub:
    return cast(LiveHub, state.hub)


def _contributors() -> tuple[Contributor, ...]:
    return _CONTRIBUTORS


def _reviewers() -> tuple[Reviewer, ...]:
    return _REVIEWERS


def _import_kinds() -> Kinds:
    return KINDS


@asynccontextmanager
async def _running(app: Litestar) -> AsyncGenerator[None, None]:
    """What lives as long as the application: the warm index, the job poller, at the end the database."""
    runtime: Runtime = app.state.runtime
    worker = worker_of(runtime.database, runtime.settings) if runtime.settings.run_jobs else None
    await runtime.in_thread(lambda: _warm(runtime, app.state.live))
    if worker:
        worker.start()
    try:
        yield
    finally:
        app.state.hub.close()
        if worker:
            await runtime.in_thread(worker.stop)
        runtime.close()


def _warm(runtime: Runtime, live: LiveIndex) -> None:
    compile_kernels()
    generations.ensure(runtime.database)
    with runtime.database.reading() as session:
        live.side(session, "achievements")
