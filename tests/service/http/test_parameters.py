"""Wrong query parameters, cursors, paths and methods: refused by name, never a 500, never everything."""

from urllib.parse import quote

from service.kernel import ids
from tests.support.market import Market, created, done, problem

# Query of GET /needs, the parameter that is told.
WRONG_QUERIES = (
    ("unknown=1", "unknown"),
    ("Limit=1", "Limit"),
    ("limit=1&limit=2", "limit"),
    ("sort=created_at&sort=created_at", "sort"),
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=-1", "limit"),
    ("limit=1.5", "limit"),
    ("limit=ten", "limit"),
    ("limit=", "limit"),
    ("limit=99999999999999999999999999", "limit"),
    ("limit=1%00", "limit"),
    ("count=perhaps", "count"),
    ("sort=title", "sort"),
    ("sort=--created_at", "sort"),
    ("sort=created_at%0A", "sort"),
    ("sort=", "sort"),
    ("sort=" + "a" * 50, "sort"),
    ("cursor=garbage", "cursor"),
    ("cursor=", "cursor"),
    ("cursor=%00", "cursor"),
    ("cursor=" + quote("煤气化"), "cursor"),
    ("cursor=%FF%FE", "cursor"),
    ("cursor=" + "a" * 5000, "cursor"),
    ("q=%ff", "q"),
    ("q=a%00b", "q"),
    ("q=%ED%A0%80", "q"),
    ("q=" + "a" * 501, "q"),
    ("q=", "q"),
    ("q=a&cursor=b", "cursor"),
    ("q=a&sort=created_at", "sort"),
    ("q=a&count=true", "count"),
    ("region=1501", "region"),
    ("region=150100%0A", "region"),
    ("need_type=wish", "need_type"),
    ("status=Published", "status"),
    ("owner=me", "owner"),
    ("budget_min=-1", "budget_min"),
    ("budget_min=1.234", "budget_min"),
    ("budget_min=1%0A", "budget_min"),
)


def test_a_wrong_query_is_refused_by_name(market: Market) -> None:
    market.need()
    for query, name in WRONG_QUERIES:
        body = problem(market.client.get(f"/api/v1/needs?{query}"), 400, "bad-parameter")
        assert [error.get("parameter") for error in body["errors"]] == [name], query


def test_a_parameter_whose_name_is_not_text_is_refused(market: Market) -> None:
    for query in ("%FF=1", "%00=1", "=1", "a%ED%A0%80=1", quote("页") + "=1", "%", "%zz=1"):
        problem(market.client.get(f"/api/v1/needs?{query}"), 400, "bad-parameter")


def test_routes_without_parameters_take_none(market: Market) -> None:
    need = market.need()
    for path in (f"/needs/{need['id']}", "/me", "/codes", "/codes/regions"):
        problem(market.bureau.get(f"{path}?verbose=1"), 400, "bad-parameter")
    problem(market.bureau.post(f"/needs/{need['id']}/withdraw?x=1", {"reason": "试"}), 400, "bad-parameter")
    problem(market.client.get("/health/live?x=1"), 400, "bad-parameter")


def test_a_cursor_is_good_for_its_own_list_and_sort_alone(market: Market) -> None:
    for number in range(2):
        market.need(title=f"需求{number}")
        market.achievement(title=f"成果{number}")
    cursor = done(market.bureau.get("/needs?limit=1"))["next_cursor"]
    assert done(market.bureau.get(f"/needs?limit=1&cursor={cursor}"))["items"]
    assert done(market.bureau.get(f"/needs?limit=1&sort=-published_at&cursor={cursor}"))["items"]
    for path in (
        f"/achievements?cursor={cursor}",
        f"/organizations?cursor={cursor}",
        f"/needs?sort=published_at&cursor={cursor}",
        f"/needs?sort=-created_at&cursor={cursor}",
        # Not its last letter: two of that one's bits say nothing.
        f"/needs?cursor={cursor[:-5]}{'A' if cursor[-5] != 'A' else 'B'}{cursor[-4:]}",
        f"/needs?cursor={cursor}x",
        f"/needs?cursor=x{cursor}",
        f"/needs?cursor={cursor.partition('.')[0]}",
    ):
        body = problem(market.bureau.get(path), 400, "bad-parameter")
        assert body["errors"][0]["parameter"] == "cursor"


def test_what_is_not_there_is_404(market: Market) -> None:
    known = created(market.bureau.post("/organizations", _organization()))["id"]
    for path in (
        f"/needs/{ids.new_id()}",
        f"/achievements/{ids.new_id()}",
        f"/organizations/{ids.new_id()}",
        f"/organizations/{ids.new_id()}/members",
        f"/needs/{known}",
        "/needs/1",
        "/needs/not-a-uuid",
        f"/needs/{known}%00",
        "/needs/%FF",
        "/needs/%F0%9F%98%80",
        "/codes/no_such_list",
        "/codes/%00",
        "/codes/..%2F..%2Fetc",
        "/nothing",
        "/nothing/%FF",
        f"/needs/{known}/nothing",
    ):
        assert problem(market.bureau.get(path), 404)["instance"].startswith("/api/v1/"), path
    problem(market.client.get("/"), 404, "not-found")
    problem(market.client.get("/api/v2/needs"), 404, "not-found")


def test_a_method_that_a_path_does_not_take_is_405_with_those_it_takes(market: Market) -> None:
    wrong = (
        ("PUT", "/needs", {"GET", "POST"}),
        ("DELETE", "/needs", {"GET", "POST"}),
        ("PATCH", "/sessions", {"POST"}),
        ("GET", "/sessions/current", {"DELETE"}),
        ("POST", f"/needs/{ids.new_id()}", {"GET", "PATCH", "DELETE"}),
    )
    for method, path, allowed in wrong:
        answer = market.bureau.call(method, path)
        problem(answer, 405, "method-not-allowed")
        assert allowed <= {name.strip() for name in answer.headers["allow"].split(",")}, path


def test_every_answer_carries_a_request_id_and_safe_headers(market: Market) -> None:
    for path, status in (("/health/live", 200), ("/api/v1/me", 401), ("/nothing", 404), ("/schema", 200)):
        answer = market.client.get(path, headers={"x-request-id": "from-the-proxy_1"})
        assert (answer.status_code, answer.headers["x-request-id"]) == (status, "from-the-proxy_1")
        assert answer.headers["x-content-type-options"] == "nosniff"
    for bad in ("", "a b", "a" * 65, "a\u00e9", "<script>"):
        answer = market.client.get("/nothing", headers={"x-request-id": bad.encode("latin-1")})
        assert problem(answer, 404)["request_id"] != bad


def _organization() -> dict[str, str]:
    return {"name": "新单位", "kind": "enterprise", "uscc": "91150100MA00000108", "region": "150100"}
