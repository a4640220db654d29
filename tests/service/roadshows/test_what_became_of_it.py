"""What became of a roadshow: intents, contracts within 180 days, landings, figures of two host cities."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel import clock
from service.kernel.actor import SYSTEM
from service.kernel.database import Database
from service.roadshows import attribution, figures
from service.roadshows.attribution_operations import attribute_contract, end_attribution
from service.roadshows.figures import Brought, Landed
from service.roadshows.landing_schemas import AttributionRead
from tests.support.listings import set_server_clock
from tests.support.market import Market, created, done, problem
from tests.support.roadshows import Show, achievement_of, live

DAY = date(2026, 5, 20)
STARTS = clock.today() + timedelta(days=10)


def signed(
    database: Database,
    achievement_id: UUID,
    on: date,
    *,
    amount: int = 100_00,
    contract_id: UUID | None = None,
) -> AttributionRead | None:
    with database.writing() as session:
        return attribute_contract(
            session,
            SYSTEM,
            contract_id=contract_id or uuid4(),
            achievement_id=achievement_id,
            signed_on=on,
            amount=amount,
        )


@pytest.mark.parametrize(("after", "counts"), [(-1, False), (0, True), (180, True), (181, False)])
def test_the_window_is_the_day_itself_and_180_days(after: int, counts: bool) -> None:
    assert attribution.is_within(DAY, DAY + timedelta(days=after)) is counts


def test_presented_twice_a_contract_counts_for_the_later_one() -> None:
    places = [("spring", DAY), ("autumn", DAY + timedelta(days=150)), ("next", DAY + timedelta(days=400))]
    assert attribution.counted_for(places, DAY + timedelta(days=160)) == "autumn"
    assert attribution.counted_for(places, DAY + timedelta(days=100)) == "spring"
    assert attribution.counted_for(places, DAY + timedelta(days=700)) is None
    assert attribution.counted_for([], DAY) is None


def test_contracts_are_attributed_and_the_bureau_may_decide_otherwise(
    market: Market, database: Database
) -> None:
    show = live(market, entries=2)
    first, second = show.entries
    achievement = achievement_of(show, first)
    inside, outside = uuid4(), uuid4()
    told = signed(database, achievement, STARTS + timedelta(days=180), amount=500_00, contract_id=inside)
    late = signed(database, achievement, STARTS + timedelta(days=181), amount=900_00, contract_id=outside)
    assert told is not None
    assert late is not None
    assert (told.is_counted, late.is_counted, str(told.entry_id)) == (True, False, first)
    assert signed(database, uuid4(), STARTS) is None
    read = done(market.bureau.get(f"{show.path}/figures"))
    assert (read["entries"], read["signed_180d"], read["roadshow_yield"]) == (2, 1, "0.5000")
    assert read["contracted_amount"] == "500.00"
    path = f"{show.path}/attributions/{outside}"
    decision = {"entry_id": second, "is_counted": True, "reason": "路演当日已达成意向，因审批延后"}
    problem(market.office.call("PUT", path, decision), 403)
    problem(market.bureau.call("PUT", f"{show.path}/attributions/{uuid4()}", decision), 404)
    assert done(market.bureau.call("PUT", path, decision))["source"] == "override"
    signed(database, achievement, STARTS + timedelta(days=200), amount=800_00, contract_id=outside)
    read = done(market.bureau.get(f"{show.path}/figures"))
    assert (read["signed_180d"], read["contracted_amount"], read["contracts"]) == (2, "1300.00", 2)
    with database.writing() as session:
        end_attribution(session, SYSTEM, inside)
        end_attribution(session, SYSTEM, uuid4())
    assert done(market.bureau.get(f"{show.path}/figures"))["contracted_amount"] == "800.00"
    assert len(done(market.office.get(f"{show.path}/attributions"))["items"]) == 2
    assert done(market.enterprise.get(f"{show.path}/attributions"))["items"] == []


def test_an_intent_opens_an_introduction(market: Market) -> None:
    show = live(market, entries=1)
    entry = show.entries[0]
    need = market.need()
    card = {"entry_id": entry, "kind": "purchase", "message": "想先采购一套样机", "amount": "1000000"}
    problem(market.office.post(f"{show.path}/intents", card), 403)
    made = created(market.enterprise.post(f"{show.path}/intents", card | {"need_id": need["id"]}))
    introduction = done(market.office.get(f"/introductions/{made['introduction_id']}"))
    assert introduction["status"] == "requested"
    plain = created(market.enterprise2.post(f"{show.path}/intents", card))
    assert plain["introduction_id"] is None
    seen = done(market.office.get(f"{show.path}/intents"))["items"]
    assert [one["amount"] for one in seen] == ["1000000.00"] * 2
    assert len(done(market.enterprise2.get(f"{show.path}/intents"))["items"]) == 1
    assert done(market.office2.get(f"{show.path}/intents"))["items"] == []
    path = f"{show.path}/intents/{plain['id']}/introduce"
    theirs = market.need(market.enterprise2)
    problem(market.enterprise.post(path, {"need_id": need["id"]}), 404)
    followed = done(market.enterprise2.post(path, {"need_id": theirs["id"]}))
    assert followed["introduction_id"]
    problem(market.enterprise2.post(path, {"need_id": theirs["id"]}), 409)
    withdrawn = created(market.judge.post(f"{show.path}/intents", card | {"kind": "investment"}))
    assert withdrawn["kind"] == "investment"


def landing(show: Show, entry: str, **fields: Any) -> dict[str, Any]:
    body = {
        "title": "细渣母粒示范线",
        "achievement_id": str(achievement_of(show, entry)),
        "roadshow_id": show.id,
        "company": "某新材料公司",
        "region": "150122",
        "stages": [{"stage": "signed", "on": "2024-02-04"}, {"stage": "pilot", "on": "2025-06-01"}],
        "evidence": [{"title": "投产备案", "url": "https://kjj.example/1"}],
        "expected_annual_revenue": "5000000",
        "years": [{"year": 2025, "revenue": "1200000.50", "tax": "1", "jobs": 12}],
    }
    return created(show.market.office.post("/landings", body | fields))


def test_a_landing_has_evidence_stages_and_yearly_figures(market: Market) -> None:
    show = live(market, entries=1)
    made = landing(show, show.entries[0])
    assert (made["stage"], made["landed_on"], made["roadshow_id"]) == ("pilot", "2024-02-04", show.id)
    path = f"/landings/{made['id']}"
    for who, status in ((market.office2, 404), (market.enterprise, 404), (market.district, 404)):
        problem(who.get(path), status)
    problem(market.office.patch(path, {"years": []}), 428)
    years = [*made["years"], {"year": 2026, "revenue": "3000000", "tax": None, "jobs": None}]
    changed = done(market.office.patch(path, {"years": years}, If_Match='"1"'))
    assert [one["revenue"] for one in changed["years"]] == ["1200000.50", "3000000"]
    listed = done(market.bureau.get(f"/landings?roadshow={show.id}&region=150100&count=true"))
    assert (listed["total"], [one["id"] for one in listed["items"]]) == (1, [made["id"]])
    assert done(market.bureau.get("/landings?region=150200"))["items"] == []


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"evidence": []}, "/evidence"),
        ({"stages": []}, "/stages"),
        ({"region": "999999"}, "/region"),
        ({"park": "nowhere"}, "/park"),
        ({"stages": [{"stage": "signed", "on": "2999-01-01"}]}, "/stages"),
        (
            {"stages": [{"stage": "signed", "on": "2025-01-01"}, {"stage": "pilot", "on": "2024-01-01"}]},
            "/stages",
        ),
        ({"years": [{"year": 2024}, {"year": 2024}]}, "/years"),
        ({"years": [{"year": 2099}]}, "/years/0/year"),
        ({"expected_annual_revenue": "-1"}, "/expected_annual_revenue"),
        ({"roadshow_id": str(UUID(int=5))}, "/roadshow_id"),
    ],
)
def test_a_landing_that_cannot_be_is_refused(market: Market, fields: dict[str, Any], pointer: str) -> None:
    achievement = market.achievement()
    body = {
        "title": "示范线",
        "achievement_id": achievement["id"],
        "company": "某公司",
        "region": "150122",
        "stages": [{"stage": "signed", "on": "2024-02-04"}],
        "evidence": [{"title": "合同"}],
    }
    told = problem(market.office.post("/landings", body | fields), 422)
    assert told["errors"][0]["pointer"] == pointer
    assert done(market.office.get("/landings"))["items"] == []


def test_two_host_cities_count_their_own_and_the_region_once(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = [market.bureau.organization_id, market.office2.organization_id]
    show = live(market, entries=3, hosts=hosts)
    for entry, region in zip(show.entries, ("150105", "150122", "150200"), strict=True):
        landing(show, entry, region=region, expected_annual_revenue="1000000")
    set_server_clock(monkeypatch, STARTS + timedelta(days=40))
    market._logged_in.clear()
    read = done(market.bureau.get(f"{show.path}/figures"))
    assert read["hosts"] == ["150100", "150105"]
    assert {one["region"]: one["landed"] for one in read["by_host"]} == {"150100": 2, "150105": 1}
    assert (read["landed"], read["expected_annual_revenue"]) == (3, "3000000.00")
    assert read["actual_revenue"] == {"2025": "3600001.50"}
    assert done(market.office2.get(f"{show.path}/figures")) == read
    problem(market.office.get(f"{show.path}/figures"), 403)
    problem(market.office.get("/roadshows/figures"), 403)
    whole = done(market.bureau.get(f"/roadshows/figures?year={STARTS.year}&region=150105"))
    assert (whole["roadshows"], whole["landed"], whole["items"]) == (1, 3, [read])
    assert done(market.bureau.get("/roadshows/figures?year=2001"))["roadshow_yield"] is None


@given(st.lists(st.lists(st.sampled_from(["150105", "150204", "110000"]), max_size=6), max_size=4))
def test_no_landing_is_counted_twice_in_the_sum(fields: list[list[str]]) -> None:
    shows = [
        Brought(
            uuid4(),
            "路演",
            DAY,
            False,
            ["150100", "150200"],
            5,
            set(),
            [],
            [Landed(r, 100, []) for r in regions],
        )
        for regions in fields
    ]
    whole = figures.together(None, None, shows)
    assert whole.landed == sum(map(len, fields))
    assert sum(line.landed for line in whole.by_region) <= whole.landed
    assert sum(line.landed for line in whole.by_region) == sum(r != "110000" for f in fields for r in f)
