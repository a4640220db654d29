"""The OpenAPI document: valid, complete, and the one that is kept beside the code."""

import json
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from openapi_spec_validator import validate

from service.app import create_app
from service.http.documentation import document, exported, problem_catalogue
from service.kernel.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
# A secret stands in their body or answer, which must not be stored; or they store nothing.
KEYLESS = {
    "log_in", "log_in_browser", "log_in_by_code", "make_judges_link", "refresh_session",
    "request_code", "set_mobile",
    "confirm_mobile", "change_password", "request_password_reset", "reset_password", "create_api_key",
    "preview_invitation", "accept_invitation", "withdraw_registration_by_link",
    "search_matches", "import_sheet",
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The document as the application gives it."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("openapi"), secret_key="x", log_level="error"))
    made = json.loads(exported(app))
    app.state.runtime.close()
    assert document(app)
    return made


def operations(described: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """(method, operation) of every path."""
    return [
        (method, item[method]) for item in described["paths"].values() for method in METHODS if method in item
    ]


def test_it_validates(described: dict[str, Any]) -> None:
    validate(described)


def test_the_kept_file_is_what_the_application_exports(described: dict[str, Any]) -> None:
    kept = json.loads((ROOT / "openapi" / "openapi.json").read_text("utf-8"))
    assert kept == described, "run: keju export-openapi"
    assert (ROOT / "openapi" / "problems.md").read_text("utf-8") == problem_catalogue()


def test_every_operation_has_an_id_a_summary_and_names_its_refusals(described: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(described)]
    assert len(ids) == len(set(ids))
    for _, operation in operations(described):
        assert operation["summary"]
        assert {"400", "401", "403", "500", "503"} <= set(operation["responses"])


def test_every_refusal_is_a_problem(described: dict[str, Any]) -> None:
    for _, operation in operations(described):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (
                    operation["operationId"],
                    status,
                )


def test_what_takes_a_body_refuses_unknown_fields(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for _, operation in operations(described):
        if body := operation.get("requestBody"):
            (content,) = body["content"].values()
            named = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
            schema = schemas[named] if named else content["schema"]
            assert schema["additionalProperties"] is False, operation["operationId"]


def test_edits_need_if_match_and_posts_take_a_key(described: dict[str, Any]) -> None:
    for method, operation in operations(described):
        headers = {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "header"}
        if method == "patch":
            assert headers["If-Match"]["required"], operation["operationId"]
        if method == "post" and operation["operationId"] not in KEYLESS:
            assert "Idempotency-Key" in headers, operation["operationId"]


def test_the_pages_and_the_document_are_served_without_another_host(client: TestClient) -> None:
    page = client.get("/schema")
    assert page.status_code == 200
    assert "https://" not in page.text.split("<body")[0]
    assert client.get("/schema/assets/swagger-ui-bundle.js").status_code == 200
    assert client.get("/schema/openapi.json").json()["info"]["title"] == "Keju 科聚"
