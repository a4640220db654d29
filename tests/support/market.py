"""A small marketplace for tests: organisations, people of every role, and short ways to write listings."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from httpx import Response
from litestar.testing import TestClient
from sqlalchemy import delete
from sqlmodel import Session

from service.accounts import operations as accounts
from service.accounts import passwords
from service.accounts.queries import person_by_email
from service.accounts.tables import Guesses
from service.kernel import audit
from service.kernel.actor import SYSTEM, Actor, Role
from service.kernel.database import Database
from service.organizations import operations as organizations
from service.organizations.schemas import OrganizationCreate
from service.organizations.tables import Organization, OrganizationKind

PASSWORD = "a good password"

# Invented organisations with valid check digits: (uscc, region, kind).
BUREAU = ("11150100MB0000001L", "150100", OrganizationKind.GOVERNMENT)
PEOPLE = (
    ("district", "11150105MA0000001T", "150105", OrganizationKind.GOVERNMENT, Role.DISTRICT),
    ("registrar", "11150100MA0000002M", "150100", OrganizationKind.GOVERNMENT, Role.REGISTRAR),
    ("office", "12150102MA0000003J", "150102", OrganizationKind.UNIVERSITY, Role.OFFICE),
    ("office2", "12150105MA00000041", "150105", OrganizationKind.UNIVERSITY, Role.OFFICE),
    ("enterprise", "91150122MA0000005J", "150122", OrganizationKind.ENTERPRISE, Role.ENTERPRISE),
    ("enterprise2", "91150105MA00000062", "150105", OrganizationKind.ENTERPRISE, Role.ENTERPRISE),
    ("broker", "91150102MA0000007R", "150102", OrganizationKind.AGENCY, Role.BROKER),
    ("judge", "91150100MA00000080", "150100", OrganizationKind.FINANCIER, Role.JUDGE),
    ("newcomer", "91150103MA0000009E", "150103", OrganizationKind.ENTERPRISE, Role.ENTERPRISE),
)

ROLES = {name: role for name, _, _, _, role in PEOPLE} | {"bureau": Role.BUREAU}

ACHIEVEMENT: dict[str, Any] = {
    "title": "煤气化细渣制备高值母粒填料技术",
    "summary": "把煤气化细渣分选提炭，制成塑料母粒填料",
    "abstract": "针对煤气化细渣含水高、残炭难分离的问题，采用重选与浮选耦合提取精碳组分，"
    "残炭回收率达到92%，灰渣经超细研磨与表面改性后制成功能母粒填料，年处理能力2万吨。",
    "tech_field": "07",
    "trl": 7,
    "transfer_modes": ["transfer", "joint_development"],
    "price_mode": "negotiable",
}
NEED: dict[str, Any] = {
    "title": "煤气化细渣的资源化利用",
    "problem": "我厂每年产生煤气化细渣2万吨，含水率60%，目前只能填埋，希望把残炭分离出来，"
    "灰渣制成母粒填料或者建筑材料，实现高值利用。",
    "need_type": "key_technology",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is logged in."""

    client: TestClient[Any]
    token: str
    organization_id: str
    person_id: str

    @property
    def headers(self) -> dict[str, str]:
        """What proves who they are."""
        return {"Authorization": f"Bearer {self.token}"}

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> Response:
        """One request; header names are given with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, f"/api/v1{path}", json=json, headers=self.headers | named)

    def get(self, path: str, **headers: str) -> Response:
        """A read."""
        return self.call("GET", path, **headers)

    def post(self, path: str, json: Any = None, **headers: str) -> Response:
        """A write."""
        return self.call("POST", path, json, **headers)

    def patch(self, path: str, json: Any, **headers: str) -> Response:
        """An edit."""
        return self.call("PATCH", path, json, **headers)

    def delete(self, path: str, **headers: str) -> Response:
        """A removal."""
        return self.call("DELETE", path, **headers)


class Market:
    """People by role: bureau, district (赛罕区), office, office2, enterprise, enterprise2, broker, registrar,
    judge, and newcomer, whose enterprise is not yet verified.
    """

    def __init__(self, client: TestClient[Any], database: Database) -> None:
        self.client = client
        self._database = database
        self.database = database
        self._people: dict[str, tuple[str, UUID]] = {}
        with database.writing() as session:
            self._populate(session)
        self._logged_in: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_") or name not in self._people:
            raise AttributeError(name)
        if name not in self._logged_in:
            self._logged_in[name] = self.log_in(name)
        return self._logged_in[name]

    def log_in(self, name: str) -> Person:
        """A new session of a person."""
        email, organization_id = self._people[name]
        answer = self.client.post("/api/v1/sessions", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        token = answer.json()["access_token"]
        me = self.client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
        return Person(self.client, token, str(organization_id), me["person_id"])

    def join(self, name: str, other: str) -> Person:
        """Let a person act for another's organisation too, in the role of that one."""
        person: Person = getattr(self, name)
        with self._database.writing() as session:
            theirs = session.get_one(Organization, self._people[other][1])
            organizations.add_membership(
                session, SYSTEM, UUID(person.person_id), theirs, ROLES[other], is_manager=False
            )
        return person

    def close_account(self, name: str) -> None:
        """Let a person's account be of no use any more."""
        with self._database.writing() as session:
            person = person_by_email(session, self._people[name][0])
            assert person is not None
            person.is_active = False
            audit.write(session, SYSTEM, "close", person)

    def forget_log_ins(self) -> None:
        """Everybody logs in anew when a test next asks for them, as after days have gone by."""
        self._logged_in.clear()

    def forget_guesses(self) -> None:
        """As if no attempt had been counted."""
        with self._database.writing() as session:
            session.execute(delete(Guesses))

    def draft_achievement(self, who: Person | None = None, **fields: Any) -> dict[str, Any]:
        """A draft of an office."""
        return created((who or self.office).post("/achievements", ACHIEVEMENT | fields))

    def draft_need(self, who: Person | None = None, **fields: Any) -> dict[str, Any]:
        """A draft of an enterprise."""
        return created((who or self.enterprise).post("/needs", NEED | fields))

    def achievement(self, who: Person | None = None, **fields: Any) -> dict[str, Any]:
        """A published achievement."""
        draft = self.draft_achievement(who, **fields)
        return self.published("achievements", draft, who or self.office)

    def need(self, who: Person | None = None, **fields: Any) -> dict[str, Any]:
        """A published need."""
        draft = self.draft_need(who, **fields)
        return self.published("needs", draft, who or self.enterprise)

    def published(self, kind: str, draft: dict[str, Any], who: Person) -> dict[str, Any]:
        """The draft, submitted by its owner and published by the bureau."""
        done(who.post(f"/{kind}/{draft['id']}/submit"))
        done(self.bureau.post(f"/{kind}/{draft['id']}/review", {"decision": "publish"}))
        return done(who.get(f"/{kind}/{draft['id']}"))

    def _populate(self, session: Session) -> None:
        hashed = passwords.hash_password(PASSWORD)

        def person(name: str) -> UUID:
            return accounts.create_person(
                session, SYSTEM, email=f"{name}@test.keju", name=name, password_hash=hashed
            ).id

        bureau_id = person("bureau")
        city = organizations.found_bureau(session, bureau_id, _data("科技局", *BUREAU))
        self._people["bureau"] = ("bureau@test.keju", city.id)
        actor = Actor(
            person_id=bureau_id, organization_id=city.id, role=Role.BUREAU, is_verified=True, area=""
        )
        for name, uscc, region, kind, role in PEOPLE:
            read = organizations.register_organization(
                session, actor, _data(f"{name}单位", uscc, region, kind)
            )
            if name != "newcomer":
                organizations.verify_organization(session, actor, read.id, None, if_match=None)
            organization = session.get_one(Organization, read.id)
            organizations.add_membership(session, actor, person(name), organization, role, is_manager=True)
            self._people[name] = (f"{name}@test.keju", organization.id)


def created(answer: Response) -> dict[str, Any]:
    """The body of an answer that must be 201."""
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def done(answer: Response) -> dict[str, Any]:
    """The body of an answer that must be 200."""
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problem(answer: Response, status: int, slug: str | None = None) -> dict[str, Any]:
    """The body of a refusal that must be a problem of this status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["request_id"] == answer.headers["x-request-id"]
    if slug:
        assert body["type"] == f"urn:keju:problem:{slug}", body
    return body


def _data(name: str, uscc: str, region: str, kind: OrganizationKind) -> OrganizationCreate:
    return OrganizationCreate(name=name, kind=kind, uscc=uscc, region=region)
