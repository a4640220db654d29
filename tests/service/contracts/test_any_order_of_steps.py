"""Both axes under any order of steps by anybody: allowed ones lead on, all others change nothing."""

from typing import Any
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete

from service.achievements.tables import Achievement
from service.contracts import filing_operations as filing
from service.contracts import operations, signing_operations
from service.contracts import performance_operations as performance
from service.contracts import registration_operations as registration
from service.contracts import step_schemas as s
from service.contracts.schemas import ContractCreate, ContractUpdate
from service.contracts.tables import Contract, ContractAmendment, ContractPayment
from service.kernel import clock
from service.kernel.actor import Actor, Role
from service.kernel.database import Database
from service.kernel.errors import KejuError
from tests.service.contracts.test_lifecycle import PERFORMING, REGISTERING
from tests.service.contracts.test_listings_follow import SALE
from tests.support.contracts import terms
from tests.support.market import Market, Person
from tests.support.stored import everything

REASON = "理由"
PARTIES, OFFICE = ("office", "enterprise"), ("registrar", "bureau")
# Who may take a step; a sale that takes an achievement off the market is its seller's to sign.
RIGHTS = {
    **dict.fromkeys(("sign", "prepare", "file"), ("office",)),
    **dict.fromkeys(("edit", "start", "complete", "end_early", "pay"), PARTIES),
    **dict.fromkeys(("accept", "check", "request_supplement", "refuse", "register"), OFFICE),
    **dict.fromkeys(("amend", "deregister", "revoke"), OFFICE),
}
NOT_PERFORMED = ("draft", "deregistered", "revoked")


def actor(person: Person, role: Role, region: str) -> Actor:
    """As the guard would resolve them."""
    return Actor(
        person_id=UUID(person.person_id),
        organization_id=UUID(person.organization_id),
        role=role,
        is_verified=True,
        region=region,
        area="" if role == Role.BUREAU else None,
    )


