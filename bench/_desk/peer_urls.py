"""The one page of the peer."""

from __future__ import annotations

from django.contrib.admin import AdminSite, ModelAdmin
from django.http import HttpRequest
from django.urls import path

from comity.desk.models import EvidenceRequest


class Everybody(AdminSite):
    """Lets everybody in."""

    def has_permission(self, _request: HttpRequest) -> bool:
        """Everybody may."""
        return True


class Requests(ModelAdmin):  # type: ignore[type-arg]  # generic for the checker only
    """The list as its documentation says to make it: columns, joined rows, a search field."""

    list_display = ("case", "number", "addressee", "instrument", "state", "changed_by", "changed_at")
    list_select_related = ("case", "changed_by")
    search_fields = ("addressee", "draft")
    list_per_page = 50

    def has_view_permission(self, _request: HttpRequest, _thing: EvidenceRequest | None = None) -> bool:
        """Everybody may."""
        return True

    def has_change_permission(self, _request: HttpRequest, _thing: EvidenceRequest | None = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _thing: EvidenceRequest | None = None) -> bool:
        """Nobody deletes."""
        return False

    def has_module_permission(self, _request: HttpRequest) -> bool:
        """Everybody sees that it is there."""
        return True

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds."""
        return False


site = Everybody()
site.register(EvidenceRequest, Requests)
urlpatterns = [path("admin/", site.urls)]
