"""Owns what can go wrong in matching.

MatchingError
├── IndexUnusable            the folder cannot serve; build the index again
│   ├── IndexMissing         nothing was saved there
│   ├── IndexDamaged         files are missing, cut short or changed
│   └── IndexOutdated        written by another version of this library
├── ClusterUnavailable       the machines to work on cannot be reached
└── InputRefused             the caller passed something that has no answer
"""


class MatchingError(Exception):
    """Any failure of this library."""


class IndexUnusable(MatchingError):
    """A saved index that cannot be served; building it again mends it."""


class IndexMissing(IndexUnusable):
    """No index was ever saved in the folder."""


class IndexDamaged(IndexUnusable):
    """The saved files disagree with their manifest."""


class IndexOutdated(IndexUnusable):
    """The saved files have a format that this version does not read."""


class ClusterUnavailable(MatchingError):
    """No scheduler answers at the address, or the cluster's library is not installed."""


class InputRefused(MatchingError, ValueError):
    """The input has no meaning here; the message says which and why."""
