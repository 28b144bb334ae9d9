"""Attachments in a bucket: the same verbs over S3's protocol, spoken by moto's server."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import boto3
import environ
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from config.attachments import attachment_storage
from core.files import IncomingFile
from tests.people import NOON, House
from tests.tickets.test_attachments import PHOTO, said
from tickets.models import Attachment
from tickets.services.keeping import remove_lost_files, write_file

KEYS = {"aws_access_key_id": "desk", "aws_secret_access_key": "secret", "region_name": "us-east-1"}


@pytest.fixture
def bucket(settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """An empty bucket, and a desk that keeps its files there."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    monkeypatch.setenv("ATTACHMENTS_S3_BUCKET", "desk")
    monkeypatch.setenv("ATTACHMENTS_S3_ENDPOINT", address)
    monkeypatch.setenv("ATTACHMENTS_S3_REGION", "us-east-1")
    monkeypatch.setenv("ATTACHMENTS_S3_KEY", "desk")
    monkeypatch.setenv("ATTACHMENTS_S3_SECRET", "secret")
    client = boto3.client("s3", endpoint_url=address, **KEYS)
    client.create_bucket(Bucket="desk")
    kept = settings.STORAGES  # type: ignore[attr-defined] # pytest-django's
    settings.STORAGES = kept | {"attachments": attachment_storage(environ.Env(), None)}  # type: ignore[attr-defined, arg-type] # idem
    for name in ("file", "thumbnail"):  # asked once when the models were loaded
        monkeypatch.setattr(Attachment._meta.get_field(name), "storage", storages["attachments"])
    yield client
    client.close()
    server.stop()


def test_files_are_kept_given_out_and_swept_in_a_bucket(house: House, bucket: object) -> None:
    kept = said(house, PHOTO, IncomingFile("a.txt", b"words")).attachments.order_by("pk")
    assert urlsplit(storages["attachments"].endpoint_url).scheme == "http"  # type: ignore[attr-defined] # S3's
    with kept[1].file.open("rb") as stored:
        assert stored.read() == b"words"
    lost = write_file(f"{NOON:%Y/%m/%d}/lost", b"nobody's")
    assert remove_lost_files(at=NOON + timedelta(days=2)) == 1
    names = {each["Key"] for each in bucket.list_objects_v2(Bucket="desk")["Contents"]}  # type: ignore[attr-defined] # boto3's
    assert lost not in names
    assert names == {kept[0].file.name, kept[0].thumbnail.name, kept[1].file.name}
