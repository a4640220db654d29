"""Contracts for tests: a complete body, and the short ways through the steps."""

import itertools
from datetime import date
from typing import Any

import pytest

from tests.support.listings import set_server_clock
from tests.support.market import Market, Person, created, done

NUMBER = "2026150100000001"
_NUMBERS = itertools.count(1)


def terms(market: Market, **fields: Any) -> dict[str, Any]:
    """A development contract between the office and the enterprise, every field filled in."""
    return {
        "title": "煤气化细渣高值母粒制备技术",
        "subject": "研究煤气化细渣重选与浮选耦合提炭工艺，开发功能母粒填料，交付工艺包、样机与检测报告。",
        "contract_type": "commissioned_development",
        "sellers": [
            {
                "organization_id": market.office.organization_id,
                "party_kind": "022",
                "is_rd_body": True,
                "representative": "校长甲",
                "contact_name": "王芳",
                "contact_phone": "0471-6575000",
                "address": "呼和浩特市新城区",
            }
        ],
        "buyers": [
            {
                "organization_id": market.enterprise.organization_id,
                "party_kind": "150",
                "in_high_tech_zone": True,
                "size": "large",
                "representative": "董事长乙",
            }
        ],
        "total_amount": "10000000.00",
        "technical_amount": "9000000.00",
        "own_no": "HT-2026-01",
        "price_mode": "agreed",
        "starts_on": "2026-01-10",
        "ends_on": "2028-12-31",
        "payment_mode": "instalments",
        "tech_field": "07",
        "industry": "26",
        "ip_kinds": ["invention_patent", "know_how"],
        "plan_source": "none",
        "socio_economic_objective": "01",
        "origin_region": "150102",
        "landing_region": "150122",
        "landing_park": "tuoketuo",
        "expected_annual_revenue": "129000000.00",
        "expected_annual_profit": "38000000.00",
        "milestones": [
            {"name": "签约", "due_on": "2026-02-01", "amount": "4000000.00"},
            {"name": "中试", "due_on": "2027-06-30", "amount": "6000000.00"},
        ],
        "declarations": {"is_sealed": True, "needs_approval": False, "is_filed_elsewhere": False},
    } | fields


def draft(market: Market, who: Person | None = None, **fields: Any) -> dict[str, Any]:
    """A draft, entered by the office unless told otherwise."""
    return created((who or market.office).post("/contracts", terms(market, **fields)))


def at(contract: dict[str, Any], step: str = "") -> str:
    """Where one contract, or a step of it, stands."""
    return f"/contracts/{contract['id']}" + (f"/{step}" if step else "")


def step(who: Person, contract: dict[str, Any], name: str, **body: Any) -> dict[str, Any]:
    """A step that must succeed."""
    return done(who.post(at(contract, name), body))


def travel(market: Market, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """It is another day, on which everybody logs in again."""
    set_server_clock(monkeypatch, day)
    market.forget_log_ins()


def signed(market: Market, **fields: Any) -> dict[str, Any]:
    """Signed by its seller; each has a title of its own, because nobody files the same contract twice."""
    fields.setdefault("title", f"煤气化细渣高值母粒制备（{next(_NUMBERS)}期）")
    return step(market.office, draft(market, **fields), "sign")


def filed(market: Market, **fields: Any) -> dict[str, Any]:
    """Signed and filed."""
    return step(market.office, signed(market, **fields), "file")


def accepted(market: Market, **fields: Any) -> dict[str, Any]:
    """In the office."""
    return step(market.registrar, filed(market, **fields), "accept")


def checked(market: Market, **fields: Any) -> dict[str, Any]:
    """Checked by two."""
    contract = accepted(market, **fields)
    step(market.registrar, contract, "check")
    return step(market.bureau, contract, "check")


def registered(market: Market, number: str = NUMBER, **fields: Any) -> dict[str, Any]:
    """In the register."""
    return step(market.registrar, checked(market, **fields), "register", registration_no=number)
