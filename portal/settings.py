"""Settings: one file, read top to bottom; every value that differs between machines comes from the environment.

There are three ways to run. Development: `DEBUG=1`. Production: `SECRET_KEY` and `ALLOWED_HOSTS` are given. Embedded
(`make run`): neither is given, the portal answers on this machine only and keeps a key of its own in `VAR_DIR`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from portal.config import environment

environment.file("PORTAL_ENV_FILE")
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / environment.text("VAR_DIR", "var")
SECRET_KEY_FILE = VAR_DIR / "secret_key"

# Who may ask

DEBUG = environment.flag("DEBUG", False)
EMBEDDED = not (DEBUG or environment.is_set("SECRET_KEY") or environment.is_set("ALLOWED_HOSTS"))
HOST = environment.address("HOST", "127.0.0.1")
PORT = environment.number("PORT", 8000, 1, 65535)
WORKERS = environment.number("WORKERS", 2, 1, 64)
THREADS = environment.number("THREADS", 4, 1, 64)

if DEBUG:
    SECRET_KEY = environment.text("SECRET_KEY", "kun-til-udvikling-" + "x" * 40)
elif EMBEDDED and SECRET_KEY_FILE.exists():
    SECRET_KEY = SECRET_KEY_FILE.read_text()
else:
    SECRET_KEY = environment.key(
        "SECRET_KEY",
        why="Giv portalen en lang, tilfældig nøgle i drift, sæt DEBUG=1 under udvikling, eller brug make run.",
    )
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS", ())
"""Earlier keys that still open what they have signed."""
ALLOWED_HOSTS = (environment.words if DEBUG else environment.hosts)(
    "ALLOWED_HOSTS",
    environment.LOOPBACK if DEBUG or EMBEDDED else None,
    why="Skriv portalens navne på nettet, adskilt af komma. Fx: portal.example.dk.",
)

SITE_URL = environment.text("SITE_URL", "").rstrip("/")
"""The portal's published address, for links in calendars and feeds; the address that was asked for when empty."""
WAS_URL = environment.text("WAS_URL", "")
"""The official accessibility statement (was.digst.dk); until there is one, /was leads to a page of our own."""

# What the portal is made of

# Whose records the desk shows in its own way stand before the portal, so that it finds them registered.
INSTALLED_APPS = [
    "django.contrib.auth",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "portal",
    "committee",
    "services",
    "budget",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "reversion",
    "portal.apps.PortalAdminConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portal.config.request_id.RequestIdMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.lib.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.lib.headers.ReadableMiddleware",
    "portal.page_cache.middleware.PublicPageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.lib.errors.DatabaseAwayMiddleware",
    "portal.accounts.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "portal.accounts.members_only.MembersOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "portal.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.page",
            ],
        },
    }
]

# The database

# Connections persist between requests, and are checked before they are used again.
DATABASES = {"default": environment.database("DATABASE_URL", BASE_DIR, VAR_DIR / "portal.sqlite3")}
_database = DATABASES["default"]
_database["CONN_MAX_AGE"] = None
_database["CONN_HEALTH_CHECKS"] = True
if _database["ENGINE"].endswith("sqlite3"):
    # A commit is on the disk before it is confirmed (FULL), readers never wait for a writer (WAL), and a writer takes
    # its turn at once (IMMEDIATE) instead of failing when it comes to write.
    _database["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 4,
    }
else:
    # No query, no lock and no lost line is waited for without end (milliseconds, where libpq counts no seconds).
    _database["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "options": "-c statement_timeout=4000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000",
        **_database.get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Language and time

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "dansk")]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True

# The secretariat's rules

SHORT_NOTICE_DAYS = environment.number("SHORT_NOTICE_DAYS", 4, 0, 60)
"""A meeting moved closer than this must be confirmed."""

