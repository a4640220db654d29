"""What can go wrong with introductions."""

from service.kernel.errors import Conflict


class AlreadyIntroduced(Conflict):
    slug = "already-introduced"
    title, title_zh = (
        "This pairing has an open introduction already",
        "该需求与成果已有进行中的对接",
    )


class NotOnOffer(Conflict):
    slug = "not-on-offer"
    title, title_zh = "This listing cannot be introduced now", "该成果或需求当前不可对接"


class ConflictUndeclared(Conflict):
    slug = "conflict-undeclared"
    title, title_zh = (
        "The conflict of interest is not yet declared",
        "经纪人尚未申报利益冲突",
    )
