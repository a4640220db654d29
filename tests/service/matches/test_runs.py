"""Runs of all needs against all achievements: what they hold, who reads them, and that they stay true."""

import warnings
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session

from service.achievements.tables import Achievement
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.matches import generations, jobs, run_operations, run_queries
from service.matches.run_operations import Plan
from service.matches.tables import MatchPair, MatchRun
from service.needs.tables import Need
from service.organizations.tables import Organization
from tests.support.listings import FULL_ACHIEVEMENT, FULL_NEED, alter, edited, set_server_clock
from tests.support.market import Market, done, problem
from tests.support.stored import count

OPEN = {"visibility": "public"}


def pairs(answer: dict) -> list[tuple[str, str]]:
    return [(item["need"]["id"], item["achievement"]["id"]) for item in answer["items"]]


def stored(session: Session, run: MatchRun) -> set[tuple[UUID, UUID, float, int]]:
    held = session.query(MatchPair).filter(MatchPair.run_id == run.id)
    return {(pair.need_id, pair.achievement_id, pair.score, pair.level) for pair in held}


def test_a_run_pairs_what_is_published_and_is_read_best_first_and_explained(
    market: Market, database: Database
) -> None:
    assert done(market.bureau.get("/matches")) == {"items": [], "next_cursor": None, "run": None}
    slag, whey = market.achievement(), market.achievement(**FULL_ACHIEVEMENT | OPEN)
    need, sought = market.need(), market.need(**FULL_NEED | OPEN)
    market.draft_need()
    market.draft_achievement()
    run = run_operations.rank_everything(database)
    assert (run.needs, run.achievements) == (2, 2)
    found = done(market.bureau.get("/matches?count=true"))
    assert set(pairs(found)) >= {(need["id"], slag["id"]), (sought["id"], whey["id"])}
    assert found["total"] == len(found["items"]) == run.pairs
    assert found["run"]["id"] == str(run.id)
    scores = [item["score"] for item in found["items"]]
    assert scores == sorted(scores, reverse=True)
    for item in found["items"]:
        path = f"/needs/{item['need']['id']}/matches"
        alone = done(market.bureau.get(path))["items"]
        same = next(one for one in alone if one["achievement"]["id"] == item["achievement"]["id"])
        assert all(item[name] == same[name] for name in ("achievement", "reasons", "fit"))


def test_the_list_is_for_the_bureau_and_brokers(market: Market, database: Database) -> None:
    market.need(), market.achievement()
    run_operations.rank_everything(database)
    for reader in (market.bureau, market.broker):
        assert done(reader.get("/matches"))["items"]
    for stranger in (market.office, market.enterprise, market.registrar, market.judge, market.newcomer):
        problem(stranger.get("/matches"), 403, "forbidden")
    assert market.client.get("/api/v1/matches").status_code == 401


def test_a_district_reads_the_pairings_of_its_own_area(market: Market, database: Database) -> None:
    slag = market.achievement()
    far, near = market.need(), market.need(market.enterprise2)
    run_operations.rank_everything(database)
    assert pairs(done(market.district.get("/matches"))) == [(near["id"], slag["id"])]
    assert set(pairs(done(market.bureau.get("/matches")))) == {
        (far["id"], slag["id"]),
        (near["id"], slag["id"]),
    }


def test_visibility_is_asked_when_it_is_read(market: Market, database: Database) -> None:
    slag = market.achievement()
    hidden = market.need(visibility="private")
    veiled = market.need(market.enterprise2, visibility="anonymous")
    theirs = market.draft_need(
        market.broker, owner_id=market.enterprise.organization_id, visibility="private"
    )
    market.published("needs", theirs, market.broker)
    run_operations.rank_everything(database)
    seen = done(market.broker.get("/matches"))
    assert set(pairs(seen)) == {(veiled["id"], slag["id"]), (theirs["id"], slag["id"])}
    owners = {item["need"]["id"]: item["need"]["owner"] for item in seen["items"]}
    assert owners[veiled["id"]]["is_anonymous"]
    assert owners[veiled["id"]]["id"] is owners[veiled["id"]]["name"] is None
    assert market.enterprise2.organization_id not in market.broker.get("/matches").text
    assert {need for need, _ in pairs(done(market.bureau.get("/matches")))} >= {hidden["id"], veiled["id"]}


