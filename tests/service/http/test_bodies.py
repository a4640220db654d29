"""Bodies that cannot be read or are not what was asked for: refused with a pointer, nothing stored."""

import json

from httpx import Response

from service.kernel.database import Database
from tests.support.market import ACHIEVEMENT, NEED, Market, Person, created, problem
from tests.support.stored import unchanged

UNREADABLE = {
    "nothing": b"",
    "half an object": b'{"title": "x"',
    "no JSON": b"title=x",
    "two values": json.dumps(NEED).encode() + b" {}",
    "a comment": json.dumps(NEED).encode() + b" // done",
    "not a number": b'{"title": NaN}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "bytes that are not UTF-8": b'{"title": "\xff\xfe"}',
    "another encoding": '{"title": "煤气化"}'.encode("gbk"),
    "UTF-16": json.dumps(NEED).encode("utf-16"),
    "a surrogate in UTF-8": b'{"title": "\xed\xa0\x80"}',
    "a lone high surrogate": b'{"title": "\\ud800"}',
    "a high surrogate before a letter": b'{"title": "\\ud800\\u0041"}',
    "a lone low surrogate": b'{"title": "\\udc00 tail"}',
    "a raw NUL": b'{"title": "a\x00b"}',
    "a raw newline in a text": b'{"title": "a\nb"}',
}
# Body of a need, the pointer that is told.
WRONG_NEEDS = (
    ({"title": 5}, "/title"),
    ({"title": None}, "/title"),
    ({"title": ["x"]}, "/title"),
    ({"title": ""}, "/title"),
    ({"title": " \n\t "}, "/title"),
    ({"title": "长" * 201}, "/title"),
    ({"problem": "长" * 20_001}, "/problem"),
    ({"problem": "a\0b"}, "/problem"),
    ({"need_type": "wish"}, "/need_type"),
    ({"need_type": "KEY_TECHNOLOGY"}, "/need_type"),
    ({"unknown": 1}, "/unknown"),
    ({"status": "published"}, "/status"),
    ({"id": "018f0000-0000-7000-8000-000000000000"}, "/id"),
    ({"region": "15010"}, "/region"),
    ({"region": "150100\n"}, "/region"),
    ({"region": "１５０１００"}, "/region"),
    ({"region": "999999"}, "/region"),
    ({"tech_field": "99"}, "/tech_field"),
    ({"budget_max": 5}, "/budget_max"),
    ({"budget_max": -5}, "/budget_max"),
    ({"budget_max": "-5"}, "/budget_max"),
    ({"budget_max": "+5"}, "/budget_max"),
    ({"budget_max": "5.005"}, "/budget_max"),
    ({"budget_max": "5."}, "/budget_max"),
    ({"budget_max": ".5"}, "/budget_max"),
    ({"budget_max": "05"}, "/budget_max"),
    ({"budget_max": "5\n"}, "/budget_max"),
    ({"budget_max": " 5"}, "/budget_max"),
    ({"budget_max": "1e3"}, "/budget_max"),
    ({"budget_max": "٥"}, "/budget_max"),
    ({"budget_max": "10000000000000"}, "/budget_max"),
    ({"budget_min": "2", "budget_max": "1"}, "/budget_min"),
    ({"deadline": "2026-02-30"}, "/deadline"),
    ({"deadline": "2026-02-03T00:00:00Z"}, "/deadline"),
    ({"owner_id": "mine"}, "/owner_id"),
    ({"cooperation_modes": "transfer"}, "/cooperation_modes"),
    ({"cooperation_modes": ["transfer", "gift"]}, "/cooperation_modes/1"),
    ({"targets": [{"name": "率", "op": "ge"}]}, "/targets/0/value"),
    ({"targets": [{"name": "率", "op": "ge", "value": "1", "x": 1}]}, "/targets/0/x"),
    ({"targets": [{"name": "率", "op": "ge", "value": "1"}, 7]}, "/targets/1"),
    ({"targets": [{"name": "a\0", "op": "ge", "value": "1"}]}, "/targets/0/name"),
)
WRONG_ACHIEVEMENTS = (
    ({"trl": "5"}, "/trl"),
    ({"trl": 10}, "/trl"),
    ({"trl": 0}, "/trl"),
    ({"trl": 5.5}, "/trl"),
    ({"trl": True}, "/trl"),
    ({"trl": 10**30}, "/trl"),
    ({"accepts_use_first": "true"}, "/accepts_use_first"),
    ({"accepts_use_first": 1}, "/accepts_use_first"),
    ({"price": "1.234"}, "/price"),
    ({"transfer_modes": []}, "/transfer_modes"),
    ({"right_share": 101}, "/right_share"),
)


