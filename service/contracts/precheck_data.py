"""The pre-check's rules and words as data, by the rule set in force; what they look for is code elsewhere."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from service.contracts import rules
from service.contracts.rules import Data
from service.contracts.tables import ContractType
from service.listings.quality import Severity

_SPACE = re.compile(r"\s+")


class Rule(Data, frozen=True):
    """Why an office sends a contract back, and what to do about it, in both languages."""

    id: str
    severity: Severity
    source: str
    article: str
    zh: str
    en: str
    todo_zh: str
    todo_en: str


class Words(Data, frozen=True):
    """The words that rules look for."""

    vague_names: frozenset[str]
    vague_name_parts: list[str]
    shortest_name: int
    title_padding: list[str]
    shortest_title_rest: int
    shortest_subject: int
    not_technical: list[str]
    technical: list[str]
    monopoly: list[str]
    secret: list[str]
    types: dict[ContractType, list[str]]

    def types_named(self, text: str) -> frozenset[ContractType]:
        """The contract types that a text names."""
        return frozenset(kind for kind, named in self.types.items() if any(found(text, named)))

    def title_rest(self, title: str) -> str:
        """What a title says beyond the kind of contract."""
        rest = plain(title)
        for word in self.title_padding:
            rest = rest.replace(plain(word), "")
        return "".join(letter for letter in rest if letter.isalnum())


class _Rules(Data, frozen=True):
    rules: list[Rule]


@cache
def rules_of(rule_set: str) -> tuple[Rule, ...]:
    """A set's rules, in the order of the register's form."""
    return tuple(rules.read(f"{rule_set}/precheck.toml", _Rules).rules)


@cache
def words_of(rule_set: str) -> Words:
    """A set's words."""
    return rules.read(f"{rule_set}/words.toml", Words)


def words_on(day: date) -> Words:
    """The words of the rules in force on a day."""
    return words_of(rules.rule_set_on(day).id)


def plain(text: str) -> str:
    """Without white space, in normal width, so that a line break or a full-width letter hides nothing."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def found(text: str, words: Iterable[str]) -> Iterator[str]:
    """Those of ``words`` that stand in ``text``."""
    told = plain(text)
    return (word for word in words if plain(word) in told)
