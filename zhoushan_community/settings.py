"""All settings, read strictly from the environment (see .env.example)."""

from pathlib import Path

from django.utils.crypto import get_random_string
from environs import Env, validate

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, else one made for this installation and kept in DATA_DIR."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    path = Path(env.str("SECRET_KEY_FILE", default=str(DATA_DIR / "secret_key")))
    try:
        # Exclusive creation: of two processes that start together only one writes the key.
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(get_random_string(64))
    except FileExistsError:
        pass
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PORT = env.int("PORT", default=8000, validate=validate.Range(1, 65535))
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "zhoushan_community.base",
    "communities",
    "organizations",
    "services",
    "security",
    "reporting",
    "zhoushan_community.base.admin_site.AdminConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhoushan_community.base.accounts.SignedInMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "zhoushan_community.urls"
WSGI_APPLICATION = "zhoushan_community.wsgi.application"

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
                "zhoushan_community.base.navigation.navigation",
            ],
            "builtins": ["zhoushan_community.base.templatetags.show"],
        },
    },
]

DATABASES = {"default": env.dj_db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE and WAL let the web and the worker process write in turn instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query costs more than running any of ours.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Boards as they were drawn; a large one has half a megabyte. Each carries the line of the log that it is of.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 60},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "zhoushan_community.base.accounts.DutyBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"

# Lock-out: five failures lock this name from this address for a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# A password holds for so many days, an account that nobody uses for so many; 0 stands for no limit.
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=180, validate=validate.Range(0, 3650))
DORMANT_DAYS = env.int("DORMANT_DAYS", default=180, validate=validate.Range(0, 3650))

# Years for which rows and the log tell of a person after the office ended, and for which telephone numbers are kept.
PERSON_YEARS = env.int("PERSON_YEARS", default=5, validate=validate.Range(0, 100))
PHONE_YEARS = env.int("PHONE_YEARS", default=2, validate=validate.Range(0, 100))

# An idle session ends; every request starts the time anew.
SESSION_COOKIE_AGE = env.int("SESSION_MINUTES", default=60, validate=validate.Range(1, 1440)) * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_ENGINE = "zhoushan_community.base.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zhoushan_community.base.accounts.csrf_failure"
SECURE = env.bool("SECURE", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["zhoushan_community.formats"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"] + [
    (f"vendor/{name}", path)
    for name in ("bootstrap", "htmx.org", "echarts", "tabulator-tables")
    if (path := BASE_DIR / "node_modules" / name / "dist").is_dir()
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
IMPORT_EXPORT_USE_TRANSACTIONS = True

# A sheet above this size is read by the worker, not in the request; the limit itself refuses.
SHEET_INLINE_BYTES = 64 * 1024
SHEET_MAX_BYTES = 32 * 1024 * 1024
# A file added as evidence may not be larger.
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", default=20, validate=validate.Range(1, 500)) * 1024 * 1024
# So many rows are changed at once at most.
BULK_MAX_ROWS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# A worker that has not been heard of for this long is taken for dead, and its job is taken up again.
JOB_SILENT_SECONDS = env.int("JOB_SILENT_SECONDS", default=30, validate=validate.Range(2, 600))
# Results of long work are deleted after this many days.
JOB_DAYS = 30

REDIS_URL = env.str("REDIS_URL", default="")
_QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    for folder in ("messages", "control"):
        (_QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE_DIR / "messages"),
        "data_folder_out": str(_QUEUE_DIR / "messages"),
        "control_folder": str(_QUEUE_DIR / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"zhoushan_community": {"level": "INFO"}},
}
