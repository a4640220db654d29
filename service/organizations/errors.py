"""What can go wrong with organisations."""

from service.kernel.errors import Conflict, Forbidden, Unauthenticated


class UsccTaken(Conflict):
    slug = "uscc-taken"
    title, title_zh = "This 统一社会信用代码 is already registered", "该统一社会信用代码已注册"


class NotAMember(Forbidden):
    slug = "not-a-member"
    title, title_zh = "You do not belong to this organisation", "不是该单位成员"


class LogInToAccept(Unauthenticated):
    slug = "log-in-to-accept"
    title, title_zh = "This address has an account: log in to accept", "该邮箱已有账号，请登录后接受邀请"


class LastManager(Conflict):
    slug = "last-manager"
    title, title_zh = "Nobody else manages this organisation", "单位至少要有一名管理员"


class CertificateTaken(Conflict):
    slug = "certificate-taken"
    title, title_zh = "This certificate or person is listed already", "该证书或人员已登记"


class ScopeMissing(Forbidden):
    slug = "scope-missing"
    title, title_zh = "This key is not allowed to do this", "该接口密钥没有此项权限"


class KeyEnded(Unauthenticated):
    slug = "key-ended"
    title, title_zh = "This key is wrong or has ended", "接口密钥无效或已失效"


class AlreadyAMember(Conflict):
    slug = "already-a-member"
    title, title_zh = "This person already belongs to the organisation", "该人员已是单位成员"
