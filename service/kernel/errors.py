"""The tree of everything that can go wrong, as facts: what happened, its status and its stable slug.

KejuError
├── BadParameter 400        ├── Conflict 409 ── IllegalMove 409, KeyInUse 409
├── Unreadable 400          ├── StaleVersion 412
├── Unauthenticated 401     ├── TooLarge 413
├── Forbidden 403           ├── Invalid 422 ── KeyReused 422
├── NotFound 404            ├── PreconditionRequired 428
├── MethodNotAllowed 405    ├── TooMany 429
├── Internal 500            └── Busy 503
└── StartRefused (commands only)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with the input: where (a JSON pointer, or a parameter's name) and what."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None


class KejuError(Exception):
    """A fact that stops a request. ``detail`` tells the caller what happened and what to do next."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong here"
    title_zh: ClassVar[str] = "系统内部错误"

    def __init__(
        self, detail: str = "", *, flaws: Sequence[Flaw] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.flaws = tuple(flaws)
        self.retry_after = retry_after


class Internal(KejuError):
    """What nobody foresaw; the answer never carries the inner text."""


class BadParameter(KejuError):
    status, slug = 400, "bad-parameter"
    title, title_zh = "A parameter of the query is wrong", "查询参数有误"


class Unreadable(KejuError):
    status, slug = 400, "unreadable"
    title, title_zh = "The body cannot be read", "请求正文无法解析"


class Unauthenticated(KejuError):
    status, slug = 401, "unauthenticated"
    title, title_zh = "Who you are is not known", "未登录或登录已失效"


class Forbidden(KejuError):
    status, slug = 403, "forbidden"
    title, title_zh = "You may not do this", "没有此项权限"


class NotFound(KejuError):
    status, slug = 404, "not-found"
    title, title_zh = "There is nothing here that you may see", "不存在或无权查看"


class MethodNotAllowed(KejuError):
    status, slug = 405, "method-not-allowed"
    title, title_zh = "This path does not take this method", "此路径不支持该方法"


class Conflict(KejuError):
    status, slug = 409, "conflict"
    title, title_zh = "This contradicts what is already there", "与现有数据冲突"


class IllegalMove(Conflict):
    slug = "illegal-move"
    title, title_zh = "The record's state does not allow this step", "当前状态不允许此操作"


class KeyInUse(Conflict):
    slug = "idempotency-key-in-use"
    title, title_zh = "A request with this Idempotency-Key is still running", "相同幂等键的请求仍在处理"


class StaleVersion(KejuError):
    status, slug = 412, "stale-version"
    title, title_zh = "The record has changed since you read it", "记录已被他人修改"


class TooLarge(KejuError):
    status, slug = 413, "too-large"
    title, title_zh = "The body is too large", "请求正文过大"


class UnsupportedMedia(KejuError):
    status, slug = 415, "unsupported-media-type"
    title, title_zh = "The body is not of the type that is taken here", "请求正文的类型不受支持"


class Invalid(KejuError):
    status, slug = 422, "invalid"
    title, title_zh = "The input can be read but is not valid", "输入内容不符合要求"


class KeyReused(Invalid):
    slug = "idempotency-key-reused"
    title, title_zh = "This Idempotency-Key was used for another request", "幂等键已用于其他请求"


class PreconditionRequired(KejuError):
    status, slug = 428, "precondition-required"
    title, title_zh = "Say with If-Match which version you change", "请用 If-Match 指明所改版本"


class TooMany(KejuError):
    status, slug = 429, "too-many-requests"
    title, title_zh = "Too many requests", "请求过于频繁"


class Busy(KejuError):
    status, slug = 503, "busy"
    title, title_zh = "Too busy to do this now; try again shortly", "系统繁忙，请稍后重试"


class StartRefused(KejuError):
    """A command that cannot go on, with what to do about it."""

    slug = "start-refused"
    title, title_zh = "This cannot start", "无法启动"


def invalid(pointer: str, detail: str) -> Invalid:
    """The common case: one field that breaks a rule."""
    return Invalid(detail, flaws=[Flaw(detail, pointer=pointer)])


def bad_parameter(name: str, detail: str) -> BadParameter:
    """The common case: one wrong query parameter."""
    return BadParameter(detail, flaws=[Flaw(detail, parameter=name)])
