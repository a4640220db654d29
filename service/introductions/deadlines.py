"""How long each state of an introduction may last; the composition root says, else the usual days hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from service.kernel import clock

_KEY = "introduction_deadlines"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """``days`` for each state; who lets them pass is nudged, and after ``grace_days`` more it lapses."""

    days: int = 14
    grace_days: int = 7

    def due(self) -> datetime:
        """When the next step is due, from now."""
        return clock.now() + timedelta(days=self.days)

    def lapses_before(self) -> datetime:
        """What was nudged before this moment lapses now."""
        return clock.now() - timedelta(days=self.grace_days)


def connect(info: dict[str, Any], deadlines: Deadlines) -> None:
    """Make these the deadlines of sessions that carry ``info``."""
    info[_KEY] = deadlines


def deadlines_of(session: Session) -> Deadlines:
    """The deadlines in force."""
    found: Deadlines = session.info.get(_KEY) or Deadlines()
    return found
