"""A body for each operation that takes one: made from its schema, or named here where a rule wants more."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.kernel import clock
from tests.support.market import ACHIEVEMENT, NEED, PASSWORD

_A_DAY = clock.months_after(clock.today(), 6).isoformat()
_REASON = {"reason": "核查"}

# Values in braces are filled from the scene.
BODIES: Mapping[str, Any] = {
    "create_achievement": ACHIEVEMENT,
    "create_need": NEED,
    "edit_achievement": {"title": "新的名称"},
    "edit_need": {"title": "新的名称"},
    "edit_organization": {"summary": "简介"},
    "register_organization": {
        "name": "新单位", "kind": "enterprise", "uscc": "{uscc}", "region": "150105",
    },
    "add_member": {"email": "newcomer@test.keju"},
    "review_achievement": {"decision": "publish"},
    "review_need": {"decision": "publish"},
    "review_listings": {"ids": ["{submitted_need_id}"], "decision": "publish"},
    "renew_achievement": {"valid_until": _A_DAY},
    "renew_need": {"valid_until": _A_DAY},
    "verify_need": {"how": "visit", "on": clock.today().isoformat()},
    "give_feedback": {"reason": "good"},
    "search_matches": {"text": "煤气化细渣"},
    "log_in": {"email": "office@test.keju", "password": PASSWORD},
    "refresh_session": {"refresh_token": "none"},
    "create_api_key": {"name": "接口", "scopes": ["needs:read"]},
    "suspend_organization": _REASON,
    "request_introduction": {
        "need_id": "{need_id}", "achievement_id": "{achievement_id}", "message": "愿意谈谈",
    },
    "create_contract": "{contract_terms}",
    "log_in_browser": {"email": "office@test.keju", "password": PASSWORD},
    "log_in_by_code": {"mobile": "13800000000", "code": "000000"},
    "request_code": {"mobile": "13800000000"},
    "set_mobile": {"mobile": "13800000000"},
    "confirm_mobile": {"mobile": "13800000000", "code": "000000"},
    "change_password": {"current_password": PASSWORD, "new_password": "another good 密码"},
    "request_password_reset": {"email": "office@test.keju"},
    "reset_password": {"token": "none", "new_password": "another good 密码"},
    "create_roadshow": "{roadshow_plan}",
    "edit_roadshow": {"title": "新的名称"},
    "leave_intent": {"entry_id": "{entry_id}", "kind": "purchase", "message": "想先采购一套样机"},
    "create_landing": "{landing}",
    "edit_landing": {"title": "新的名称"},
    "enter_achievement": {"achievement_id": "{achievement_id}", "presenter": "巴特尔"},
    "seat_judge": {"kind": "technical", "email": "newcomer@test.keju"},
    "put_targets": {
        "items": [{"indicator": "contracts", "unit": "150105", "value": "10", "year": 2026}],
    },
    "enter_official_figure": {
        "series": "volume", "title": "合同成交额", "period": "2024", "nature": "flow",
        "value": "27.41", "unit": "亿元", "source": "公报", "verb": "认定登记",
        "region": "150100", "scope": "city",
    },
    "edit_contract": {"title": "新的名称"},
}  # fmt: skip


# What is sent as a form with a file: the fields, the file's name and content.
FORMS: Mapping[str, tuple[dict[str, str], str, bytes]] = {
    "upload_attachment": ({"subject_kind": "needs", "subject_id": "{need_id}"}, "a.txt", "说明".encode()),
    "import_sheet": (
        {"kind": "registered_contracts", "dry_run": "true"},
        "a.csv",
        "登记编号,合同名称\n1,技术\n".encode(),
    ),
}


def sent_to(
    operation: Mapping[str, Any], document: Mapping[str, Any], scene: Mapping[str, Any]
) -> dict[str, Any]:
    """The arguments of a request that carry its body, none where nothing is taken."""
    if form := FORMS.get(operation["operationId"]):
        data, name, content = form
        return {"data": _filled(data, scene), "files": {"file": (name, content)}}
    return {"json": body_for(operation, document, scene)}


def body_for(operation: Mapping[str, Any], document: Mapping[str, Any], scene: Mapping[str, Any]) -> Any:
    """What is sent, None where nothing is taken."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    body = BODIES.get(operation["operationId"])
    return _filled(body, scene) if body is not None else sample(content["schema"], document)


def sample(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    """The least value of a schema: its required fields alone."""
    if reference := schema.get("$ref"):
        return sample(document["components"]["schemas"][reference.rsplit("/", 1)[1]], document)
    for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        if choice.get("type") != "null":
            return sample(choice, document)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return {name: sample(schema["properties"][name], document) for name in schema.get("required", ())}
    if kind == "array":
        return [sample(schema["items"], document)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return int(schema.get("minimum", 1))
    return True if kind == "boolean" else _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    formats = {"uuid": str(UUID(int=7)), "date": _A_DAY, "date-time": f"{_A_DAY}T00:00:00Z"}
    if found := formats.get(schema.get("format", "")):
        return found
    if examples := schema.get("examples"):
        return str(examples[0])
    if "[0-9]{6}" in schema.get("pattern", ""):
        return "150105"
    return (
        "1"
        if "[0-9]" in schema.get("pattern", "")
        else "文字内容足够长的一句话"[: schema.get("maxLength", 20)]
    )


def _filled(value: Any, scene: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(part, scene) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, scene) for part in value]
    if isinstance(value, str) and value.startswith("{"):
        return scene[value.strip("{}")]
    return value
