"""The one settings file. What differs between places comes from `helpdesk.environment`;
what an administrator may change is a row in the database, not a setting."""

from urllib.parse import urlsplit

import django_stubs_ext
from celery.schedules import crontab
from csp.constants import NONE, SELF

from database.dialects import settings_for
from helpdesk import logs
from helpdesk.environment import BASE_DIR, NO_DATABASE, read
from helpdesk.version import VERSION

django_stubs_ext.monkeypatch()
ENVIRONMENT = read()

SECRET_KEY = ENVIRONMENT.secret_key
SECRET_KEY_FALLBACKS = ENVIRONMENT.secret_key_fallbacks
DEBUG = ENVIRONMENT.debug
DEMO = ENVIRONMENT.demo
SITE_URL = ENVIRONMENT.site_url
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
EXCHANGE_NETWORKS = ENVIRONMENT.exchange_networks
ALLOWED_HOSTS = [str(urlsplit(SITE_URL).hostname), "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "organisation",
    "tickets",
    "knowledgebase",
    "triage",
    "reporting",
    "desk",
    "monitoring",
    "demo",
    "helpdesk",
    "helpdesk.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "crispy_forms",
    "csp",
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
]

MIDDLEWARE = [
    "helpdesk.api_errors.one_shape",
    "helpdesk.crowd.healthy",
    "helpdesk.cache.read_once",
    "helpdesk.access_log.logged",
    "helpdesk.null_bytes.without_null_bytes",
    "helpdesk.middleware.sender_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "helpdesk.middleware.said_in_words",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "helpdesk.request_size.within_size",
    "helpdesk.middleware.privacy_headers",
    "helpdesk.middleware.told_where_to_go",
    "helpdesk.middleware.api_version",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "helpdesk.limited.Limited",
    "axes.middleware.AxesMiddleware",
    "helpdesk.middleware.known_browser",
    "helpdesk.middleware.session_in_use",
    "helpdesk.middleware.RefusedVerbs",
]

ROOT_URLCONF = "helpdesk.urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"i18n": "helpdesk.fast_tags"},
            "builtins": ["organisation.templatetags.fields", "organisation.templatetags.icons", "helpdesk.fast_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organisation.pages.context_processors.municipality",
                "helpdesk.context_processors.site",
            ],
        },
    }
]

DATABASES = {
    "default": settings_for(
        ENVIRONMENT.database, data_dir=ENVIRONMENT.data_dir if ENVIRONMENT.embedded else None, advice=NO_DATABASE
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": (
        {"BACKEND": "helpdesk.cache.OwnMemory"}
        if ENVIRONMENT.inline
        else {
            "BACKEND": "helpdesk.cache.ForgivingRedisCache",
            "LOCATION": ENVIRONMENT.redis_url,
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        }
    )
}

CELERY_BROKER_URL = ENVIRONMENT.redis_url or "memory://localhost/"
CELERY_TASK_ALWAYS_EAGER = ENVIRONMENT.inline
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = ENVIRONMENT.worker_megabytes * 1024
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a worker that gave up would be missed by nobody
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # it is done; should it come again, it does nothing
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 600,
    # A broker that is away must not hold up a request; the sweepers pick up what it did not take.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "Europe/Copenhagen"
CELERY_BEAT_SCHEDULE_FILENAME = str(ENVIRONMENT.data_dir / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-events": {"task": "tickets.tasks.sweep_events", "schedule": 60.0},
    "release-held": {"task": "tickets.tasks.release_held", "schedule": 5.0},
    "recount-due-times": {"task": "tickets.tasks.recount_due_times", "schedule": 60.0},
    "sweep-deliveries": {"task": "tickets.tasks.sweep_deliveries", "schedule": 30.0},
    "sweep-texts": {"task": "tickets.tasks.sweep_texts", "schedule": 30.0},
    "sweep-attachments": {"task": "tickets.tasks.sweep_attachments", "schedule": 60.0},
    "sweep-files": {"task": "tickets.tasks.sweep_files", "schedule": 60.0},
    "sweep-index": {"task": "knowledgebase.tasks.sweep_index", "schedule": 60.0},
    "send-digests": {"task": "tickets.tasks.send_digests", "schedule": 600.0},
    "mail-sign-in-links": {"task": "tickets.tasks.mail_sign_in_links", "schedule": 30.0},
    "fetch-mail": {"task": "tickets.tasks.fetch_mail", "schedule": 60.0},
    "sweep-mail": {"task": "tickets.tasks.sweep_mail", "schedule": 300.0},
    "forget-old": {"task": "tickets.tasks.forget_old", "schedule": 3600.0},
    "sweep-silence": {"task": "triage.tasks.sweep_silence", "schedule": 900.0},
    "sweep-triage": {"task": "triage.tasks.sweep_triage", "schedule": 60.0},
    "retrain": {"task": "triage.tasks.retrain", "schedule": crontab(hour="4", minute="20")},
    "note-readiness": {"task": "desk.tasks.note_readiness", "schedule": crontab(hour="5", minute="10")},
    "remind-flagged": {"task": "triage.tasks.remind_flagged", "schedule": 60.0},
    "count-load": {"task": "triage.tasks.count_load", "schedule": 600.0},
    "count-days": {"task": "reporting.tasks.count_days", "schedule": 600.0},
    "send-reports": {"task": "reporting.tasks.send_reports", "schedule": 1800.0},
    "tell-of-questions": {"task": "desk.tasks.tell_of_questions", "schedule": 60.0},
    "tell-owners": {
        "task": "desk.tasks.tell_owners",
        "schedule": crontab(hour="7", minute="20", day_of_week="mon-fri"),
    },
    "tell-of-overlooked": {
        "task": "desk.tasks.tell_of_overlooked",
        "schedule": crontab(hour="7", minute="25", day_of_week="mon-fri"),
    },
    "tell-of-sheets": {
        "task": "desk.tasks.tell_of_sheets",
        "schedule": crontab(hour="7", minute="30", day_of_week="mon-fri"),
    },
    "end-standing-in": {"task": "desk.tasks.end_standing_in", "schedule": 900.0},
    "sweep-bulk-acts": {"task": "desk.tasks.sweep_bulk_acts", "schedule": 60.0},
    "tell-of-room": {"task": "desk.tasks.tell_of_room", "schedule": 300.0},
    "sweep-subscriptions": {"task": "knowledgebase.tasks.sweep_subscriptions", "schedule": 1800.0},
    "try-links": {"task": "knowledgebase.tasks.try_links", "schedule": 60.0},
    "escalate": {"task": "triage.tasks.escalate", "schedule": 60.0},
}

