"""The evidence of a deal: it proves what it says, a changed word is found, nobody sees more by it."""

from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from service.cli import keju
from service.contracts.evidence import Evidence, evidence_flaws
from service.contracts.evidence_paper import paper, told
from service.kernel.audit_seals import seal_new
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.contracts import at, draft, registered
from tests.support.market import Market, done, problem


def evidence(market: Market, database: Database, settings: Settings, path: str) -> dict[str, Any]:
    seal_new(database, settings.audit_signer)
    return done(market.bureau.get(path))


def flaws(body: dict[str, Any], settings: Settings) -> list[str]:
    return list(evidence_flaws(msgspec.convert(body, Evidence), settings.audit_keys))


def test_a_deals_evidence_holds_every_step_and_proves_it(
    market: Market, database: Database, settings: Settings
) -> None:
    contract = registered(market)
    body = evidence(market, database, settings, at(contract, "evidence"))
    [record] = body["records"]
    assert [step["action"] for step in record["steps"]][:4] == ["create", "sign", "file", "accept"]
    assert record["steps"][0]["organization"] == "office单位"
    assert record["facts"]["registration_no"] == contract["filing"]["registration_no"]
    assert flaws(body, settings) == []


def test_a_changed_word_is_found_wherever_it_stands(
    market: Market, database: Database, settings: Settings
) -> None:
    contract = draft(market)

    def changed(change: Any) -> list[str]:
        body = evidence(market, database, settings, at(contract, "evidence"))
        change(body["records"][0])
        return flaws(body, settings)

    assert "facts" in changed(lambda record: record["facts"].update(total_amount=1))[0]
    assert "steps" in changed(lambda record: record["steps"][0].update(action="sign"))[0]
    assert any(
        "altered" in flaw for flaw in changed(lambda r: r["proof"]["entries"][0]["data"].update(title="x"))
    )
    assert changed(lambda record: record["steps"].clear())
    assert changed(lambda record: record["proof"]["seals"].clear())


def test_an_unknown_key_proves_nothing(market: Market, database: Database, settings: Settings) -> None:
    contract = draft(market)
    body = evidence(market, database, settings, at(contract, "evidence"))
    assert list(evidence_flaws(msgspec.convert(body, Evidence), ["00" * 32]))


def test_an_achievements_evidence_is_for_its_owner_and_the_bureau(
    market: Market, database: Database, settings: Settings
) -> None:
    achievement = market.achievement()
    path = f"/achievements/{achievement['id']}/evidence"
    body = evidence(market, database, settings, path)
    assert [step["action"] for step in body["records"][0]["steps"]] == ["create", "submit", "publish"]
    assert flaws(body, settings) == []
    done(market.office.get(path))
    problem(market.enterprise.get(path), 403)
    problem(market.office2.get(at(draft(market), "evidence")), 404)


def test_a_party_sees_the_deal_without_the_others_secrets(market: Market) -> None:
    achievement = market.achievement(own_no="内部编号-7")
    contract = draft(market, achievement_id=achievement["id"])
    theirs = done(market.enterprise.get(at(contract, "evidence")))
    ours = done(market.office.get(at(contract, "evidence")))
    assert [record["entity"] for record in theirs["records"]] == ["contracts"]
    assert [record["entity"] for record in ours["records"]] == ["contracts", "achievements"]
    assert "内部编号-7" not in str(theirs)


def test_it_is_a_paper_too_and_its_texts_are_no_markup(market: Market) -> None:
    contract = draft(market, title='气化细渣 #panic("x") $a$ *重* 技术开发')
    answer = market.office.get(at(contract, "evidence?format=pdf"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) < 500_000
    problem(market.office.get(at(contract, "evidence?format=docx")), 400)
    body = msgspec.convert(done(market.office.get(at(contract, "evidence"))), Evidence)
    assert '#panic(\\"x\\")' in told(body)
    assert paper(body)[:5] == b"%PDF-"


def test_the_command_checks_a_file(
    market: Market, database: Database, settings: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = evidence(market, database, settings, at(draft(market), "evidence"))
    key = settings.audit_signer.public
    monkeypatch.setenv("KEJU_DATA_DIR", str(tmp_path))
    file = tmp_path / "evidence.json"
    file.write_bytes(msgspec.json.encode(body))
    assert CliRunner().invoke(keju, ["verify-evidence", str(file), "--key", key]).exit_code == 0
    body["records"][0]["facts"]["title"] = "换了一个名字"
    file.write_bytes(msgspec.json.encode(body))
    refused = CliRunner().invoke(keju, ["verify-evidence", str(file), "--key", key])
    assert refused.exit_code == 1
    assert "facts" in refused.output
