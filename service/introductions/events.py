"""What introductions announce; a room above may have a job hear of it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class IntroductionStepped:
    """A step was written down; the event ``event_id`` has all of it."""

    introduction_id: UUID
    event_id: UUID
    action: str
    status: str
