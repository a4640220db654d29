"""The bureau's table over HTTP: bases, growth and its base, groups, targets, announced figures, rights."""

from typing import Any

import pytest

from service.kernel.database import Database
from tests.support.market import Market, done, problem
from tests.support.sheets import as_csv, imported, row
from tests.support.stored import unchanged

VOLUME = "/reports/transaction-volume"
BEIJING = {
    "登记机构": "北京技术市场管理办公室", "登记机构地区": "110000", "卖方名称": "北京某公司",
    "卖方地区": "北京市", "买方名称": "赛罕区某公司", "买方地区": "赛罕区", "落地地区": "150105",
}  # fmt: skip


def rows(market: Market, **asked: str) -> list[dict[str, Any]]:
    query = "&".join(
        f"{name.rstrip('_')}={value}" for name, value in ({"from_": "2023", "to": "2023"} | asked).items()
    )
    found: list[dict[str, Any]] = done(market.bureau.get(f"{VOLUME}?{query}"))["rows"]
    return found


def total(market: Market, **asked: str) -> str | None:
    """The one row's total amount."""
    (found,) = rows(market, **asked)
    told: str | None = found["total_amount"]
    return told


def test_a_beijing_sellers_contract_with_saihan_is_inflow_and_landed_and_never_registered(
    market: Market,
) -> None:
    imported(market.registrar, as_csv([row(1), row(2, **BEIJING)]))
    assert total(market) == total(market, basis="sold") == "1000000.00"
    assert total(market, basis="known_inflow") == "1000000.00"
    assert total(market, basis="landed") == "2000000.00"
    assert total(market, basis="absorbed") is None
    answer = done(market.bureau.get(f"{VOLUME}?from=2023&to=2023&basis=known_inflow"))
    assert [check["holds"] for check in answer["checks"]] == [True, None]


def test_absorbed_comes_from_the_national_table_alone(market: Market) -> None:
    imported(market.registrar, as_csv([row(1), row(2, **BEIJING)]))
    heading = "期间,地区,吸纳合同数,吸纳技术合同成交额（万元）,吸纳技术交易额（万元）\n"
    national = heading + "2023,呼和浩特市,9,500,400\n2022-Q1,呼和浩特市,1,1,1\n"
    report = imported(market.registrar, national.encode("gb18030"), kind="national_absorption")
    assert report["new"] == 2
    assert total(market, basis="absorbed") == "5000000.00"
    assert total(market, basis="absorbed", from_="2022", to="2022") is None
    answer = done(market.bureau.get(f"{VOLUME}?from=2023&to=2023&basis=absorbed"))
    assert [check["holds"] for check in answer["checks"]] == [True, True]


def test_an_amendment_counts_in_its_month_or_in_the_month_of_the_registration(market: Market) -> None:
    imported(market.registrar, as_csv([row(1)]))
    amended = row(1, 合同成交额="150.00") | {"变更日期": "2024-02-01"}
    imported(market.registrar, as_csv([amended]))
    years = {"from_": "2023", "to": "2024"}
    booked, restated = (rows(market, time=time, **years) for time in ("booked", "restated"))
    assert [one["total_amount"] for one in booked] == ["1000000.00", "500000.00"]
    assert [one["contracts"] for one in booked] == [1, 0]
    assert [one["total_amount"] for one in restated] == ["1500000.00", "0.00"]
    assert [one["total_yoy"] for one in booked] == [None, -0.5]


