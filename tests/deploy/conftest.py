"""Folders for sockets of servers under test are made in one place that goes with the run."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _sockets_go_with_the_run() -> Iterator[None]:
    folder = Path(tempfile.mkdtemp(prefix="fl-"))
    with pytest.MonkeyPatch.context() as moment:
        moment.setattr(tempfile, "tempdir", str(folder))
        yield
    shutil.rmtree(folder, ignore_errors=True)
