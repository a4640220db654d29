"""What can go wrong with people and their ways in."""

from service.kernel.errors import Conflict, Flaw, Forbidden, Invalid, TooMany, Unauthenticated


class WrongCredentials(Unauthenticated):
    slug = "wrong-credentials"
    title, title_zh = "The address or the password is wrong", "邮箱或密码错误"


class WrongCode(Unauthenticated):
    slug = "wrong-code"
    title, title_zh = "The code is wrong or has ended", "验证码错误或已失效"


class SessionEnded(Unauthenticated):
    slug = "session-ended"
    title, title_zh = "The session has ended; log in again", "会话已失效，请重新登录"


class JustRefreshed(Conflict):
    slug = "just-refreshed"
    title, title_zh = "This token was exchanged a moment ago; use the answer to that", "令牌刚刚已刷新"


class EmailTaken(Conflict):
    slug = "email-taken"
    title, title_zh = "This address already has an account", "该邮箱已注册"


class MobileTaken(Conflict):
    slug = "mobile-taken"
    title, title_zh = "This number belongs to another account", "该手机号已被其他账号使用"


class TooManyGuesses(TooMany):
    slug = "too-many-guesses"
    title, title_zh = "Too many attempts; wait a moment", "尝试次数过多，请稍后再试"


class CsrfMissing(Forbidden):
    slug = "csrf-missing"
    title, title_zh = (
        "The page's token is missing or wrong; load the page again",
        "页面令牌缺失或无效，请刷新页面",
    )


class SignOnRefused(Unauthenticated):
    slug = "sign-on-refused"
    title, title_zh = "The single sign-on did not let you in", "统一身份认证未通过"


class LinkEnded(Invalid):
    slug = "link-ended"
    title, title_zh = "This link was used or has ended; ask for a new one", "链接已使用或已失效"

    def __init__(self) -> None:
        super().__init__(flaws=[Flaw(self.title, pointer="/token")])


class WeakPassword(Invalid):
    slug = "weak-password"
    title, title_zh = "This password is guessed too easily", "密码过于简单"
