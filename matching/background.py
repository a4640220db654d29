"""Owns how common terms are in technical Chinese at large, for installations too small to tell.

`python -m matching.background --data FOLDER` counts again what is shipped, from the evaluation data.
"""

import argparse
import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from matching.document import Document
from matching.text import Keys, cut
from matching.vocabulary import Numbers

LEAST = 3  # rarer terms say little and would fill the file


class Background(NamedTuple):
    """In how many of `documents` texts each term stands: `keys` (terms,) rising, `frequency` (terms,)."""

    keys: Keys
    frequency: Numbers
    documents: int

    def share(self, keys: Keys) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The share of texts that hold each term, 0 for terms not counted; same shape as `keys`."""
        places = np.minimum(np.searchsorted(self.keys, keys), self.keys.size - 1)
        return np.where(self.keys[places] == keys, self.frequency[places], 0) / self.documents


@cache
def background() -> Background:
    """What is shipped in `data/`."""
    folder = resources.files("matching").joinpath("data")
    with folder.joinpath("background_keys.npy").open("rb") as file:
        keys = np.load(file, allow_pickle=False)
    with folder.joinpath("background_frequency.npy").open("rb") as file:
        frequency = np.load(file, allow_pickle=False)
    return Background(
        keys, frequency, json.loads(folder.joinpath("background.json").read_text())["documents"]
    )


def counted(documents: Iterable[Document]) -> Background:
    """The frequencies of terms that at least LEAST of the documents hold."""
    total, parts = 0, []
    for document in documents:
        total += 1
        parts.append(np.unique(np.concatenate((cut(document.title).keys, cut(document.text).keys))))
    keys, frequency = np.unique(np.concatenate(parts), return_counts=True)
    common = frequency >= LEAST
    return Background(keys[common], frequency[common].astype(np.int32), total)


def main(arguments: list[str] | None = None) -> None:
    """Count the texts of an evaluation folder into this package's `data/`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    found = counted(_texts(parser.parse_args(arguments).data))
    folder = Path(__file__).parent / "data"
    np.save(folder / "background_keys.npy", found.keys)
    np.save(folder / "background_frequency.npy", found.frequency)
    provenance = (
        f"in how many texts a term stands (hashed, {LEAST} or more, no labels): needs and titles of the "
        "2019 CCF BDCI contest on technical needs and achievements, and 1,000 CSL abstracts (COLING 2022)"
    )
    facts = {"documents": found.documents, "provenance": provenance}
    (folder / "background.json").write_text(json.dumps(facts, indent=2) + "\n", "utf-8")


def _texts(folder: Path) -> Iterable[Document]:
    for path, text in (
        ("relevance/needs.jsonl", "text"),
        ("relevance/pairs.jsonl", ""),
        ("abstracts.jsonl", "abstract"),
    ):
        for line in (folder / path).read_text("utf-8").splitlines():
            record = json.loads(line)
            yield Document("", record["title"], record.get(text, ""))


if __name__ == "__main__":
    main()
