"""Commands that were typed in a shell of Linux or macOS (`.bash_history`, `.zsh_history`).

bash writes a line `#SECONDS` before a command only where HISTTIMEFORMAT is set; without it commands have no time, only their order.
zsh writes `: SECONDS:ELAPSED;command`. A command may go over several lines in zsh (a backslash at the end).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.readers.databases import clocks
from comity.readers.reader import NO_TIME, Reader, Record, Source, Yield

_STAMP = re.compile(r"#(\d{9,10})")
_ZSH = re.compile(r": (\d{9,10}):(\d+);(.*)", re.DOTALL)
_COMMON = frozenset(
    ("ls", "cd", "cat", "sudo", "apt", "apt-get", "rm", "cp", "mv", "mkdir", "ssh", "scp", "git", "nano", "vim", "vi", "grep",
     "ps", "kill", "top", "df", "du", "chmod", "chown", "wget", "curl", "tar", "unzip", "python", "python3", "pip", "docker",
     "systemctl", "service", "exit", "history", "echo", "find", "less", "tail", "head", "ping", "ifconfig", "ip", "su", "passwd",
     "useradd", "screen", "tmux", "make", "man", "pwd", "clear")
)  # fmt: skip


class LinuxShellHistory(Reader):
    """One event a command."""

    slug = "linux_shell_history"
    version = 1
    product = "shell"

    def detect(self, source: Source) -> float:
        lines = [line for line in source.head_text.splitlines()[:80] if line.strip()]
        if not lines:
            return 0.0
        stamped = sum(bool(_ZSH.match(line)) for line in lines) + 2 * sum(bool(_STAMP.fullmatch(line)) for line in lines)
        if stamped >= 0.8 * len(lines):
            return 0.84
        usual = sum(line.split()[0] in _COMMON for line in lines)
        return 0.4 if len(lines) >= 5 and usual >= 0.6 * len(lines) else 0.0

    def count(self, source: Source) -> int:
        data = bytes(source.utf8()[:])
        stamps = len(re.findall(rb"(?m)^#\d{9,10}\r?$", data))
        if re.match(rb"(?:\xef\xbb\xbf)?: \d{9,10}:\d+;", data):
            inner = len(re.findall(rb"\\\r?\n(?=.)", data))
            return sum(1 for line in data.split(b"\n") if line.strip(b"\r")) - inner
        return sum(1 for line in data.split(b"\n") if line.strip(b"\r")) - stamps + _idle_stamps(data)

    def read(self, source: Source) -> Iterator[Yield]:
        stamp: tuple[int, int, str] | None = None
        joined: tuple[int, str] | None = None
        is_zsh = bool(_ZSH.match(source.head_text))
        for place, size, line in source.lines():
            if not line:
                continue
            start, text = (joined[0], f"{joined[1]}\n{line}") if joined else (place, line)
            joined = (start, text[:-1]) if is_zsh and line.endswith("\\") and _more(source, place + size) else None
            if joined:
                continue
            if not is_zsh and (found := _STAMP.fullmatch(text)):
                if stamp:
                    yield _command("", f"@{stamp[0]}+{stamp[1]}", stamp[2])
                stamp = place, size, found[1]
                continue
            first = stamp[0] if stamp else start
            yield _command(text, f"@{first}+{place + size - first}", stamp[2] if stamp else None)
            stamp = None
        if stamp:
            yield _command("", f"@{stamp[0]}+{stamp[1]}", stamp[2])


def _more(source: Source, place: int) -> bool:
    """Tell whether a line that is not empty follows."""
    rest = bytes(source.utf8()[place : place + 4])
    return rest.removeprefix(b"\r").removeprefix(b"\n").removeprefix(b"\r")[:1] not in {b"", b"\n"}


def _idle_stamps(data: bytes) -> int:
    """Count the times that no command follows."""
    lines = [line.strip(b"\r") for line in data.split(b"\n") if line.strip(b"\r")]
    marks = [bool(re.fullmatch(rb"#\d{9,10}", line)) for line in lines]
    return sum(here and (after is None or after) for here, after in zip(marks, [*marks[1:], None], strict=False))


def _command(text: str, locator: str, stamp: str | None) -> Record:
    at, more = NO_TIME, {"event": "command"}
    if found := _ZSH.match(text):
        stamp, text = found[1], found[3]
        more["elapsed_s"] = found[2]
    if stamp:
        at = clocks.unix_s(int(stamp))
    return Record(kind="other", locator=locator, at=at, ts_kind="started" if stamp else None, text=text or None, attrs=more)
