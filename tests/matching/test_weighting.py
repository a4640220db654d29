"""The weights are scikit-learn's TF-IDF; title and text are weighed apart."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.document import Document
from matching.text import cut
from matching.weighting import Vectors, Weighting, fit


def keys(text: str) -> list[str]:
    return [str(key) for key in cut(text).keys.tolist()]


def dense(vectors: Vectors, columns: int) -> np.ndarray:
    rows = np.zeros((len(vectors), columns))
    for i in range(len(vectors)):
        where, values = vectors.row(i)
        rows[i, where] = values
    return rows


def test_equals_scikit_learn(listings: list[Document]):
    texts = [d.text + d.title for d in listings] + ["电电电解解", ""]
    weights, vectors = fit(
        (Document(str(i), "", t) for i, t in enumerate(texts)), Weighting(single=1, background=0)
    )
    theirs = TfidfVectorizer(analyzer=keys, sublinear_tf=True)
    expected = theirs.fit_transform(texts).toarray()
    ours = dense(vectors, weights.columns())
    columns = weights.numbers(np.array([int(k) for k in theirs.get_feature_names_out()], np.uint64))
    assert ours[:, columns] == pytest.approx(expected, abs=1e-6)


def test_vectors_have_unit_length_or_none(listings: list[Document]):
    _, vectors = fit([*listings, Document("none", "", "…")], Weighting())
    lengths = [float(np.linalg.norm(vectors.row(i)[1])) for i in range(len(vectors))]
    assert lengths[:-1] == pytest.approx([1] * len(listings), abs=1e-6)
    assert lengths[-1] == 0


def test_a_title_weighs_more_than_text(listings: list[Document]):
    weights, _ = fit(listings, Weighting())
    _, vectors = fit([Document("x", "电池", "涂料电池")], Weighting())
    assert weights.columns() > 0
    found = dict(zip(*(part.tolist() for part in vectors.row(0)), strict=True))
    assert len(found) == 7
    title_only = dense(weights.vectors([Document("x", "电池", "涂料")]), weights.columns())[0]
    text_only = dense(weights.vectors([Document("x", "", "电池涂料")]), weights.columns())[0]
    pair = weights.numbers(cut("电池").keys)[-1]
    assert title_only[pair] > text_only[pair]


def test_terms_first_seen_later_get_columns(listings: list[Document]):
    weights, _ = fit(listings, Weighting())
    later = Document("x", "", "氢燃料")
    assert weights.vectors([later]).columns.size < weights.grown([later]).vectors([later]).columns.size
    assert weights.grown([]).columns() == weights.columns()


def test_nothing_can_be_fitted():
    weights, vectors = fit([], Weighting())
    assert (len(vectors), weights.columns()) == (0, 0)
    assert len(weights.vectors([Document("x", "电", "")])) == 1
