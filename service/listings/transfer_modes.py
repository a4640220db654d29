"""The ways a technology changes hands, offered by achievements and wished by needs (转化方式)."""

from enum import StrEnum


class TransferMode(StrEnum):
    """转化方式."""

    TRANSFER = "transfer"
    EXCLUSIVE_LICENCE = "exclusive_licence"
    SOLE_LICENCE = "sole_licence"
    NON_EXCLUSIVE_LICENCE = "non_exclusive_licence"
    EQUITY = "equity"
    COMMISSIONED_DEVELOPMENT = "commissioned_development"
    JOINT_DEVELOPMENT = "joint_development"
    CONSULTING = "consulting"
    SERVICE = "service"
