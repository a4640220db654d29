"""The rules as data: their files can be read, their sources exist, the clock follows them."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from service.contracts import rules

ACCEPTED = date(2026, 11, 2)


def test_a_day_has_the_rules_in_force_then() -> None:
    assert rules.rule_set_on(date(2026, 3, 1)).id == "2026-03"
    assert rules.rule_set_on(date(2020, 1, 1)) == rules.rule_sets()[0]
    assert rules.rule_set("2026-03").verify


def test_every_set_has_a_clock_with_a_known_source() -> None:
    for each in rules.rule_sets():
        clock = rules.office_clock(each.id)
        assert clock.source in rules.sources()
        assert clock.ordinary_workdays < clock.longer_workdays


def test_the_office_has_fifteen_working_days_and_thirty_for_what_is_large_or_disputed() -> None:
    assert rules.due_day(ACCEPTED, takes_longer=False).on == date(2026, 11, 23)
    assert rules.due_day(ACCEPTED, takes_longer=True).on == date(2026, 12, 14)


def test_a_supplement_on_day_14_moves_the_due_day() -> None:
    again = rules.due_day(date(2026, 11, 20), takes_longer=False)
    assert again.on == date(2026, 12, 11)
    assert again.on > rules.due_day(ACCEPTED, takes_longer=False).on


def test_large_begins_at_five_million() -> None:
    assert rules.is_large(500_000_000, on=ACCEPTED)
    assert not rules.is_large(499_999_999, on=ACCEPTED)
    assert not rules.is_large(None, on=ACCEPTED)


def test_a_mistyped_file_of_rules_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "sets.toml").write_text('[[sets]]\nid = "a"\nzhh = "b"\n', "utf-8")
    monkeypatch.setenv("KEJU_SEEDS_DIR", str(tmp_path))
    with pytest.raises(msgspec.ValidationError, match="zhh"):
        rules.read("sets.toml", rules._Sets)
