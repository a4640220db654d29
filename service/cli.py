"""The commands: ``keju`` and ``python -m service``."""

import json
import secrets
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
import msgspec
from pydantic import SecretStr, ValidationError
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from service import auditing, equipment, granting, importing, migrating, showing
from service.accounts import operations as accounts
from service.accounts import password_operations, passwords
from service.accounts.queries import credentials, person_by_email
from service.accounts.schemas import Email
from service.import_kinds import KINDS
from service.kernel import logging
from service.kernel.actor import NOBODY, SYSTEM
from service.kernel.database import Database
from service.kernel.errors import KejuError, StartRefused
from service.kernel.settings import Settings
from service.matches import generations
from service.matches.run_operations import Plan
from service.organizations import erasure_operations
from service.organizations import operations as organizations
from service.organizations.schemas import OrganizationCreate
from service.organizations.tables import OrganizationKind

_err = Console(stderr=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def keju() -> None:
    """Keju 科聚: the backend of a technology-transfer marketplace."""
    settings = Settings()
    # A command tells what it did itself; the server, which logs, sets the level again.
    logging.configure(settings.log_format, "warning" if settings.log_level == "info" else settings.log_level)


for _command in auditing.COMMANDS:
    keju.add_command(_command)


def main() -> None:
    """Run a command; what can be foreseen ends in one line that says what to do."""
    try:
        keju(standalone_mode=True)
    except KejuError as error:
        _end(error.detail)
    except ValidationError as error:
        flaws = (f"KEJU_{str(flaw['loc'][0]).upper()}: {flaw['msg']}" for flaw in error.errors())
        _end(f"{'; '.join(flaws)}. `keju settings` lists what may be set.")
    except DBAPIError as error:
        _end(f"The database cannot be used: {error.orig} (KEJU_DATABASE_URL)")


def _end(reason: str) -> NoReturn:
    _err.print(f"[bold red]keju:[/] {escape(reason)}", highlight=False, soft_wrap=True)
    sys.exit(1)


@keju.command()
def serve() -> None:
    """Serve the API on KEJU_HOST:KEJU_PORT."""
    from service import serving  # noqa: PLC0415  (the server is loaded by the one command that needs it)

    settings = Settings()
    serving.require_startable(settings)
    address = f"http://{settings.host}:{settings.port}"
    click.echo(f"Keju 科聚: {address}  (API pages: {address}/schema)")
    serving.serve(settings)


@keju.command()
def work() -> None:
    """Drain jobs, beside API processes that have KEJU_RUN_JOBS=false."""
    from service.worker import worker_of  # noqa: PLC0415

    settings = Settings()
    database = Database(settings.database)
    equipment.connect(database, settings)
    migrating.require_current(database)
    worker = worker_of(database, settings)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: worker.stop_soon())
    worker.start()
    worker.wait()
    database.dispose()


@keju.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    settings = Settings()
    migrating.migrate(settings)
    click.echo(f"The database is up to date: {Database(settings.database).url.render_as_string()}")


@keju.command()
@click.option("--demo", is_flag=True, help="Load the demonstration marketplace too.")
def seed(demo: bool) -> None:
    """Check the code lists; with --demo load the demonstration marketplace, once."""
    settings = Settings()
    showing.check_code_lists()
    if demo:
        with Progress(console=_err, transient=True) as bar:
            task = bar.add_task("Demonstration data 演示数据", total=None)
            showing.load(settings, lambda done, total: bar.update(task, completed=done, total=total))
        click.echo(f"Demonstration accounts …@demo.keju, password: {settings.demonstration_password}")


@keju.command()
def reindex() -> None:
    """Build the index files anew; running processes switch to them by themselves."""
    settings = Settings()
    with migrating.current_database(settings) as database, Progress(console=_err) as bar:
        tasks = {side: bar.add_task(f"index {side}", total=None) for side in generations.READERS}
        name = generations.build(
            database,
            settings.data_dir / "index",
            lambda side, done, total: bar.update(tasks[side], completed=done, total=total),
        )
    click.echo(f"Index generation {name} is in force.")


@keju.command("import")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(sorted(KINDS)), default="registered_contracts")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
def import_file(path: Path, kind: str, dry_run: bool) -> None:
    """Import a sheet (xlsx or csv): all of it, or nothing."""
    with migrating.current_database(Settings()) as database, Progress(console=_err, transient=True) as bar:
        task = bar.add_task(path.name, total=None)
        report = importing.import_file(
            database,
            KINDS[kind],
            path,
            is_dry_run=dry_run,
            progress=lambda doing, rows: bar.update(task, description=doing, completed=rows),
        )
    importing.print_report(Console(), report, is_dry_run=dry_run)
    if report.error_count:
        raise click.ClickException(f"{report.error_count} errors; nothing can be imported.")


@keju.command("grant")
@click.argument("role")
def grant(role: str) -> None:
    """On PostgreSQL: let ROLE serve the application, without the right to change what is only added to."""
    granting.grant(Settings(), role)
    click.echo(f"{role} may read and write, and add to the ledger without changing it.")


@keju.command("show-demo")
def show_demo() -> None:
    """Print ranked matches of three demonstration needs, and how often a right one is in the first three."""
    showing.show(Settings(), Console())
    showing.show_volume(Settings(), Console())


