"""Measure ways of doing one thing side by side, so that the answer holds on a busy machine too.

The ways take turns, round after round, and what counts is the ratio within a round: a neighbour that slows the machine slows both.
Time is CPU time of this process and of the children it waited for, never the clock on the wall.

    from bench.harness import compare, promise, rate

    def main() -> None:
        result = compare("leads in 0.5 MB of mixed text", {"comity": ours, "ioc-finder": theirs}, rounds=5)
        promise("times the speed of ioc-finder", result.ratio("ioc-finder", "comity").median, at_least=15)
        promise("drafts linted a minute", 60 * rate("drafts linted", lint_them, count=500).median, at_least=10_000)
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Deed = Callable[[], object]

missed: list[str] = []
"""What this process measured below its promise."""


@dataclass(frozen=True)
class Spread:
    """The smallest, the middle and the largest of some values."""

    least: float
    median: float
    most: float

    @classmethod
    def over(cls, values: Sequence[float]) -> Spread:
        """Take the spread of values; at least one is needed."""
        return cls(min(values), statistics.median(values), max(values))

    def __str__(self) -> str:
        return f"{_short(self.median)} ({_short(self.least)} to {_short(self.most)})"


@dataclass(frozen=True)
class Comparison:
    """CPU seconds of each way in each round; `seconds[way][round]`."""

    title: str
    seconds: Mapping[str, tuple[float, ...]]

    def cpu(self, way: str) -> Spread:
        """Return the spread of one way's CPU seconds."""
        return Spread.over(self.seconds[way])

    def ratio(self, slower: str, faster: str) -> Spread:
        """Tell how many times the CPU time of `faster` the way `slower` needs, round by round."""
        return Spread.over([a / b for a, b in zip(self.seconds[slower], self.seconds[faster], strict=True)])

    def show(self) -> None:
        """Print a line for each way: CPU seconds and the ratio to the first way."""
        first = next(iter(self.seconds))
        print(self.title)
        for way in self.seconds:
            print(f"  {way:<28} CPU s {self.cpu(way)!s:<32} ratio {self.ratio(way, first)}", flush=True)


def cpu_seconds() -> float:
    """Return the CPU time used so far by this process and by the children that it waited for."""
    try:
        import resource  # not on Windows
    except ImportError:
        return time.process_time()
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def cost(do: Deed) -> float:
    """Return the CPU seconds of one call; garbage of earlier calls is collected before, not during."""
    gc.collect()
    start = cpu_seconds()
    do()
    return max(cpu_seconds() - start, 1e-9)


def compare(title: str, ways: Mapping[str, Deed], *, rounds: int = 7, warm: int = 1) -> Comparison:
    """Let the ways take turns and print what each cost.

    Args:
        title: what is done, with the size of the input.
        ways: a name and a deed for each way; ratios are printed against the first.
        rounds: how often each way runs and is measured.
        warm: how often each way runs before, unmeasured.
    """
    for do in ways.values():
        for _ in range(warm):
            do()
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for turn in range(rounds):
        order = list(ways) if turn % 2 == 0 else list(reversed(list(ways)))
        for way in order:
            seconds[way].append(cost(ways[way]))
    result = Comparison(title, {way: tuple(values) for way, values in seconds.items()})
    result.show()
    return result


def rate(title: str, do: Deed, *, count: int, rounds: int = 5, warm: int = 1) -> Spread:
    """Measure how many things a CPU second gets done, where one call of `do` does `count` of them; print it."""
    for _ in range(warm):
        do()
    spread = Spread.over([count / cost(do) for _ in range(rounds)])
    print(f"{title}: {spread} a CPU second", flush=True)
    return spread


def promise(label: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> bool:
    """Hold a value against what was promised; print it, and remember a miss for the exit code."""
    holds = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    bounds = [f"at least {_short(at_least)}"] if at_least is not None else []
    bounds += [f"at most {_short(at_most)}"] if at_most is not None else []
    print(f"  {'holds ' if holds else 'MISSED'} {label}: {_short(value)} ({', '.join(bounds)})", flush=True)
    if not holds:
        missed.append(label)
    return holds


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
