"""Messages as tests read them: nothing is sent, and a test opens what would have been."""

import re
from typing import Any

from litestar.testing import TestClient

from service.http.runtime import Runtime
from service.kernel import messages
from service.kernel.messages import Message, Messenger
from service.worker import Worker


class Letters:
    """Stands in for the ways of telling people; jobs are drained when a test looks."""

    def __init__(self, client: TestClient[Any]) -> None:
        runtime: Runtime = client.app.state.runtime
        self._database = runtime.database
        self._mail: list[Message] = []
        self._short: list[Message] = []
        ways = Messenger(self._mail.append, self._short.append, "https://keju.test", runtime.settings.secret)
        messages.connect(runtime.database.info, ways)

    @property
    def mail(self) -> list[Message]:
        """What was mailed so far."""
        Worker(self._database).drain()
        return list(self._mail)

    @property
    def short(self) -> list[Message]:
        """What went to mobile numbers so far."""
        Worker(self._database).drain()
        return list(self._short)

    def token(self) -> str:
        """The one-time token in the newest mail."""
        found = re.search(r"https://keju\.test/\w+#([\w-]{43})\n", self.mail[-1].text)
        assert found, self._mail[-1].text
        return found[1]

    def code(self) -> str:
        """The six digits in the newest short message."""
        found = re.search(r"\b([0-9]{6})\b", self.short[-1].text)
        assert found, self._short[-1].text
        return found[1]
