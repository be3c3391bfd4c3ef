"""Settings, read from the environment. The README has the table of all variables.

Safe by default: DEBUG is off unless it is set, and with it off a variable that is missing
stops the start with a message that says how to make one.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from clinic_site.demo_keys import write_demo_keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
if DEBUG:
    env.read_env(write_demo_keys(VAR_DIR / "demo.env"))


def required(name, demo, how):
    """The value of a variable; its demo value where DEBUG is on, an error with advice elsewhere."""
    value = env.str(name, default=demo if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"The environment variable {name} is not set. {how}")
    return value


FERNET_KEY = (
    "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
)
RANDOM = "python -c 'import secrets; print(secrets.token_urlsafe(50))'"

SECRET_KEY = required("SECRET_KEY", "", f"Make one with: {RANDOM}")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# "name:key" pairs, the first one encrypts; see clinic_site/encryption.py.
FIELD_KEYS = required("FIELD_KEYS", "", f"Give NAME:KEY, with a KEY made by: {FERNET_KEY}")
HASH_KEY = required("HASH_KEY", "", f"Make one with: {RANDOM}")
HASH_KEY_FALLBACKS = [key.strip() for key in env.list("HASH_KEY_FALLBACKS", default=[])]
HOSTS = required(
    "ALLOWED_HOSTS", "localhost,127.0.0.1", "Give the host names of the site, with commas."
)
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",")]
BASE_URL = required(
    "BASE_URL", "http://localhost:8000", "Give the site's address, such as https://example.org"
).rstrip("/")
if not BASE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("BASE_URL must begin with https:// (or http:// on one machine).")

ROOT_URLCONF = "clinic_site.urls"
# The site lives at the root of its host. Without this a header SCRIPT_NAME, which some servers hand
# on from a client, would make the address that is shown another one than the one that is answered.
FORCE_SCRIPT_NAME = ""
WSGI_APPLICATION = "clinic_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "clinic_site",
    "conditions",
    "wagtail.api.v2",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "clinic_site.staff.apps.StaffConfig",  # wagtail.users
    "wagtail.sites",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "phonenumber_field",
    "csp",
    # The staff's sign-in and its second factor.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # The templates of form fields, for FORM_RENDERER.
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    # Last, so that every permission exists when clinic_site.roles writes the groups.
    "appointments",
]

MIDDLEWARE = [
    # Outermost: its line tells of every answer, and all other lines carry its number.
    "clinic_site.request_log.RequestLogMiddleware",
    # What gives headers to every response comes before all that could answer by itself.
    "clinic_site.headers.HeadersMiddleware",
    "clinic_site.headers.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "appointments.link_headers.LinkHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    # Before all that writes words: a thread keeps the language of the request before.
    "django.middleware.locale.LocaleMiddleware",
    "conditions.api_faults.ApiFaultMiddleware",
    "clinic_site.limits.LimitsMiddleware",
    "clinic_site.rates.RateMiddleware",
    "clinic_site.faults.FaultMiddleware",
    "clinic_site.page_cache.PageCacheMiddleware",
    "clinic_site.languages.SpanishUntilLiveMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic_site.sign_in.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clinic_site.gates.GateMiddleware",
    "clinic_site.refusals.RefusalMiddleware",
    "clinic_site.lost_keys.LostKeyMiddleware",
    "clinic_site.gone.GoneMiddleware",
    # Last: what the view alone has read, with the person that it was shown to.
    "appointments.audit_middleware.ReadingMiddleware",
]

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
                "clinic_site.context_processors.clinic",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# ---------------------------------------------------------------- database

DATABASES = {
    "default": env.db_url_config(
        required(
            "DATABASE_URL",
            f"sqlite:///{VAR_DIR / 'site.sqlite3'}",
            "Give the database's address: postgres://USER:PASSWORD@HOST:5432/NAME",
        )
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers wait for each other from their first statement, and a commit is on the disk.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # What the address asks for, such as sslmode, stays.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        **DATABASES["default"].get("OPTIONS", {}),
    }

# ---------------------------------------------------------------- caches

REDIS_URL = env.str("REDIS_URL", default="")


def cache(name, **options):
    """A cache that all processes share: Redis where it is given, files elsewhere."""
    if REDIS_URL:
        backend = "django.core.cache.backends.redis.RedisCache"
        return {"BACKEND": backend, "LOCATION": REDIS_URL, "KEY_PREFIX": name, **options}
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    return {
        "BACKEND": backend,
        "LOCATION": VAR_DIR / "cache" / name,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
        **options,
    }


CACHES = {
    "default": cache("default"),
    "pages": cache("pages"),
    "last_good_pages": cache("last_good_pages", TIMEOUT=None),
    "rates": cache("rates"),
}
if not REDIS_URL:
    # Each process counts for itself: a file cannot be counted up by two at once.
    CACHES["rates"] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
RATES_HOLD = True  # see clinic_site/rates.py
FAULT_PAGES = VAR_DIR / "fault"

# ---------------------------------------------------------------- mail

if DEBUG and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    required("EMAIL_URL", "", "Give the mail server: smtp+tls://USER:PASSWORD@HOST:587")
    vars().update(env.email("EMAIL_URL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = required(
    "DEFAULT_FROM_EMAIL", "requests@localhost", "Give the address that messages come from."
)

# ---------------------------------------------------------------- staff and sessions

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # seconds; only invitations reset a password
# The admin's addresses wait for a second factor in clinic_site/sign_in/middleware.py; sessions end
# by the rules of clinic_site/sign_in/timeouts.py. This age only lets the database forget them.
SESSION_COOKIE_AGE = 12 * 60 * 60
SIGN_IN_LANDING = "appointments.sign_in.landing"  # where who asked for no address begins
ACCOUNT_ADAPTER = "clinic_site.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth asks
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser
ACCOUNT_RATE_LIMITS = False  # ours stand in clinic_site/sign_in/throttle.py
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # seconds between the password and the second factor
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds that a password counts for, before a change
MFA_ADAPTER = "clinic_site.sign_in.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds before and after, for clocks that are not quite right
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
WAGTAIL_PASSWORD_RESET_ENABLED = False  # a manager sends an invitation: clinic_site/staff
CSRF_FAILURE_VIEW = "clinic_site.faults.csrf_failure"

# ---------------------------------------------------------------- the wire

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
if not DEBUG:
    # Cookies that no other host of the domain can set (RFC 6265bis, 4.1.3.2). They need HTTPS.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True  # no script reads it: forms carry the token, Wagtail's pages too
CSRF_COOKIE_AGE = None  # gone with the browser: on a shared computer it tells who was here
# Not in a cookie: what staff are told may name a request.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 60 * 60
# HSTS for subdomains and preloading would bind other hosts of the clinic, which are not ours.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Whose X-Forwarded-For is believed: see clinic_site/client_address.py.
TRUSTED_PROXIES = [proxy.strip() for proxy in env.list("TRUSTED_PROXIES", default=[])]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# The admin's largest page is about 1 MB of StreamField; clinic_site.limits has the public limits.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# ---------------------------------------------------------------- languages and time

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "clinic_site.formats"
USE_TZ = True
TIME_ZONE = "America/New_York"  # where times are shown; they are stored in UTC
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# ---------------------------------------------------------------- files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STATICFILES_STORAGE_BACKEND = (
    "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_STORAGE_BACKEND},
}

# ---------------------------------------------------------------- Wagtail

WAGTAIL_SITE_NAME = "Elevate Psychiatry"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_FINISH_WORKFLOW_ACTION = "clinic_site.workflows.publish_approved"
WAGTAIL_I18N_ENABLED = True
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Our own screens for staff are in English, and Wagtail's in another language would be half of each.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES[:1]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FRONTEND_LOGIN_URL = "wagtailadmin_login"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "clinic_site/password_required.html"  # noqa: S105 - a name
WAGTAILEMBEDS_FINDERS = []
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "clinic_site.images.ReencodingImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000  # all frames together; opened, 3 or 4 bytes each
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# ---------------------------------------------------------------- log

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "clinic_site.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # No mail to administrators: a mail of a traceback would carry what a patient typed.
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A line for each request is clinic_site.request_log's.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        # On DEBUG it writes a page's whole context, with what a patient typed.
        "django.template": {"level": "INFO"},
        "django_tasks": {"level": "WARNING"},  # two lines a save say nothing to anybody
    },
}