def send(who: Person, path: str, content: bytes, media: str = "application/json") -> Response:
    headers = who.headers | {"content-type": media}
    return who.client.post(f"/api/v1{path}", content=content, headers=headers)


def test_what_cannot_be_read_is_refused_as_unreadable(market: Market, database: Database) -> None:
    who = market.enterprise
    with unchanged(database):
        for name, content in UNREADABLE.items():
            assert problem(send(who, "/needs", content), 400, "unreadable")["errors"] == [], name


def test_a_hundred_thousand_brackets_are_refused(market: Market, database: Database) -> None:
    who = market.enterprise
    deep = b"[" * 100_000
    with unchanged(database):
        for content in (
            deep,
            b'{"title":' + deep,
            b'{"targets":' + deep,
            b'{"x":' + deep,
            b'{"a":' * 100_000,
        ):
            answer = send(who, "/needs", content)
            assert problem(answer, answer.status_code)["status"] in (400, 422)
            answer = market.client.post("/api/v1/matches/search", content=content)
            assert problem(answer, answer.status_code)["status"] in (400, 422)


def test_a_wrong_need_is_refused_with_a_pointer(market: Market, database: Database) -> None:
    who = market.enterprise
    with unchanged(database):
        for wrong, pointer in WRONG_NEEDS:
            errors = problem(who.post("/needs", NEED | wrong), 422, "invalid")["errors"]
            assert [error["pointer"] for error in errors] == [pointer], wrong


def test_a_wrong_achievement_is_refused_with_a_pointer(market: Market, database: Database) -> None:
    who = market.office
    with unchanged(database):
        for wrong, pointer in WRONG_ACHIEVEMENTS:
            errors = problem(who.post("/achievements", ACHIEVEMENT | wrong), 422, "invalid")["errors"]
            assert [error["pointer"] for error in errors] == [pointer], wrong


def test_what_is_no_object_or_lacks_a_field_is_refused(market: Market, database: Database) -> None:
    who = market.enterprise
    with unchanged(database):
        for content in (b"[]", b"null", b'"text"', b"7", b"true"):
            assert problem(send(who, "/needs", content), 422, "invalid")["errors"][0]["pointer"] == ""
        for name in NEED:
            rest = {field: value for field, value in NEED.items() if field != name}
            errors = problem(who.post("/needs", rest), 422, "invalid")["errors"]
            assert [error["pointer"] for error in errors] == [f"/{name}"]


def test_what_stands_at_the_limit_is_taken(market: Market) -> None:
    created(market.enterprise.post("/needs", NEED | {"title": "长" * 200, "problem": "长" * 20_000}))
    created(market.enterprise.post("/needs", NEED | {"title": "𠀀" * 200, "budget_max": "9999999999999.99"}))
    created(market.enterprise.post("/needs", NEED | {"title": "surrogates in a pair: \U0001f600 \\u0000"}))
    pair = json.dumps(NEED | {"title": "\U0001f600"}).encode()
    assert b"\\ud83d\\ude00" in pair
    assert created(send(market.enterprise, "/needs", pair))["title"] == "\U0001f600"


def test_a_body_over_one_mebibyte_is_too_large(market: Market, database: Database) -> None:
    who = market.enterprise
    with unchanged(database):
        problem(send(who, "/needs", b" " * (1024 * 1024) + json.dumps(NEED).encode()), 413, "too-large")
        chunks = (b" " * 65_536 for _ in range(17))
        answer = who.client.post(
            "/api/v1/needs", content=chunks, headers=who.headers | {"content-type": "application/json"}
        )
        problem(answer, 413, "too-large")
    assert send(who, "/needs", json.dumps(NEED).encode().ljust(1024 * 1024)).status_code == 201


def test_a_length_that_is_no_number_is_refused(market: Market) -> None:
    headers = market.enterprise.headers | {"content-length": "many", "content-type": "application/json"}
    problem(market.client.post("/api/v1/needs", content=b"{}", headers=headers), 400)


def test_only_json_is_taken_and_no_content_type_means_json(market: Market, database: Database) -> None:
    who, content = market.enterprise, json.dumps(NEED).encode()
    with unchanged(database):
        for media in (
            "text/plain",
            "application/xml",
            "multipart/form-data; boundary=x",
            "application/msgpack",
        ):
            problem(send(who, "/needs", content, media), 415, "unsupported-media-type")
    assert send(who, "/needs", content, "Application/JSON; charset=utf-8").status_code == 201
    assert who.client.post("/api/v1/needs", content=content, headers=who.headers).status_code == 201
