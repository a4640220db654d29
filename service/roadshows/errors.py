"""What can go wrong with roadshows."""

from service.kernel.errors import Conflict, Forbidden, Unauthenticated


class EntriesClosed(Conflict):
    slug = "entries-closed"
    title, title_zh = "Entries are not taken now", "当前不接受报名"


class RoadshowFull(Conflict):
    slug = "roadshow-full"
    title, title_zh = "The roadshow has no free place", "路演名额已满"


class AlreadyEntered(Conflict):
    slug = "already-entered"
    title, title_zh = "This achievement is entered already", "该成果已报名"


class AlreadyAJudge(Conflict):
    slug = "already-a-judge"
    title, title_zh = "This person is a judge of the roadshow already", "该人员已是本场评委"


class EntryNotOpen(Conflict):
    slug = "entry-not-open"
    title, title_zh = "Scores are taken only while their entry is open", "该项目当前未开放评分"


class ConflictOfInterest(Forbidden):
    slug = "conflict-of-interest"
    title, title_zh = (
        "The judge has a conflict of interest with this entry",
        "评委与该项目存在利益冲突，应当回避",
    )


class ScoresMissing(Conflict):
    slug = "scores-missing"
    title, title_zh = "Scores are missing", "尚有评委未评分"


class ObjectionOpen(Conflict):
    slug = "objection-open"
    title, title_zh = "An objection is not decided yet", "尚有未处理的异议"


class NoticeRuns(Conflict):
    slug = "notice-runs"
    title, title_zh = "The public notice is not over", "公示期未满"


class LinkSpent(Unauthenticated):
    slug = "link-spent"
    title, title_zh = "This link was used, replaced or has run out", "链接已使用、已更换或已过期"
