"""One command runs every test: this file names the servers before Django reads its settings, and starts them in time.

The settings module is named here and not in pyproject.toml: pytest-django would read it there before any conftest.py.
"""

import os

import django
import pytest
from django.conf import settings

from deploy.pytest_browser import BrowserPlugin
from deploy.pytest_servers import ServersPlugin, announce
from deploy.pytest_shares import SharesPlugin

if settings.configured:
    raise pytest.UsageError(
        "Django's settings were read before the test servers had a name. Unset DJANGO_SETTINGS_MODULE, leave out --ds "
        "and name no settings in pyproject.toml: conftest.py does it."
    )
_servers = announce()
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()  # test modules and the conftest.py files below may import models


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(ServersPlugin(_servers), "firstline-servers")
    config.pluginmanager.register(BrowserPlugin(), "firstline-browser")
    config.pluginmanager.register(SharesPlugin(), "firstline-shares")
