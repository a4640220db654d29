"""Shapes of log-in, of sessions and of passwords."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Input, Output

# ASCII classes and a lookahead: `$` and `\w` would let more pass than an address holds.
Email = Annotated[
    str,
    Meta(
        max_length=254,
        pattern=r"^[A-Za-z0-9.!#%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*(?![\s\S])",
        examples=["office@demo.keju"],
    ),
]
Mobile = Annotated[
    str,
    Meta(
        pattern=r"^1[3-9][0-9]{9}(?![\s\S])",
        description="A mobile number of mainland China",
        examples=["13800000000"],
    ),
]
NewPassword = Annotated[
    str,
    Meta(min_length=12, max_length=128, description="Any characters; what is guessed easily is refused"),
]
GivenPassword = Annotated[str, Meta(min_length=1, max_length=200)]
Token = Annotated[str, Meta(min_length=1, max_length=200)]
Code = Annotated[str, Meta(pattern=r"^[0-9]{6}(?![\s\S])", description="Six digits")]


class SessionCreate(Input):
    """A log-in."""

    email: Email
    password: GivenPassword


class SessionRefresh(Input):
    """A refresh of a session."""

    refresh_token: Token


class SessionRead(Output):
    """The tokens of a session; they are shown this once."""

    access_token: Annotated[str, Meta(description="Send it as `Authorization: Bearer …`")]
    refresh_token: Annotated[str, Meta(description="Exchange it once at POST /sessions/refresh")]
    token_type: str
    expires_in: Annotated[int, Meta(description="Seconds until the access token ends")]


class BrowserSession(Output):
    """A browser's session: its token is in a cookie that no script can read."""

    csrf_token: Annotated[
        str, Meta(description="Send it as `X-CSRF-Token` with every request that changes something")
    ]
    expires_in: Annotated[int, Meta(description="Seconds without use until the session ends")]


class LoginSessionRead(Output):
    """One place where I am logged in."""

    id: UUID
    created_at: datetime
    last_used_at: Annotated[datetime, Meta(description="Exact to ten minutes")]
    user_agent: Annotated[str | None, Meta(description="What the program said of itself")]
    is_browser: Annotated[bool, Meta(description="By cookie; else by bearer token")]
    is_current: Annotated[bool, Meta(description="The session of this very request")]


class LoginSessions(Output):
    """Everywhere I am logged in."""

    items: list[LoginSessionRead]


class PasswordChange(Input):
    """A new password for me; my other sessions end."""

    current_password: GivenPassword
    new_password: NewPassword


class ResetRequest(Input):
    """A wish for a one-time link."""

    email: Email


class PasswordReset(Input):
    """A new password by a one-time link; all sessions end."""

    token: Token
    new_password: NewPassword


class MessageAsked(Output):
    """What happens next; the same whether or not there is such an account."""

    detail: str = "If an account has this, a message is on its way. 如果存在对应的账号，消息将很快发出。"


class CodeRequest(Input):
    """A wish for a one-time code by short message."""

    mobile: Mobile


class CodeSession(Input):
    """A log-in by one-time code."""

    mobile: Mobile
    code: Code


class MobileConfirm(Input):
    """The code that was sent to my number."""

    mobile: Mobile
    code: Code
