"""The register's form (技术合同登记表) filled from a deal: its fields, codes and order are data; pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from msgspec import Meta

from service.codes.lists import code_list
from service.contracts import rules
from service.contracts.deal import Deal
from service.contracts.rules import Data
from service.kernel.money import to_yuan
from service.kernel.schemas import Output

_FLAGS = {True: ("1", "是"), False: ("0", "否")}
_PERSONAL = frozenset({"contact_name", "contact_phone", "address"})
_FEN_OF_WAN = 1_000_000


class FieldSpec(Data, frozen=True):
    """A field of the form."""

    key: str
    format: Literal["text", "date", "code", "codes", "money", "share", "flag"]
    required: bool
    zh: str
    en: str
    list: str | None = None


class SectionSpec(Data, frozen=True):
    """A part of the form: of the contract itself, or once for each of its sellers, buyers or brokers."""

    id: str
    of: Literal["contract", "sellers", "buyers", "brokers"]
    zh: str
    en: str
    fields: list[FieldSpec]


class FormSpec(Data, frozen=True):
    """The form of a rule set."""

    title_zh: str
    title_en: str
    source: str
    sections: list[SectionSpec]


class FormField(Output):
    """One field as it is typed into the register."""

    no: Annotated[str, Meta(description="Place in the form: section.field")]
    key: str
    zh: str
    en: str
    code: Annotated[str | None, Meta(description="The code where the register wants one")]
    value: Annotated[str | None, Meta(description="The text; null where nothing is known")]
    wan: Annotated[str | None, Meta(description="An amount in units of 10,000 yuan (万元), exact")] = None
    is_required: bool = False


class FormSection(Output):
    """One part of the form; of several sellers each has its own."""

    id: str
    zh: str
    en: str
    fields: list[FormField]


class FilingForm(Output):
    """The whole form."""

    title_zh: str
    title_en: str
    source: Annotated[str, Meta(description="What the form was taken from")]
    verify: Annotated[bool, Meta(description="Not yet compared with the office's own form")]
    sections: list[FormSection]


@cache
def form_spec(rule_set: str) -> FormSpec:
    """The form of a rule set."""
    return rules.read(f"{rule_set}/form.toml", FormSpec)


def filled(deal: Deal, rule_set: str) -> FilingForm:
    """The form of ``rule_set`` with what the deal says."""
    spec = form_spec(rule_set)
    source = rules.sources()[spec.source]
    sections = [part for section in spec.sections for part in _sections(section, deal)]
    for number, section in enumerate(sections, start=1):
        for place, field in enumerate(section.fields, start=1):
            field.no = f"{number}.{place}"
    return FilingForm(
        title_zh=spec.title_zh,
        title_en=spec.title_en,
        source=source.zh,
        verify=source.verify,
        sections=sections,
    )


def impersonal(form: FilingForm) -> FilingForm:
    """The same without how to reach the parties' people: what is kept for ever."""
    for section in form.sections:
        section.fields = [field for field in section.fields if field.key not in _PERSONAL]
    return form


def _sections(spec: SectionSpec, deal: Deal) -> Iterator[FormSection]:
    rows = _rows(spec, deal)
    for place, row in enumerate(rows, start=1):
        number = f" {place}" if len(rows) > 1 else ""
        fields = [_field(field, row.get(field.key)) for field in spec.fields]
        yield FormSection(id=spec.id, zh=f"{spec.zh}{number}", en=f"{spec.en}{number}", fields=fields)


def _rows(spec: SectionSpec, deal: Deal) -> list[Mapping[str, Any]]:
    if spec.of == "brokers":
        return [_broker(deal, place) for place in range(len(deal.brokers))]
    if spec.of == "contract":
        return [deal.contract.model_dump()]
    return [party.model_dump() for party in (deal.sellers if spec.of == "sellers" else deal.buyers)]


def _broker(deal: Deal, place: int) -> Mapping[str, Any]:
    broker = deal.brokers[place]
    agency = deal.organizations[broker.organization_id]
    return {"name": agency.name, "uscc": agency.uscc, "share": broker.share}


def _field(spec: FieldSpec, value: Any) -> FormField:
    code, text = (None, None) if value is None else _FORMATS[spec.format](value, spec.list or "")
    wan = in_wan(value) if spec.format == "money" and value is not None else None
    return FormField(
        no="", key=spec.key, zh=spec.zh, en=spec.en, code=code, value=text, wan=wan, is_required=spec.required
    )


def in_wan(fen: int) -> str:
    """Fen as units of 10,000 yuan, exact: 1230000001 → ``1230.000001``, a whole number without a point."""
    whole, rest = divmod(fen, _FEN_OF_WAN)
    return f"{whole}.{rest:06d}".rstrip("0") if rest else str(whole)


def _code(value: str, name: str) -> tuple[str, str]:
    entry = code_list(name).get(value)
    return (str(value), entry.zh if entry else str(value))


def _codes(values: list[str], name: str) -> tuple[str | None, str | None]:
    pairs = [_code(value, name) for value in values]
    if not pairs:
        return None, None
    return "、".join(code for code, _ in pairs), "、".join(zh for _, zh in pairs)


def _date(value: date, _name: str) -> tuple[None, str]:
    return None, value.isoformat()


_FORMATS: Mapping[str, Callable[[Any, str], tuple[str | None, str | None]]] = {
    "text": lambda value, _name: (None, str(value)),
    "date": _date,
    "code": _code,
    "codes": _codes,
    "money": lambda value, _name: (None, to_yuan(value)),
    "share": lambda value, _name: (None, f"{value / 100:g}"),
    "flag": lambda value, _name: _FLAGS[bool(value)],
}
