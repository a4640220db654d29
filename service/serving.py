"""Says whether the server may start, and starts it."""

from granian import Granian
from granian.constants import Interfaces, RuntimeModes

from service import migrating, seeding
from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings


def require_startable(settings: Settings) -> None:
    """The schema is this program's, and nothing unsafe would be served.

    Raises StartRefused.
    """
    with migrating.current_database(settings) as database:
        require_safe(settings, database)


def serve(settings: Settings) -> None:
    """Serve until a signal ends it; running requests are finished first."""
    _ = settings.secret  # made before several workers would each make one
    Granian(
        "service.app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=settings.workers,
        runtime_mode=RuntimeModes.st,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    ).serve()


def require_safe(settings: Settings, database: Database) -> None:
    """Refuse to show demonstration accounts or a guessable start to a network.

    Raises StartRefused.
    """
    if settings.is_loopback:
        return
    if not settings.secret_key:
        raise StartRefused(
            f"{settings.host} is reached from other machines: set KEJU_SECRET_KEY to a long random text."
        )
    with database.reading() as session:
        if seeding.is_loaded(session):
            raise StartRefused(
                "The demonstration accounts are in this database: serve it on 127.0.0.1 only, "
                "or start with an empty database (KEJU_DATABASE_URL) for a network."
            )