def test_what_changed_since_the_run_is_not_shown(market: Market, database: Database) -> None:
    slag, other = market.achievement(), market.achievement(market.office2)
    need, changed = market.need(), market.need(market.enterprise2)
    run_operations.rank_everything(database)

    def read() -> set[tuple[str, str]]:
        return set(pairs(done(market.bureau.get("/matches"))))

    assert len(read()) == 4
    done(market.office.post(f"/achievements/{slag['id']}/withdraw", {"reason": "已转让"}))
    assert read() == {(need["id"], other["id"]), (changed["id"], other["id"])}
    edited(market.enterprise2, f"/needs/{changed['id']}", problem="别的问题，还是煤气化细渣的残炭。")
    done(market.bureau.post(f"/needs/{changed['id']}/review", {"decision": "publish"}))
    assert read() == {(need["id"], other["id"])}
    alter(database, Organization, market.office2.organization_id, status="suspended")
    assert read() == set()
    alter(database, Organization, market.office2.organization_id, status="verified")
    alter(database, Need, need["id"], valid_until=date(2026, 1, 1))
    assert read() == set()
    alter(database, Achievement, slag["id"], status="published")
    run_operations.rank_everything(database)
    assert read() == {(changed["id"], other["id"]), (changed["id"], slag["id"])}


def test_it_is_paged_narrowed_and_counted(market: Market, database: Database) -> None:
    for field in ("05", "07", "07"):
        market.achievement(tech_field=field)
    market.need(tech_field="09")
    market.need()
    market.need(**FULL_NEED | OPEN)
    market.achievement(**FULL_ACHIEVEMENT | OPEN)
    run_operations.rank_everything(database)
    whole = done(market.bureau.get("/matches"))["items"]
    assert len(whole) > 5
    paged, cursor = [], ""
    while cursor is not None:
        page = done(market.bureau.get(f"/matches?limit=2{cursor and '&cursor=' + cursor}"))
        paged += page["items"]
        cursor = page["next_cursor"]
    assert paged == whole
    assert [one["score"] for one in done(market.bureau.get("/matches?sort=score"))["items"]] == sorted(
        item["score"] for item in whole
    )
    for level in (1, 2, 3, 4):
        found = done(market.bureau.get(f"/matches?min_level={level}"))["items"]
        assert found == [item for item in whole if item["level"] >= level]
    for field in ("05", "07", "09", "11"):
        found = done(market.bureau.get(f"/matches?tech_field={field}"))["items"]
        sides = ("need", "achievement")
        assert found == [item for item in whole if field in [item[side]["tech_field"] for side in sides]]
    for name, value in (
        ("min_level", "0"), ("since", "yesterday"), ("since", ""), ("since", "0001-01-01"), ("cursor", "x"),
        ("sort", "level"), ("limit", "101"), ("region", "150100"), ("tech_field", "077"),
    ):  # fmt: skip
        refused = problem(market.bureau.get(f"/matches?{name}={value}"), 400)
        assert refused["errors"][0]["parameter"] == name, (name, value)


