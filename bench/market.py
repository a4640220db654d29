"""A marketplace to measure on: the demonstration data, and as many listings more as are asked for.

Their texts are sentences of the demonstration's, recombined within a technical field and sometimes across.
"""

import json
import random
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from service import migrating, showing
from service.accounts import operations as accounts
from service.accounts.queries import person_by_email
from service.achievements.tables import Achievement, AchievementStatus, PriceMode
from service.kernel import clock, ids
from service.kernel.database import Database
from service.kernel.settings import Settings
from service.listings.listing import Visibility
from service.needs.tables import Need, NeedStatus, NeedType
from service.organizations.tables import Membership, Organization

OWNER = "enterprise2@demo.keju"
_CHUNK = 1000
_SPREAD = timedelta(days=300)
_ANONYMOUS, _MEMBERS, _PUBLIC = 0.08, 0.04, 0.88
_OWN_SHARE = 0.05

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What the measurements need to know of it: public needs, and one owner's needs and token."""

    public_needs: list[str]
    own_needs: list[str]
    token: str


def fill(settings: Settings, listings: int, progress: Progress) -> Filled:
    """Migrate, load the demonstration, add needs and achievements up to ``listings`` each."""
    migrating.migrate(settings)
    showing.load(settings, lambda _done, _total: None)
    database = Database(settings.database)
    rng = random.Random(20260101)
    with database.writing() as session:
        for table, rows in ((Need, _needs), (Achievement, _achievements)):
            entries = _entries(settings, table.entity)
            _insert(session, table, rows(session, entries, listings, rng), listings, progress)
    with database.writing() as session:
        filled = _filled(session)
    # So that neither we nor the peer are judged by a plan made without statistics.
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    database.dispose()
    return filled


def bodies(settings: Settings, count: int, marker: str) -> list[bytes]:
    """Bodies of new needs; ``marker`` stands in each title."""
    rng, texts = random.Random(7), _Texts(_entries(settings, "needs"), "problem")
    made = []
    for _ in range(count):
        entry, title, problem = texts.one(rng)
        sent = ("need_type", "tech_field", "region", "targets", "budget_min", "budget_max")
        body = {name: entry[name] for name in sent if name in entry}
        body |= {"title": f"{title[:180]} {marker}", "problem": problem}
        made.append(json.dumps(body, ensure_ascii=False).encode())
    return made


def forget_drafts(settings: Settings, since: datetime) -> None:
    """Remove the needs that were entered since then, so that every round begins alike."""
    database = Database(settings.database)
    with database.writing() as session:
        session.execute(delete(Need).where(col(Need.created_at) >= since))
    database.dispose()


class _Texts:
    """Titles and texts made of an entry's field's clauses and sentences."""

    def __init__(self, entries: Sequence[dict[str, Any]], text: str) -> None:
        self._entries = entries
        self._titles: dict[str, list[str]] = defaultdict(list)
        self._sentences: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            field = entry.get("tech_field", "")
            self._titles[field] += entry["title"].split("，")
            self._sentences[field] += [part for part in entry[text].split("。") if len(part) > 5]

    def one(self, rng: random.Random) -> tuple[dict[str, Any], str, str]:
        """(the entry it is like, title, text)"""
        entry = rng.choice(self._entries)
        own, other = entry.get("tech_field", ""), rng.choice(list(self._sentences))
        sentences = rng.sample(self._sentences[own], min(5, len(self._sentences[own])))
        sentences += rng.sample(self._sentences[other], min(2, len(self._sentences[other])))
        rng.shuffle(sentences)
        titles = rng.sample(self._titles[own], min(2, len(self._titles[own])))
        return entry, "，".join(titles), "。".join(sentences) + "。"


def _entries(settings: Settings, name: str) -> list[dict[str, Any]]:
    path = settings.seeds_dir / "demo" / f"{name}.toml"
    entries: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))[name]
    return entries


