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

from comity.leads.words import WORD, words_before
from comity.model.identifier import Note
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
        name: the name of the account as its users write it after `@`, folded; None where the address holds a number or an invitation.
    """

    provider: str
    is_account: bool
    name: str | None = None


# What a pattern yields, where that is an account. A post, a video or a file is a page: its address is reported as `url`.
_ACCOUNT_YIELDS = re.compile(r"user(?:name|_id)|login|vanity|channel_id|profile_id|steamid64|phone_digits|invite(?:_hash)?")
_NAME_YIELDS = frozenset({"username", "login", "vanity"})
_ACCOUNT_KINDS = re.compile(r".*(?:username|user_name|handle|screen_name|vanity|login|profile|community|group_invite).*")
# Endings of names in Uzbek and English, and any ending in Cyrillic letters.
_ENDING = re.compile(r"(?:da\w{0,4}|ga|dan|ni|ning|im\w{0,4}|s|['’ʻ‘]\w{1,4}|[а-яёңөүұқғһәі]{1,6})")
_QUERY = re.compile(r"[?#]")
_SHORTEST_STEM = 4
_MOST_WINDOWS = 8192
_GLUED = frozenset("@./-_")
_UNITS = frozenset({"тг", "tg"})
_AFTER_DIGIT = re.compile(r"[0-9]\s?[tт][gг]\b")
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
        self._windows: dict[str, str | None] = {}
        self._known: dict[str, str | None] = {}
        self._owners: dict[str, str | None] = {}
        self._imitated: dict[str, str | None] = {}
        self.seen_hosts: dict[str, tuple[frozenset[Note], str | None]] = {}

    def of_mail(self, domain: str) -> str | None:
        """Name the provider of a mail domain."""
        return self._mail.get(domain.lower())

    def of_host(self, host: str) -> str | None:
        """Name the provider of a host: the host itself, else the longest domain it lies under."""
        known = self._owners.get(host, "")
        if known == "":
            if len(self._owners) > _MOST_WINDOWS:
                self._owners.clear()
            known = self._owners[host] = self._owner(host.lower())
        return known

    def _owner(self, host: str) -> str | None:
        found = self._hosts.get(host)
        while found is None and "." in host:
            found = self._suffixes.get(host)
            host = host.partition(".")[2]
        return found

    @cached_property
    def _skeletons(self) -> dict[str, str]:
        return {skeleton(name): name for name in (*self._suffixes, *self._mail, *self._hosts)}

    def imitates(self, host: str) -> str | None:
        """Return the provider's domain that a host can be mistaken for; None for a provider's own host."""
        if not self.marks or self.of_host(host) or self.of_mail(host):
            return None
        seen = self._imitated.get(host, "")
        if seen == "":
            if len(self._imitated) > _MOST_WINDOWS:
                self._imitated.clear()
            parts = host.lower().split(".")
            tails = (".".join(parts[start:]) for start in range(len(parts) - 1))
            seen = self._imitated[host] = next((known for tail in tails if (known := self._skeletons.get(skeleton(tail)))), None)
        return seen

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
                is_account = bool(_ACCOUNT_YIELDS.fullmatch(first)) and whole and alone
                return Profile(provider, is_account, found[1].lower() if is_account and found.re.groups and first in _NAME_YIELDS else None)
        if any(_ACCOUNT_KINDS.fullmatch(row.kind) and "http" in row.regex and compiled(row.regex).match(url) for row in mark.identifiers):
            return Profile(provider, True, _last_of_path(url))
        # `instagram.com/name?igshid=…`: what a share button hangs on names nothing.
        bare = _QUERY.split(url, maxsplit=1)[0]
        if bare != url:
            return self.profile(host, bare)
        is_account = _is_name_path(url, mark)
        return Profile(provider, is_account, _last_of_path(url) if is_account else None)

    @cached_property
    def _names(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return the names of one word and those of several, each with the provider."""
        names = {name.lower(): mark.id for mark in self.marks for name in _plain_names(mark)}
        names.update({stem: provider for stem, provider in spoken_names() if provider in self.by_id})
        return {name: found for name, found in names.items() if " " not in name}, {
            name: found for name, found in names.items() if " " in name
        }

    def named_last(self, window: str) -> str | None:
        """Name the provider whose name stands last in a window of running text (lower case); None where no name does."""
        if not self.marks or not window:
            return None
        known = self._windows.get(window, "")
        if known == "":
            if len(self._windows) > _MOST_WINDOWS:
                self._windows.clear()
            known = self._windows[window] = self._last(window)
        return known

    def _last(self, window: str) -> str | None:
        following = ""
        for word, before in words_before(window):
            if before not in _GLUED or not before:
                found = self.of_word(word) or (self._names[1].get(f"{word} {following}") if following else None)
                if found and not (word in _UNITS and _AFTER_DIGIT.search(window)):
                    return found
            following = word
        return None

    def named_first(self, window: str) -> str | None:
        """Name the provider whose name stands first in a window of running text (lower case); None where no name does."""
        return next((found for word in WORD.findall(window) if (found := self.of_word(word))), None)

    def of_word(self, word: str) -> str | None:
        """Name the provider that a word names, with or without an ending; None for any other word (lower case)."""
        if word in self._known:
            return self._known[word]
        if len(self._known) > _MOST_WINDOWS:
            self._known.clear()
        self._known[word] = found = self._find_word(word)
        return found

    def _find_word(self, word: str) -> str | None:
        single = self._names[0]
        if word in single:
            return single[word]
        for length in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
            if word[:length] in single and _ENDING.fullmatch(word, length):
                return single[word[:length]]
        head = word.partition("-")[0]
        return self.of_word(head) if head != word else None


def _last_of_path(url: str) -> str:
    return _QUERY.split(url, maxsplit=1)[0].rstrip("/").rpartition("/")[2].lstrip("@").lower()


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
