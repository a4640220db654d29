"""What a need is checked for before a person reads it; pure."""

from service.listings.quality import Finding, should, text_findings
from service.needs.tables import Need


def findings(need: Need) -> list[Finding]:
    """Everything that could be better, the most helpful first."""
    found = text_findings(need.title, need.problem, "problem")
    if not need.targets:
        found.append(
            should(
                "no_targets",
                "targets",
                "没有技术指标，无法判断成果是否达标",
                "No figures that a solution must reach",
            )
        )
    if need.budget_max is None:
        found.append(should("no_budget", "budget_max", "没有预算上限，难以筛选合作方", "No upper budget"))
    if need.tech_field is None:
        found.append(should("no_tech_field", "tech_field", "未选择技术领域", "No technical field"))
    if need.deadline is None:
        found.append(
            should("no_deadline", "deadline", "没有期望完成时间", "No date by which it must be solved")
        )
    if not need.cooperation_modes:
        found.append(should("no_modes", "cooperation_modes", "没有合作方式", "No way of cooperation"))
    if need.baseline is None:
        found.append(
            should("no_baseline", "baseline", "没有说明现状和已试过的办法", "What exists today is not said")
        )
    return found
