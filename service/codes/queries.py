"""What can be read of the code lists."""

from service.codes.lists import all_lists
from service.codes.schemas import CodeListName, CodeListNames, CodeListRead, CodeRead
from service.kernel.errors import NotFound


def list_names() -> CodeListNames:
    """Every list with its length."""
    return CodeListNames(
        items=[CodeListName(name=name, entries=len(codes)) for name, codes in all_lists().items()]
    )


def whole_list(name: str, parent: str | None) -> CodeListRead:
    """One list, or its entries under ``parent``.

    Raises NotFound for a list that does not exist.
    """
    if name not in all_lists():
        raise NotFound(f"There is no code list {name!r}; GET /api/v1/codes names them.")
    entries = [entry for entry in all_lists()[name].values() if parent is None or entry.parent == parent]
    return CodeListRead(
        name=name, items=[CodeRead(code=e.code, zh=e.zh, en=e.en, parent=e.parent) for e in entries]
    )
