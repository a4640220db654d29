"""Good contracts of every type as the pure rules take them, and short ways to spoil them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from service.achievements.tables import Achievement
from service.contracts.deal import Deal
from service.contracts.dossier import Dossier, Paper
from service.contracts.tables import (
    Contract,
    ContractParty,
    ContractType,
    PartyNature,
    PartySide,
    PaymentMode,
)
from service.listings.transfer_modes import TransferMode

TODAY = date(2026, 6, 1)
_TITLES = {
    ContractType.COMMISSIONED_DEVELOPMENT: (
        "煤气化细渣分选提炭装置委托开发",
        "受托研究开发煤气化细渣重浮耦合分选",
    ),
    ContractType.JOINT_DEVELOPMENT: ("煤气化细渣母粒填料合作开发", "双方共同研发煤气化细渣母粒填料"),
    ContractType.TRANSFER: (
        "煤气化细渣分选提炭专利权转让",
        "让与人将煤气化细渣分选提炭的发明专利转让给受让人",
    ),
    ContractType.LICENCE: ("煤气化细渣分选提炭专利许可", "许可人许可被许可人实施煤气化细渣分选提炭专利"),
    ContractType.CONSULTING: ("煤气化细渣利用路线技术咨询", "就煤气化细渣利用路线作可行性研究并提出报告"),
    ContractType.SERVICE: ("煤气化细渣浮选药剂优化技术服务", "以试验优化煤气化细渣的浮选药剂制度"),
}
_MODES = {ContractType.LICENCE: TransferMode.NON_EXCLUSIVE_LICENCE}


def party(side: PartySide, position: int = 0, **columns: Any) -> ContractParty:
    """A party of whom everything is known."""
    seller: dict[str, Any] = {
        "name": "内蒙古工业大学",
        "uscc": "12150000460029447W",
        "region": "150102",
        "party_kind": "022",
    }
    buyer: dict[str, Any] = {
        "name": "内蒙古久泰新材料有限公司",
        "uscc": "91150122MA0N3K0J1T",
        "region": "150122",
        "party_kind": "150",
    }
    known = seller if side == PartySide.SELLER else buyer
    people: dict[str, Any] = {"representative": f"{side}代表", "contact_name": f"{side}联系人"}
    place: dict[str, Any] = {"side": side, "position": position}
    return ContractParty(**place | known | people | columns)


def good(kind: ContractType = ContractType.TRANSFER, **columns: Any) -> Dossier:
    """A contract of which nothing would be sent back."""
    title, subject = _TITLES[kind]
    terms: dict[str, Any] = {
        "title": title,
        "subject": f"{subject}，达到残炭回收率不低于百分之九十的技术指标，交付工艺包和操作规程。",
        "contract_type": kind,
        "mode": _MODES.get(kind) or TransferMode(kind.value),
        "total_amount": 1_000_000_000,
        "technical_amount": 1_000_000_000,
        "payment_mode": PaymentMode.LUMP_SUM,
        "signed_on": date(2026, 5, 4),
        "starts_on": date(2026, 5, 4),
        "ends_on": date(2031, 5, 3),
        "tech_field": "07",
        "industry": "26",
        "ip_kinds": ["invention_patent"],
        "plan_source": "none",
        "socio_economic_objective": "01",
        "declarations": {"is_sealed": True},
    }
    contract = Contract(**terms | columns)
    deal = Deal(contract, [party(PartySide.SELLER), party(PartySide.BUYER)])
    return Dossier(deal, TODAY, papers=[Paper("合同全文.pdf", "0" * 64)])


def with_terms(**columns: Any) -> Callable[[Dossier], Dossier]:
    """The same with other terms."""

    def change(dossier: Dossier) -> Dossier:
        for name, value in columns.items():
            setattr(dossier.contract, name, value)
        return dossier

    return change


def declaring(**told: Any) -> Callable[[Dossier], Dossier]:
    """The same with other declarations."""
    return lambda dossier: with_terms(declarations=dossier.contract.declarations | told)(dossier)


def with_party(place: int, **columns: Any) -> Callable[[Dossier], Dossier]:
    """The same with another first seller (0) or buyer (1)."""

    def change(dossier: Dossier) -> Dossier:
        for name, value in columns.items():
            setattr(dossier.deal.parties[place], name, value)
        return dossier

    return change


def with_right(**right: Any) -> Callable[[Dossier], Dossier]:
    """The same linked to an achievement with one right."""
    whole = {"kind": "invention_patent", "number": "ZL2023", "owners": ["内蒙古工业大学"], "pledged": False}
    columns: dict[str, Any] = {"title": "煤气化细渣分选提炭", "ip": [whole | right]}
    return lambda dossier: replace(dossier, achievement=Achievement(**columns))


def foreign(dossier: Dossier) -> Dossier:
    """The same sold from abroad."""
    told: dict[str, Any] = {"nature": PartyNature.FOREIGN, "country": "DEU", "region": None, "uscc": None}
    return with_terms(is_foreign=True)(with_party(0, **told)(dossier))