def test_a_pairing_keeps_the_day_it_was_first_found(
    market: Market, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, slag = market.need(), market.achievement()
    first = run_operations.rank_everything(database)
    tomorrow = clock.today() + timedelta(days=1)
    later = market.achievement(market.office2)
    set_server_clock(monkeypatch, tomorrow)
    bureau = market.log_in("bureau")
    run_operations.rank_everything(database)
    found_at = {pair: item["found_at"] for item in done(bureau.get("/matches"))["items"]
                for pair in pairs({"items": [item]})}  # fmt: skip
    assert set(found_at) == {(need["id"], slag["id"]), (need["id"], later["id"])}
    assert found_at[need["id"], slag["id"]].startswith(first.started_at.isoformat()[:19])
    for since in (tomorrow.isoformat(), f"{tomorrow}T00:00:00Z", f"{tomorrow}T08:00:00%2B08:00"):
        assert pairs(done(bureau.get(f"/matches?since={since}"))) == [(need["id"], later["id"])]
    assert len(done(bureau.get(f"/matches?since={clock.today() - timedelta(days=2)}"))["items"]) == 2
    newest = done(bureau.get("/matches?sort=-found_at"))["items"][0]
    assert newest["achievement"]["id"] == later["id"]


def test_a_run_follows_what_people_said(market: Market, database: Database) -> None:
    need, slag = market.need(), market.achievement()
    other = market.achievement(market.office2)
    where = f"/needs/{need['id']}/matches/{slag['id']}/feedback"
    done(market.enterprise.call("PUT", where, {"reason": "out_of_scope"}))
    run_operations.rank_everything(database)
    assert pairs(done(market.bureau.get("/matches"))) == [(need["id"], other["id"])]


def test_old_and_broken_runs_are_forgotten_and_the_newest_stays(
    market: Market, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.need(), market.achievement()
    runs = [run_operations.rank_everything(database) for _ in range(3)]
    assert count(database, MatchRun) == count(database, MatchPair) == 2
    with database.writing() as session:
        session.add(MatchRun(started_at=clock.now() - timedelta(hours=3)))
    with monkeypatch.context() as patch:
        patch.setattr(run_operations, "match_all", lambda *_args, **_named: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_operations.rank_everything(database)
    assert done(market.bureau.get("/matches"))["run"]["id"] == str(runs[-1].id)
    run_operations.rank_everything(database)
    assert count(database, MatchRun) == count(database, MatchPair) == 2


def test_a_run_of_nothing_is_empty(market: Market, database: Database) -> None:
    for shard in (1, 100):
        run = run_operations.rank_everything(database, Plan(shard=shard))
        assert (run.needs, run.achievements, run.pairs) == (0, 0, 0)
    assert done(market.bureau.get("/matches"))["items"] == []
    market.need()
    assert run_operations.rank_everything(database).pairs == 0


def test_the_job_writes_one_run_a_night(
    market: Market, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.need(), market.achievement()
    jobs.rank_everything(database, {})
    jobs.rank_everything(database, {})
    assert count(database, MatchRun) == 1
    set_server_clock(monkeypatch, clock.today() + timedelta(days=1))
    with database.writing() as session:
        begun = MatchRun()
        session.add(begun)
    jobs.rank_everything(database, {})
    assert count(database, MatchRun) == 2, "another process is at it"
    set_server_clock(monkeypatch, clock.today() + timedelta(days=1))
    jobs.rank_everything(database, {})
    with database.reading() as session:
        newest = run_queries.newest(session)
    assert newest is not None
    assert newest.id != begun.id
    assert newest.started_at == clock.now()


def test_threads_processes_and_a_cluster_find_the_same_pairs(market: Market, database: Database) -> None:
    from distributed import LocalCluster  # noqa: PLC0415  (seconds of import for one test)

    for number in range(6):
        market.achievement(title=f"煤气化细渣{'提炭' * number}制备填料{number}")
        market.need(title=f"{number}万吨煤气化细渣{'含水' * number}的利用")
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the cluster's own
        with LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            for plan in (
                Plan(), Plan(), Plan(jobs=2, shard=2), Plan(jobs=2, backend="loky", shard=4),
                Plan(cluster=cluster.scheduler_address, shard=3),
                Plan(cluster=cluster.scheduler_address, shard=3),
            ):  # fmt: skip
                run = run_operations.rank_everything(database, plan)
                with database.reading() as session:
                    found.append(stored(session, run))
    assert len(found[0]) == 36
    assert all(pairings == found[0] for pairings in found)


def test_a_cluster_that_does_not_answer_is_said_and_leaves_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matching.shards.PATIENCE", 1)
    for address in ("tcp://127.0.0.1:9", "nowhere"):
        with pytest.raises(StartRefused, match="No Dask scheduler answers"):
            run_operations.rank_everything(database, Plan(cluster=address))
    assert count(database, MatchRun) == 0
    assert generations.folder_of(database.info) is None
