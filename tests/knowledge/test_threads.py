"""The knowledge is read by several threads at once: what is learnt of a shape at its first use must not be read half-learnt."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.heavy

READ = """
import sys, threading
sys.setswitchinterval(1e-6)
from comity.law.book import Law
from comity.providers.catalog import Catalog
together = threading.Barrier(4)
def read():
    together.wait()
    law, catalog = Law.open(), Catalog.open()
    for name in ("instruments", "time_limits", "outcomes", "offences", "safeguards", "networks"):
        together.wait()
        len(getattr(law, name))
    together.wait()
    catalog["google"]
threads = [threading.Thread(target=read) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
print("read")
"""


def test_four_threads_that_read_the_knowledge_for_the_first_time_do_not_end_the_process() -> None:
    for _ in range(2):  # before shapes were learnt by one thread at a time, every second process died here
        done = subprocess.run([sys.executable, "-c", READ], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr[-2000:]
