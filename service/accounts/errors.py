"""What can go wrong with people and sessions."""

from service.kernel.errors import Conflict, Unauthenticated


class WrongCredentials(Unauthenticated):
    slug = "wrong-credentials"
    title, title_zh = "The address or the password is wrong", "邮箱或密码错误"


class SessionEnded(Unauthenticated):
    slug = "session-ended"
    title, title_zh = "The session has ended; log in again", "会话已失效，请重新登录"


class EmailTaken(Conflict):
    slug = "email-taken"
    title, title_zh = "This address already has an account", "该邮箱已注册"
