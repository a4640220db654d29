"""What the matcher reads of a listing."""

from uuid import UUID

from service.achievements.tables import Achievement, AchievementStatus, PriceMode
from service.codes.lists import code_list
from service.matches.documents import of_achievement, of_need, of_text
from service.needs.tables import Need, NeedStatus, NeedType

ID = UUID(int=7)


def test_an_achievement_is_read_with_its_keywords_and_measured_advantages() -> None:
    row = Achievement(
        id=ID,
        title="题目",
        summary="一句话",
        abstract="简介",
        keywords=["甲", "乙"],
        edges=[{"metric": "能耗", "ours": "1", "baseline": "2"}],
        status=AchievementStatus.PUBLISHED,
        tech_field="07",
        industry="14",
        region="150100",
        trl=7,
        price=5,
        price_mode=PriceMode.AGREED,
        transfer_modes=["transfer", "equity"],
    )
    document = of_achievement(row)
    assert (document.id, document.title, document.text) == (str(ID), "题目", "一句话\n简介\n甲\n乙\n能耗")
    assert document.facets == {
        "status": "published",
        "tech_field": "07",
        "industry": "14",
        "region": "150100",
        "trl": 7,
        "price": 5,
        "transfer_modes": ("transfer", "equity"),
    }


def test_a_need_is_read_with_its_baseline_and_targets() -> None:
    row = Need(
        id=ID,
        title="题目",
        problem="问题",
        baseline="现状",
        targets=[{"name": "纯度"}, {"name": "能耗"}],
        status=NeedStatus.DRAFT,
        region="150100",
        need_type=NeedType.TESTING,
        budget_max=9,
        cooperation_modes=["service"],
    )
    document = of_need(row)
    assert (document.id, document.title, document.text) == (str(ID), "题目", "问题\n现状\n纯度\n能耗")
    assert document.facets == {
        "status": "draft",
        "tech_field": None,
        "industry": None,
        "region": "150100",
        "need_type": "testing",
        "trl_min": None,
        "budget_max": 9,
        "cooperation_modes": ("service",),
    }


def test_what_is_to_be_adopted_as_it_is_must_be_ready() -> None:
    for need_type in NeedType:
        row = Need(id=ID, title="题目", problem="问题", need_type=need_type, region="150100")
        told = code_list("need_types")[need_type.value].extra["trl_min"]
        assert of_need(row).facets["trl_min"] == (int(told) if told else None)
    assert code_list("need_types")["adoption"].extra["trl_min"]


def test_what_is_empty_leaves_no_gap() -> None:
    row = Need(id=ID, title="题目", problem="问题", need_type=NeedType.TESTING, region="150100")
    assert of_need(row).text == "问题"
    assert (of_text("题", "文").title, of_text("题", "文").text, of_text("题", "文").id) == ("题", "文", "")
