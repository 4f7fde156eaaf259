"""Wake the register up for this test process: a scratch data folder, fast hashes, the tables made at the first use.

Django wants its settings before any model is imported, so this happens when the tests are collected; nothing is written but an empty
folder with a key.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from comity.desk.service import configure

FOLDER = configure(Path(tempfile.mkdtemp(prefix="comity-register-")))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


@cache
def made() -> Path:
    """Make the tables, once a process; return the data folder."""
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from comity.desk.service import prepare

    # a strong hash costs a fifth of a second; one test holds that the shipped setting is Argon2
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    setup_test_environment()
    prepare()
    return FOLDER
