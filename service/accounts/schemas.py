"""Shapes of log-in."""

from typing import Annotated

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
Password = Annotated[str, Meta(min_length=8, max_length=200)]
Token = Annotated[str, Meta(min_length=1, max_length=200)]


class SessionCreate(Input):
    """A log-in."""

    email: Email
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class SessionRefresh(Input):
    """A refresh of a session."""

    refresh_token: Token


class SessionRead(Output):
    """The tokens of a session; they are shown this once."""

    access_token: Annotated[str, Meta(description="Send it as `Authorization: Bearer …`")]
    refresh_token: Annotated[str, Meta(description="Exchange it once at POST /sessions/refresh")]
    token_type: str
    expires_in: Annotated[int, Meta(description="Seconds until the access token ends")]
