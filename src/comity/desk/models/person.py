"""Persons: who signs in, in which language they read, and how they prove who they are."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from comity.model.time import system_clock


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by the name they sign in with, in any case of letters."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person who signs in with a name."""
        return self.get(login=normal_login(username or ""))


def normal_login(text: str) -> str:
    """Write a sign-in name as it is kept: without spaces around it, in small letters, in one form of Unicode."""
    return str(AbstractBaseUser.normalize_username(text.strip())).casefold()


class Person(AbstractBaseUser):
    """A person who works in the register. What a person may do follows from appointments and cases, never from a flag here.

    Attributes:
        login: name to sign in with; kept by `normal_login`.
        full_name: name and surname, as they stand in the journal and under an override.
        language: BCP 47 tag of the interface; empty follows the browser.
        zone: IANA zone of the person's desk.
        is_active: False locks the person out; nobody is deleted, because the journal names them.
        sealed_totp: the secret of the authenticator, sealed with the register's key; empty without one.
        totp_counter: the last counter that was used, so that a code serves once.
        recovery_digests: digests of the recovery codes that are left.
        passkeys: rows of `people/passkeys.py`: credential, counter, name, when added and last used.
    """

    login = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    language = models.CharField(max_length=16, blank=True, default="")
    zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    sealed_totp = models.TextField(blank=True, default="")
    totp_counter = models.BigIntegerField(default=0)
    recovery_digests = models.JSONField(default=list)
    passkeys = models.JSONField(default=list)
    created_at = models.DateTimeField(default=system_clock)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        """How the table is kept."""

        ordering = ("full_name",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def has_second_factor(self) -> bool:
        """Tell whether the person proves more than a password."""
        return bool(self.sealed_totp or self.passkeys)
