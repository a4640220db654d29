"""Who may do what with an introduction: every role, of each place in it, written again as a table."""

from itertools import product
from uuid import UUID

from service.introductions import policy
from service.introductions.policy import Parties
from service.introductions.tables import IntroductionSide as Side
from service.kernel.actor import NOBODY, Role
from tests.support.listings import actor

SEEKER, PROVIDER, AGENT, BETWEEN, STRANGER = (UUID(int=number) for number in range(1, 6))
PARTIES = Parties(SEEKER, PROVIDER, {AGENT: Side.SEEKER, BETWEEN: Side.BROKER}, frozenset({AGENT}))
SIDES = {SEEKER: Side.SEEKER, PROVIDER: Side.PROVIDER, AGENT: Side.SEEKER, BETWEEN: Side.BROKER}
SILENT = (Role.JUDGE, Role.REGISTRAR)
PEOPLE = [
    actor(role, organization_id, is_verified=is_verified, area=area)
    for role, organization_id, is_verified, area in product(
        Role, (*SIDES, STRANGER, None), (True, False), (None, "1501")
    )
] + [NOBODY]


def test_rights_follow_from_the_place_and_the_role() -> None:
    for person in PEOPLE:
        place = None if person.role in SILENT else SIDES.get(person.organization_id)  # type: ignore[arg-type]
        takes_part = place is not None and person.is_verified
        decides = person.role in (Role.BUREAU, Role.DISTRICT) and person.area in ("", "1501")
        assert policy.side_of(person, PARTIES) == place
        assert policy.may_see(person, PARTIES, ("150122", "110000")) == (place is not None or decides)
        assert policy.may_follow(person, PARTIES) == takes_part
        assert policy.may_assign(person, PARTIES, ("110000", "150122")) == (
            decides or (takes_part and place != Side.BROKER)
        )
        for asked in (
            frozenset({Side.SEEKER}),
            frozenset({Side.PROVIDER}),
            frozenset({*Side} - {Side.BROKER}),
        ):
            assert policy.may_answer(person, PARTIES, asked) == (takes_part and place in asked)
        is_agency = person.organization_id in (AGENT, BETWEEN)
        declares = is_agency and person.role == Role.BROKER and person.is_verified
        assert policy.may_declare(person, PARTIES) == declares
        assert policy.has_declared(person, PARTIES) == (person.organization_id != AGENT)


def test_a_broker_between_both_asks_where_the_achievement_lets_brokers_act() -> None:
    for person, may_act in product(PEOPLE, (True, False)):
        side = policy.side_of(person, PARTIES)
        expected = person.is_member and side is not None
        if side == Side.BROKER:
            expected = expected and may_act and person.role == Role.BROKER
        assert policy.may_ask(person, side, broker_may_act=may_act) == expected


def test_what_nobody_answered_is_taken_back_by_who_asked() -> None:
    for person in PEOPLE:
        expected = person.organization_id == SEEKER and person.is_verified and person.role not in SILENT
        assert policy.may_take_back(person, SEEKER) == expected


def test_an_owner_stands_for_itself_even_where_it_is_an_agency() -> None:
    parties = Parties(AGENT, PROVIDER, {AGENT: Side.BROKER})
    assert policy.side_of(actor(Role.BROKER, AGENT), parties) == Side.SEEKER
