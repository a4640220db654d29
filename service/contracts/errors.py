"""What can go wrong with contracts."""

from service.kernel.errors import Conflict, Forbidden


class NoticeNotOver(Conflict):
    slug = "notice-not-over"
    title, title_zh = "The public notice is not over, or an objection is open", "公示未满或异议未处理"


class NotReady(Conflict):
    slug = "contract-not-ready"
    title, title_zh = "The pre-check found gaps that must be closed first", "预审发现问题，须先补正"


class SameChecker(Forbidden):
    slug = "same-checker"
    title, title_zh = "Who checked first does not check second", "初审人员不得复审"


class NotChecked(Conflict):
    slug = "not-checked"
    title, title_zh = "Two different persons must have checked it first", "须由两名人员先后审核"


class RegistrationNumberTaken(Conflict):
    slug = "registration-number-taken"
    title, title_zh = "Another contract is registered under this number", "该登记编号已被其他合同使用"


class PaidAboveTotal(Conflict):
    slug = "paid-above-total"
    title, title_zh = (
        "More would be received than is agreed; amend the contract first",
        "到账将超过合同额，请先办理变更",
    )