if ENVIRONMENT.mail_server:
    EMAIL_BACKEND = "tickets.outbound.mail_server.MailServer"
    EMAIL_HOST, EMAIL_PORT = ENVIRONMENT.mail_server.host, ENVIRONMENT.mail_server.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENVIRONMENT.mail_server.user, ENVIRONMENT.mail_server.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = ENVIRONMENT.mail_server.starttls, ENVIRONMENT.mail_server.tls
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = ENVIRONMENT.data_dir / "mail"
EMAIL_TIMEOUT = 20
MAIL_TOKEN = ENVIRONMENT.mail_token
METRICS_TOKEN = ENVIRONMENT.metrics_token
MAILBOX_PASSWORDS = ENVIRONMENT.mailbox_passwords
GRAPH_HOST = ENVIRONMENT.graph_host
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # an invitation lasts longer: organisation.links
CSRF_FAILURE_VIEW = "helpdesk.views.csrf_failure"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

AXES_VERBOSE = False
AXES_HANDLER = "organisation.sign_in.lockout.Pauses"
AXES_LOCK_OUT_AT_FAILURE = False  # the handler pauses along axes of its own
AXES_COOLOFF_TIME = None
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a try in a pause counts for nothing
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "organisation.sign_in.signing_in.username"
AXES_LOCKOUT_CALLABLE = "organisation.sign_in.lockout.locked_page"
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
FORMAT_MODULE_PATH = ["helpdesk.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

FORM_RENDERER = "desk.fast.plain_widgets.PlainWidgets"
CRISPY_ALLOWED_TEMPLATE_PACKS = "dkfds"
CRISPY_TEMPLATE_PACK = "dkfds"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
COOKIE_PREFIX = "__Host-" if ENVIRONMENT.behind_https else ""  # such a cookie comes from this site over https, or not
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
KNOWN_BROWSER_COOKIE_NAME = f"{COOKIE_PREFIX}known_browser"
MESSAGE_COOKIE_NAME = f"{COOKIE_PREFIX}messages"
MESSAGE_STORAGE = "organisation.pages.short_messages.ShortMessages"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "organisation.sign_in.sessions"
SESSION_COOKIE_AGE = 24 * 3600  # the longest; when a session ends, its row says
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENVIRONMENT.behind_https
SECURE_SSL_REDIRECT = ENVIRONMENT.behind_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.behind_https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.behind_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.hsts_subdomains
SECURE_HSTS_PRELOAD = ENVIRONMENT.hsts_preload
SILENCED_SYSTEM_CHECKS = [
    # Whether HSTS also holds for the municipality's other names is for those who own the domain to choose.
    "security.W005",
    "security.W021",
    # {% load i18n %} finds the quicker tags in place of Django's, which they are made of.
    "templates.W003",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "organisation.api.access.ServiceAccount",
        "organisation.api.access.PersonalToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["organisation.api.access.PerMinute"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "helpdesk.api.answer_trouble",
    "DEFAULT_PARSER_CLASSES": [
        "helpdesk.null_bytes.CleanJSON",
        "helpdesk.null_bytes.CleanForm",
        "helpdesk.null_bytes.CleanMultiPart",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Aula helpdesk",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "helpdesk.api.with_problems"],
    "ENUM_NAME_OVERRIDES": {
        "CaseStatus": "tickets.words.Status",
        "RequestStatus": "triage.wishes.models.request_list.RequestStatus",
    },
}

LOGGING = logs.configuration(as_json=ENVIRONMENT.logs_as_json)