def test_growth_names_its_base_and_is_null_where_the_base_is_zero(market: Market) -> None:
    earlier = [row(1, 登记日期="2022-03-06", 合同成交额="80.00")]
    imported(market.registrar, as_csv([*earlier, row(2), row(3, 登记日期="2023-12-31")]))
    (whole,) = rows(market)
    assert (whole["contracts_yoy"], whole["total_yoy"], whole["base_total_amount"]) == (1.0, 1.5, "800000.00")
    (half,) = rows(market, to="2023-06-30")
    assert half["total_yoy"] == 0.25
    (published,) = rows(market, yoy_base="published")
    assert (published["total_yoy"], published["base_total_amount"]) == (None, "0.00")
    answer = done(market.bureau.get(f"{VOLUME}?yoy_base=published&from=2023&to=2023"))
    assert answer["base_as_of"][:4] == str(int(answer["as_of"][:4]) - 1)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("month", {("2023-03", "2023-03"): 2, ("2023-04", "2023-04"): 1}),
        ("contract_type", {("commissioned_development", "技术开发（委托）"): 3}),
        ("tech_field", {("01", "电子信息"): 1, ("09", "农业"): 2}),
        (
            "cluster",
            {("green_agriculture", "绿色农畜产品加工"): 2, ("information_technology", "新一代信息技术"): 1},
        ),
        ("seller_kind", {("022", "高等院校"): 3}),
        ("district", {("150100", "呼和浩特市"): 2, ("150105", "赛罕区"): 1}),
        ("office", {("呼和浩特市技术合同登记处",) * 2: 3}),
        ("flow", {("within", "区内成交"): 2, ("to_outside", "流向省（自治区）外"): 1}),
        ("ip_kind", {(None, "未填"): 3}),
    ],
)
def test_the_table_is_broken_down_and_the_groups_add_up(
    market: Market, group: str, expected: dict[tuple[str | None, str], int]
) -> None:
    file = [
        row(1),
        row(2, 登记机构地区="150105", 技术领域="电子信息"),
        row(3, 登记日期="2023-04-02", 买方地区="110000"),
    ]
    imported(market.registrar, as_csv(file))
    found = rows(market, group_by=group)
    assert {(one["group"], one["group_name"]): one["contracts"] for one in found} == expected
    assert sum(float(one["total_amount"]) for one in found) == float(total(market) or 0)


def test_the_same_as_of_gives_the_same_figures_for_ever(market: Market) -> None:
    imported(market.registrar, as_csv([row(1)]))
    first = done(market.bureau.get(f"{VOLUME}?from=2023&to=2023"))
    imported(market.registrar, as_csv([row(1, 合同成交额="90.00"), row(2)]))
    moment = first["as_of"].replace("+", "%2B")
    again = done(market.bureau.get(f"{VOLUME}?from=2023&to=2023&as_of={moment}"))
    assert again == first
    assert total(market, as_of="2020-01-01", from_="2019", to="2019") == "0.00"


def test_the_largest_sellers_and_contracts(market: Market) -> None:
    file = [
        row(1, 合同成交额="12000"),
        row(2, 卖方名称="甲公司"),
        row(3, 合同成交额="1000", 卖方名称="甲公司"),
    ]
    imported(market.registrar, as_csv(file))
    report = done(market.bureau.get(f"{VOLUME}/largest?from=2023&to=2023&unit=wan&limit=2"))
    assert [(one["rank"], one["name"], one["total_amount"]) for one in report["sellers"]] == [
        (1, "内蒙古农业大学", "12000.00"),
        (2, "甲公司", "1100.00"),
    ]
    assert [one["registration_no"][-1] for one in report["contracts"]] == ["1", "3"]
    assert [(one["contracts"], one["total_amount"]) for one in report["thresholds"]] == [
        (2, "13000.00"),
        (1, "12000.00"),
    ]


def test_the_bureau_reads_everything_a_district_its_own_area_and_others_nothing(market: Market) -> None:
    imported(market.registrar, as_csv([row(1), row(2, 登记机构地区="150105")]))
    assert done(market.district.get(f"{VOLUME}?from=2023&to=2023"))["rows"][0]["contracts"] == 1
    problem(market.district.get(f"{VOLUME}?region=150100"), 403)
    for who in (market.office, market.enterprise, market.broker, market.judge, market.registrar):
        problem(who.get(VOLUME), 403)
    problem(market.client.get(f"/api/v1{VOLUME}"), 401)


