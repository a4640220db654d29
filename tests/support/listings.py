"""Listings for tests: complete bodies of both kinds, short edits, and a clock set for the server too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from sqlmodel import Session

from service.achievements.tables import Achievement
from service.kernel import clock
from service.kernel.actor import Actor, Role
from service.kernel.database import Database
from service.needs.tables import Need
from tests.support.market import Market, Person, done

IN_A_YEAR = clock.months_after(clock.today(), 12)

FULL_ACHIEVEMENT: dict[str, Any] = {
    "title": "乳清蛋白膜分离成套工艺",
    "summary": "一套工艺同时得到乳清蛋白粉与乳糖",
    "abstract": "采用超滤与纳滤两级膜，从干酪乳清中分离蛋白与乳糖，蛋白回收率92%，连续运行18小时不堵膜，"
    "透过液回用于清洗管道；已在日处理30吨的装置上运行两年，蛋白粉蛋白含量达到82%，吨水电耗下降35%，"
    "清洗用碱减少一半，设备占地不到200平方米，适合中小乳品厂改造。",
    "tech_field": "09",
    "trl": 8,
    "transfer_modes": ["non_exclusive_licence", "service"],
    "price_mode": "listed",
    "own_no": "IMUT-2026-007",
    "keywords": ["乳清", "膜分离", "乳糖"],
    "form": "process",
    "trl_evidence": "两年运行记录与第三方检测报告",
    "industry": "14",
    "ip": [
        {
            "kind": "invention_patent",
            "number": "ZL202310000001.1",
            "status": "granted",
            "filed_on": "2023-01-05",
            "granted_on": "2024-06-07",
            "owners": ["内蒙古工业大学"],
            "pledged": True,
            "annuity_due_on": "2027-01-05",
            "checked_on": "2026-01-09",
        }
    ],
    "team": [{"name": "巴特尔", "role": "负责人"}, {"name": "王芳", "role": None}],
    "right_type": "granted_ownership",
    "right_share": 70,
    "right_years": 10,
    "price": "800000.50",
    "accepts_use_first": True,
    "edges": [{"metric": "蛋白回收率", "ours": "92", "baseline": "75", "unit": "%"}],
    "secrecy_reviewed": {"by": "科研处", "on": "2026-02-03"},
    "broker_may_act": True,
    "origin": "蒙科聚",
    "valid_until": IN_A_YEAR.isoformat(),
    "visibility": "members",
}
FULL_NEED: dict[str, Any] = {
    "title": "干酪车间乳清的蛋白与乳糖分离",
    "problem": "每天产生乳清50吨，全部进污水站，旺季只好压产。希望有一套成熟的流程把蛋白和乳糖分开，"
    "剩下的水用来冲洗管子；试过膜浓缩，两小时膜就堵死，通量下降70%，清洗也恢复不了。车间空地400平方米，"
    "蒸汽每小时最多2吨，要求连续运行16小时以上。",
    "need_type": "adoption",
    "own_no": "XQ-12",
    "baseline": "乳清直接进污水站",
    "targets": [
        {"name": "蛋白回收率", "op": "ge", "value": "90", "unit": "%", "condition": "连续30天平均"},
        {"name": "能耗", "op": "le", "value": "-0.5", "unit": "", "condition": None},
    ],
    "tech_field": "09",
    "industry": "14",
    "region": "150123",
    "park": "shengle",
    "budget_min": "1500000.00",
    "budget_max": "4000000.00",
    "cooperation_modes": ["transfer", "service"],
    "ip_ownership": "seeker",
    "solver_requirements": "有在用装置可以参观",
    "deadline": IN_A_YEAR.isoformat(),
    "valid_until": IN_A_YEAR.isoformat(),
    "visibility": "members",
    "source_channel": "visit",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two kinds: its path, an owner with its draft and published listings, its main text."""

    name: str
    owner: Person
    draft: Callable[..., dict[str, Any]]
    published: Callable[..., dict[str, Any]]
    table: type[Need] | type[Achievement]
    text: str

    def path(self, listing: dict[str, Any]) -> str:
        """Where one listing stands."""
        return f"/{self.name}/{listing['id']}"


def kinds(market: Market) -> tuple[Kind, Kind]:
    """Both kinds, for what holds of either."""
    return (
        Kind("needs", market.enterprise, market.draft_need, market.need, Need, "problem"),
        Kind(
            "achievements",
            market.office,
            market.draft_achievement,
            market.achievement,
            Achievement,
            "abstract",
        ),
    )


def edit(who: Person, path: str, **fields: Any) -> Response:
    """PATCH with the version that the record has now."""
    etag = who.get(path).headers["etag"]
    return who.patch(path, fields, If_Match=etag)


def edited(who: Person, path: str, **fields: Any) -> dict[str, Any]:
    """The record after an edit that must succeed."""
    return done(edit(who, path, **fields))


def titles(answer: Response) -> list[str]:
    """The titles of a list, in its order."""
    return [item["title"] for item in done(answer)["items"]]


def ids(answer: Response) -> list[str]:
    """The ids of a list, in its order."""
    return [item["id"] for item in done(answer)["items"]]


def alter(database: Database, table: type[Any], listing_id: str, **columns: Any) -> None:
    """Write columns past every rule, as only a test may."""
    with database.writing() as session:
        _set(session, table, listing_id, columns)


def _set(session: Session, table: type[Any], listing_id: str, columns: dict[str, Any]) -> None:
    row = session.get_one(table, UUID(listing_id))
    for name, value in columns.items():
        setattr(row, name, value)


def set_server_clock(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """From now on it is noon in Shanghai of ``day`` in every thread, the server's included."""
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # a plain one binds to any driver
            return noon.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)


def actor(
    role: Role | None = None,
    organization_id: UUID | None = None,
    *,
    person_id: UUID | None = None,
    is_verified: bool = True,
    area: str | None = None,
) -> Actor:
    """Somebody as the guard would resolve them; the bureau reaches everything unless told otherwise."""
    if role == Role.BUREAU and is_verified and area is None:
        area = ""
    return Actor(
        person_id=person_id,
        organization_id=organization_id,
        role=role,
        is_verified=is_verified and organization_id is not None,
        area=area,
    )
