"""Who may add, read and take away the papers of a contract."""

from uuid import UUID

from sqlmodel import Session

from service.attachments.subjects import Access, Subject
from service.contracts import policy, queries
from service.contracts.deal import Deal
from service.contracts.lifecycle import REGISTRATION
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden


def files_of_contract(session: Session, actor: Actor, contract_id: UUID) -> Access:
    """Who sees a contract reads its papers; what the office has before it keeps them. Raises NotFound."""
    return _access(actor, queries.visible_deal(session, actor, contract_id))


def attach_to_contract(session: Session, actor: Actor, contract_id: UUID) -> None:
    """Raises NotFound, Forbidden."""
    if not _access(actor, queries.locked_deal(session, actor, contract_id)).may_add:
        raise Forbidden("Papers are added by the parties, their broker and the registration office.")


def _access(actor: Actor, deal: Deal) -> Access:
    writes = policy.may_edit(actor, deal)
    is_open = REGISTRATION.allows(deal.contract.status, "edit")
    return Access(
        may_read=True, may_add=writes or policy.may_register(actor, deal), may_remove=writes and is_open
    )


FILES = Subject(files_of_contract, attach_to_contract)
