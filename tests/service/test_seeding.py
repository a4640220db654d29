"""The demonstration marketplace: whole or not at all, once, never stale, and its needs find their answers."""

import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from matching.document import Document
from matching.index import Index
from matching.ranking import near_duplicates
from service import seeding, showing
from service.accounts import passwords
from service.accounts.tables import Person
from service.achievements.tables import Achievement
from service.codes.lists import all_lists, code_list
from service.kernel import audit_verification, clock
from service.kernel.audit import AuditEntry
from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings
from service.matches import generations
from service.needs.tables import Need
from service.organizations.tables import Organization
from tests.support.market import done
from tests.support.stored import unchanged

DEMO = Settings().seeds_dir / "demo"
FILES: dict[str, list[dict[str, Any]]] = {
    name: tomllib.loads((DEMO / f"{name}.toml").read_text("utf-8"))[name]
    for name in ("organizations", "people", "achievements", "needs", "answers")
}
ACCOUNTS = (
    "bureau", "registrar", "office", "office2", "enterprise", "enterprise2", "broker", "judge", "district",
)  # fmt: skip
JIUTAI = "每年2万吨气化细渣这类固废没有出路，想做成填料等高值材料卖出去"
SLAG = "煤基固废低碳利用与高值材料制备技术"


def quiet(_done: int, _total: int) -> None:
    """No progress bar."""


def load(database: Database, progress: seeding.Progress = quiet) -> None:
    with database.writing() as session:
        seeding.load_demonstration(session, DEMO, passwords.hash_password("demonstration"), progress)


def log_in(client: TestClient, name: str) -> dict[str, str]:
    body = {"email": f"{name}@demo.keju", "password": "demonstration"}
    answer = client.post("/api/v1/sessions", json=body)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def require_copies_found(listed: list[Document], index: Index) -> None:
    """A copy of any listing is found, and nothing else is taken for one."""
    for document in listed:
        near = near_duplicates(index, Document("copy", document.title, document.text))
        assert [match.id for match in near] == [document.id]
        assert near[0].score == pytest.approx(1, abs=1e-5)


def test_the_loaded_marketplace_stands_and_its_needs_find_their_answers(
    client: TestClient, settings: Settings, database: Database
) -> None:
    steps: list[tuple[int, int]] = []
    showing.load(settings, lambda *step: steps.append(step))
    assert steps == [(number, steps[-1][1]) for number in range(1, len(steps) + 1)]
    with unchanged(database):
        showing.load(settings, quiet)
    with database.snapshot() as session:
        assert list(audit_verification.verify(session, set())) == []
        for table, name in ((Need, "needs"), (Achievement, "achievements")):
            stored = Counter(row.status.value for row in session.scalars(select(table)))
            told = Counter(entry["status"] for entry in FILES[name])
            if name == "needs":  # one of the introductions has come as far as its terms
                told.update(published=-1, in_negotiation=1)
            assert stored == told
            assert all(row.is_demonstration for row in session.scalars(select(table)))
        assert all(row.is_demonstration for row in session.scalars(select(Organization)))
        for read in generations.READERS.values():
            listed = list(read(session, None))
            require_copies_found(listed, Index.build(listed))
    me = {name: done(client.get("/api/v1/me", headers=log_in(client, name))) for name in ACCOUNTS}
    assert {name: told["role"] for name, told in me.items()} == {name: name.rstrip("2") for name in ACCOUNTS}
    jiutai = log_in(client, "enterprise")
    needs = done(client.get("/api/v1/needs?limit=100&status=published", headers=jiutai))["items"]
    by_title = {need["title"]: need["id"] for need in needs}
    matches = done(client.get(f"/api/v1/needs/{by_title[JIUTAI]}/matches", headers=jiutai))["items"]
    assert matches[0]["achievement"]["title"] == SLAG
    bureau, hits = log_in(client, "bureau"), 0
    needs = done(client.get("/api/v1/needs?limit=100&status=published", headers=bureau))["items"]
    by_title = {need["title"]: need["id"] for need in needs}
    best = done(client.get("/api/v1/matches?limit=100&min_level=4", headers=bureau))["items"]
    assert (JIUTAI, SLAG) in [(item["need"]["title"], item["achievement"]["title"]) for item in best]
    labelled = seeding.labelled_answers(DEMO)
    assert len(labelled) == len(FILES["answers"]) == 40
    for title, right in labelled:
        found = client.get(f"/api/v1/needs/{by_title[title]}/matches?limit=3", headers=bureau)
        hits += any(item["achievement"]["title"] in right for item in done(found)["items"])
    assert hits >= 36


