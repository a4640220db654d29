"""Folding and cutting: every term keeps its place in the text as written."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.text import cut, is_single, normalise, units

ANY_TEXT = st.text(st.characters(), max_size=200)


def written(text: str) -> list[str]:
    terms = cut(text)
    return [text[a:b] for a, b in zip(terms.starts.tolist(), terms.ends.tolist(), strict=True)]


def test_chinese_is_cut_into_characters_and_pairs():
    assert written("电解液") == ["电", "解", "电解", "液", "解液"]


def test_words_and_numbers_are_units():
    assert written("LNG200动力") == ["LNG", "200", "LNG200", "动", "200动", "力", "动力"]


def test_nothing_crosses_a_separator():
    assert written("甲，乙 丙\n丁") == ["甲", "乙", "丙", "丁"]


def test_full_width_case_and_accents_are_one():
    assert normalise("ＡＧＶ　Café ㎡ ①") == "agv cafe m2 1"
    assert np.array_equal(cut("ＡＧＶ").keys, cut("agv").keys)
    assert np.array_equal(cut("cafe\u0301").keys, cut("café").keys)


def test_invisible_characters_do_not_part_a_word():
    assert np.array_equal(cut("电\u200b解\ufeff液").keys, cut("电解液").keys)


def test_emoji_and_lone_surrogates_separate():
    assert written("甲😀乙\ud800丙") == ["甲", "乙", "丙"]
    assert units("😀\ud800") == 0


def test_keys_tell_singles_from_pairs():
    assert is_single(cut("电解").keys).tolist() == [True, True, False]


@given(ANY_TEXT)
def test_any_text_is_cut_within_its_bounds(text: str):
    terms = cut(text)
    assert np.all(terms.starts >= 0)
    assert np.all(terms.ends <= len(text))
    assert np.all(terms.starts < terms.ends)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str):
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT, ANY_TEXT)
def test_a_separator_joins_texts_without_new_terms(left: str, right: str):
    apart = np.concatenate((cut(left).keys, cut(right).keys))
    assert np.array_equal(cut(left + "\n" + right).keys, apart)
