"""What an achievement is checked for before a person reads it; pure."""

from service.achievements.tables import Achievement, PriceMode
from service.listings.quality import Finding, must, should, text_findings

_PILOT = 4


def findings(achievement: Achievement) -> list[Finding]:
    """Everything that could be better, what keeps it back first."""
    return [
        *_blocking(achievement),
        *text_findings(achievement.title, achievement.abstract, "abstract"),
        *_rights(achievement),
        *_terms(achievement),
    ]


def _blocking(achievement: Achievement) -> list[Finding]:
    if achievement.price_mode == PriceMode.LISTED and achievement.price is None:
        return [must("no_listed_price", "price", "挂牌交易须填写价格", "A listed price must be named")]
    return []


def _rights(achievement: Achievement) -> list[Finding]:
    found = []
    if achievement.secrecy_reviewed is None:
        found.append(
            should(
                "no_secrecy_review",
                "secrecy_reviewed",
                "未登记保密审查，涉密成果不得录入",
                "No secrecy review is named; classified results must not be entered",
            )
        )
    if achievement.trl >= _PILOT and not achievement.trl_evidence:
        found.append(
            should(
                "no_trl_evidence",
                "trl_evidence",
                "技术就绪度4级及以上应附证明",
                "From TRL 4 on, say what proves it",
            )
        )
    if not achievement.ip:
        found.append(should("no_ip", "ip", "没有知识产权信息", "No intellectual property is named"))
    if any(
        right.get("number") is None and right["kind"].endswith(("patent", "model"))
        for right in achievement.ip
    ):
        found.append(should("no_patent_number", "ip", "专利缺少申请号或专利号", "A patent has no number"))
    if not achievement.team:
        found.append(should("no_team", "team", "没有研发团队信息", "Nobody of the team is named"))
    if achievement.right_type is None:
        found.append(should("no_right_type", "right_type", "未说明权属类型", "Whose right it is is not said"))
    return found


def _terms(achievement: Achievement) -> list[Finding]:
    found = []
    if not achievement.edges:
        found.append(
            should(
                "no_edges",
                "edges",
                "没有与现有技术对比的量化优势",
                "No measured advantage over what is used today",
            )
        )
    if achievement.price is None and achievement.price_mode in (PriceMode.AGREED, PriceMode.AUCTION):
        found.append(should("no_price", "price", "定价方式需要价格", "This price mode asks for a price"))
    if not achievement.keywords:
        found.append(should("no_keywords", "keywords", "没有关键词", "No keywords"))
    return found
