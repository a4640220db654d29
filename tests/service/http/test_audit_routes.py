"""GET /audit: the bureau reads all, a manager what was done for its own organisation, nobody more."""

import json
from pathlib import Path

from click.testing import CliRunner

from service import cli
from service.kernel.audit_seals import seal_new
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.market import Market, done, problem


def test_the_bureau_reads_what_was_done_by_whom(market: Market) -> None:
    need = market.need()
    found = done(market.bureau.get(f"/audit?entity=needs&entity_id={need['id']}&count=true"))
    assert [item["action"] for item in found["items"]] == ["publish", "submit", "create"]
    assert found["total"] == 3
    assert found["items"][0]["person_id"] == market.bureau.person_id
    assert found["items"][2]["data"]["title"] == need["title"]
    assert [item["role"] for item in found["items"]] == ["bureau", "enterprise", "enterprise"]
    by_me = done(market.bureau.get(f"/audit?actor={market.enterprise.person_id}"))["items"]
    assert [item["action"] for item in by_me] == ["submit", "create"]


def test_pages_follow_one_another_without_loss(market: Market) -> None:
    market.need()
    whole = done(market.bureau.get("/audit?limit=100"))["items"]
    paged, cursor = [], ""
    while cursor is not None:
        page = done(market.bureau.get(f"/audit?limit=3{cursor and '&cursor=' + cursor}"))
        paged, cursor = paged + page["items"], page["next_cursor"]
    assert paged == whole
    assert [item["seq"] for item in whole] == sorted((item["seq"] for item in whole), reverse=True)


def test_times_narrow_it(market: Market) -> None:
    market.need()
    newest, older = done(market.bureau.get("/audit?limit=2"))["items"]
    since = done(market.bureau.get(f"/audit?from={newest['at']}"))["items"]
    assert [item["seq"] for item in since] == [newest["seq"]]
    until = done(market.bureau.get(f"/audit?to={newest['at']}&limit=1"))["items"]
    assert until[0]["seq"] == older["seq"]
    problem(market.bureau.get("/audit?from=2026-01-01T00:00:00"), 400, "bad-parameter")
    problem(market.bureau.get("/audit?sort=at"), 400, "bad-parameter")
    problem(market.bureau.get("/audit?cursor=x"), 400, "bad-parameter")


def test_a_manager_reads_its_own_organisations_doings_without_their_contents(market: Market) -> None:
    market.need(visibility="anonymous")
    market.achievement()
    items = done(market.office.get("/audit"))["items"]
    assert {item["organization_id"] for item in items} == {market.office.organization_id}
    assert {item["entity"] for item in items} == {"achievements"}
    assert all(item["data"] is None for item in items)
    assert "title" in items[-1]["fields"]
    told = json.dumps(done(market.office.get("/audit?limit=100")))
    assert market.enterprise.organization_id not in told
    assert done(market.office.get(f"/audit?actor={market.enterprise.person_id}"))["items"] == []


def test_it_is_closed_to_everybody_else(market: Market) -> None:
    problem(market.client.get("/api/v1/audit"), 401)
    problem(market.newcomer.get("/audit"), 403, "forbidden")
    need = market.need()
    path = f"/audit/proof?entity=needs&entity_id={need['id']}"
    for who in (market.enterprise, market.district, market.registrar, market.broker):
        problem(who.get(path), 403, "forbidden")
        problem(who.get("/audit/checkpoint"), 403, "forbidden")
    assert done(market.district.get("/audit"))["items"] == []
    problem(market.bureau.get("/audit/checkpoint"), 404)
    problem(market.bureau.get(path.replace("needs", "contracts")), 404)


def test_a_proof_is_checked_without_the_database(
    market: Market, database: Database, settings: Settings, tmp_path: Path
) -> None:
    need = market.need()
    market.achievement()
    seal_new(database, settings.audit_signer)
    proof = done(market.bureau.get(f"/audit/proof?entity=needs&entity_id={need['id']}"))
    made = done(market.bureau.get("/audit/checkpoint"))
    assert made["entries"] >= len(proof["entries"]) == 3
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof), "utf-8")
    command = ["verify-proof", str(path), "--key", made["key"]]
    told = CliRunner().invoke(cli.keju, command)
    assert told.output == f"needs {need['id']}: 3 steps, as they were sealed.\n"
    proof["entries"][1]["action"] = "publish"
    path.write_text(json.dumps(proof), "utf-8")
    told = CliRunner().invoke(cli.keju, command)
    assert told.exit_code == 1
    assert "version 2: altered" in told.output
