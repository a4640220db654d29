"""Organisations that a sheet speaks of."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session, col

from service.organizations.tables import Organization


def organizations_by_uscc(session: Session, codes: Collection[str]) -> dict[str, Organization]:
    """The organisations that have these credit codes."""
    found = session.execute(select(Organization).where(col(Organization.uscc).in_(codes))).scalars()
    return {organization.uscc: organization for organization in found}
