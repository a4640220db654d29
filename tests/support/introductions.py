"""Short ways to introductions for tests."""

from typing import Any

from tests.support.market import Market, Person, created, done

MESSAGE = "希望尽快到现场看装置，讨论细渣填料的指标"


def asked(
    market: Market,
    need: dict[str, Any],
    achievement: dict[str, Any],
    who: Person | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """A fresh introduction, by the need's owner unless told otherwise."""
    body = {"need_id": need["id"], "achievement_id": achievement["id"], "message": MESSAGE} | fields
    return created((who or market.enterprise).post("/introductions", body))


def step(who: Person, introduction: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
    """The introduction after a step that must succeed."""
    return done(who.post(f"/introductions/{introduction['id']}/{action}", body))


def accepted(market: Market, need: dict[str, Any], achievement: dict[str, Any]) -> dict[str, Any]:
    """Asked by the enterprise and accepted by the office."""
    return step(market.office, asked(market, need, achievement), "accept")


def actions(who: Person, introduction: dict[str, Any]) -> list[str]:
    """What was done, oldest first."""
    events = done(who.get(f"/introductions/{introduction['id']}/events"))["items"]
    return [event["action"] for event in events]
