"""The demonstration's roadshows, through the room's operations: three of 2023, one that calls now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlmodel import Session

from service.achievements.tables import Achievement
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import StartRefused
from service.kernel.money import to_yuan
from service.organizations.tables import Organization
from service.roadshows import entry_operations, judge_operations, landing_operations, operations
from service.roadshows import result_operations as results
from service.roadshows.landing_schemas import Evidence, LandingCreate, StageDay
from service.roadshows.landing_tables import LandingStage
from service.roadshows.result_schemas import Finish
from service.roadshows.schemas import DrawCreate, EntryCreate, JudgeCreate, RoadshowCreate
from service.roadshows.tables import JudgeKind, RoadshowKind

_JUDGE = "judge@demo.keju"
_CALLED_BEFORE, _CLOSED_BEFORE = timedelta(days=30), timedelta(days=3)
# 25 landings from 2.76 to 5.16 million yuan a year: 99 million together, "nearly ¥100 million".
_LEAST_EXPECTED, _STEP = 276_000_000, 10_000_000
# The roadshow that calls for entries when the demonstration is loaded.
_CALLS_NOW, _ENTERED_NOW = {"host": "imut", "by": "office@demo.keju"}, ("graphite-tail", "cenosphere")
_REGIONS = ("150105", "150122", "150123", "150102", "150121")


@dataclass(frozen=True, slots=True)
class Stage:
    """Who acts, and where."""

    session: Session
    bureau: Actor
    bureau_id: UUID
    host_id: UUID
    office: Actor


class Loaded(Protocol):
    """What was loaded before, by the files' keys; read when a step runs."""

    session: Session
    organizations: dict[str, Organization]
    actors: dict[str, Actor]
    listings: dict[str, UUID]


def steps(loaded: Loaded, bureau: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[Callable[[], None]]:
    """One step for each roadshow of the file, then the one that calls now."""
    first = 0
    for entry in entries:
        yield lambda entry=entry, first=first: hold(  # type: ignore[misc]
            _stage(loaded, bureau, entry), entry, _achievements(loaded, entry["achievements"]), first
        )
        first += len(entry["achievements"])
    yield lambda: call(_stage(loaded, bureau, _CALLS_NOW), _achievements(loaded, _ENTERED_NOW))


def _stage(loaded: Loaded, bureau: str, entry: Mapping[str, Any]) -> Stage:
    city = loaded.actors[bureau].organization_id
    if city is None:
        raise StartRefused("The demonstration's bureau acts for no organisation.")
    host, office = loaded.organizations[entry["host"]].id, loaded.actors[entry["by"]]
    return Stage(loaded.session, loaded.actors[bureau], city, host, office)


def _achievements(loaded: Loaded, keys: Sequence[str]) -> list[UUID]:
    return [loaded.listings[key] for key in keys]


def hold(stage: Stage, entry: Mapping[str, Any], achievements: Sequence[UUID], first: int) -> None:
    """A roadshow of 2023: its entries, its draw, and, a while later, a landing of each entry.

    Who scored what is not known of 2023, so it ends without scores. ``first`` numbers its first landing.
    """
    starts_at = datetime.combine(entry["held_on"], time(1), UTC)
    with clock.pinned(starts_at - _CALLED_BEFORE):
        roadshow_id = _call(stage, RoadshowKind.CAMPUS, entry["title"], entry["place"], starts_at)
        for achievement_id in achievements:
            _enter(stage, roadshow_id, achievement_id)
    with clock.pinned(starts_at - _CLOSED_BEFORE):
        operations.close_roadshow(stage.session, stage.bureau, roadshow_id, if_match=None)
    with clock.pinned(starts_at):
        word = DrawCreate(word="现场观众口令 2023")
        operations.draw_lots(stage.session, stage.bureau, roadshow_id, word, if_match=None)
        operations.start_roadshow(stage.session, stage.bureau, roadshow_id, if_match=None)
    with clock.pinned(starts_at + timedelta(hours=4)):
        over = Finish(accept_waiting=True)
        results.finish_roadshow(stage.session, stage.bureau, roadshow_id, over, if_match=None)
    for number, achievement_id in enumerate(achievements, start=first):
        signed_on = entry["held_on"] + timedelta(days=20 + 5 * (number % 20))
        with clock.pinned(datetime.combine(signed_on + timedelta(days=200), time(2), UTC)):
            _land(stage, roadshow_id, achievement_id, number, signed_on)


def call(stage: Stage, achievements: Sequence[UUID]) -> None:
    """A roadshow that calls for entries now; two are in."""
    starts_at = clock.now() + timedelta(days=21)
    title, place = "“蒙科聚 强首府”新材料行业专场路演（演示）", "呼和浩特市科技大市场"
    roadshow_id = _call(stage, RoadshowKind.INDUSTRY, title, place, starts_at)
    for achievement_id in achievements:
        _enter(stage, roadshow_id, achievement_id)


def _call(stage: Stage, kind: RoadshowKind, title: str, place: str, starts_at: datetime) -> UUID:
    data = RoadshowCreate(
        title=title,
        kind=kind,
        hosts=[stage.bureau_id, stage.host_id],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        entry_deadline=starts_at - timedelta(days=5),
        place=place,
    )
    made = operations.create_roadshow(stage.session, stage.bureau, data, is_demonstration=True)
    operations.open_roadshow(stage.session, stage.bureau, made.id, if_match=None)
    judge = JudgeCreate(kind=JudgeKind.VENTURE, email=_JUDGE)
    judge_operations.seat_judge(stage.session, stage.bureau, made.id, judge)
    return made.id


def _enter(stage: Stage, roadshow_id: UUID, achievement_id: UUID) -> None:
    achievement = stage.session.get_one(Achievement, achievement_id)
    presenter = str(achievement.team[0]["name"]) if achievement.team else stage.office.name
    data = EntryCreate(achievement_id=achievement_id, presenter=presenter)
    entry = entry_operations.enter_achievement(stage.session, stage.office, roadshow_id, data)
    entry_operations.decide_entry(
        stage.session, stage.bureau, roadshow_id, entry.id, "accept", None, if_match=None
    )


def _land(stage: Stage, roadshow_id: UUID, achievement_id: UUID, number: int, signed_on: date) -> None:
    achievement = stage.session.get_one(Achievement, achievement_id)
    stages = [StageDay(stage=LandingStage.SIGNED, on=signed_on)]
    if number % 2:
        stages.append(StageDay(stage=LandingStage.PILOT, on=signed_on + timedelta(days=150)))
    data = LandingCreate(
        title=f"{achievement.title[:150]}·落地（演示）",
        achievement_id=achievement_id,
        roadshow_id=roadshow_id,
        company=f"演示承接企业{number + 1:02d}",
        region=_REGIONS[number % len(_REGIONS)],
        stages=stages,
        evidence=[Evidence(title="演示数据：签约照片", dated_on=signed_on)],
        expected_annual_revenue=to_yuan(_LEAST_EXPECTED + _STEP * number),
    )
    landing_operations.create_landing(stage.session, stage.office, data, is_demonstration=True)
