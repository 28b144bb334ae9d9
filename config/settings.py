"""All settings, from the environment. `make run` fills it in; production names real servers (docs/production.md)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.attachments import attachment_storage
from config.logs import write_as_json

BASE_DIR = Path(__file__).resolve().parent.parent
# Each variable may also be named with _FILE at its end: then the file holds the value, as secrets of containers do.
env = environ.FileAwareEnv()
VAR_DIR = Path(env.str("FIRSTLINE_VAR", str(BASE_DIR / "var")))

# --- what kind of installation this is -------------------------------------------------------------------------------
DEMO = env.bool("DEMO", False)
DEBUG = env.bool("DEBUG", False)
INSECURE_KEY = "insecure-key-for-demo-and-tests-only-0123456789"
SECRET_KEY = env.str("SECRET_KEY", INSECURE_KEY)
# Keys the hashes by which people are found. Changing it means hashing every customer anew.
LOOKUP_KEY = env.str("LOOKUP_KEY", INSECURE_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.str("PUBLIC_URL", f"http://localhost:{env.int('PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

# --- the operator (white label) --------------------------------------------------------------------------------------
OPERATOR = {
    "name": env.str("OPERATOR_NAME", "Aldermoor"),
    "name_zh": env.str("OPERATOR_NAME_ZH", "安陌"),
    "support_mail": env.str("OPERATOR_MAIL", "support@aldermoor.example"),
    "zone": env.str("OPERATOR_ZONE", "Asia/Singapore"),
    "region": env.str("OPERATOR_REGION", "SG"),
    "brand_hue": env.float("OPERATOR_BRAND_HUE", 256.0),
    "brand_chroma": env.float("OPERATOR_BRAND_CHROMA", 0.125),
}
# Whose periods a complaint has until an officer says otherwise: house, eu, uk or dubai (complaints.profiles).
COMPLAINT_PROFILE = env.str("COMPLAINT_PROFILE", "house")

INSTALLED_APPS = [
    "config.apps.FirstlineConfig",
    "core",
    "outbox",
    "accounts",
    "tickets",
    "sla",
    "channels",
    "knowledge",
    "complaints",
    "live",
    "incidents",
    "notifications",
    "reports",
    "console",
    "portal",
    "api",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "knox",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_structlog",
    "django_prometheus",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.PrivateMiddleware",
    "config.middleware.MomentMiddleware",
    "config.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.RequestLogMiddleware",
    "config.middleware.DomainErrorMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
FORM_RENDERER = "django.forms.renderers.Jinja2"  # the same fields in a fifth of the time
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.context.operator",
                "console.context.desk",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.firstline",
                "core.templatetags.plain",
            ],
        },
    }
]
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

# --- data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///firstline")}
DATABASES["default"] |= {
    "ENGINE": "django_prometheus.db.backends.postgresql"
    if env.bool("DB_METRICS", False)
    else "django.db.backends.postgresql",
    "CONN_MAX_AGE": 0,
    "OPTIONS": {
        "pool": {"min_size": 1, "max_size": env.int("DB_POOL", 12), "timeout": env.int("DB_POOL_WAIT", 10)},
        "connect_timeout": 5,
        "prepare_threshold": 0 if env.bool("DB_PREPARED", True) else None,  # see console.prepared
    }
    | DATABASES["default"].get("OPTIONS", {}),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
# Limits of sign-in attempts and used one-time codes are kept here by allauth: shared by all processes, and there when Redis is not.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- tasks: the broker only rings ------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "health_check_interval": 15,
    "global_keyprefix": "firstline:",
} | ({} if "socket" in CELERY_BROKER_URL else {"socket_keepalive": True})
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
SWEEP_SECONDS = env.float("SWEEP_SECONDS", 5.0)
# The brake: when one look would miss more promises than both, the ringers hold until somebody has looked. 100 switches it off; a demo
# desk that slept for a week has a right to be late.
SWEEP_BRAKE_LEAST = env.int("SWEEP_BRAKE_LEAST", 50)
SWEEP_BRAKE_SHARE = env.int("SWEEP_BRAKE_SHARE", 100 if DEMO else 20)
# How long a public reply can be taken back before it goes out.
UNDO_SECONDS = env.int("UNDO_SECONDS", 10)
DELIVERY_SECONDS = env.float("DELIVERY_SECONDS", 2.0)
CELERY_BEAT_SCHEDULE = {
    "ring-timers": {"task": "sla.ring", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS * 0.9}},
    "deliver-outbox": {
        "task": "outbox.deliver",
        "schedule": DELIVERY_SECONDS,
        "options": {"expires": DELIVERY_SECONDS * 0.9},
    },
    "check-promises": {"task": "sla.check", "schedule": 3600.0, "options": {"expires": 3000.0}},
    "remind-reviews": {"task": "sla.remind", "schedule": 3600.0, "options": {"expires": 3000.0}},
    "tidy-accounts": {"task": "accounts.tidy", "schedule": 3600.0, "options": {"expires": 3000.0}},
    "tidy-files": {"task": "channels.tidy", "schedule": 86400.0, "options": {"expires": 80000.0}},
    "tidy-outbox": {"task": "outbox.tidy", "schedule": 86400.0, "options": {"expires": 80000.0}},
}

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody can make the desk write to a stranger.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_ADAPTER = "accounts.adapter.StaffMfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Addresses come from administrators and are never verified; else a password reset would shut the owner out of the set-up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = OPERATOR["name"]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
# The migrations of what points at a token ask for it.
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 - the name of a model
REST_KNOX = {"TOKEN_TTL": None, "AUTO_REFRESH": False, "TOKEN_LIMIT_PER_USER": 10}

# --- languages and zones ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- safety ----------------------------------------------------------------------------------------------------------
SECURE = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", SECURE)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("TRUST_PROXY", False) else None
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if SECURE else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SECURE = SECURE
# Nothing leaves to other sites; with "no-referrer" browsers would send "Origin: null", which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- static files ----------------------------------------------------------------------------------------------------
# A form with many ticked rows shall be refused with a sentence (console.forms.bulk), not by the parser.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What customers send. Never served by the web server: each download asks who may (tickets.services.files).
    "attachments": attachment_storage(env, VAR_DIR),
    "staticfiles": {"BACKEND": "config.storage.OwnFilesStorage"},
}

# The virus scanner that sees each file first: tcp://host:3310 or unix:///path of a clamd; empty is none.
CLAMD_URL = env.str("CLAMD_URL", "")
FILE_UPLOAD_HANDLERS = [
    "config.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- mail: a folder of messages in the demo, a real server by EMAIL_URL ---------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = OPERATOR["support_mail"]

# --- chat --------------------------------------------------------------------------------------------------------------
# In so many chats an agent can be at once.
CHATS_AT_ONCE = env.int("CHATS_AT_ONCE", 4)
# Sites that may show the chat in a frame of theirs, as origins: "https://www.example.org".
CHAT_ORIGINS = env.list("CHAT_ORIGINS", default=[])
# --- mail in (docs/mail.md) ------------------------------------------------------------------------------------------
# Where `manage.py receivemail` listens, and for whom it speaks. Without certificate and key nothing is encrypted on the way.
MAIL_LISTEN_HOST = env.str("MAIL_LISTEN_HOST", "127.0.0.1")
MAIL_LISTEN_PORT = env.int("MAIL_LISTEN_PORT", 8025)
MAIL_TLS_CERTIFICATE = env.str("MAIL_TLS_CERTIFICATE", "")
MAIL_TLS_KEY = env.str("MAIL_TLS_KEY", "")
# The name under which our own border server writes Authentication-Results; empty: SPF and DKIM are asked here. It must remove
# what strangers write under that name. The demo believes "demo.local", so that a proven sender can be tried without a domain.
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", "demo.local" if DEMO else "")
# The mailbox that `manage.py fetchmail` reads: imaps:// (or imap+tls://) user:password@host/INBOX; empty: none.
MAIL_IMAP_URL = env.str("MAIL_IMAP_URL", "")
MAIL_FETCH_SECONDS = env.float("MAIL_FETCH_SECONDS", 30.0)

# --- alerts of the escalation ladder: beside the desk and mail, a group and a machine ---------------------------------
ALERT_TELEGRAM_TOKEN = env.str("ALERT_TELEGRAM_TOKEN", "")
ALERT_TELEGRAM_CHAT = env.str("ALERT_TELEGRAM_CHAT", "")
ALERT_TELEGRAM_URL = env.str("ALERT_TELEGRAM_URL", "https://api.telegram.org")
ALERT_WEBHOOK_URL = env.str("ALERT_WEBHOOK_URL", "")
ALERT_WEBHOOK_SECRET = env.str("ALERT_WEBHOOK_SECRET", "")
# What the group reads: zh-hans or en.
ALERT_LANGUAGE = env.str("ALERT_LANGUAGE", LANGUAGE_CODE)
# When the group is left in peace, by the clock of the operator's zone: "22:00-07:00"; empty is never.
ALERT_QUIET = env.str("ALERT_QUIET", "")
# So many messages to one address within so many minutes; what is more waits and goes as one.
ALERT_RATE = env.int("ALERT_RATE", 6)
ALERT_RATE_MINUTES = env.int("ALERT_RATE_MINUTES", 10)

# --- Telegram: the bot to which customers write (docs/channels.md). Without its token there is none. --------------------
TELEGRAM_BOT_TOKEN = env.str("TELEGRAM_BOT_TOKEN", "")
# As in t.me/<name>, without @.
TELEGRAM_BOT_NAME = env.str("TELEGRAM_BOT_NAME", "")
# 1 to 256 of A-Z a-z 0-9 _ -; without it no webhook is taken, and manage.py polltelegram asks for updates instead.
TELEGRAM_WEBHOOK_SECRET = env.str("TELEGRAM_WEBHOOK_SECRET", "")
TELEGRAM_API_URL = env.str("TELEGRAM_API_URL", "https://api.telegram.org")

from config.network_settings import *  # noqa: E402, F403 - X and Weibo: a module has 400 lines

# --- webhooks: programs that asked to be told of events (notifications/webhooks.py) --------------------------------------
# Own networks that they may lie in ("10.1.0.0/16"); every other private address is refused, and so is plain http.
WEBHOOK_NETWORKS = env.list("WEBHOOK_NETWORKS", default=[])

# --- official channels: other sites of the operator that may show the box "is this really us?" in a frame ("https://www.example.com") ---
OFFICIAL_BADGE_ORIGINS = env.list("OFFICIAL_BADGE_ORIGINS", default=[])

# --- API -------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.IsStaffOrProgram"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "api.problems.problem_handler",
    "DEFAULT_PAGINATION_CLASS": "api.pagination.NewestFirst",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Firstline API",
    "DESCRIPTION": "Calls, tickets, promises and complaints of a support desk.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Names for choices that several bodies call by the same word.
    "ENUM_NAME_OVERRIDES": {
        "TicketState": "tickets.states.State",
        "CallState": "channels.models.CallState",
        "PromiseState": "api.serializers.tickets.PROMISE_STATES",
        "WaitingState": "api.serializers.tickets.WAITING_STATES",
        "TimerKind": "sla.models.TimerKind",
        "MessageKind": "tickets.models.MessageKind",
        "FileState": "tickets.models.FileState",
        "NoteKind": "api.serializers.tickets.NOTE_KINDS",
        "ComplaintState": "complaints.models.ComplaintState",
        "ComplaintOutcome": "complaints.models.Outcome",
        "PointOutcome": "complaints.models.PointOutcome",
        "IncidentState": "incidents.models.IncidentState",
        "ReviewState": "sla.reviews.states.ReviewState",
        "StretchKind": "api.serializers.tickets.STRETCH_KINDS",
    },
}

# --- logs ------------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
}

write_as_json()

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
