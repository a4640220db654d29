"""The pre-check (预审): what a registration office would send back, before it has to; pure.

The rules' texts are data of the rule set in force; each rule's condition stands under the same id in
``precheck_parties``, ``precheck_content`` and ``precheck_terms``. A rule without a condition fires never and
is found by a test.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from service.contracts import precheck_content, precheck_parties, precheck_terms, rules
from service.contracts.dossier import Dossier
from service.contracts.precheck_data import Rule, rules_of
from service.contracts.precheck_finding import Check, Found
from service.kernel.schemas import Output
from service.listings.quality import Severity

CHECKS: dict[str, Check] = precheck_parties.CHECKS | precheck_content.CHECKS | precheck_terms.CHECKS


class Gap(Output):
    """One thing that is wrong or missing, on which basis, and what to do about it."""

    field: Annotated[str, Meta(description="JSON pointer into the contract")]
    rule: Annotated[str, Meta(description="A stable name of the rule")]
    severity: Annotated[Severity, Meta(description="must: the office sends it back; should: it may ask")]
    zh: str
    en: str
    todo_zh: Annotated[str, Meta(description="What to do")]
    todo_en: str
    source: Annotated[str, Meta(description="What the rule rests on, with the article where it is known")]
    source_en: str
    verify: Annotated[bool, Meta(description="The source was not yet compared with the official text")]
    found: Annotated[str | None, Meta(description="The word, name or number that was found")] = None


def gaps(dossier: Dossier) -> list[Gap]:
    """Everything that an office would send back or ask about, in the order of its form."""
    return list(_gaps(dossier))


def blocking(found: list[Gap]) -> list[Gap]:
    """Those for which the office sends it back."""
    return [gap for gap in found if gap.severity == Severity.MUST]


def _gaps(dossier: Dossier) -> Iterator[Gap]:
    for rule in rules_of(rules.rule_set_on(dossier.today).id):
        for found in CHECKS[rule.id](dossier):
            yield _gap(rule, found)


def _gap(rule: Rule, found: Found) -> Gap:
    source = rules.sources()[rule.source]
    return Gap(
        field=found.field,
        rule=rule.id,
        severity=rule.severity,
        zh=rule.zh,
        en=rule.en,
        todo_zh=rule.todo_zh,
        todo_en=rule.todo_en,
        source=f"{source.zh} {rule.article}".strip(),
        source_en=source.en,
        verify=source.verify,
        found=found.told,
    )
