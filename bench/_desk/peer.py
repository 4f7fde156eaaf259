"""The peer: the list of requests of Django's own admin, on the same tables, served the same way. `python -m bench._desk.peer PORT`."""

from __future__ import annotations

import os
import sys


def settings() -> None:
    """Set Django up with its admin beside the register; everybody is let in, so that it pays for no sign-in."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.desk.settings"
    from django.conf import settings as found

    found.INSTALLED_APPS = [*found.INSTALLED_APPS, "django.contrib.admin", "django.contrib.messages"]
    found.MIDDLEWARE = [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ]
    found.ROOT_URLCONF = "bench._desk.peer_urls"
    found.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ]
    import django

    django.setup()


if __name__ == "__main__":
    settings()
    from comity.desk import service
    from comity.desk.processes import usual_count

    service.serve(service.listen("127.0.0.1", int(sys.argv[1]), usual_count()), usual_count())
