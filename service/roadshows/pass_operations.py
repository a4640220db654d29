"""Links into the hall: made by the host, used once, good for one judge of one roadshow until it is over."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from service.accounts.tokens import new_token, token_hash
from service.kernel import audit, clock, ids
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.roadshows import panel_queries, pass_queries, policy, queries
from service.roadshows.errors import LinkSpent
from service.roadshows.lifecycle import ROADSHOW
from service.roadshows.schemas import Link
from service.roadshows.tables import HallPass

# A roadshow may begin late and run on; after that a forgotten telephone opens nothing.
_AFTER_THE_END = timedelta(hours=12)


def make_link(session: Session, actor: Actor, roadshow_id: UUID, judge_id: UUID) -> Link:
    """A fresh link for a judge; the former link and the telephone that used it are shut out.

    Raises NotFound, Forbidden, IllegalMove.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    if not policy.may_manage(actor, held):
        raise Forbidden("Links into the hall are made by the host.")
    ROADSHOW.after(held.status, "seat_judges")
    judge = panel_queries.visible_judge(session, actor, held, judge_id, lock=True)
    ends_at = max(held.ends_at, clock.now()) + _AFTER_THE_END
    token = new_token()
    row = pass_queries.pass_of_judge(session, judge.id) or HallPass(
        id=ids.new_id(), roadshow_id=held.id, judge_id=judge.id, ends_at=ends_at
    )
    row.link_hash, row.cookie_hash, row.ends_at = token_hash(token), None, ends_at
    session.add(row)
    judge.links_made += 1
    audit.write(session, actor, "link", judge)
    return Link(path=f"/hall/links/{token}", ends_at=ends_at)


def use_link(session: Session, link: str) -> tuple[UUID, str]:
    """Spend a link: the roadshow it leads to, and the secret for the cookie.

    Raises LinkSpent.
    """
    row = pass_queries.pass_of_link(session, token_hash(link))
    if row is None:
        raise LinkSpent("Ask the host for a new link.")
    secret = new_token()
    row.link_hash, row.cookie_hash = None, token_hash(secret)
    session.add(row)
    return row.roadshow_id, secret
