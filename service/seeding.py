"""Loads the demonstration marketplace of ``seeds/demo`` through the rooms' own operations, once.

It is the only part of the program that sets the clock: each record is entered on the day its file says.
When the files have grown old, all their days are moved forward together, so that nothing is born expired.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import Session

from service import history
from service.accounts import operations as accounts
from service.accounts.queries import person_by_email
from service.achievements import operations as achievements
from service.achievements.schemas import AchievementCreate
from service.codes.lists import region_prefix
from service.introductions import operations as introductions
from service.introductions.asking_operations import request_introduction
from service.introductions.schemas import Conflict, Decline, IntroductionCreate, Step
from service.introductions.schemas import Progress as Progressed
from service.kernel import clock
from service.kernel.actor import SYSTEM, Actor, Role
from service.kernel.errors import StartRefused
from service.listings.schemas import ReviewCreate, ReviewDecision
from service.needs import operations as needs
from service.needs.schemas import NeedCreate
from service.organizations import operations as organizations
from service.organizations.schemas import OrganizationCreate
from service.organizations.tables import Organization
from service.roadshows import demonstration as roadshows

_BUREAU, _REGISTRAR = "bureau@demo.keju", "registrar@demo.keju"
_FILES = ("organizations", "people", "achievements", "needs", "introductions", "roadshows")
_FOUNDED = date(2026, 1, 5)
# What is not published in the files is as far as its state says on this day.
_NOT_PUBLISHED = date(2026, 11, 16)
_FRESH, _ENTERED_BEFORE, _SUBMITTED_BEFORE = timedelta(days=30), timedelta(days=6), timedelta(days=3)

Progress = Callable[[int, int], None]

_STEPS: Mapping[str, tuple[Callable[..., Any], type[Any]]] = {
    "accept": (introductions.accept_introduction, Step),
    "decline": (introductions.decline_introduction, Decline),
    "advance": (introductions.advance_introduction, Step),
    "note": (introductions.note_progress, Progressed),
}


@dataclass(slots=True)
class _Marketplace:
    """What has been loaded so far, by the files' keys."""

    session: Session
    folder: Path
    shift: timedelta
    password_hash: str
    organizations: dict[str, Organization] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    listings: dict[str, UUID] = field(default_factory=dict)

    @property
    def bureau(self) -> Actor:
        return self.actors[_BUREAU]


def is_loaded(session: Session) -> bool:
    """The demonstration data is there already."""
    return person_by_email(session, _BUREAU) is not None


def load_demonstration(session: Session, folder: Path, password_hash: str, progress: Progress) -> None:
    """Load everything in this one transaction: a load that is interrupted leaves nothing behind.

    Raises StartRefused when a file is missing or says something the operations refuse.
    """
    files = {name: _read(folder, name) for name in _FILES}
    market = _Marketplace(session, folder, _shift(files), password_hash)
    steps = list(_steps(market, files))
    for number, step in enumerate(steps, start=1):
        step()
        progress(number, len(steps))


def labelled_answers(folder: Path) -> list[tuple[str, list[str]]]:
    """(title of a need, titles of the achievements that answer it), as people labelled them."""
    titles = {
        entry["key"]: entry["title"] for name in ("needs", "achievements") for entry in _read(folder, name)
    }
    return [
        (titles[entry["need"]], [titles[key] for key in entry["achievements"]])
        for entry in _read(folder, "answers")
    ]


def _steps(market: _Marketplace, files: Mapping[str, list[dict[str, Any]]]) -> Iterator[Callable[[], None]]:
    bureau = next(person for person in files["people"] if person["email"] == _BUREAU)
    yield lambda: _found_bureau(market, bureau, files["organizations"])
    for entry in files["organizations"]:
        if entry["key"] != bureau["organization"]:
            yield lambda entry=entry: _organization(market, entry)  # type: ignore[misc]
    for entry in files["people"]:
        if entry["email"] != _BUREAU:
            yield lambda entry=entry: _person(market, entry)  # type: ignore[misc]
    for entry in files["achievements"]:
        yield lambda entry=entry: _achievement(market, entry)  # type: ignore[misc]
    for entry in files["needs"]:
        yield lambda entry=entry: _need(market, entry)  # type: ignore[misc]
    for entry in files["introductions"]:
        yield lambda entry=entry: _introduction(market, entry)  # type: ignore[misc]
    yield from roadshows.steps(market, _BUREAU, files["roadshows"])
    yield lambda: history.load(market.session, market.folder, market.actors[_REGISTRAR], market.bureau)


def _found_bureau(market: _Marketplace, entry: dict[str, Any], listed: list[dict[str, Any]]) -> None:
    described = next(one for one in listed if one["key"] == entry["organization"])
    with clock.pinned(_moment(_FOUNDED + market.shift, hour=1)):
        person = _new_person(market, entry)
        data = _converted(described, OrganizationCreate)
        organization = organizations.found_bureau(market.session, person.id, data, is_demonstration=True)
    market.organizations[entry["organization"]] = organization
    market.actors[_BUREAU] = _actor(person.id, person.name, Role.BUREAU, organization)


def _organization(market: _Marketplace, entry: dict[str, Any]) -> None:
    with clock.pinned(_moment(_FOUNDED + market.shift, hour=2)):
        data = _converted(entry, OrganizationCreate)
        read = organizations.register_organization(market.session, market.bureau, data, is_demonstration=True)
        if entry["status"] == "verified":
            organizations.verify_organization(
                market.session, market.bureau, read.id, "演示数据", if_match=None
            )
    market.organizations[entry["key"]] = market.session.get_one(Organization, read.id)


