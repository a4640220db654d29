"""What is read of imports: each for who made it, and all for the city's bureau."""

from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true
from sqlmodel import Session, col

from service.imports.tables import Import
from service.kernel.actor import Actor, Role
from service.kernel.errors import NotFound


def imports_visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own organisation's; the city's bureau sees all."""
    if actor.role == Role.BUREAU and actor.area == "":
        return true()
    if actor.organization_id is None:
        return false()
    return col(Import.organization_id) == actor.organization_id


def import_(session: Session, actor: Actor, import_id: UUID) -> Import:
    """One import.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(Import).where(col(Import.id) == import_id, imports_visible_to(actor))
    found: Import | None = session.execute(statement).scalars().first()
    if found is None:
        raise NotFound("There is no such import.")
    return found
