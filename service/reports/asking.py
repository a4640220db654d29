"""What a report is asked for, as query parameters say it and as it is understood; pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from service.codes.lists import code_list
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, bad_parameter
from service.reports import policy
from service.reports.periods import (
    LONGEST_YEARS,
    Period,
    ReportPeriod,
    months_between,
    months_named,
    period_of,
)
from service.reports.volume import (
    AmountUnit,
    Cut,
    RegionBasis,
    ReportGroup,
    TimeBasis,
    YoyBase,
    a_year_before,
)

_ALL_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of the transaction-volume table."""

    period: ReportPeriod = ReportPeriod.YEAR
    first: str | None = None
    last: str | None = None
    group_by: ReportGroup | None = None
    region: str | None = None
    basis: RegionBasis = RegionBasis.REGISTERED
    time: TimeBasis = TimeBasis.BOOKED
    as_of: str | None = None
    unit: AmountUnit = AmountUnit.YUAN
    yoy_base: YoyBase = YoyBase.KNOWN

    def base_as_of(self, as_of: datetime) -> datetime:
        """As of when the base of growth is known."""
        return as_of if self.yoy_base == YoyBase.KNOWN else a_year_before(as_of)

    def periods(self, cut: Cut) -> list[Period]:
        """Every period that the cut touches, in order."""
        return sorted({period_of(self.period, month) for month in months_between(cut.first, cut.last)})


def cut_of(actor: Actor, asked: Asked, as_of: datetime) -> Cut:
    """The question that these parameters ask the ledger.

    Raises Forbidden, BadParameter. Days after ``as_of`` are left out: growth compares the same days.
    """
    region = region_of(actor, asked.region)
    known_until = as_of.astimezone(clock.SHANGHAI).date()
    last = min(_day(asked.last, "to", is_end=True) or known_until, known_until)
    first = _day(asked.first, "from", is_end=False) or last.replace(month=1, day=1)
    if first > last:
        raise bad_parameter("from", f"The report would begin on {first}, after its end on {last}.")
    if last.year - first.year > LONGEST_YEARS:
        raise bad_parameter("from", f"A report spans {LONGEST_YEARS} years at most.")
    group = asked.group_by
    if asked.basis == RegionBasis.ABSORBED and group is not None:
        raise bad_parameter("group_by", "The national table has no groups; leave group_by out.")
    return Cut(asked.basis, asked.time, region, first, last, as_of, group)


def region_of(actor: Actor, region: str | None) -> str:
    """The region asked for, else the actor's own.

    Raises Forbidden outside the actor's area, BadParameter for a region that is in no list.
    """
    if not policy.may_report(actor):
        raise Forbidden("Reports are for the bureau; districts read those of their own area.")
    chosen = region or actor.region or ""
    if chosen not in code_list("regions"):
        raise bad_parameter("region", f"{chosen!r} is not in the code list regions.")
    if not policy.reaches(actor, chosen):
        raise Forbidden("A district reads the figures of its own area only.")
    return chosen


def moment_of(text: str | None) -> datetime | None:
    """``as_of``: an RFC 3339 time, or a day of Shanghai, which means its end.

    Raises BadParameter.
    """
    if text is None:
        return None
    try:
        if len(text) == 10:
            return datetime.combine(
                date.fromisoformat(text) + _ALL_DAY, time.min, clock.SHANGHAI
            ) - timedelta(microseconds=1)
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except (ValueError, OverflowError) as error:
        raise bad_parameter("as_of", f"{text[:40]!r} is neither a day nor a time as in RFC 3339.") from error
    if moment.tzinfo is None:
        raise bad_parameter("as_of", "A time needs its zone, as in 2024-01-31T12:00:00Z.")
    return moment


def _day(text: str | None, name: str, *, is_end: bool) -> date | None:
    """``2023``, ``2023-05`` or ``2023-05-06`` as its first or last day."""
    if text is None:
        return None
    if named := months_named(text):
        whole = Period(*named)
        return whole.end - _ALL_DAY if is_end else whole.start
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise bad_parameter(
        name, f"{text[:40]!r} is no day, month, quarter or year, as 2023-05-06, 2023-05, 2023."
    )
