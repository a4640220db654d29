"""What accounts write to people; each text in Chinese and English."""

from service.kernel.messages import Message

_SIGNED = "科聚 Keju"


def reset_letter(to: str, public_url: str, token: str) -> Message:
    """A link to set a new password."""
    return Message(
        to,
        subject=f"重置密码 Reset your password · {_SIGNED}",
        text=(
            "有人（应当是您）请求为您的科聚账号重置密码。链接一小时内有效，只能使用一次：\n"
            "Somebody, we hope you, asked to reset the password of your account. "
            "The link works once and for an hour:\n\n"
            f"{public_url}/reset#{token}\n\n"
            f"一次性口令 token: {token}\n\n"
            "如果不是您本人操作，请忽略本邮件，密码不会改变。If it was not you, do nothing."
        ),
    )


def code_message(to: str, code: str) -> Message:
    """A one-time code."""
    return Message(to, f"【科聚】验证码 {code}，5分钟内有效，请勿告诉他人。Your code, good for 5 minutes.")
