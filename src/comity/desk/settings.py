"""Django's settings of the desk, made from the configuration. The web face is named here by its dotted name only."""

from __future__ import annotations

from datetime import timedelta

from comity.desk.configuration import read_configuration
from comity.desk.database import database_settings
from comity.desk.spoken import spoken_languages

CONFIGURATION = read_configuration()

SECRET_KEY = CONFIGURATION.key
DEBUG = False
ALLOWED_HOSTS = list(CONFIGURATION.hosts)
ROOT_URLCONF = "comity.web.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "comity.desk",
    "comity.web",
]
MIDDLEWARE = [
    "comity.web.middleware.content_security_policy.ContentSecurityPolicy",
    "comity.web.middleware.offered_methods.OfferedMethods",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.web.middleware.signed_in.SignedIn",
    "comity.web.middleware.told_errors.ToldErrors",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "comity.web.surroundings.surroundings"],
            "builtins": ["comity.web.templatetags.words"],
        },
    }
]

DATABASES = {"default": database_settings(CONFIGURATION.database_url, CONFIGURATION.data)}

AUTH_USER_MODEL = "desk.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login", "full_name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "comity.desk.people.guessing.HardToGuess"},
]
LOGIN_URL = "sign-in"

_HOST = "__Host-" if CONFIGURATION.secure else ""  # browsers then take the cookie over HTTPS from this very host alone
SESSION_COOKIE_NAME = f"{_HOST}comity_session"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.secure
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"{_HOST}comity_form"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "comity.web.views.failures.form_expired"
LANGUAGE_COOKIE_NAME = f"{_HOST}comity_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.secure else None
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if CONFIGURATION.secure else 0
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in CONFIGURATION.hosts] if CONFIGURATION.secure else []

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [(language.tag.lower(), language.name) for language in spoken_languages()]

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no page elsewhere has a use for a style or script of this one
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 0  # revalidated by its date: a new version is seen at once, an old one costs one short answer

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_HANDLERS = ["comity.web.sealed_upload.SealedUpload"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "comity.desk.log_lines.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a page that is not there is no warning
        "waitress.queue": {"level": "ERROR"},
    },
}
