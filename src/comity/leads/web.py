"""What kind of web address a link is: a page or a bare host, a host or the name of a file."""

from __future__ import annotations

import re
from dataclasses import replace

from comity.leads.checks import hosts
from comity.leads.links import Link
from comity.leads.page import Page

# Top-level domains that are also endings of files or of names in programs. A word with one of them is a host only if something says so.
_FILE_ENDINGS = frozenset(["zip", "mov", "py", "sh", "rs", "so", "cc", "ps", "ai", "md", "pl", "do", "app", "gz"]) - {"ai", "app"}
# Names of fields in programs (`config.name`, `user.id`), which are top-level domains as well.
_FIELDS = frozenset(["name", "id", "now", "next", "open", "save", "read", "call", "map", "zone", "host", "page", "date"])
# Names of program packages are written the other way round: `com.invest.pro`.
_PACKAGES = frozenset({"com", "org", "net", "io", "android", "androidx", "java", "javax"})
_HOST_WORD = re.compile(
    r"(?:сайт|домен|хост|ссылк|адрес|site|domain|host|url|link|www|dns|сервер|server|sayt|портал|portal|whois|ns|mx)\w*[\s:«\"'(=-]*$"
)
_FILE_WORD = re.compile(r"(?:файл|file|fayl|скрипт|script|архив|archive|вложени|attachment|документ)\w*[\s:«\"'(=-]*$")
# What goes on at the very beginning of the next line (quoted mail has its marks there): a name, not a sentence's first word alone.
_NEXT_LINE = re.compile(r"[ \t]*\r?\n[>| \t]*(?P<rest>(?!www\.)[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?/?)(?![\w@:])")


def has_page(link: Link) -> bool:
    """Tell whether more than a host is written: a scheme, a path, or a query."""
    return (bool(link.scheme) and (link.is_ip or "." in link.host or link.host == "localhost")) or bool(link.rest and not link.scheme)


def is_web_host(page: Page, link: Link) -> bool:
    """Tell whether a host without a scheme is meant as one, and is no file name, abbreviation or sentence without a blank."""
    known = page.web_hosts.get(link.host_start)
    if known is None:
        known = page.web_hosts[link.host_start] = _is_web_host(page, link)
    return known


def _is_web_host(page: Page, link: Link) -> bool:
    host = link.host
    labels = host.split(".")
    top = labels[-1]
    if not hosts.is_host(host) or "_" in "".join(labels[-2:]):
        return False
    if top.istitle() and len(top) > 1 and not host.istitle():
        return False
    before = page.before(link.start, 40)
    if top.lower() in _FILE_ENDINGS and len(labels) == 2:
        return (labels[0].islower() or labels[0].isdigit()) and (
            bool(_HOST_WORD.search(before)) or (top in {"md", "pl"} and not _FILE_WORD.search(before))
        )
    if labels[0] in _PACKAGES and len(labels) > 2 and not link.rest and not _HOST_WORD.search(before):
        return False
    if top in _FIELDS and len(labels) == 2 and labels[0].isalpha() and not link.rest and not _HOST_WORD.search(before):
        return False
    # One-letter labels are abbreviations (`т.е.`), a call follows a bracket (`time.now(`).
    following = page.text[link.end : link.end + 1]
    if following == "(" or (len(labels) == 2 and len(labels[0]) == 1 and len(top) <= 2 and not _HOST_WORD.search(before) and not link.rest):
        return False
    return host.upper() != "ASP.NET"


def continued(text: str, link: Link) -> Link | None:
    """Put an address together that a line break cut behind `_`, `-` or the `/` after its host; None where it stands whole."""
    if not link.rest or (link.rest[-1] not in "_-" and link.rest != "/"):
        return None
    following = _NEXT_LINE.match(text, link.end)
    return replace(link, end=following.end(), rest=link.rest + following["rest"]) if following else None


def normal_url(link: Link) -> str:
    """Write an address with scheme and host in lower case."""
    host = f"[{link.host.lower()}]" if link.is_ip and ":" in link.host else link.host.lower()
    port = f":{link.port}" if link.port is not None else ""
    return f"{link.scheme}://{host}{port}{link.rest}" if link.scheme else f"{host}{port}{link.rest}"
