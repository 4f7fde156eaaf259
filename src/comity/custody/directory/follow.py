"""Follow a published directory: what was seen of it is remembered, so that an old, a mixed or a forged one is refused.

The directory is a folder that somebody brought (a stick, a mirror, a mail). The first root must come on another way; each later one is
believed because the ones before signed it (python-tuf checks that, in the order the specification sets).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from comity.custody.slip.directory import Authority
from comity.errors import CustodyError, InputError
from comity.model.said import say

_LARGEST = 8 << 20


@dataclass(frozen=True, slots=True)
class Followed:
    """A directory that holds.

    Attributes:
        authorities: the newest list.
        version: version of the list.
        expires: until when this copy may be relied upon, RFC 3339: then a newer one is needed.
    """

    authorities: tuple[Authority, ...]
    version: int
    expires: str


def follow(folder: Path, state: Path, first_root: Path | None = None) -> Followed:
    """Check a copy of the directory, and remember what was seen.

    Args:
        folder: the copy.
        state: folder that remembers.
        first_root: the root that came on another way; needed only once.

    Raises:
        InputError: the folder is no directory, or no root is known yet.
        CustodyError: the copy was forged, is older than what was seen, or has expired.
    """
    from tuf.api.exceptions import DownloadError, ExpiredMetadataError, RepositoryError
    from tuf.ngclient import Updater
    from tuf.ngclient.fetcher import FetcherInterface

    class Copy(FetcherInterface):
        """Reads from the folder; only the name counts, whatever a path may say."""

        def _fetch(self, url: str) -> Iterator[bytes]:
            return _piece(folder, url)

    if not (folder / "metadata" / "timestamp.json").is_file():
        raise InputError(say("this is no published directory"), place=str(folder))
    first = _first(state, first_root)
    state.mkdir(parents=True, exist_ok=True)
    (state / "targets").mkdir(exist_ok=True)
    try:
        updater = Updater(str(state), "metadata/", str(state / "targets"), "targets/", fetcher=Copy(), bootstrap=first)
        updater.refresh()
        told = updater.get_targetinfo("authorities.json")
        if told is None:
            raise CustodyError(say("the directory holds no list of authorities"), place=str(folder))
        content = Path(updater.download_target(told)).read_bytes()
        targets, timestamp = updater._trusted_set.targets, updater._trusted_set.timestamp  # noqa: SLF001 - no other way to the versions
    except ExpiredMetadataError as error:
        hint = say("get a newer copy; if there is none, somebody may be keeping it from you")
        raise CustodyError(say("this copy of the directory has expired: {why}", why=str(error)), place=str(folder), hint=hint) from error
    except (RepositoryError, DownloadError) as error:
        hint = say("do not use it; ask whoever keeps the directory on another way")
        raise CustodyError(say("the directory does not hold: {why}", why=str(error)), place=str(folder), hint=hint) from error
    rows = tuple(Authority(**row) for row in json.loads(content))
    return Followed(rows, int(targets.version), f"{min(targets.expires, timestamp.expires):%Y-%m-%dT%H:%M:%SZ}")


def _first(state: Path, given: Path | None) -> bytes | None:
    """Return the root to begin with; where one is remembered, that one counts."""
    if (state / "root.json").exists():
        return None
    if given is None:
        raise InputError(
            say("no root of this directory is known yet"),
            place=str(state),
            hint=say("give the root that reached you on another way: --root FILE"),
        )
    try:
        return given.read_bytes()
    except OSError as error:
        raise InputError(say("cannot be read: {reason}", reason=error.strerror or ""), place=str(given)) from error


def _piece(folder: Path, url: str) -> Iterator[bytes]:
    from tuf.api.exceptions import DownloadHTTPError

    kind, _, name = url.partition("/")
    path = folder / kind / name.rpartition("/")[2]
    if kind not in {"metadata", "targets"} or not path.is_file() or path.is_symlink():
        raise DownloadHTTPError("not there", 404)
    if path.stat().st_size > _LARGEST:
        raise DownloadHTTPError("too large", 413)
    yield path.read_bytes()
