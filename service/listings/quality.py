"""The quality check: what can be computed about a listing before a person reads it; pure.

Each rule answers a complaint that reviewers of such platforms make again and again: no figures, no
budget, too short, no evidence of readiness.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Output
from service.listings.schemas import OwnerRead

_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*[%％‰℃°a-zA-Z\u4e00-\u9fffμΩ]")
SHORT_TEXT = 100
SHORT_TITLE = 6


class Severity(StrEnum):
    """``must`` keeps a listing from being submitted, ``should`` is advice."""

    MUST = "must"
    SHOULD = "should"


class Finding(Output):
    """One thing that could be better, and what to do."""

    code: Annotated[str, Meta(description="A stable name of the rule")]
    field: Annotated[str, Meta(description="The field it is about")]
    severity: Severity
    zh: str
    en: str


class NearDuplicate(Output):
    """Another listing that you may see and whose text is nearly the same (疑似重复)."""

    id: UUID
    title: str
    score: Annotated[float, Meta(ge=0, le=1, description="How much of the wording is shared; 1 is all of it")]
    status: str
    owner: OwnerRead


class Quality(Output):
    """The check's outcome for a listing as it is now."""

    score: Annotated[int, Meta(description="100 less 20 for each `must`, 10 for each `should`, at least 0")]
    may_be_submitted: bool
    findings: list[Finding]
    suggested_tech_field: Annotated[
        str | None, Meta(description="Field of listings with similar wording, when none was given")
    ] = None
    near_duplicates: Annotated[
        list[NearDuplicate], Meta(description="As far as you may see them, nearest first")
    ] = []


def must(code: str, field: str, zh: str, en: str) -> Finding:
    """A finding that keeps a listing back."""
    return Finding(code=code, field=field, severity=Severity.MUST, zh=zh, en=en)


def should(code: str, field: str, zh: str, en: str) -> Finding:
    """A finding that is advice."""
    return Finding(code=code, field=field, severity=Severity.SHOULD, zh=zh, en=en)


def has_figures(text: str) -> bool:
    """A number with a unit or a word behind it stands in the text."""
    return _FIGURE.search(text) is not None


def text_findings(title: str, text: str, field: str) -> list[Finding]:
    """What any listing's title and main text are checked for."""
    found = []
    if len(title.strip()) < SHORT_TITLE:
        found.append(
            should(
                "short_title",
                "title",
                "标题过短，请写明对象与技术",
                "Say in the title what and with which technology",
            )
        )
    if len(text.strip()) < SHORT_TEXT:
        found.append(
            should(
                "short_text",
                field,
                f"正文不足{SHORT_TEXT}字，难以匹配和评审",
                f"Under {SHORT_TEXT} characters match badly",
            )
        )
    if not has_figures(text):
        found.append(
            should(
                "no_figures",
                field,
                "正文没有任何带单位的指标数据",
                "No figure with a unit stands in the text",
            )
        )
    return found


def duplicate_findings(near: Sequence[NearDuplicate]) -> list[Finding]:
    """What is said when nearly the same text was entered before."""
    if not near:
        return []
    return [
        should(
            "near_duplicate",
            "title",
            f"与已有条目几乎相同：{near[0].title}",
            f"Nearly the same as another listing: {near[0].title}",
        )
    ]


def assessed(
    findings: list[Finding],
    suggested_tech_field: str | None = None,
    near_duplicates: Sequence[NearDuplicate] = (),
) -> Quality:
    """The outcome of some findings."""
    findings = [*findings, *duplicate_findings(near_duplicates)]
    musts = sum(finding.severity == Severity.MUST for finding in findings)
    score = max(0, 100 - 20 * musts - 10 * (len(findings) - musts))
    return Quality(
        score=score,
        may_be_submitted=musts == 0,
        findings=findings,
        suggested_tech_field=suggested_tech_field,
        near_duplicates=list(near_duplicates),
    )
