"""By what a provider is recognised: mail domains, hosts, addresses of profiles, forms of identifiers, names.

The recogniser does not know the provider catalogue; its caller hands over the marks. Names in other scripts, and how they are spoken
(«телеграм», «инста»), stand in `data/provider_names.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Protocol

from comity.text.scripts import skeleton


@dataclass(frozen=True, slots=True)
class UrlPattern:
    """A form of address at a provider: a regular expression and what its groups yield (`username`, `video_id` …)."""

    regex: str
    yields: str


@dataclass(frozen=True, slots=True)
class IdentifierPattern:
    """A form of identifier at a provider.

    Attributes:
        kind: the provider's own word for it (`user_id`, `channel_id`, `phone_e164` …).
        regex: a regular expression for the whole identifier.
    """

    kind: str
    regex: str


@dataclass(frozen=True, slots=True)
class ProviderMarks:
    """The marks of one provider.

    Attributes:
        id: id in the provider catalogue.
        mail_domains: domains of its mailboxes.
        domains: its own domains.
        url_hosts: hosts of its services; `*.` stands for any subdomain.
        url_patterns: forms of its addresses.
        identifiers: forms of its identifiers.
        names: names people use for it, beyond `data/provider_names.txt`.
    """

    id: str
    mail_domains: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    url_hosts: tuple[str, ...] = ()
    url_patterns: tuple[UrlPattern, ...] = ()
    identifiers: tuple[IdentifierPattern, ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ProviderMarks:
        """Read the marks from a row of the catalogue, as the file has it: `recognise` within the row or its keys beside `id`.

        Args:
            data: `id`, `name`, `recognise` (or its keys), `identifiers`.
        """
        recognise = data.get("recognise") or data
        return cls(
            id=data["id"],
            mail_domains=tuple(recognise.get("mail_domains") or ()),
            domains=tuple(recognise.get("domains") or ()),
            url_hosts=tuple(recognise.get("url_hosts") or ()),
            url_patterns=tuple(UrlPattern(row["regex"], row.get("yields") or "") for row in recognise.get("url_patterns") or ()),
            identifiers=tuple(IdentifierPattern(row["kind"], row["regex"]) for row in data.get("identifiers") or ()),
            names=tuple(part for part in [data.get("name"), *(data.get("names") or ())] if part),
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What an address at a provider stands for.

    Attributes:
        provider: id in the provider catalogue.
        is_account: whether it names an account (or an invitation to a group) and not only a post, a file or a page.
    """

    provider: str
    is_account: bool


# What a pattern yields, where that is an account. A post, a video or a file is a page: its address is reported as `url`.
_ACCOUNT_YIELDS = re.compile(r"user(?:name|_id)|login|vanity|channel_id|profile_id|steamid64|phone_digits|invite(?:_hash)?")
_ACCOUNT_KINDS = re.compile(r".*(?:username|user_name|handle|screen_name|vanity|login|profile|community|group_invite).*")
_NO_ACCOUNT = frozenset(
    [
        "about",
        "accounts",
        "account",
        "ads",
        "api",
        "app",
        "apps",
        "auth",
        "blog",
        "business",
        "careers",
        "channel",
        "contact",
        "dialog",
        "directory",
        "docs",
        "download",
        "events",
        "explore",
        "faq",
        "feed",
        "games",
        "groups",
        "hashtag",
        "help",
        "home",
        "i",
        "images",
        "img",
        "intl",
        "join",
        "jobs",
        "legal",
        "live",
        "login",
        "logout",
        "marketplace",
        "messages",
        "music",
        "news",
        "p",
        "pages",
        "photo",
        "photos",
        "play",
        "policies",
        "policy",
        "posts",
        "premium",
        "press",
        "privacy",
        "product",
        "products",
        "reel",
        "reels",
        "register",
        "rules",
        "search",
        "security",
        "settings",
        "share",
        "sharer",
        "shop",
        "shorts",
        "signup",
        "story",
        "stories",
        "support",
        "tag",
        "terms",
        "tv",
        "video",
        "videos",
        "wall",
        "watch",
        "web",
    ]
)


