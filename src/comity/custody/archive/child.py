"""The child process that reads an archive from standard input and writes the verdict as JSON: no files, little memory, limited time."""

from __future__ import annotations

import io
import json
import resource
import sys
from dataclasses import asdict

from comity.custody.archive.judge import judge
from comity.custody.archive.verdict import Limits, Verdict

_ESCAPES = "backslashreplace"


def main(arguments: list[str]) -> int:
    """Judge standard input under the limits given as JSON."""
    limits = Limits(**json.loads(arguments[0]))
    _confine(limits)
    source = io.BufferedReader(io.FileIO(0))
    try:
        verdict = judge(source, limits)
    except MemoryError:
        verdict = Verdict(reasons=[("memory", "reading it takes more memory than is allowed", "archive")])
    text = json.dumps(asdict(verdict), ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8", _ESCAPES))
    return 0


def _confine(limits: Limits) -> None:
    """Let this process write no file, start no other, and end when it takes too much."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
