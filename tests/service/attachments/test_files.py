"""Files over HTTP: sent, read, refused, linked to steps, removed; who may do which."""

import hashlib
from urllib.parse import quote
from uuid import uuid4

from litestar.testing import TestClient

from tests.support.files import EXECUTABLE, PDF, PNG, send, sent
from tests.support.introductions import accepted, asked, step
from tests.support.market import Market, created, done, problem


def test_a_file_comes_back_as_it_was_sent_and_cannot_run_as_a_page(market: Market) -> None:
    draft = market.draft_achievement()
    stored = sent(market.office, "achievements", draft)
    assert (stored["name"], stored["media_type"], stored["size"]) == (
        "技术方案.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (stored["sha256"], stored["scan"]) == (hashlib.sha256(PDF).hexdigest(), "unscanned")
    answer = market.office.get(f"/attachments/{stored['id']}")
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(PDF))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    told = answer.headers["content-disposition"]
    assert told.startswith('attachment; filename="____.pdf"')
    assert told.endswith(f"filename*=UTF-8''{quote('技术方案.pdf')}")
    listed = done(market.office.get(f"/attachments?subject_kind=achievements&subject_id={draft['id']}"))
    assert [item["id"] for item in listed["items"]] == [stored["id"]]


def test_who_sees_a_listing_reads_its_files_and_nobody_else(market: Market) -> None:
    draft = market.draft_achievement()
    at = f"/api/v1/attachments/{sent(market.office, 'achievements', draft)['id']}"
    assert market.client.get(at).status_code == 404
    assert market.client.get(at, headers=market.enterprise.headers).status_code == 404
    market.published("achievements", draft, market.office)
    assert market.client.get(at).content == PDF
    problem(send(market.enterprise, subject_kind="achievements", subject_id=draft["id"]), 403)


def test_files_of_an_anonymous_need_are_read_by_whom_its_owner_is_known(market: Market) -> None:
    draft, achievement = market.draft_need(visibility="anonymous"), market.achievement()
    at = f"/attachments/{sent(market.enterprise, 'needs', draft)['id']}"
    listed = f"/attachments?subject_kind=needs&subject_id={draft['id']}"
    need = market.published("needs", draft, market.enterprise)
    problem(market.office.get(at), 404)
    problem(market.office.get(listed), 403)
    accepted(market, need, achievement)
    assert market.office.get(at).content == PDF
    assert len(done(market.office.get(listed))["items"]) == 1
    problem(market.office2.get(at), 404)


def test_adding_a_file_to_what_is_published_sends_it_back_to_review(market: Market) -> None:
    achievement = market.achievement()
    sent(market.office, "achievements", achievement)
    assert done(market.office.get(f"/achievements/{achievement['id']}"))["status"] == "submitted"


def test_a_file_is_removed_while_its_subject_is_a_draft(market: Market) -> None:
    draft = market.draft_need()
    stored = sent(market.enterprise, "needs", draft)
    assert stored["may_delete"]
    problem(market.office.delete(f"/attachments/{stored['id']}"), 404)
    kept = sent(market.enterprise, "needs", draft, content=PNG, name="现场.png")
    assert market.enterprise.delete(f"/attachments/{stored['id']}").status_code == 204
    problem(market.enterprise.get(f"/attachments/{stored['id']}"), 404)
    market.published("needs", draft, market.enterprise)
    problem(market.enterprise.delete(f"/attachments/{kept['id']}"), 403)


def test_the_files_of_a_deleted_draft_go_with_it(market: Market) -> None:
    draft = market.draft_need()
    stored = sent(market.enterprise, "needs", draft)
    assert market.enterprise.delete(f"/needs/{draft['id']}").status_code == 204
    problem(market.enterprise.get(f"/attachments/{stored['id']}"), 404)


def test_a_step_of_an_introduction_carries_its_files_as_evidence(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    loose = created(send(market.enterprise, name="需求说明.pdf"))
    assert loose["subject_id"] is None
    problem(market.office.get(f"/attachments/{loose['id']}"), 404)
    fresh = asked(market, need, achievement, attachment_ids=[loose["id"]])
    minutes = sent(market.office, "introductions", fresh, name="会议纪要.pdf")
    step(market.office, fresh, "accept", attachment_ids=[minutes["id"]])
    events = done(market.enterprise.get(f"/introductions/{fresh['id']}/events"))["items"]
    assert [[file["name"] for file in event["files"]] for event in events] == [
        ["需求说明.pdf"],
        ["会议纪要.pdf"],
    ]
    assert events[1]["files"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert market.office.get(f"/attachments/{loose['id']}").content == PDF
    problem(market.enterprise.delete(f"/attachments/{loose['id']}"), 403)
    problem(market.office2.get(f"/attachments/{minutes['id']}"), 404)
    wrong = {"attachment_ids": [str(uuid4())]}
    flaw = problem(market.office.post(f"/introductions/{fresh['id']}/advance", wrong), 422)
    assert flaw["errors"][0]["pointer"] == "/attachment_ids/0"
    own = sent(market.enterprise, "needs", market.draft_need())
    problem(
        market.enterprise.post(f"/introductions/{fresh['id']}/advance", {"attachment_ids": [own["id"]]}), 422
    )


def test_a_key_gives_the_first_answer_again_and_stands_for_one_content(market: Market) -> None:
    draft = market.draft_need()
    first = sent(market.enterprise, "needs", draft, key="file-1")
    again = sent(market.enterprise, "needs", draft, key="file-1")
    assert again == first
    other = send(market.enterprise, PDF + b"x", key="file-1", subject_kind="needs", subject_id=draft["id"])
    problem(other, 422, "idempotency-key-reused")


def test_bad_forms_are_refused_and_leave_nothing(market: Market) -> None:
    draft = market.draft_need()
    here = {"subject_kind": "needs", "subject_id": draft["id"]}
    problem(send(market.enterprise, EXECUTABLE, "合同.pdf", **here), 422, "file-refused")
    problem(send(market.enterprise, EXECUTABLE, "setup.exe", **here), 422, "file-refused")
    problem(send(market.enterprise, PDF, "照片.png", **here), 422, "file-refused")
    problem(send(market.enterprise, b"", "空.pdf", **here), 422, "file-refused")
    problem(send(market.enterprise, PDF, "x" * 300 + ".pdf", **here), 422, "file-refused")
    problem(send(market.enterprise, subject_kind="people", subject_id=draft["id"]), 422, "invalid")
    problem(send(market.enterprise, subject_kind="needs", subject_id="7"), 422, "invalid")
    problem(send(market.enterprise, subject_kind="needs"), 422, "invalid")
    problem(send(market.enterprise, colour="red"), 422, "invalid")
    problem(send(market.enterprise, subject_kind="needs", subject_id=str(uuid4())), 404)
    problem(market.enterprise.post("/attachments", {"file": "x"}), 415)
    boundary = {"Content-Type": "multipart/form-data; boundary=b"} | market.enterprise.headers
    torn = market.client.post("/api/v1/attachments", content=b"--b\r\nContent-Di", headers=boundary)
    problem(torn, 400, "unreadable")
    assert (
        done(market.enterprise.get(f"/attachments?subject_kind=needs&subject_id={draft['id']}"))["items"]
        == []
    )


def test_a_visitor_sends_nothing(client: TestClient) -> None:
    assert client.post("/api/v1/attachments", files={"file": ("a.pdf", PDF)}).status_code == 401
