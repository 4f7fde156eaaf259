"""Write what the HTTP interface offers: `python -m tools.openapi` writes `docs/reference/openapi.json`; `--check` only compares."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def document() -> dict[str, Any]:
    """Make the document from the interface itself."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("COMITY_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.desk.settings")
        import django

        django.setup()
        from comity.web.api.api import api

        found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
        return found


def text() -> str:
    """Write the document as it is kept."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write or compare; return the exit code."""
    made = text()
    if arguments == ["--check"]:
        is_same = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == made
        sys.stderr.write("" if is_same else f"{TARGET.name} is not what the interface offers: python -m tools.openapi\n")
        return 0 if is_same else 1
    TARGET.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
