"""Documents and questions to measure retrieval on: clauses of real abstracts, recombined.

Questions that are *shared* are made of the same clauses as the documents; those *apart* are made of abstracts
that no document has a clause of.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from matching.document import Document

LENGTH = 314  # characters of a document, as long as those of the marketplaces we know of
APART = 200  # abstracts that no document has a clause of
CLAUSE = re.compile(r"(?<=[,，。.;；:：])")


class Corpus:
    """Recombines the abstracts of `abstracts.jsonl` in the folder."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / "abstracts.jsonl").read_text("utf-8").splitlines()
        abstracts = [json.loads(line) for line in lines]
        self._documents, self._apart = abstracts[:-APART], abstracts[-APART:]

    def documents(self, count: int) -> Iterator[Document]:
        """The same documents at every call; of a larger count the first are those of a smaller."""
        return _recombined(self._documents, count, "d", seed=0)

    def questions(self, count: int, *, shared: bool) -> list[Document]:
        """Questions as long as documents."""
        return list(_recombined(self._documents if shared else self._apart, count, "q", seed=1))


def _recombined(abstracts: list[dict[str, str]], count: int, prefix: str, *, seed: int) -> Iterator[Document]:
    random = np.random.default_rng(seed)
    clauses = [clause for a in abstracts for clause in CLAUSE.split(a["abstract"]) if len(clause) > 3]
    each = round(LENGTH / np.mean([len(clause) for clause in clauses]))
    for number in range(count):
        title = abstracts[random.integers(len(abstracts))]["title"]
        chosen = random.integers(0, len(clauses), each)
        yield Document(f"{prefix}{number:08}", title, "".join(clauses[i] for i in chosen))
