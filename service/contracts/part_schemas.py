"""Shapes of a contract's parts: parties, brokers, milestones, and what the parties declare about it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.contracts.tables import PartyNature, PartySide
from service.kernel.money import Yuan
from service.kernel.schemas import Input, Line, Output, Title, Word
from service.listings.schemas import Region
from service.organizations.tables import OrganizationSize

Country = Annotated[
    str, Meta(pattern=r"^[A-Z]{3}(?![\s\S])", description="ISO 3166-1 alpha-3, such as `DEU` (GB/T 2659)")
]
Share = Annotated[
    float, Meta(gt=0, le=100, description="Percent, at most two decimals", examples=[60, 33.33])
]
PartyKind = Annotated[
    str, Meta(pattern=r"^[0-9]{3}(?![\s\S])", description="The register's kind, see /codes/party_kinds")
]
Uscc = Annotated[str, Meta(min_length=18, max_length=18, description="统一社会信用代码")]

Phone = Annotated[str, Meta(max_length=40, pattern=r"^[0-9+() -]{5,40}(?![\s\S])")]


class PartyCreate(Input):
    """One seller or buyer. The id of an organisation on the platform is enough; the rest is copied."""

    organization_id: UUID | None = None
    nature: PartyNature = PartyNature.ORGANIZATION
    name: Title | None = None
    uscc: Uscc | None = None
    share: Annotated[Share | None, Meta(description="Share of its side; all of a side or none")] = None
    region: Region | None = None
    country: Country = "CHN"
    party_kind: PartyKind | None = None
    in_high_tech_zone: Annotated[bool, Meta(description="高新区内")] = False
    is_listed: Annotated[bool, Meta(description="上市公司")] = False
    size: OrganizationSize | None = None
    is_transfer_agency: Annotated[bool, Meta(description="技术转移机构")] = False
    is_rd_body: Annotated[bool, Meta(description="新型研发机构等研发机构")] = False
    representative: Annotated[Word | None, Meta(description="法定代表人")] = None
    contact_name: Word | None = None
    contact_phone: Phone | None = None
    address: Line | None = None


class PartyRead(Output):
    """One party as it stood in the contract."""

    side: PartySide
    organization_id: UUID | None
    nature: PartyNature
    name: str
    uscc: str | None
    share: Annotated[float | None, Meta(description="Percent of its side")]
    region: str | None
    country: str
    party_kind: str | None
    in_high_tech_zone: bool
    is_listed: bool
    size: OrganizationSize | None
    is_transfer_agency: bool
    is_rd_body: bool
    representative: str | None
    contact_name: str | None
    contact_phone: str | None
    address: str | None


class BrokerCreate(Input):
    """Who brought the parties together, and the share of the deal that is credited to them."""

    share: Share
    organization_id: Annotated[UUID, Meta(description="A transfer agency on the platform")]
    person_id: Annotated[UUID | None, Meta(description="One of its people")] = None


class BrokerRead(Output):
    """A broker of the contract."""

    organization_id: UUID
    organization_name: str
    person_id: UUID | None
    share: float


class Milestone(Input):
    """A step that was agreed, when it is due and what is paid for it (里程碑、付款节点)."""

    name: Word
    due_on: date | None = None
    amount: Yuan | None = None


class Declarations(Input):
    """What the parties say about the contract's papers; null where nobody has said it yet."""

    effective_on: Annotated[date | None, Meta(description="When it comes into force, if not when signed")] = (
        None
    )
    needs_approval: Annotated[bool | None, Meta(description="依法须经批准")] = None
    approval_no: Word | None = None
    is_sealed: Annotated[bool | None, Meta(description="All names and seals agree (名称与印章一致)")] = None
    is_filed_elsewhere: Annotated[bool | None, Meta(description="已在别处申请登记")] = None
    limits_competition: Annotated[
        bool | None, Meta(description="Monopolises technology or hinders progress (非法垄断技术)")
    ] = None
    infringes_rights: Annotated[bool | None, Meta(description="侵害他人技术成果")] = None
    is_foreign_text: Annotated[bool | None, Meta(description="The text is not in Chinese (外文文本)")] = None
    has_chinese_copy: Annotated[bool | None, Meta(description="A Chinese copy is attached (附中文译本)")] = (
        None
    )


Parties = Annotated[list[PartyCreate], Meta(max_length=20)]
Brokers = Annotated[list[BrokerCreate], Meta(max_length=10)]
Milestones = Annotated[list[Milestone], Meta(max_length=50)]