def test_introductions_stand_in_several_states_with_their_people(
    client: TestClient, settings: Settings
) -> None:
    showing.load(settings, quiet)
    listed = done(client.get("/api/v1/introductions", headers=log_in(client, "bureau")))["items"]
    states = Counter((item["status"], item["is_late"]) for item in listed)
    assert states == {
        ("requested", False): 2,
        ("requested", True): 1,
        ("accepted", False): 1,
        ("declined", False): 1,
        ("terms", False): 1,
    }
    office, jiutai = log_in(client, "office"), log_in(client, "enterprise")
    mine = done(client.get("/api/v1/introductions?status=accepted", headers=jiutai))["items"]
    assert (mine[0]["need"]["title"], mine[0]["achievement"]["title"]) == (JIUTAI, SLAG)
    events = done(client.get(f"/api/v1/introductions/{mine[0]['id']}/events", headers=jiutai))["items"]
    assert [event["action"] for event in events] == ["request", "accept", "note"]
    todo = done(client.get("/api/v1/worklist", headers=office))["items"]
    kinds = [item["kind"] for item in todo if item["subject_kind"] == "introductions"]
    assert sorted(kinds) == ["answer_introduction", "follow_introduction", "follow_introduction"]
    asked = done(client.get("/api/v1/introductions?waiting=true", headers=office))["items"]
    assert [item["need"]["owner"]["is_anonymous"] for item in asked] == [True]


def test_an_interrupted_load_leaves_nothing(database: Database) -> None:
    def interrupt(number: int, _total: int) -> None:
        if number == 90:
            raise KeyboardInterrupt

    with unchanged(database), pytest.raises(KeyboardInterrupt):
        load(database, interrupt)
    with database.reading() as session:
        assert not seeding.is_loaded(session)


@pytest.mark.parametrize("today", [date(2029, 11, 22), date(2026, 1, 10)])
def test_whatever_the_day_nothing_is_expired_and_nothing_lies_ahead(database: Database, today: date) -> None:
    noon = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
    with clock.pinned(noon):
        load(database)
        with database.reading() as session:
            for table in (Need, Achievement):
                rows = session.scalars(select(table)).all()
                assert all(today <= row.valid_until for row in rows)
                assert all(row.listed_at <= noon for row in rows)
                assert max(row.listed_at for row in rows) > noon - timedelta(days=40)
            assert all(
                row.deadline is None or row.deadline >= row.created_at.date()
                for row in session.scalars(select(Need))
            )
            entries = session.scalars(select(AuditEntry.at)).all()
            assert max(entries) <= noon
            assert len(session.scalars(select(Person.id)).all()) == len(FILES["people"])


def test_a_missing_or_broken_file_is_named(tmp_path: Any, database: Database) -> None:
    with database.writing() as session, pytest.raises(StartRefused, match=r"organizations\.toml"):
        seeding.load_demonstration(session, tmp_path, "-", quiet)
    (tmp_path / "needs.toml").write_text("needs = [", "utf-8")
    with pytest.raises(StartRefused, match=r"needs\.toml"):
        seeding.labelled_answers(tmp_path)


def test_every_reference_between_the_files_resolves() -> None:
    keys = {
        name: {entry["key"] for entry in FILES[name]} for name in ("organizations", "achievements", "needs")
    }
    assert all(len(keys[name]) == len(FILES[name]) for name in keys)
    emails = {person["email"] for person in FILES["people"]}
    assert {f"{name}@demo.keju" for name in ACCOUNTS} <= emails
    assert {person["organization"] for person in FILES["people"]} <= keys["organizations"]
    for listing in FILES["achievements"] + FILES["needs"]:
        assert listing["owner"] in keys["organizations"], listing["key"]
        assert listing["by"] in emails, listing["key"]
    titles = [listing["title"] for listing in FILES["needs"] + FILES["achievements"]]
    assert len(titles) == len(set(titles))
    published = {entry["key"] for entry in FILES["achievements"] if entry["status"] == "published"}
    for answer in FILES["answers"]:
        assert answer["need"] in keys["needs"]
        assert set(answer["achievements"]) <= published


def test_every_code_of_the_files_is_in_its_list() -> None:
    fields = {"tech_field": "tech_fields", "industry": "industries", "region": "regions", "park": "parks"}
    for entry in FILES["achievements"] + FILES["needs"] + FILES["organizations"]:
        for field, name in fields.items():
            assert entry.get(field) is None or entry[field] in code_list(name), (entry["key"], field)


def test_every_code_list_refers_to_codes_that_exist() -> None:
    for name, entries in all_lists().items():
        assert entries, name
        for entry in entries.values():
            assert entry.zh, (name, entry.code)
            assert entry.en, (name, entry.code)
            assert entry.parent is None or entry.parent in entries, (name, entry.code)
    for park in code_list("parks").values():
        assert park.extra["region"] in code_list("regions")
    for cluster in code_list("clusters").values():
        assert set(cluster.extra["tech_fields"].split()) <= set(code_list("tech_fields"))
        assert set(cluster.extra["industries"].split()) <= set(code_list("industries"))