def _needs(
    session: Session, entries: list[dict[str, Any]], listings: int, rng: random.Random
) -> Iterator[dict[str, Any]]:
    texts, common = _Texts(entries, "problem"), _Common(session, rng, "enterprise")
    for _ in range(listings - _held(session, Need)):
        entry, title, problem = texts.one(rng)
        yield common.columns(entry, title) | {
            "status": NeedStatus.PUBLISHED,
            "problem": problem,
            "baseline": entry.get("baseline"),
            "targets": entry.get("targets", []),
            "need_type": NeedType(entry["need_type"]),
            "park": entry.get("park"),
            "budget_min": None,
            "budget_max": rng.randrange(1, 500) * 10**6,
            "cooperation_modes": entry.get("cooperation_modes", []),
            "deadline": None,
            "source_channel": "self",
        }


def _achievements(
    session: Session, entries: list[dict[str, Any]], listings: int, rng: random.Random
) -> Iterator[dict[str, Any]]:
    texts, common = _Texts(entries, "abstract"), _Common(session, rng, "university")
    for _ in range(listings - _held(session, Achievement)):
        entry, title, abstract = texts.one(rng)
        yield common.columns(entry, title) | {
            "status": AchievementStatus.PUBLISHED,
            "summary": entry["summary"],
            "abstract": abstract,
            "keywords": entry.get("keywords", []),
            "trl": entry["trl"],
            "ip": [],
            "team": [],
            "transfer_modes": entry.get("transfer_modes", []),
            "price_mode": PriceMode(entry["price_mode"]),
            "price": None,
            "edges": entry.get("edges", []),
        }


class _Common:
    """The columns that both kinds have; a share of them is the measuring owner's own."""

    def __init__(self, session: Session, rng: random.Random, kind: str) -> None:
        self._rng, self._now = rng, clock.now()
        self._person, self._own = _owner(session)
        owners = select(Organization.id).where(Organization.kind == kind, Organization.status == "verified")
        self._owners = list(session.exec(owners))

    def columns(self, entry: Mapping[str, Any], title: str) -> dict[str, Any]:
        """One row's."""
        rng = self._rng
        at = self._now - _SPREAD * rng.random()
        owner = self._own if rng.random() < _OWN_SHARE else rng.choice(self._owners)
        seen = rng.choices((Visibility.ANONYMOUS, Visibility.MEMBERS, Visibility.PUBLIC),
                           (_ANONYMOUS, _MEMBERS, _PUBLIC))[0]  # fmt: skip
        return {
            "id": ids.new_id(), "version": 3, "created_at": at, "updated_at": at, "owner_id": owner,
            "entered_by": self._person, "entered_by_organization_id": owner, "title": title[:200],
            "tech_field": entry.get("tech_field"), "industry": entry.get("industry"),
            "region": entry.get("region", "150100"), "visibility": seen, "submitted_at": at,
            "valid_until": clock.months_after(at.date(), 12), "published_at": at, "listed_at": at,
            "is_demonstration": False,
        }  # fmt: skip


def _insert(
    session: Session, table: Any, rows: Iterator[dict[str, Any]], listings: int, progress: Progress
) -> None:
    batch: list[dict[str, Any]] = []
    done = 0
    for row in rows:
        batch.append(row)
        if len(batch) == _CHUNK:
            session.connection().execute(insert(table.__table__), batch)
            done, batch = done + len(batch), []
            progress(done, listings)
    if batch:
        session.connection().execute(insert(table.__table__), batch)


def _filled(session: Session) -> Filled:
    person, own = _owner(session)
    published = select(Need.id).where(Need.status == NeedStatus.PUBLISHED).order_by(col(Need.id))
    public = session.exec(published.where(Need.visibility == Visibility.PUBLIC).limit(500)).all()
    mine = session.exec(published.where(Need.owner_id == own).limit(500)).all()
    token = accounts.open_session(session, person).access_token
    return Filled([str(one) for one in public], [str(one) for one in mine], token)


def _owner(session: Session) -> tuple[UUID, UUID]:
    """(person, organisation) whose needs are matched."""
    person = person_by_email(session, OWNER)
    if person is None:
        raise LookupError(f"{OWNER} is not in the demonstration data")
    organization = session.exec(
        select(Membership.organization_id).where(Membership.person_id == person.id)
    ).one()
    return person.id, organization


def _held(session: Session, table: Any) -> int:
    return len(session.exec(select(table.id)).all())
