"""The pages of the hall: who gets in, by which link, and that no other site scores for a judge."""

import re

from service.roadshows.tables import Score
from tests.support.market import Market, created, done, problem
from tests.support.roadshows import live, planned
from tests.support.stored import count

MARKS = {"marks": {"technology": "87.5", "market": "92"}}


def test_a_judges_link_opens_once_and_scores_for_that_judge_alone(market: Market) -> None:
    show, other = live(market, entries=1), live(market, entries=1)
    entry, client = show.entries[0], market.client
    done(show.stage(entry, "pitch"))
    make = f"{show.path}/judges/{show.judges['judge']}/link"
    problem(market.office.post(make), 403)
    former = created(market.bureau.post(make))["path"]
    path = created(market.bureau.post(make))["path"]
    assert client.post(former).status_code == 401  # a new link replaces it
    for _ in range(2):
        assert client.get(path).status_code == 200  # looking does not spend it
    entered = client.post(path, follow_redirects=False)
    assert entered.status_code == 303
    assert client.post(path, follow_redirects=False).status_code == 401
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert f"Path=/hall/{show.id}" in cookie
    page = client.get(entered.headers["location"])
    token = re.search(r'name="hall-token" content="([0-9a-f]{64})"', page.text)
    assert token is not None
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    where = f"/hall/{show.id}/judge/entries/{entry}/score"
    problem(client.put(where, json=MARKS), 403)
    problem(client.put(where, json=MARKS, headers={"X-Hall-Token": "0" * 64}), 403)
    scored = done(client.put(where, json=MARKS, headers={"X-Hall-Token": token[1]}))
    assert (scored["judge_id"], scored["score"]) == (show.judges["judge"], "89.30")
    state = done(client.get(f"/hall/{show.id}/judge/state"))
    assert (state["judge_name"], state["current_entry_id"]) == ("judge", entry)
    secret = cookie.partition("keju_judge=")[2].partition(";")[0]
    problem(client.get(f"/hall/{other.id}/judge/state", headers={"Cookie": f"keju_judge={secret}"}), 401)
    recused = client.post(
        f"/hall/{show.id}/judge/recusals",
        json={"entry_id": entry, "reason": "曾为同事"},
        headers={"X-Hall-Token": token[1]},
    )
    assert [one["kind"] for one in done(recused)["recusals"]] == ["declared"]
    problem(client.put(where, json=MARKS, headers={"X-Hall-Token": token[1]}), 403)
    assert count(market._database, Score) == 1


def test_the_screen_is_for_everybody_the_desk_for_the_host(market: Market) -> None:
    show, plan = live(market, entries=1), planned(market)
    assert "实时排名" in market.client.get(f"/hall/{show.id}").text
    assert market.client.get(f"/hall/{plan['id']}").status_code == 404
    assert market.client.get(f"/hall/{show.id}/host").status_code == 403
    assert market.client.get(f"/hall/{show.id}/judge").status_code == 401
    desk = market.client.get(f"/hall/{show.id}/host", headers=market.bureau.headers)
    assert "评委链接" in desk.text
    for asset in ("/assets/keju.css", "/hall/assets/live.js", "/hall/assets/judge.js"):
        assert market.client.get(asset).status_code == 200