@pytest.mark.parametrize(
    "query",
    [
        "from=2024&to=2023", "from=1950", "from=2023-02-30", "region=999999",
        "basis=absorbed&group_by=office",
        "as_of=yesterday", "as_of=2024-01-01T00:00:00", "period=week", "unit=dollar", "year=2023",
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused(market: Market, query: str) -> None:
    problem(market.bureau.get(f"{VOLUME}?{query}"), 400, "bad-parameter")


def test_targets_tell_completion_pace_and_rank(market: Market) -> None:
    imported(market.registrar, as_csv([row(1), row(2, 登记机构地区="150105", 合同成交额="400")]))
    items = [
        {"year": 2023, "indicator": "total_amount", "unit": "150100", "value": "10000000.00"},
        {"year": 2023, "indicator": "total_amount", "unit": "150105", "value": "4000000.00"},
        {"year": 2023, "indicator": "contracts", "unit": "150100", "value": "2"},
    ]
    assert done(market.bureau.call("PUT", "/targets", {"items": items})) == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
    }
    told = done(market.bureau.get("/reports/targets?year=2023"))
    assert told["elapsed"] == 1.0
    found = {(one["indicator"], one["unit"]): one for one in told["items"]}
    city, district = found["total_amount", "150100"], found["total_amount", "150105"]
    assert (city["done"], city["completion"], city["pace"], city["rank"]) == ("5000000.00", 0.5, -0.5, 2)
    assert (district["completion"], district["rank"]) == (1.0, 1)
    assert found["contracts", "150100"]["done"] == "2"
    mine = done(market.district.get("/reports/targets?year=2023"))["items"]
    assert [(one["unit"], one["rank"]) for one in mine] == [("150105", 1)]
    sheet = "年度,指标,责任单位,目标值,计量单位\n2023,技术合同成交额,呼和浩特市,0.2,亿元\n".encode()
    assert imported(market.bureau, sheet, kind="targets")["differences"][0]["after"] == "2000000000"


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"unit": "999999"}, "/items/0/unit"),
        ({"value": "0"}, "/items/0/value"),
        ({"year": 1999}, "/items/0/year"),
    ],
)
def test_a_wrong_target_is_refused(market: Market, database: Database, changed: Any, pointer: str) -> None:
    item = {"year": 2023, "indicator": "total_amount", "unit": "150100", "value": "10.00"} | changed
    with unchanged(database):
        assert (
            problem(market.bureau.call("PUT", "/targets", {"items": [item]}), 422)["errors"][0]["pointer"]
            == pointer
        )
        problem(
            market.district.call("PUT", "/targets", {"items": [item | {"year": 2023, "value": "1"}]}), 403
        )


def test_an_announced_figure_stands_beside_the_computed_one(market: Market) -> None:
    imported(market.registrar, as_csv([row(1, 合同成交额="150600")]))
    figure = {
        "series": "transaction_volume", "title": "技术合同成交额", "verb": "认定登记", "scope": "city",
        "region": "150100", "nature": "flow", "unit": "亿元", "source": "市政府新闻",
        "indicator": "total_amount",
    }  # fmt: skip
    market.bureau.post(
        "/official-series", figure | {"period": "2023", "value": "15.06", "announced_rate": "16"}
    )
    made = market.bureau.post(
        "/official-series", figure | {"period": "2024", "value": "27.41", "announced_rate": "81.89"}
    ).json()
    assert made["check"]["verdict"] == "base_truncated_or_restated"
    assert (made["check"]["allowed_from"], made["check"]["allowed_to"]) == ("81.91", "82.10")
    assert (made["computed"]["value"], made["computed"]["difference"], made["computed"]["agrees"]) == (
        "0", "27.41", False,
    )  # fmt: skip
    first = done(market.bureau.get("/official-series?series=transaction_volume"))["items"][0]
    assert (first["computed"]["value"], first["computed"]["agrees"]) == ("15.06", True)
    assert first["check"]["verdict"] == "no_base"
    problem(market.bureau.post("/official-series", figure | {"period": "2024", "value": "1"}), 409)
    problem(market.bureau.post("/official-series", figure | {"period": "2024-13", "value": "1"}), 422)
    problem(market.office.get("/official-series"), 403)
