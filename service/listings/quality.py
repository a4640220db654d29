"""The quality check: what can be computed about a listing before a person reads it; pure.

Each rule answers a complaint that reviewers of such platforms make again and again: no figures, no
budget, too short, no evidence of readiness.
"""

import re
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from service.kernel.schemas import Output

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


class Quality(Output):
    """The check's outcome for a listing as it is now."""

    score: Annotated[int, Meta(description="100 less 20 for each `must`, 10 for each `should`, at least 0")]
    may_be_submitted: bool
    findings: list[Finding]
    suggested_tech_field: Annotated[
        str | None, Meta(description="Field of listings with similar wording, when none was given")
    ] = None


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


def assessed(findings: list[Finding], suggested_tech_field: str | None = None) -> Quality:
    """The outcome of some findings."""
    musts = sum(finding.severity == Severity.MUST for finding in findings)
    score = max(0, 100 - 20 * musts - 10 * (len(findings) - musts))
    return Quality(
        score=score, may_be_submitted=musts == 0, findings=findings, suggested_tech_field=suggested_tech_field
    )
