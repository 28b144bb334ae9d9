"""The desk as it is served: pages and streams from one port, in this process, so that tests see what was committed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from a2wsgi import WSGIMiddleware
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application

from live.stream import beside


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """The address, such as "http://localhost:40123"; on a free port unless one is named."""
    # As config.asgi, with the static files that nobody has collected.
    app = beside(WSGIMiddleware(StaticFilesHandler(get_wsgi_application())))  # type: ignore[arg-type] # as there
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, name="desk", daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
