"""People who look at pages: each with a session of their own, each asking for the next page some time after the last one came."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Mapping, Sequence


def look(port: int, pages: Mapping[str, Sequence[str]], cookies: Sequence[str], *, seconds: float, pause: float) -> dict[str, list[float]]:
    """Let as many people as there are cookies look at pages.

    Args:
        port: where the pages are served on this machine.
        pages: kind of page to addresses of it; each person takes the kinds in turn, and a random address of the kind.
        cookies: one a person.
        seconds: how long.
        pause: mean seconds between an answer and the next question; 0 for none at all.

    Returns:
        Kind of page to the seconds that each answer took.
    """
    taken: dict[str, list[float]] = {kind: [] for kind in pages}
    lock, end = threading.Lock(), time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        kinds = list(pages)
        place = number
        while time.monotonic() < end:
            kind = kinds[place % len(kinds)]
            place += 1
            own = [one for one in pages[kind] if "#" not in one or one.endswith(f"#{number}")]
            address = chance.choice(own).partition("#")[0]
            begin = time.perf_counter()
            link.request("GET", address, headers={"Cookie": cookies[number], "Accept-Language": "en"})
            answer = link.getresponse()
            answer.read()
            spent = time.perf_counter() - begin
            if answer.status != 200:
                raise RuntimeError(f"{address}: {answer.status}")
            with lock:
                taken[kind].append(spent)
            time.sleep(chance.expovariate(1 / pause) if pause else 0)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(len(cookies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken
