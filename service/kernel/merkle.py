"""The Merkle tree of RFC 6962 over a list of leaves: its root, the path of a leaf, the way back. Pure."""

import hashlib
from collections.abc import Sequence

SIZE = 32


def leaf(content: bytes) -> bytes:
    """The hash of one leaf; its prefix keeps a node from passing for a leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The one hash that stands for all ``leaves`` (hashes, as ``leaf`` gives them) in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else hashlib.sha256().digest()


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The neighbours on the way from a leaf to the root: with them the leaf is proven without the others."""
    level, found = list(leaves), []
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            found.append(level[neighbour])
        level, index = _above(level), index // 2
    return found


def root_from(found: bytes, index: int, count: int, neighbours: Sequence[bytes]) -> bytes | None:
    """The root that leaf number ``index`` of ``count`` leads to; None when the path does not fit."""
    left = list(neighbours)
    while count > 1:
        if index ^ 1 < count:
            if not left:
                return None
            neighbour = left.pop(0)
            found = _node(neighbour, found) if index % 2 else _node(found, neighbour)
        index, count = index // 2, (count + 1) // 2
    return None if left else found


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()
