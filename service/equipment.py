"""What a process hands to its database's sessions: the ports of the rooms, connected."""

from collections.abc import Mapping

from service.achievements.operations import FILES as ACHIEVEMENTS
from service.attachments import storing, subjects
from service.attachments.subjects import Subject
from service.contracts.file_operations import FILES as CONTRACTS
from service.introductions import deadlines
from service.introductions.step_operations import FILES as INTRODUCTIONS
from service.kernel import messages
from service.kernel.database import Database
from service.kernel.settings import Settings
from service.matches import generations
from service.needs.operations import FILES as NEEDS

SUBJECTS: Mapping[str, Subject] = {
    "achievements": ACHIEVEMENTS,
    "contracts": CONTRACTS,
    "introductions": INTRODUCTIONS,
    "needs": NEEDS,
}


def connect(database: Database, settings: Settings) -> None:
    """Connect everything that jobs and requests alike reach through a session."""
    messages.connect(database.info, messages.messenger(settings))
    generations.connect(database.info, settings.data_dir / "index")
    storing.connect(database.info, storing.FileStore(settings.files_url, settings.data_dir / "files"))
    subjects.connect(database.info, SUBJECTS)
    allowed = deadlines.Deadlines(settings.introduction_days, settings.introduction_grace_days)
    deadlines.connect(database.info, allowed)
