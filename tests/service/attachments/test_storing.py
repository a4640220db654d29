"""The store in S3, and contents that are larger than what is held in memory."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from moto.server import ThreadedMotoServer

from service.app import equip
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.files import PDF, send, sent
from tests.support.market import Market, created, problem

MIB = 1024 * 1024


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket of an S3 of the tests' own, reached as an operator would: by the environment."""
    server = ThreadedMotoServer(port=0)
    server.start()
    _host, port = server.get_host_and_port()
    access = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    for name, value in access.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3", endpoint_url=access["AWS_ENDPOINT_URL"], region_name="us-east-1").create_bucket(
        Bucket="keju"
    )
    yield "s3://keju/files"
    server.stop()


def test_files_are_kept_in_s3_by_a_setting(
    app: Litestar, settings: Settings, database: Database, bucket: str
) -> None:
    equip(app, settings.model_copy(update={"files_url": bucket}))
    large = PDF + b"\0" * (6 * MIB)
    with TestClient(app, raise_server_exceptions=False) as client:
        market = Market(client, database)
        draft = market.draft_need()
        small = sent(market.enterprise, "needs", draft)
        big = sent(market.enterprise, "needs", draft, content=large, name="大.pdf")
        assert market.enterprise.get(f"/attachments/{small['id']}").content == PDF
        answer = market.enterprise.get(f"/attachments/{big['id']}")
        assert hashlib.sha256(answer.content).hexdigest() == big["sha256"]
    assert not (settings.data_dir / "files").exists()


def test_a_file_of_the_largest_size_is_taken_and_a_larger_one_is_not(market: Market, tmp_path: Path) -> None:
    draft = market.draft_need()
    there = {"subject_kind": "needs", "subject_id": draft["id"]}
    whole = PDF + b"\0" * (50 * MIB - len(PDF))
    stored = created(send(market.enterprise, io.BytesIO(whole), **there))
    assert (stored["size"], stored["sha256"]) == (50 * MIB, hashlib.sha256(whole).hexdigest())
    problem(send(market.enterprise, io.BytesIO(whole + b"\0"), **there), 413, "file-too-large")
    assert list((tmp_path / "incoming").iterdir()) == []
