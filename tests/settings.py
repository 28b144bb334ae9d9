"""Settings of the tests: the same as in production, but for speed and known keys. Servers are real; conftest.py starts them."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-secret-key-0123456789-0123456789-0123456789")
os.environ.setdefault("LOOKUP_KEY", "tests-lookup-key-0123456789-0123456789-0123456789")
if "FIRSTLINE_VAR" not in os.environ:
    os.environ["FIRSTLINE_VAR"] = tempfile.mkdtemp(prefix="firstline-tests-")
os.environ.setdefault("EMAIL_URL", "memorymail://")

from config.settings import *  # noqa: F403 - the point of this file
from config.translations import compile_catalogs

# argon2 takes a quarter of a second on purpose; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
# Nothing is collected for tests; WhiteNoise warns about a folder that is not there, and warnings are errors.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - from config.settings

# A fresh checkout has no compiled translations; Django reads them once, so they must be there before the first word.
compile_catalogs(BASE_DIR / "locale")  # noqa: F405
# A reply is there when its button was pressed; the tests of taking it back say otherwise.
UNDO_SECONDS = 0
# A site of the operator's that shows the chat in a frame.
CHAT_ORIGINS = ["https://www.operator.test"]
