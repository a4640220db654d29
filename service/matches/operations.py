"""Every change of feedback."""

from uuid import UUID

from sqlmodel import Session

from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, NotFound
from service.matches import feedback_queries
from service.matches.schemas import FeedbackCreate, FeedbackRead
from service.matches.tables import Feedback, FeedbackReason


def give_feedback(
    session: Session, actor: Actor, need_id: UUID, achievement_id: UUID, data: FeedbackCreate
) -> FeedbackRead:
    """Say what one thinks of a pairing; saying it again replaces what was said.

    Raises NotFound, Forbidden.
    """
    feedback_queries.judged_need(session, actor, need_id, achievement_id)
    return learn_from_answer(session, actor, need_id, achievement_id, data.reason, data.note)


def learn_from_answer(
    session: Session,
    actor: Actor,
    need_id: UUID,
    achievement_id: UUID,
    reason: FeedbackReason,
    note: str | None,
) -> FeedbackRead:
    """The same for a room above, which has asked its own policy whether the actor may judge.

    Raises Forbidden for who acts for no organisation.
    """
    if actor.person_id is None or actor.organization_id is None:
        raise Forbidden("Feedback is given for an organisation.")
    said = feedback_queries.said_of(session, need_id, achievement_id, actor.organization_id) or Feedback(
        need_id=need_id,
        achievement_id=achievement_id,
        organization_id=actor.organization_id,
        person_id=actor.person_id,
        reason=reason,
    )
    said.reason, said.note, said.person_id = reason, note, actor.person_id
    audit.write(session, actor, "judge", said)
    return feedback_queries.read_of(said)


def withdraw_feedback(session: Session, actor: Actor, need_id: UUID, achievement_id: UUID) -> None:
    """Take back what one's organisation said: the ranking forgets it.

    Raises NotFound, Forbidden.
    """
    feedback_queries.judged_need(session, actor, need_id, achievement_id)
    said = feedback_queries.said_of(session, need_id, achievement_id, actor.organization_id)
    if said is None:
        raise NotFound("Your organisation has said nothing of this pairing.")
    audit.write_deletion(session, actor, said)