class MarkIndex:
    """The marks of all providers, made ready for look-up."""

    def __init__(self, marks: tuple[ProviderMarks, ...]) -> None:
        self.marks = marks
        self.by_id = {mark.id: mark for mark in marks}
        self._mail = {domain.lower(): mark.id for mark in marks for domain in mark.mail_domains}
        self._hosts = {host.lower(): mark.id for mark in marks for host in mark.url_hosts if not host.startswith("*.")}
        self._suffixes = {host.lower(): mark.id for mark in marks for host in mark.domains}
        self._suffixes.update({host[2:].lower(): mark.id for mark in marks for host in mark.url_hosts if host.startswith("*.")})

    def of_mail(self, domain: str) -> str | None:
        """Name the provider of a mail domain."""
        return self._mail.get(domain.lower())

    def of_host(self, host: str) -> str | None:
        """Name the provider of a host: the host itself, else the longest domain it lies under."""
        host = host.lower()
        if host in self._hosts:
            return self._hosts[host]
        parts = host.split(".")
        return next((found for start in range(len(parts) - 1) if (found := self._suffixes.get(".".join(parts[start:])))), None)

    @cached_property
    def _skeletons(self) -> dict[str, str]:
        return {skeleton(name): name for name in (*self._suffixes, *self._mail, *self._hosts)}

    def imitates(self, host: str) -> str | None:
        """Return the provider's domain that a host can be mistaken for; None for a provider's own host."""
        if not self.marks or self.of_host(host) or self.of_mail(host):
            return None
        parts = host.lower().split(".")
        for start in range(len(parts) - 1):
            known = self._skeletons.get(skeleton(".".join(parts[start:])))
            if known:
                return known
        return None

    def profile(self, host: str, url: str) -> Profile | None:
        """Tell whose page an address is, and whether it is an account.

        Args:
            host: its host, lower case.
            url: the address with its scheme.
        """
        provider = self.of_host(host)
        if provider is None:
            return None
        mark = self.by_id[provider]
        for pattern in mark.url_patterns:
            found = compiled(pattern.regex).match(url)
            if found:
                whole = found.end() == len(url) or url[found.end()] in "/?#"
                first, *further = pattern.yields.replace("/", "+").split("+")
                # `t.me/name/15` yields a name and a message: a page, no account.
                alone = not any(found.groups()[1 : len(further) + 1])
                return Profile(provider, bool(_ACCOUNT_YIELDS.fullmatch(first)) and whole and alone)
        if any(_ACCOUNT_KINDS.fullmatch(row.kind) and "http" in row.regex and compiled(row.regex).match(url) for row in mark.identifiers):
            return Profile(provider, is_account=True)
        return Profile(provider, _is_name_path(url, mark))

    @cached_property
    def names(self) -> re.Pattern[str] | None:
        """Return a pattern for any provider's name in running text (lower case), one group of all; None without marks."""
        words = self._words
        return re.compile(rf"(?<![\w@./-])({'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})") if words else None

    @cached_property
    def _words(self) -> dict[str, str]:
        words = {name.lower(): mark.id for mark in self.marks for name in _plain_names(mark)}
        words.update({stem: provider for stem, provider in spoken_names() if provider in self.by_id})
        return words

    def of_name(self, name: str) -> str:
        """Name the provider of a name that `names` found."""
        return self._words[name]


def _is_name_path(url: str, mark: ProviderMarks) -> bool:
    path = url.split("://", 1)[-1].partition("/")[2].split("?", 1)[0].rstrip("/")
    if not path or "/" in path or path.lower() in _NO_ACCOUNT:
        return False
    return any(
        _ACCOUNT_KINDS.fullmatch(row.kind) and "http" not in row.regex and compiled(row.regex).fullmatch(path) for row in mark.identifiers
    )


def _plain_names(mark: ProviderMarks) -> Iterable[str]:
    for name in mark.names:
        for part in re.split(r"[()/,]| and ", name):
            plain = part.strip()
            # One or two letters ("X", "OK") are words of every language.
            if len(plain) > 3:
                yield plain


@lru_cache(maxsize=1)
def spoken_names() -> tuple[tuple[str, str], ...]:
    """Return stems of names and the provider they stand for."""
    lines = (files("comity.leads") / "data" / "provider_names.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.partition(":") for line in lines if line and not line.startswith("#")]
    return tuple((stem.strip(), provider.strip()) for provider, _, stems in rows for stem in stems.split(","))


@lru_cache(maxsize=2048)
def compiled(regex: str) -> re.Pattern[str]:
    """Compile a pattern of the catalogue once."""
    return re.compile(regex)


@lru_cache(maxsize=8)
def index_of(marks: tuple[ProviderMarks, ...]) -> MarkIndex:
    """Make the marks ready once for each set of marks."""
    return MarkIndex(marks)


class CatalogueRow(Protocol):
    """What a row of the provider catalogue offers (`comity.providers.catalog.MarksData`), so that this room need not know that one."""

    @property
    def id(self) -> str: ...  # noqa: D102 - told by `ProviderMarks`
    @property
    def mail_domains(self) -> Sequence[str]: ...  # noqa: D102 - told by `ProviderMarks`
    @property
    def domains(self) -> Sequence[str]: ...  # noqa: D102 - told by `ProviderMarks`
    @property
    def url_hosts(self) -> Sequence[str]: ...  # noqa: D102 - told by `ProviderMarks`
    @property
    def url_patterns(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102 - told by `ProviderMarks`
    @property
    def identifiers(self) -> Sequence[tuple[str, str]]: ...  # noqa: D102 - told by `ProviderMarks`


def marks_of(rows: Iterable[CatalogueRow]) -> tuple[ProviderMarks, ...]:
    """Make the marks of the providers from the rows that `Catalog.marks_data()` returns."""
    return tuple(
        ProviderMarks(
            row.id,
            tuple(row.mail_domains),
            tuple(row.domains),
            tuple(row.url_hosts),
            tuple(UrlPattern(regex, yields) for regex, yields in row.url_patterns),
            tuple(IdentifierPattern(kind, regex) for kind, regex in row.identifiers),
        )
        for row in rows
    )
