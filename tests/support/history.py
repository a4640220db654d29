"""Makes the demonstration history of ``seeds/demo/register``; ``python -m tests.support.history`` writes it.

The yearly sums are the published ones (15.06亿 and 832 contracts in 2023, 27.41亿 in 2024, 2022 from +16 %);
the counts of 2022 and 2024 and everything else are invented, and the files say so in their first line.
"""

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "demo" / "register"
_MARK = "演示数据：按公布的年度总额虚构的技术合同，不代表任何真实单位的合同；2022年、2024年的合同数为虚构"
_HEADING = (
    "合同登记编号", "合同名称", "合同类别", "合同成交额（万元）", "技术交易额（万元）", "登记日期",
    "签订日期", "登记机构",
    "登记机构地区", "卖方名称", "卖方地区", "卖方类别", "买方名称", "买方地区", "买方类别", "技术领域",
    "国民经济行业",
    "知识产权", "计划来源", "落地地区", "落地园区",
)  # fmt: skip
# Hundredths of 万元; the smallest amount of the register.
_CENT = 100
_MONTHS = (4, 3, 6, 6, 7, 9, 6, 7, 8, 9, 13, 22)
_TYPES = (
    ("技术服务", 46),
    ("委托开发", 33),
    ("合作开发", 5),
    ("技术咨询", 9),
    ("技术转让", 4),
    ("技术许可", 3),
)
_DISTRICTS = (
    ("150105", 26), ("150102", 20), ("150104", 9), ("150103", 9), ("150121", 12), ("150122", 7),
    ("150123", 10), ("150124", 3), ("150125", 4),
)  # fmt: skip
_ELSEWHERE = (
    ("150200", 16), ("150600", 18), ("150400", 6), ("150500", 5), ("152500", 4), ("110000", 18), ("310000",
    7),
    ("320000", 6), ("370000", 6), ("440000", 6), ("610000", 5), ("140000", 3),
)  # fmt: skip
_PARKS = {
    "150102": "呼和浩特科技城", "150105": "金桥经济技术开发区", "150121": "呼和浩特金山高新技术产业开发区",
    "150122": "托克托经济开发区", "150123": "内蒙古和林格尔新区", "150104": "玉泉工业园区",
    "150124": "清水河工业园区",
    "150125": "武川工业园区",
}  # fmt: skip
_OFFICES = (
    ("呼和浩特市技术合同登记处", "150100", 52), ("赛罕区技术合同登记点", "150105", 18),
    ("新城区技术合同登记点", "150102", 12), ("土默特左旗技术合同登记点", "150121", 7),
    ("和林格尔新区技术合同登记点", "150123", 7), ("托克托县技术合同登记点", "150122", 4),
)  # fmt: skip
# Field, weight, industries, what it is about.
_FIELDS: tuple[tuple[str, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("01", 22, ("65", "39"), ("草原生态监测平台", "智慧乳业数据系统", "蒙古文语音识别",
    "云计算中心节能调度", "工业视觉检测")),
    ("03", 11, ("34", "35"), ("风机叶片检修机器人", "马铃薯收获机", "饲料加工生产线", "数控装备改造")),
    ("04", 12, ("27",), ("动物疫苗效价评价", "蒙药质量标准", "发酵菌株选育", "体外诊断试剂")),
    ("05", 12, ("26", "30"), ("单晶硅拉制热场", "石墨烯散热膜", "稀土抛光粉", "聚烯烃母粒填料")),
    ("06", 17, ("44", "38"), ("风光储协同控制", "绿氢制备", "光伏电站运维", "配电网无功优化")),
    ("07", 9, ("77", "26"), ("煤气化细渣利用", "矿区生态修复", "高盐废水处理", "乳品废水回用")),
    ("09", 13, ("01", "14", "13"), ("苜蓿耐盐碱品种", "奶牛精准饲喂", "羊肉冷链保鲜", "马铃薯脱毒种薯")),
    ("11", 3, ("47",), ("严寒地区建筑节能", "供热管网智能调控")),
    ("10", 1, ("53",), ("冻土路基监测",)),
)  # fmt: skip
_UNIVERSITIES = (
    ("内蒙古工业大学", "150102", "022"), ("内蒙古大学", "150105", "022"), ("内蒙古农业大学", "150105", "022"),
    ("内蒙古师范大学", "150105", "022"), ("内蒙古医科大学", "150100", "022"),
    ("内蒙古自治区农牧业科学院", "150104", "021"), ("中国农业科学院草原研究所", "150105", "021"),
    ("内蒙古智能制造研究院", "150102", "024"), ("国家乳业技术创新中心", "150123", "150"),
)  # fmt: skip
_SYLLABLES = "朔沣青穗敕恒瀚云晟泽岱昱阔钦沐榆桦麦驰拓屹澄皓硕"
_TRADES = ("科技", "信息技术", "新能源", "环保", "生物", "新材料", "智能装备", "农牧科技", "工程技术")
_KINDS = (("150", 64), ("170", 16), ("160", 8), ("110", 10), ("300", 2))
_IP = (
    ("未涉及知识产权", 52),
    ("技术秘密", 18),
    ("发明专利", 14),
    ("计算机软件著作权", 12),
    ("实用新型专利", 4),
)
_PLANS = (
    ("计划外", 78),
    ("省、自治区、直辖市计划", 10),
    ("地市县计划", 7),
    ("国家科技计划", 4),
    ("部门计划", 1),
)
_WHAT = {
    "技术服务": "技术服务", "委托开发": "研究开发", "合作开发": "联合研发",
    "技术咨询": "技术咨询", "技术转让": "技术转让", "技术许可": "专利实施许可",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Year:
    """One year as it was published, in hundredths of 万元, and how many contracts we say there were."""

    year: int
    contracts: int
    total: int


# 15.06 / 1.16 = 12.982758…亿; the counts of 2022 and 2024 are invented.
YEARS = (Year(2022, 748, 12_982_758), Year(2023, 832, 15_060_000), Year(2024, 1247, 27_410_000))
# Registered elsewhere, bought here: known inflow. All invented.
INFLOW = Year(2024, 46, 4_312_650)
# 久泰, as reported: signed on 2023-02-04, ¥10 million. The day of registration and the number are invented.
_SLAG = 100_000


def written(year: Year, *, is_inflow: bool = False) -> str:
    """One file of the register."""
    chance = random.Random(f"keju {year.year} {is_inflow}")
    rows = sorted(_rows(chance, year, is_inflow=is_inflow), key=lambda row: (row[5], row[0]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_MARK])
    writer.writerow(_HEADING)
    writer.writerows(rows)
    return out.getvalue()


def _rows(chance: random.Random, year: Year, *, is_inflow: bool) -> Iterator[list[str]]:
    fixed = year.year == 2023
    amounts = _amounts(chance, year.contracts - fixed, year.total - fixed * _SLAG)
    serial = 500_000 if is_inflow else 0
    if fixed:
        yield _slag(year.year)
    for number, amount in enumerate(amounts, start=1 + fixed):
        yield _row(chance, year.year, serial + number, amount, is_inflow=is_inflow)


def _amounts(chance: random.Random, count: int, total: int) -> list[int]:
    """A long tail that adds up exactly: most contracts below ¥500,000, a few above ¥50 million."""
    drawn = [chance.lognormvariate(0, 1.55) for _ in range(count)]
    scale = total / sum(drawn)
    amounts = [max(_round(int(one * scale)), _CENT) for one in drawn]
    largest = max(range(count), key=lambda place: amounts[place])
    amounts[largest] += total - sum(amounts)
    return amounts


def _round(amount: int) -> int:
    """People agree on round sums: 0.1万 below 10万, 1万 below 500万, then 5万."""
    step = 10 if amount < 1000 else _CENT if amount < 50_000 else 5 * _CENT
    return amount // step * step


def _row(chance: random.Random, year: int, serial: int, amount: int, *, is_inflow: bool) -> list[str]:
    field, _, industries, subjects = chance.choices(_FIELDS, [one[1] for one in _FIELDS])[0]
    kind = _pick(chance, _TYPES)
    seller = _foreign(chance) if is_inflow else _seller(chance, amount)
    buyer = seller
    while buyer[0] == seller[0]:
        buyer = _company(chance, _pick(chance, _DISTRICTS)) if is_inflow else _buyer(chance)
    registered = _day(chance, year)
    office, place = _away(seller[1]) if is_inflow else _office(chance, seller[1])
    landing = _landing(chance, seller[1], buyer[1])
    return [
        f"{year}{place if is_inflow else '150100'}{serial:06d}",
        f"{chance.choice(subjects)}{_WHAT[kind]}",
        kind,
        _wan(amount),
        _wan(_technical(chance, kind, amount)),
        registered.isoformat(),
        (registered - timedelta(days=chance.randint(3, 60))).isoformat(),
        office,
        place,
        *seller,
        *buyer,
        field,
        chance.choice(industries),
        _pick(chance, _IP),
        _pick(chance, _PLANS),
        landing,
        _PARKS.get(landing, "") if chance.random() < 0.6 else "",
    ]


def _slag(year: int) -> list[str]:
    return [
        f"{year}150100000001", "煤基固废低碳利用与高值材料制备技术", "技术转让", _wan(_SLAG), _wan(_SLAG),
        "2023-02-20",
        "2023-02-04", "呼和浩特市技术合同登记处", "150100", "内蒙古工业大学", "150102", "022",
        "内蒙古久泰新材料有限公司",
        "150122", "150", "07", "26", "发明专利", "计划外", "150122", "托克托经济开发区",
    ]  # fmt: skip


def _technical(chance: random.Random, kind: str, amount: int) -> int:
    """Most contracts are technical throughout; services and developments may carry equipment."""
    is_whole = kind in ("技术咨询", "技术转让", "技术许可") or chance.random() < 0.62
    return amount if is_whole else amount * chance.randint(45, 97) // 100


def _seller(chance: random.Random, amount: int) -> tuple[str, str, str]:
    """The ¥10 million of 久泰 stays a university's largest, as was reported."""
    if chance.random() < 0.42 and amount < _SLAG:
        return chance.choice(_UNIVERSITIES)
    return _company(chance, _pick(chance, _DISTRICTS))


def _buyer(chance: random.Random) -> tuple[str, str, str]:
    if chance.random() < 0.08:
        district = _pick(chance, _DISTRICTS)
        return (f"{_NAMES[district]}农牧和科技局", district, "014")
    region = _pick(chance, _DISTRICTS) if chance.random() < 0.6 else _pick(chance, _ELSEWHERE)
    return _company(chance, region)


def _foreign(chance: random.Random) -> tuple[str, str, str]:
    region = _pick(chance, tuple(one for one in _ELSEWHERE if not one[0].startswith("15")))
    return _company(chance, region)


def _company(chance: random.Random, region: str) -> tuple[str, str, str]:
    """One of the invented companies of a region: a few of them trade often."""
    place = _NAMES[region] if region.startswith("15") else _PROVINCES[region]
    stock = random.Random(f"{region} {int(chance.paretovariate(0.9)) % 60}")
    name = "".join(stock.sample(_SYLLABLES, 2)) + stock.choice(_TRADES)
    return (f"{place}{name}有限公司", region, _pick(stock, _KINDS))


def _office(chance: random.Random, region: str) -> tuple[str, str]:
    """A contract goes to the office of its seller's district or to the city's."""
    own = next(((name, place) for name, place, _ in _OFFICES if place == region), None)
    return own if own and chance.random() < 0.55 else (_OFFICES[0][0], _OFFICES[0][1])


def _away(region: str) -> tuple[str, str]:
    return f"{_PROVINCES[region]}技术合同登记机构", region


def _landing(chance: random.Random, seller: str, buyer: str) -> str:
    if buyer.startswith("1501"):
        return buyer
    return seller if chance.random() < 0.2 and seller != "150100" else buyer


def _day(chance: random.Random, year: int) -> date:
    month = chance.choices(range(1, 13), _MONTHS)[0]
    day = date(year, month, chance.randint(1, 28))
    return day - timedelta(days=max(day.weekday() - 4, 0)) if day.day > 2 else day.replace(day=4)


def _pick(chance: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return chance.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]


def _wan(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


_NAMES = {
    "150102": "新城区", "150103": "回民区", "150104": "玉泉区", "150105": "赛罕区", "150121": "土默特左旗",
    "150122": "托克托县", "150123": "和林格尔县", "150124": "清水河县", "150125": "武川县", "150200": "包头",
    "150600": "鄂尔多斯", "150400": "赤峰", "150500": "通辽", "152500": "锡林郭勒",
}  # fmt: skip
_PROVINCES = {
    "110000": "北京", "310000": "上海", "320000": "江苏", "370000": "山东", "440000": "广东",
    "610000": "陕西",
    "140000": "山西",
}  # fmt: skip
FILES = {f"{year.year}.csv": (year, False) for year in YEARS} | {"inflow.csv": (INFLOW, True)}


def main() -> None:
    """Write every file."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (year, is_inflow) in FILES.items():
        (FOLDER / name).write_text(written(year, is_inflow=is_inflow), "utf-8")


if __name__ == "__main__":
    main()
