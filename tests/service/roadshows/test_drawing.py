"""The draw: anybody computes it again, nobody chooses it alone, and it is fair."""

import hashlib
from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from service.roadshows import drawing

IDS = [UUID(int=number) for number in range(1, 5)]


def test_the_order_is_computed_again_from_what_is_published() -> None:
    secret, word = "a" * 64, "三排五座 8317"
    seed = hashlib.sha256(f"{secret}\n{word}".encode()).hexdigest()
    assert drawing.commitment(secret) == hashlib.sha256(secret.encode()).hexdigest()
    assert drawing.seed(secret, word) == seed
    by_hand = sorted(IDS, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest())
    assert drawing.order(seed, IDS) == by_hand == drawing.order(seed, reversed(IDS))


def test_both_the_secret_and_the_word_of_the_hall_decide() -> None:
    words = {tuple(drawing.order(drawing.seed("s" * 64, str(n)), IDS)) for n in range(50)}
    secrets = {tuple(drawing.order(drawing.seed(drawing.new_secret(), "word"), IDS)) for n in range(50)}
    assert len(words) > 10
    assert len(secrets) > 10
    assert drawing.new_secret() != drawing.new_secret()


def test_everybody_is_as_often_first() -> None:
    first = Counter(drawing.order(drawing.seed("secret", str(n)), IDS)[0] for n in range(2000))
    assert set(first) == set(IDS)
    assert all(400 < count < 600 for count in first.values())


@given(st.sets(st.uuids(), max_size=30), st.text())
def test_everybody_has_exactly_one_place(ids: set[UUID], word: str) -> None:
    seed = drawing.seed("secret", word)
    assert set(drawing.order(seed, ids)) == ids
    assert len(drawing.order(seed, ids)) == len(ids)