# Static files: compressed once, named by their content

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Passwords, sessions and cookies

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# Over HTTPS the name itself keeps a cookie to this host alone (RFC 6265bis § 4.1.3.2); tools that drive a browser over
# plain HTTP, as on a developer's machine, refuse such names.
HTTPS = environment.flag("HTTPS", not (DEBUG or EMBEDDED))
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_ENGINE = "portal.accounts.sessions"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 60 * environment.number("SESSION_IDLE_MINUTES", 120, 5, 60 * 24 * 14)
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "portal.accounts.unsaved.not_from_this_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Who reads: everybody, or members alone (portal/accounts/members_only.py), whom a superuser invites

MEMBERS_ONLY = environment.flag("MEMBERS_ONLY", False)
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60 * environment.number("INVITATION_DAYS", 7, 1, 60)
"""Seconds that an invitation holds."""
LOGIN_URL = "portal:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "portal:login"

# The second factor of staff: a code from an app (portal/accounts/second_factor.py)

REQUIRE_TOTP = environment.flag("REQUIRE_TOTP", False)
"""Nobody opens the desk without a second factor; without this it is each person's choice."""
OTP_TOTP_ISSUER = "Introduktionsportalen"

# A login that is being guessed: ten wrong tries shut that account out from that address, for a while. The right person
# comes in from another address, and from the same one when the while is over.

AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=environment.number("LOCKED_MINUTES", 15, 1, 24 * 60))
AXES_HANDLER = "portal.accounts.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the while has an end, however long somebody goes on guessing
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # the audit log keeps what the lock forgets
AXES_LOCKOUT_TEMPLATE = "admin/locked.html"
AXES_CLIENT_IP_CALLABLE = "portal.lib.headers.client_address"
AXES_ENABLE_ADMIN = False  # portal/admin/audit_log.py shows them, to read only
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["code", "csrfmiddlewaretoken"]
SIGN_INS_KEPT_DAYS = environment.number("SIGN_INS_KEPT_DAYS", 180, 1, 3650)
"""How long the audit log remembers who signed in and who tried to."""

# Mail: to whoever asked for news of the meetings, and invitations. Without EMAIL_URL nothing of it is to be seen.

SENDS_MAIL = environment.is_set("EMAIL_URL")
_mail = environment.mail("EMAIL_URL")
EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
"""Seconds that a mail server may be silent."""
if SENDS_MAIL:
    DEFAULT_FROM_EMAIL = environment.sender(
        "EMAIL_FROM", why="Skriv den adresse, som portalens mails kommer fra. Fx: Socialudvalget <portal@example.dk>."
    )
    environment.text(
        "SITE_URL", why="Portalen sender mails og skal kende sin egen adresse til links. Fx: https://portal.example.dk."
    )

# What people send: no more than this in one request, files included, and none of it on the disk; the second where the
# secretariat sends a meeting's agenda (`portal.lib.uploads`)

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 10_100_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["portal.lib.uploads.SmallFilesOnly"]

# HTTPS. The reverse proxy's word is taken in production where only a proxy on this machine can reach us, or where we
# are told to. `make run` has no proxy before it: there the word would be anybody's.

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
TRUST_PROXY = environment.flag("TRUST_PROXY", environment.is_loopback(HOST) and not EMBEDDED)
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

# What a page may do in the browser (portal/lib/headers.py has the rest)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What goes wrong and what is slow goes to stderr, as JSON outside development (portal/config/log_format.py); what is
# asked for is logged on stdout by the server (portal/management/server.py)

SLOW_QUERY_MS = environment.number("SLOW_QUERY_MS", 200, 0, 60_000)
"""A query that a request waits so many milliseconds for is named."""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "portal.config.log_format.JSONFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line" if DEBUG else "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"handlers": [], "level": "ERROR"},  # a refused request stands among those asked for
        "django.security.DisallowedHost": {"handlers": [], "propagate": False, "level": "CRITICAL"},
        "axes": {"level": "ERROR"},  # who tried to sign in stands in the audit log, and in no log
    },
}
