"""What is answered is stored: failing commits, locked databases, races for one value, rows that leak."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest
from litestar import Litestar, get
from litestar.di import NamedDependency
from litestar.testing import TestClient
from sqlalchemy import event, insert, select, text
from sqlmodel import Session

from service.accounts.tables import LoginSession, Person
from service.app import create_app
from service.http.edge import Edge
from service.http.idempotency import StoredAnswer
from service.kernel import clock, ids
from service.kernel.database import Database
from service.kernel.schemas import Output
from service.kernel.settings import Settings
from service.organizations.tables import Organization
from tests.support.market import NEED, Market, created, done, problem
from tests.support.stored import at_once, unchanged

NEW = {"name": "新单位", "kind": "enterprise", "uscc": "91150100MA00000108", "region": "150100"}


@contextmanager
def hooked(target: Any, name: str, hook: Callable[..., None]) -> Iterator[None]:
    event.listen(target, name, hook)
    try:
        yield
    finally:
        event.remove(target, name, hook)


def break_foreign_key(session: Session) -> None:
    """A child without its parent, whose check waits for the COMMIT itself."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        session.execute(
            text(
                "ALTER TABLE login_sessions ALTER CONSTRAINT fk_login_sessions_person_id"
                " DEFERRABLE INITIALLY DEFERRED"
            )
        )
    now = clock.now()
    row = {"person_id": ids.new_id(), "access_hash": "a", "refresh_hash": "b"}
    session.execute(insert(LoginSession), [row | {"access_until": now, "refresh_until": now}])


def test_a_commit_that_the_database_refuses_is_not_answered_as_done(
    market: Market, database: Database
) -> None:
    who = market.enterprise
    with unchanged(database):
        with hooked(Session, "before_commit", break_foreign_key):
            answer = who.post("/needs", NEED, Idempotency_Key="k1")
        assert "IntegrityError" not in problem(answer, 500, "internal")["detail"]
        assert "location" not in answer.headers
    created(who.post("/needs", NEED, Idempotency_Key="k1"))


def test_a_hook_that_fails_at_commit_is_not_answered_as_done(market: Market, database: Database) -> None:
    def fail(_session: Session) -> None:
        raise RuntimeError("the inner text")

    who = market.enterprise
    need = created(who.post("/needs", NEED))
    with unchanged(database), hooked(Session, "before_commit", fail):
        for answer in (
            who.post("/needs", NEED, Idempotency_Key="k1"),
            who.patch(f"/needs/{need['id']}", {"title": "新"}, If_Match="*"),
            who.delete(f"/needs/{need['id']}"),
            who.delete("/sessions/current"),
        ):
            assert "inner text" not in answer.text
            problem(answer, 500, "internal")
    created(who.post("/needs", NEED, Idempotency_Key="k1"))


def test_a_locked_record_is_503_with_retry_after(market: Market, database: Database) -> None:
    need = market.draft_need()
    path = f"/needs/{need['id']}"
    before = market.enterprise.get(path).content
    with database.writing() as holder:
        holder.execute(text("UPDATE needs SET own_no = 'held'"))
        answers = at_once(
            [
                lambda: market.enterprise.patch(path, {"title": "新"}, If_Match="*"),
                lambda: market.enterprise.post(f"{path}/submit", Idempotency_Key="k1"),
            ]
        )
        for answer in answers:
            problem(answer, 503, "busy")
            assert int(answer.headers["retry-after"]) >= 1
        assert market.enterprise.get(path).content == before, "readers do not wait for a writer"
        holder.rollback()
    assert done(market.enterprise.get(path))["title"] == need["title"]
    done(market.enterprise.post(f"{path}/submit", Idempotency_Key="k1"))


def test_a_key_whose_first_request_still_runs_is_refused_for_now(market: Market, database: Database) -> None:
    who = market.enterprise
    scope = f"{who.person_id}/{who.organization_id}"
    with database.writing() as holder:
        holder.add(StoredAnswer(scope=scope, key="k1", fingerprint="", created_at=clock.now()))
        holder.flush()
        answer = who.post("/needs", NEED, Idempotency_Key="k1")
        # SQLite has one lock for everything, so it cannot tell that it was this key.
        problem(answer, *((503, "busy") if database.is_sqlite else (409, "idempotency-key-in-use")))
        assert int(answer.headers["retry-after"]) >= 1
        holder.rollback()
    created(who.post("/needs", NEED, Idempotency_Key="k1"))


def test_of_eight_who_register_one_code_at_once_one_succeeds(market: Market, database: Database) -> None:
    who = market.newcomer
    answers = at_once([lambda: who.post("/organizations", NEW)] * 8)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409)
    with database.reading() as session:
        found = session.execute(select(Organization.id).where(Organization.uscc == NEW["uscc"])).all()
    assert len(found) == 1


class Holder(Output):
    """A schema that somebody put a row into."""

    row: Any


def leaks() -> dict[str, Callable[[Session], Any]]:
    def row(session: Session) -> Any:
        return session.execute(select(Person)).scalars().first()

    return {
        "bare": row,
        "in-a-list": lambda session: [row(session)],
        "in-a-dict": lambda session: {"items": {"first": row(session)}},
        "in-a-schema": lambda session: Holder(row=[row(session)]),
        "as-a-result": lambda session: session.execute(select(Person.email, Person.password_hash)).first(),
        "as-results": lambda session: session.execute(select(Person.email, Person.password_hash)).all(),
    }


@pytest.fixture
def leaky(settings: Settings, market: Market, database: Database) -> Iterator[TestClient[Litestar]]:
    """The application with routes that answer with rows, through the edge and past it."""
    assert market
    app = create_app(settings)
    for name, work in leaks().items():
        app.register(_edge_route(name, work))
        app.register(_plain_route(name, work, database))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _edge_route(name: str, work: Callable[[Session], Any]) -> Any:
    @get(f"/leak/edge/{name}", opt={"open": True})
    async def leak(edge: NamedDependency[Edge]) -> Any:
        return await edge.read(work)

    return leak


def _plain_route(name: str, work: Callable[[Session], Any], database: Database) -> Any:
    @get(f"/leak/plain/{name}", opt={"open": True}, sync_to_thread=False)
    def leak() -> Any:
        with database.reading() as session:
            return work(session)

    return leak


def test_a_row_that_leaks_is_a_500_wherever_it_stands(
    leaky: TestClient[Litestar],
) -> None:
    for way in ("edge", "plain"):
        for name in leaks():
            answer = leaky.get(f"/leak/{way}/{name}")
            assert problem(answer, 500, "internal"), f"{way} {name}"
            assert "argon2" not in answer.text
    with pytest.raises(TypeError):
        msgspec.json.encode(Person(email="a@b", name="x", password_hash="y"))