@keju.command()
@click.option("--text", help="What to match.")
@click.option("--title", default="", help="Its title, if it has one.")
@click.option("--side", type=click.Choice(["achievements", "needs"]), default="achievements")
@click.option("--limit", type=click.IntRange(1, 100), default=10)
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
@click.option("--all", "everything", is_flag=True, help="Rank all needs instead; GET /matches shows it.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, help="With --all: so many at once.")
@click.option("--processes", is_flag=True, help="With --all: processes instead of threads.")
@click.option("--cluster", help="With --all: a Dask scheduler, tcp://…; KEJU_CLUSTER by default.")
def match(
    text: str | None, title: str, side: str, limit: int, as_json: bool, everything: bool, jobs: int,
    processes: bool, cluster: str | None,
) -> None:  # fmt: skip
    """Rank the public listings of one side for a text, or with --all every need against every achievement."""
    if everything == (text is not None):
        raise click.UsageError("Say either --text TEXT or --all.")
    settings = Settings()
    if text is None:
        backend = "loky" if processes else "threading"
        _match_all(settings, Plan(limit, 2, jobs, backend, settings.cluster if cluster is None else cluster))
        return
    found = showing.matches(settings, NOBODY, text=text, title=title, side=side, limit=limit)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=2))
    else:
        showing.print_matches(Console(), found)


def _match_all(settings: Settings, plan: Plan) -> None:
    with Progress(console=_err) as bar:
        task = bar.add_task("match 匹配", total=None)
        run = showing.rank_everything(
            settings, plan, lambda done, total: bar.update(task, completed=done, total=total)
        )
    click.echo(f"{run.needs} needs × {run.achievements} achievements: {run.pairs} pairings in run {run.id}.")


@keju.command("create-admin")
@click.option("--email", required=True)
@click.option("--name", required=True, help="The person's name.")
@click.option("--organization", required=True, help="The bureau's name.")
@click.option("--uscc", required=True, help="The bureau's unified social credit code.")
@click.option("--region", required=True, help="Its region, six digits of GB/T 2260.")
def create_admin(email: str, name: str, organization: str, uscc: str, region: str) -> None:
    """Enter the bureau and its first account; a one-time link to set its password is printed."""
    bureau = {"name": organization, "kind": OrganizationKind.GOVERNMENT, "uscc": uscc, "region": region}
    try:
        msgspec.convert(email, Email)
        data = msgspec.convert(bureau, OrganizationCreate)
    except msgspec.ValidationError as error:
        raise StartRefused(str(error)) from error
    unusable = passwords.hash_password(secrets.token_urlsafe(32))
    settings = Settings()
    with migrating.current_database(settings) as database, database.writing() as session:
        person = accounts.create_person(session, SYSTEM, email=email, name=name, password_hash=unusable)
        organizations.found_bureau(session, person.id, data)
        token = password_operations.make_reset_link(
            session, person.id, lasts=password_operations.CARRIED_LASTS
        )
    _print_link(settings, email, token)


@keju.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Print a one-time link that sets a new password for the account of EMAIL."""
    settings = Settings()
    with migrating.current_database(settings) as database, database.writing() as session:
        found = credentials(session, email)
        if found is None:
            raise StartRefused(f"{email} has no account.")
        token = password_operations.make_reset_link(
            session, found.person_id, lasts=password_operations.CARRIED_LASTS
        )
    _print_link(settings, email, token)


@keju.command("erase-person")
@click.argument("email")
@click.confirmation_option(prompt="This cannot be undone. Erase the account?")
def erase_person(email: str) -> None:
    """Erase the personal data of the account of EMAIL; what it did stays told by its id."""
    with migrating.current_database(Settings()) as database, database.writing() as session:
        person = person_by_email(session, email)
        if person is None:
            raise StartRefused(f"{email} has no account.")
        left = erasure_operations.erase(session, SYSTEM, person.id, may_leave_unmanaged=True)
    click.echo(f"{email} is erased.")
    for name in left:
        click.echo(f"Nobody manages {name} now: the bureau invites a new manager.")


def _print_link(settings: Settings, email: str, token: str) -> None:
    """The link, and the same for a machine without a browser."""
    click.echo(f"{email} sets a password within 24 hours, once, at {settings.base_url}/reset#{token}")
    click.echo(
        f'or by POST {settings.base_url}/api/v1/passwords/reset {{"token": "{token}", "new_password": "…"}}'
    )


@keju.command("export-openapi")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("openapi"))
def export_openapi(folder: Path) -> None:
    """Write openapi.json and problems.md into FOLDER."""
    from service.app import create_app  # noqa: PLC0415
    from service.http.documentation import exported, problem_catalogue  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "openapi.json").write_text(exported(create_app()), "utf-8")
    (folder / "problems.md").write_text(problem_catalogue(), "utf-8")
    click.echo(f"{folder}/openapi.json and {folder}/problems.md are written.")


@keju.command("settings")
def list_settings() -> None:
    """List every setting, its value now and what it does."""
    table = Table("variable", "now", "what it does")
    values: dict[str, Any] = Settings().model_dump()
    for name, described in Settings.model_fields.items():
        is_secret = isinstance(values[name], SecretStr) or name in (
            "secret_key",
            "audit_key",
            "demo_password",
        )
        shown = ("set" if values[name] else "not set") if is_secret else str(values[name])
        table.add_row(f"KEJU_{name.upper()}", shown, described.description or "")
    Console().print(table)
