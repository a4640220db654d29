"""The evidence as a paper (PDF): embedded fonts, its texts passed as data and never as markup."""

from importlib.util import find_spec
from pathlib import Path

import msgspec
import typst

from service.contracts import rules
from service.contracts.evidence import Evidence
from service.contracts.filing_form import FormSpec, form_spec
from service.kernel.clock import SHANGHAI
from service.kernel.money import to_yuan

MEDIA_TYPE = "application/pdf"
_MONEY = frozenset(
    {
        "total_amount",
        "technical_amount",
        "received_amount",
        "expected_annual_revenue",
        "expected_annual_profit",
        "price",
        "budget_min",
        "budget_max",
    }
)
_TEMPLATE = Path(__file__).parent / "templates" / "evidence.typ"


def paper(evidence: Evidence) -> bytes:
    """The whole paper; it takes about a second, so call it in a thread and without a session."""
    return typst.compile(
        _TEMPLATE,
        format="pdf",
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"evidence": told(evidence)},
    )


def told(evidence: Evidence) -> str:
    """What the template prints, as JSON: times in Shanghai, every value a text."""
    records = [
        {
            "entity": each.entity,
            "id": str(each.entity_id),
            "facts": [
                [_label(name), _text(name, value)]
                for name, value in each.facts.items()
                if value not in (None, [], {})
            ],
            "steps": [
                [
                    str(step.version),
                    step.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
                    step.action,
                    " · ".join(filter(None, (step.organization, step.person, step.role))),
                    entry.hash[:16],
                    str(entry.seal or "—"),
                ]
                for step, entry in zip(each.steps, each.proof.entries, strict=True)
            ],
            "seals": [[str(seal.number), seal.root, seal.key] for seal in each.proof.seals],
        }
        for each in evidence.records
    ]
    head = {
        "title": evidence.title,
        "made_at": evidence.made_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    }
    return msgspec.json.encode(head | {"records": records}).decode()


def _label(name: str) -> str:
    """The register's Chinese word for a field, where it has one."""
    labels = {field.key: field.zh for section in _form().sections for field in section.fields}
    return f"{labels[name]} {name}" if name in labels else name


def _form() -> FormSpec:
    return form_spec(rules.rule_sets()[-1].id)


def _text(name: str, value: object) -> str:
    if name in _MONEY and isinstance(value, int):
        return f"{to_yuan(value)} 元"
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _fonts() -> Path:
    spec = find_spec("mplfonts")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package mplfonts is not installed")
    return Path(spec.origin).parent / "fonts"