def _person(market: _Marketplace, entry: dict[str, Any]) -> None:
    organization = market.organizations[entry["organization"]]
    role = Role(entry["role"])
    with clock.pinned(_moment(_FOUNDED + market.shift, hour=3)):
        person = _new_person(market, entry)
        organizations.add_membership(
            market.session, market.bureau, person.id, organization, role, is_manager=True
        )
    market.actors[entry["email"]] = _actor(person.id, person.name, role, organization)


def _new_person(market: _Marketplace, entry: dict[str, Any]) -> Any:
    return accounts.create_person(
        market.session,
        SYSTEM,
        email=entry["email"],
        name=entry["name"],
        title=entry.get("title"),
        password_hash=market.password_hash,
    )


def _achievement(market: _Marketplace, entry: dict[str, Any]) -> None:
    actor = market.actors[entry["by"]]
    data = _converted(_owned(market, actor, entry), AchievementCreate)
    session = market.session

    def enter() -> UUID:
        return achievements.create_achievement(session, actor, data, is_demonstration=True).id

    _through_review(
        market,
        entry,
        enter,
        lambda listing: achievements.submit_achievement(session, actor, listing, if_match=None),
        lambda listing, review: achievements.review_achievement(
            session, market.bureau, listing, review, if_match=None
        ),
    )


def _need(market: _Marketplace, entry: dict[str, Any]) -> None:
    actor = market.actors[entry["by"]]
    owned = _owned(market, actor, entry)
    if "deadline" in owned:
        owned["deadline"] += market.shift
    data = _converted(owned, NeedCreate)
    session = market.session

    def enter() -> UUID:
        return needs.create_need(session, actor, data, is_demonstration=True).id

    _through_review(
        market,
        entry,
        enter,
        lambda listing: needs.submit_need(session, actor, listing, if_match=None),
        lambda listing, review: needs.review_need(session, market.bureau, listing, review, if_match=None),
    )


def _through_review(
    market: _Marketplace,
    entry: dict[str, Any],
    enter: Callable[[], UUID],
    submit: Callable[[UUID], Any],
    review: Callable[[UUID, ReviewCreate], Any],
) -> None:
    """Enter, submit and decide on the days before ``published_on``, as far as the file's status goes."""
    day = _day(entry) + market.shift
    with clock.pinned(_moment(day - _ENTERED_BEFORE, hour=1)):
        listing = market.listings[entry["key"]] = enter()
    if entry["status"] == "draft":
        return
    with clock.pinned(_moment(day - _SUBMITTED_BEFORE, hour=2)):
        submit(listing)
    if entry["status"] == "submitted":
        return
    is_published = entry["status"] == "published"
    decision = ReviewDecision.PUBLISH if is_published else ReviewDecision.RETURN
    with clock.pinned(_moment(day, hour=3)):
        review(listing, ReviewCreate(decision=decision, reason=entry.get("return_reason")))


def _introduction(market: _Marketplace, entry: dict[str, Any]) -> None:
    """Asked and followed on the days before today that the file says."""
    session, asks = market.session, market.actors[entry["by"]]
    wished = entry.get("wished_in_days")
    data = IntroductionCreate(
        need_id=market.listings[entry["need"]],
        achievement_id=market.listings[entry["achievement"]],
        message=entry["message"],
        wished_on=None if wished is None else clock.today() + timedelta(days=wished),
        conflict=Conflict(has_conflict=entry["conflict"]) if "conflict" in entry else None,
    )
    with clock.pinned(_days_ago(entry)):
        asked = request_introduction(session, asks, data, is_demonstration=True)
    for step in entry["steps"]:
        operation, kind = _STEPS[step["action"]]
        with clock.pinned(_days_ago(step)):
            operation(session, market.actors[step["by"]], asked.id, _converted(step, kind), if_match=None)


def _days_ago(entry: Mapping[str, Any]) -> datetime:
    return _moment(clock.today() - timedelta(days=entry["days_ago"]), hour=2)


def _owned(market: _Marketplace, actor: Actor, entry: dict[str, Any]) -> dict[str, Any]:
    owner = market.organizations[entry["owner"]]
    return entry | {"owner_id": None if owner.id == actor.organization_id else str(owner.id)}


def _actor(person_id: UUID, name: str, role: Role, organization: Organization) -> Actor:
    area = (
        "" if role == Role.BUREAU else region_prefix(organization.region) if role == Role.DISTRICT else None
    )
    return Actor(
        person_id=person_id,
        organization_id=organization.id,
        role=role,
        is_verified=organization.status == "verified",
        region=organization.region,
        area=area,
        name=name,
    )


def _converted(entry: Mapping[str, Any], kind: type[Any]) -> Any:
    """An entry of a file as the body that a client would send; the file's own fields are left out."""
    known = {name: entry[name] for name in kind.__struct_fields__ if name in entry}
    try:
        return msgspec.convert(known, kind)
    except msgspec.ValidationError as error:
        raise StartRefused(f"The demonstration entry {entry.get('key')!r} is not valid: {error}") from error


def _read(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.toml"
    try:
        entries: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))[name]
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise StartRefused(f"The demonstration data cannot be read: {path}: {error}") from error
    return entries


def _shift(files: Mapping[str, list[dict[str, Any]]]) -> timedelta:
    """Old files are moved to end 30 days ago; where the clock is behind them, to end today."""
    newest = max(_day(entry) for name in ("achievements", "needs") for entry in files[name])
    age = clock.today() - newest
    return min(age, timedelta(0)) or max(age - _FRESH, timedelta(0))


def _day(entry: Mapping[str, Any]) -> date:
    day: date = entry.get("published_on", _NOT_PUBLISHED)
    return day


def _moment(day: date, *, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
