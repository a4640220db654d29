"""Conflicts of interest that the records already tell (利益冲突); pure."""

from collections.abc import Collection, Iterable
from uuid import UUID

from service.roadshows.tables import ConflictKind


def found_conflict(
    *,
    judge_name: str,
    judge_organization_ids: Collection[UUID],
    judge_organization_name: str | None,
    owner_id: UUID,
    owner_name: str,
    team: Iterable[str],
) -> ConflictKind | None:
    """Of the same organisation, by its id or its name, or named in the team; None when nothing is found."""
    is_same_name = judge_organization_name is not None and _plain(judge_organization_name) == _plain(
        owner_name
    )
    if owner_id in judge_organization_ids or is_same_name:
        return ConflictKind.SAME_ORGANIZATION
    if _plain(judge_name) in {_plain(name) for name in team}:
        return ConflictKind.IN_TEAM
    return None


def _plain(name: str) -> str:
    """Names as people write them: without spaces, whatever the case."""
    return "".join(name.split()).casefold()
