"""One port: pages through WSGI threads, which serve them several times faster than an all-async Django; streams without a thread each."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from a2wsgi import WSGIMiddleware

from config.wsgi import application as wsgi
from live.stream import beside

pages = WSGIMiddleware(
    wsgi,  # type: ignore[arg-type] # Django's stubs describe its response more narrowly than PEP 3333
    workers=int(os.environ.get("WEB_THREADS", "8")),
)
application = beside(pages)
