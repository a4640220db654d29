"""The list of organisations: who sees whom, filters, the count, and pages without loss or repetition."""

from datetime import UTC, datetime

from stdnum.cn import uscc

from service.kernel import clock, ids
from service.kernel.actor import Actor, Role
from service.kernel.database import Database
from service.organizations import operations
from service.organizations.schemas import OrganizationCreate
from service.organizations.tables import OrganizationKind, OrganizationSize
from tests.support.market import Market, Person, done, problem

NAMES = {"科技局"} | {
    f"{name}单位"
    for name in [
        "district",
        "registrar",
        "office",
        "office2",
        "enterprise",
        "enterprise2",
        "broker",
        "judge",
        "newcomer",
    ]
}


BUREAU = Actor(person_id=ids.new_id(), role=Role.BUREAU, is_verified=True, area="")


def add_many(database: Database, names: list[str]) -> None:
    """Pending organisations, every five of them entered in the same instant."""
    for number, name in enumerate(names):
        code = f"91150100MA0001{number:03d}"
        data = OrganizationCreate(
            name=name,
            kind=OrganizationKind.INSTITUTE,
            uscc=code + uscc.calc_check_digit(code),
            region="150122",
            size=OrganizationSize.MICRO,
        )
        with clock.pinned(datetime(2026, 1, 1 + number // 5, tzinfo=UTC)), database.writing() as session:
            operations.register_organization(session, BUREAU, data)


def walk(who: Person, query: str, limit: int) -> list[dict]:
    """Every page of a list, to its end."""
    found, cursor = [], ""
    while True:
        page = done(who.get(f"/organizations?{query}&limit={limit}{cursor}"))
        assert len(page["items"]) <= limit
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        assert len(page["items"]) == limit
        cursor = f"&cursor={page['next_cursor']}"


def names(page: dict) -> set[str]:
    return {item["name"] for item in page["items"]}


def test_walking_all_pages_finds_each_organisation_once(market: Market, database: Database) -> None:
    # Equal names and equal times: the id breaks the ties. Long names need long cursors.
    long = "".join(chr(0x4E00 + 7919 * number % 20_000) for number in range(199))
    tied = [f"同名{number % 3}" for number in range(11)]
    add_many(database, tied + [f"{long}{number}" for number in range(3)])
    for sort in ("created_at", "-created_at", "name", "-name"):
        whole = done(market.bureau.get(f"/organizations?sort={sort}&limit=100&count=true"))
        assert (whole["total"], whole["next_cursor"], len(whole["items"])) == (24, None, 24)
        for limit in (1, 5, 12):
            assert walk(market.bureau, f"sort={sort}", limit) == whole["items"]
        assert in_order(whole["items"], sort)


def in_order(items: list[dict], sort: str) -> bool:
    """Sorted, ties by id; names as the database collates them, so only their ties are looked at."""
    key, falls = sort.removeprefix("-"), sort.startswith("-")
    groups: dict[str, list[str]] = {}
    for item in items:
        groups.setdefault(item[key], []).append(item["id"])
    ties_hold = all(ids_ == sorted(ids_, reverse=falls) for ids_ in groups.values())
    return ties_hold and (key == "name" or list(groups) == sorted(groups, reverse=falls))


def test_what_is_entered_while_somebody_pages_moves_nothing(market: Market) -> None:
    first = done(market.bureau.get("/organizations?sort=-created_at&limit=4"))
    seen = [item["id"] for item in first["items"]]
    market.newcomer.post(
        "/organizations",
        {"name": "新", "kind": "enterprise", "uscc": "91150100MA00000108", "region": "150100"},
    )
    rest = done(market.bureau.get(f"/organizations?limit=100&cursor={first['next_cursor']}"))
    seen += [item["id"] for item in rest["items"]]
    assert len(seen) == len(set(seen)) == 10


def test_everybody_sees_the_verified_and_their_own(market: Market) -> None:
    assert names(done(market.bureau.get("/organizations"))) == NAMES
    assert names(done(market.office.get("/organizations"))) == NAMES - {"newcomer单位"}
    assert names(done(market.district.get("/organizations"))) == NAMES - {"newcomer单位"}
    assert names(done(market.newcomer.get("/organizations"))) == NAMES
    done(market.bureau.post(f"/organizations/{market.enterprise2.organization_id}/suspend", {"reason": "试"}))
    assert "enterprise2单位" in names(done(market.district.get("/organizations")))
    assert "enterprise2单位" in names(done(market.enterprise2.get("/organizations")))
    assert "enterprise2单位" not in names(done(market.office.get("/organizations")))
    problem(market.office.get(f"/organizations/{market.enterprise2.organization_id}"), 404)
    problem(market.client.get("/api/v1/organizations"), 401)


def test_filters_narrow_the_list_and_its_count(market: Market) -> None:
    cases = {
        "kind=university": {"office单位", "office2单位"},
        "status=pending": {"newcomer单位"},
        "region=150105": {"district单位", "office2单位", "enterprise2单位"},
        "region=150100": NAMES,
        "region=150000": NAMES,
        "region=110000": set(),
        "name=enterprise": {"enterprise单位", "enterprise2单位"},
        "name=%25": set(),
        "name=_": set(),
        "name=%5C": set(),
        "kind=enterprise&region=150105": {"enterprise2单位"},
        "kind=government&name=科技": {"科技局"},
    }
    for query, expected in cases.items():
        page = done(market.bureau.get(f"/organizations?{query}&count=true"))
        assert (names(page), page["total"]) == (expected, len(expected)), query
        assert "total" not in done(market.bureau.get(f"/organizations?{query}"))


def test_a_wrong_filter_is_refused(market: Market) -> None:
    for query in (
        "kind=club",
        "status=open",
        "region=15",
        "region=150105%0A",
        "name=%00",
        "sort=uscc",
        "uscc=1",
    ):
        problem(market.bureau.get(f"/organizations?{query}"), 400, "bad-parameter")


def test_one_organisation_carries_its_version(market: Market) -> None:
    answer = market.office.get(f"/organizations/{market.enterprise.organization_id}")
    assert answer.headers["etag"] == f'"{done(answer)["version"]}"'
    assert "verified_by" not in answer.json()
