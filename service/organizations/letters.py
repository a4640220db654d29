"""What organisations write to people about coming in; each text in Chinese and English."""

from service.kernel.messages import Message

_SIGNED = "科聚 Keju"


def invitation_letter(to: str, organization: str, public_url: str, token: str) -> Message:
    """A link to act for an organisation."""
    return Message(
        to,
        subject=f"{organization}邀请您加入 You are invited · {_SIGNED}",
        text=(
            f"{organization} 邀请您在科聚平台上代表本单位办理业务。链接七天内有效，只能使用一次：\n"
            f"{organization} invites you to act for it. The link works once and for seven days:\n\n"
            f"{public_url}/join#{token}\n\n"
            f"一次性口令 token: {token}\n\n"
            "如果您不认识该单位，请忽略本邮件。If you do not know this organisation, do nothing."
        ),
    )


def received_letter(to: str, organization: str, public_url: str, token: str) -> Message:
    """A request has come in, and how to take it back."""
    return Message(
        to,
        subject=f"注册申请已收到 Your request · {_SIGNED}",
        text=(
            f"我们收到了以此邮箱申请代表 {organization} 的请求，审核结果将另行通知。\n"
            f"Somebody asked with this address to act for {organization}; you will hear the decision.\n\n"
            "如果不是您本人，或者您想撤回申请，请打开 To take it back, or if it was not you:\n\n"
            f"{public_url}/withdraw#{token}\n\n"
            f"一次性口令 token: {token}"
        ),
    )


def refused_letter(to: str, organization: str, reason: str) -> Message:
    """A request was refused."""
    return Message(
        to,
        subject=f"注册申请未通过 Your request was refused · {_SIGNED}",
        text=(
            f"您代表 {organization} 的申请未通过。原因：{reason}\n"
            f"Your request to act for {organization} was refused. Reason: {reason}"
        ),
    )