def machine(market: Market, database: Database) -> type[RuleBasedStateMachine]:
    """One contract about one achievement, and everybody who may or may not do something about it."""
    people = {
        "office": actor(market.office, Role.OFFICE, "150102"),
        "enterprise": actor(market.enterprise, Role.ENTERPRISE, "150122"),
        "registrar": actor(market.registrar, Role.REGISTRAR, "150100"),
        "bureau": actor(market.bureau, Role.BUREAU, "150100"),
        "broker": actor(market.broker, Role.BROKER, "150102"),
    }
    sale = SALE | {"payment_mode": "lump_sum", "milestones": []}

    class Steps(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.status, self.performance, self.version = "draft", "not_started", 1
            self.checkers: list[str] = []
            self.received = self.amendments = self.count = 0
            with database.writing() as session:
                for table in (ContractPayment, ContractAmendment):
                    session.execute(delete(table))
            self.achievement_id = UUID(market.achievement()["id"])
            numbered = {"title": f"{SALE['title']}（{self.achievement_id}）"}
            body = terms(market, **sale | numbered, achievement_id=str(self.achievement_id))
            with database.writing() as session:
                made = operations.create_contract(
                    session, people["office"], msgspec.convert(body, ContractCreate)
                )
            self.id = made.id

        @rule(data=st.data())
        def go_on(self, data: st.DataObject) -> None:
            """Somebody takes a step that is theirs to take."""
            allowed = [(who, action) for action in RIGHTS for who in people if self._is_allowed(who, action)]
            if allowed:
                self.step(*data.draw(st.sampled_from(allowed)))

        @rule(who=st.sampled_from(sorted(people)), action=st.sampled_from(sorted(RIGHTS)))
        def try_anything(self, who: str, action: str) -> None:
            """Anybody tries any step."""
            self.step(who, action)

        def step(self, who: str, action: str) -> None:
            """Take it, or see that nothing changed."""
            before = everything(database)
            self.count += 1
            try:
                with database.writing() as session:
                    self._take(session, people[who], action)
            except KejuError:
                assert not self._is_allowed(who, action), (who, action, self.status, self.performance)
                assert everything(database) == before
                return
            assert self._is_allowed(who, action), (who, action, self.status, self.performance)
            self._follow(who, action)

        def _take(self, session: Any, who: Actor, action: str) -> None:
            one: dict[str, Any] = {"if_match": None}
            today = clock.today()
            number = f"{self.id.int % 10**16:016d}"
            changed = {"own_no": str(self.count)}
            taken = {
                "sign": lambda: signing_operations.sign_contract(
                    session, who, self.id, s.SignContract(), **one
                ),
                "prepare": lambda: filing.prepare_contract(session, who, self.id, **one),
                "file": lambda: filing.file_contract(session, who, self.id, **one),
                "accept": lambda: filing.accept_contract(session, who, self.id, s.AcceptContract(), **one),
                "check": lambda: filing.check_contract(session, who, self.id, None, **one),
                "request_supplement": lambda: filing.request_supplement(session, who, self.id, REASON, **one),
                "refuse": lambda: filing.refuse_contract(session, who, self.id, REASON, **one),
                "register": lambda: registration.register_contract(
                    session, who, self.id, s.RegisterContract(registration_no=number), **one
                ),
                "amend": lambda: registration.amend_contract(
                    session, who, self.id, s.AmendContract(reason=REASON, title=f"第{self.count}次"), **one
                ),
                "deregister": lambda: registration.deregister_contract(
                    session, who, self.id, s.EndContract(reason=REASON), **one
                ),
                "revoke": lambda: registration.revoke_contract(
                    session, who, self.id, s.EndContract(reason=REASON), **one
                ),
                "start": lambda: performance.perform_contract(
                    session, who, self.id, s.PerformContract(completed=False), **one
                ),
                "complete": lambda: performance.perform_contract(
                    session, who, self.id, s.PerformContract(completed=True), **one
                ),
                "end_early": lambda: performance.end_contract_early(
                    session, who, self.id, s.EndContract(reason=REASON), **one
                ),
                "pay": lambda: performance.add_payment(
                    session, who, self.id, s.PaymentCreate(amount="4000000", received_on=today), **one
                ),
                "edit": lambda: operations.edit_contract(
                    session, who, self.id, msgspec.convert(changed, ContractUpdate), if_match="*"
                ),
            }
            taken[action]()

        def _is_allowed(self, who: str, action: str) -> bool:
            if who not in RIGHTS[action]:
                return False
            if action == "pay":
                return self.status not in NOT_PERFORMED and self.received < 2
            if action in ("start", "complete", "end_early"):
                return self.status not in NOT_PERFORMED and action in PERFORMING[self.performance]
            if action == "check" and (who in self.checkers or len(self.checkers) == 2):
                return False
            if action == "register" and len(self.checkers) < 2:
                return False
            # A signed one is prepared in passing.
            return action in REGISTERING[self.status] or (action == "file" and self.status == "signed")

        def _follow(self, who: str, action: str) -> None:
            self.version += 1
            self.received += action == "pay"
            if action in ("start", "complete", "end_early"):
                self.performance = PERFORMING[self.performance][action]
                return
            self.amendments += action == "amend" or (action == "edit" and self.status != "draft")
            if action == "check":
                self.checkers.append(who)
            elif action == "request_supplement":
                self.checkers = []
            if action != "pay":
                self.status = "filed" if action == "file" else REGISTERING[self.status][action]

        @invariant()
        def the_record_stands_where_the_steps_led(self) -> None:
            with database.reading() as session:
                row = session.get_one(Contract, self.id)
                on_offer = session.get_one(Achievement, self.achievement_id).status
            assert (row.status, row.performance, row.version) == (self.status, self.performance, self.version)
            assert row.received_amount == self.received * 400_000_000 <= row.total_amount
            assert (row.second_checker is not None) == (len(self.checkers) == 2)
            assert (row.due_on is not None) == (row.accepted_on is not None)
            assert on_offer == self._on_offer(row)
            rows = everything(database)
            assert len(rows["contract_amendments"]) == self.amendments
            assert len(rows["contract_payments"]) == self.received

        def _on_offer(self, row: Contract) -> str:
            if not row.holds_achievement:
                return "published"
            return "transferred" if self.status in ("registered", "amended") else "reserved"

    return Steps


def test_any_order_of_steps_keeps_both_axes_and_loses_nothing(market: Market, database: Database) -> None:
    run_state_machine_as_test(
        machine(market, database),
        settings=settings(
            max_examples=2,
            stateful_step_count=20,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
