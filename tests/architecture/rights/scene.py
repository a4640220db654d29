"""One marketplace for all callers: what there is to ask for, and who asks."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session
from stdnum.cn import uscc

from service.accounts import operations as accounts
from service.accounts import passwords
from service.kernel import database as databases
from service.kernel import ids
from service.kernel.actor import SYSTEM, Actor, Role
from service.kernel.audit_seals import seal_new
from service.kernel.database import Database
from service.kernel.settings import Settings
from service.organizations import operations as organizations
from service.organizations.schemas import OrganizationCreate
from service.organizations.tables import Organization, OrganizationKind
from service.roadshows.hub import LiveHub
from tests.support import contracts, roadshows
from tests.support.keys import machine
from tests.support.market import PASSWORD, Market, Person, created

# The columns of matrix.txt, in its order. ``office2`` owns the achievement, ``enterprise`` the need; the
# others are of other organisations. ``elsewhere`` is a district of another area, ``key`` a machine of the
# enterprise whose key has the scope audit:read alone.
CALLERS = (
    "nobody", "office", "office2", "enterprise", "enterprise2", "broker", "registrar", "judge", "district",
    "elsewhere", "bureau", "newcomer", "key",
)  # fmt: skip
# Where a record of this kind exists in a later state only: who may, finds none.
_NONE = str(UUID(int=7))
HERE, ELSEWHERE = "150105", "150122"


class Scene(dict[str, Any]):
    """What path parameters and bodies stand for; what is not named is an id of a record that is not there."""

    def __missing__(self, name: str) -> str:
        return _NONE


def scene_of(market: Market, database: Database, settings: Settings) -> Scene:
    """What path parameters and bodies stand for: listings published and visible to all, in one area."""
    need, achievement = market.need(region=HERE), market.achievement(market.office2)
    submitted = market.draft_need(region=HERE)
    market.enterprise.post(f"/needs/{submitted['id']}/submit")
    other_need = market.need(region=HERE)
    pairing = {"need_id": other_need["id"], "achievement_id": achievement["id"], "message": "愿意谈谈"}
    introduction = created(market.office2.post("/introductions", pairing))
    contract = contracts.draft(market)
    key = created(market.enterprise.post("/api-keys", {"name": "接口", "scopes": ["needs:read"]}))
    show = roadshows.opened(market)
    entry = roadshows.entered(show, market.office, "路演成果")
    roadshows.seated(show, ["judge"])
    landing = roadshows.landing_of(achievement["id"])
    landed = created(market.office2.post("/landings", landing))
    (session,) = market.enterprise.get("/sessions").json()["items"]
    seal_new(database, settings.audit_signer)
    return Scene(
        {
            "need_id": need["id"],
            "submitted_need_id": submitted["id"],
            "achievement_id": achievement["id"],
            "organization_id": market.enterprise.organization_id,
            "introduction_id": introduction["id"],
            "contract_id": contract["id"],
            "contract_terms": contracts.terms(market),
            "roadshow_plan": roadshows.plan(market),
            "roadshow_id": show.id,
            "landing": landing,
            "landing_id": landed["id"],
            "entry_id": entry,
            "judge_id": show.judges["judge"],
            "objection_id": _NONE,
            "recusal_id": _NONE,
            "session_id": session["id"],
            "key_id": key["id"],
            "name": "regions",
            "subject_kind": "needs",
            "subject_id": need["id"],
            "entity": "needs",
            "entity_id": need["id"],
            "uscc": _code("91150105MA0000099"),
        }
    )


def callers(market: Market, database: Database) -> Mapping[str, Person]:
    """Everybody of the table's columns."""
    people = {name: getattr(market, name) for name in CALLERS if name not in ("nobody", "elsewhere", "key")}
    people["nobody"] = Person(market.client, "", "", "")
    people["elsewhere"] = _district_elsewhere(market, database)
    people["key"] = machine(market.enterprise, "audit:read")
    return people


@contextmanager
def nothing_lasts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each request finds the same scene: it does all of its work and is rolled back instead of committed."""

    def rolled_back(session: Session) -> None:
        session.flush()
        session.rollback()

    with monkeypatch.context() as patch:
        patch.setattr(databases, "commit", rolled_back)
        patch.setattr(LiveHub, "watch", _says_nothing)
        yield


async def _says_nothing(_hub: LiveHub, _roadshow_id: UUID) -> AsyncIterator[bytes]:
    """A stream of events never ends; who may open it is known before the first."""
    for event in ():
        yield event


def _district_elsewhere(market: Market, database: Database) -> Person:
    bureau = Actor(
        person_id=ids.new_id(), organization_id=ids.new_id(), role=Role.BUREAU, is_verified=True, area=""
    )
    with database.writing() as session:
        person = accounts.create_person(
            session, SYSTEM, email="elsewhere@test.keju", name="别处",
            password_hash=passwords.hash_password(PASSWORD),
        )  # fmt: skip
        data = OrganizationCreate(
            name="别处旗县科技局",
            kind=OrganizationKind.GOVERNMENT,
            uscc=_code("11150122MA0000098"),
            region=ELSEWHERE,
        )
        made = organizations.register_organization(session, bureau, data)
        found = session.get_one(Organization, made.id)
        found.status = "verified"
        organizations.add_membership(session, SYSTEM, person.id, found, Role.DISTRICT, is_manager=True)
    answer = market.client.post(
        "/api/v1/sessions", json={"email": "elsewhere@test.keju", "password": PASSWORD}
    )
    return Person(market.client, answer.json()["access_token"], str(made.id), str(person.id))


def _code(first: str) -> str:
    """A unified social credit code with its check digit."""
    return first + uscc.calc_check_digit(first)
