"""The register as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The register: models, rights, journal and the steps of the work."""

    name = "comity.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow every save with the index of search."""
        from comity.desk.search.index import keep_index

        keep_index()
