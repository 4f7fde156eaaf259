"""Questions over entities: who spoke with whom, who was near whom, when somebody is active."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from comity.analysis.patterns import Patterns
    from comity.analysis.together import Pair, Together
    from comity.text.messages import Messages

_PATH = click.Path(path_type=Path)
_SHOWN = 20
_BAR = 40


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""


def shown_label(label: str, t: Messages) -> str:
    """Name an entity for people: the owner of a source has no identifier of its own."""
    return t("owner of {source}", source=label.split(":")[1].removeprefix("s-")) if label.endswith(":owner") else label


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--of", "name", metavar="NAME", help="Only contacts of this entity.")
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, metavar="N", help="Contacts shown; JSON holds all.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def contacts(folder: Path, name: str | None, rules: Path | None, limit: int, language: str | None, as_json: bool) -> None:
    """Tell who spoke with whom: how often in each direction, from when to when (UTC), by message, mail, SMS or call of each provider."""
    from comity.analysis.contacts import contacts as ask
    from comity.cli.output import print_json, print_table, words

    t = words(language)
    found = ask(folder, of=name, rules=rules)
    if as_json:
        print_json(found)
        return
    rows = []
    for one in found.contacts[:limit]:
        channels = ", ".join(
            f"{each.kind}{f' ({each.provider})' if each.provider else ''} {each.there}/{each.back}" for each in one.channels
        )
        rows.append(
            [
                shown_label(one.left_label, t),
                shown_label(one.right_label, t),
                one.there,
                one.back,
                f"{_when(one.first)} – {_when(one.last)}",
                channels,
            ]
        )
    print_table([t("one"), t("the other"), t("there"), t("back"), t("from – to, UTC"), t("channels, there/back")], rows)
    if len(found.contacts) > limit:
        click.echo(t("{shown} of {count} pairs; raise --limit", shown=limit, count=len(found.contacts)))
    click.echo(
        t(
            "written to a group or to nobody in particular: {groups}; to oneself: {self}; nobody named who speaks: {nobody}",
            groups=found.to_groups,
            self=found.to_self,
            nobody=found.without_ends,
        )
    )


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--zone", required=True, metavar="Area/City", help="Zone of the case, in which hours and weekdays are counted.")
@click.option("--of", "name", metavar="NAME", help="Only what this entity did.")
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def hours(folder: Path, zone: str, name: str | None, rules: Path | None, language: str | None, as_json: bool) -> None:
    """Count activity by hour and weekday in the zone of the case; a quiet window of the day is told as a hypothesis with its counts."""
    from comity.analysis.patterns import patterns
    from comity.cli.output import print_json, words

    t = words(language)
    found = patterns(folder, zone, of=name, rules=rules)
    if as_json:
        print_json(found)
    else:
        _show_hours(found, t)


def _show_hours(found: Patterns, t: Messages) -> None:
    from comity.cli.output import print_table

    most = max(found.hours) or 1
    print_table(
        [t("hour"), t("events"), ""], [[f"{hour:02d}", count, "#" * round(_BAR * count / most)] for hour, count in enumerate(found.hours)]
    )
    days = [t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun")]
    click.echo("  ".join(f"{day} {count}" for day, count in zip(days, found.weekdays, strict=True)))
    click.echo(
        t(
            "zone {zone}: {counted} events on {days} days, {assumed} by an assumed zone; not counted: {undated} undated, {coarse} coarse",
            zone=found.zone,
            counted=found.counted,
            days=found.days,
            assumed=found.assumed_zone,
            undated=found.undated,
            coarse=found.coarse,
        )
    )
    for day, minutes in found.clock_changes:
        click.echo(t("the clock of the zone moved by {minutes} minutes on {day}", minutes=minutes, day=day))
    click.echo(_quiet(found, t))


def _quiet(found: Patterns, t: Messages) -> str:
    from comity.text.messages import mark

    if found.quiet is None:
        reasons = {
            "few_events": mark("no quiet window is suggested: fewer than {events} events"),
            "few_days": mark("no quiet window is suggested: fewer than {days} active days"),
            "none_stands_out": mark("no quiet window stands out: no {hours} hours hold less than {share} % of the activity"),
        }
        numbers = found.parameters
        return t(
            reasons[found.why_not],
            events=int(numbers["least_events"]),
            days=int(numbers["least_days"]),
            hours=int(numbers["shortest_hours"]),
            share=round(numbers["most_share"] * 100),
        )
    one = found.quiet
    return t(
        "hypothesis, not a fact: quiet from {start}:00 for {hours} hours; {events} events where {expected} would fall evenly;"
        " disturbed on {disturbed} of {days} days",
        start=f"{one.starts:02d}",
        hours=one.hours,
        events=one.events,
        expected=one.expected,
        disturbed=one.days_disturbed,
        days=one.days,
    )


@click.command()
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--of", "name", metavar="NAME", help="Only who was near this entity.")
@click.option(
    "--window", type=click.IntRange(1), default=900, show_default=True, metavar="S", help="Seconds within which two events count."
)
@click.option("--radius", type=click.IntRange(1), default=200, show_default=True, metavar="M", help="Metres within which positions count.")
@click.option(
    "--accuracy", type=click.IntRange(1), default=500, show_default=True, metavar="M", help="Positions with a larger radius are left out."
)
@click.option(
    "--people", type=click.IntRange(2), default=50, show_default=True, metavar="N", help="Places with more entities at once are left out."
)
@click.option("--by", "basis", type=click.Choice(["cell", "ip", "position"]), multiple=True, help="Look at this only; may be given again.")
@click.option("--rules", type=_PATH, metavar="FILE", help="An office's own rules of what identifies (YAML).")
@click.option("--limit", type=click.IntRange(1), default=_SHOWN, show_default=True, metavar="N", help="Pairs shown; JSON holds all.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def together(
    folder: Path,
    name: str | None,
    window: int,
    radius: int,
    accuracy: int,
    people: int,
    basis: tuple[str, ...],
    rules: Path | None,
    limit: int,
    language: str | None,
    as_json: bool,
) -> None:
    """Tell who was near whom: same mobile cell, same address of the network, or positions close by, within a window of time.

    A cell or an address is shared by many; positions respect the radius that they state. Nothing here proves a meeting.
    """
    from comity.analysis.together import Asked
    from comity.analysis.together import together as ask
    from comity.cli.output import print_json, words

    asked = Asked(window_s=window, radius_m=radius, most_accuracy_m=accuracy, most_people=people, step_s=max(1, window // 10))
    found = ask(folder, asked, of=name, basis=basis or ("cell", "ip", "position"), rules=rules)  # type: ignore[arg-type]  # click has checked
    if as_json:
        print_json(found)
    else:
        _show_together(found, limit, words(language))


def _show_together(found: Together, limit: int, t: Messages) -> None:
    from comity.cli.output import print_table

    rows = [
        [
            shown_label(one.left_label, t),
            shown_label(one.right_label, t),
            one.days,
            _certainty(one, t),
            f"{_when(one.first)} – {_when(one.last)}",
            _places(one),
        ]
        for one in found.pairs[:limit]
    ]
    print_table([t("one"), t("the other"), t("days"), t("meetings"), t("from – to, UTC"), t("places")], rows)
    if len(found.pairs) > limit:
        click.echo(t("{shown} of {count} pairs; raise --limit", shown=limit, count=len(found.pairs)))
    asked = found.asked
    click.echo(
        t(
            "window {window} s, distance {radius} m, positions up to {accuracy} m; {events} events used",
            window=asked.window_s,
            radius=asked.radius_m,
            accuracy=asked.most_accuracy_m,
            events=found.events,
        )
    )
    click.echo(
        t(
            "left out: {moment} without a moment, {coarse} positions too coarse, {crowded} crowded places, {nobody} that name nobody;"
            " {unknown} positions state no accuracy and never count as near",
            moment=found.without_moment,
            coarse=found.too_coarse,
            crowded=found.crowded,
            nobody=found.nobody,
            unknown=found.without_accuracy,
        )
    )


def _certainty(one: Pair, t: Messages) -> str:
    from comity.text.messages import mark

    said = {
        "near": mark("{count} near"),
        "possible": mark("{count} possible"),
        "unknown": mark("{count} of unknown accuracy"),
        "same_cell": mark("{count} at one cell"),
        "same_address": mark("{count} at one address"),
    }
    return ", ".join(t(words, count=one.meetings[kind]) for kind, words in said.items() if kind in one.meetings)


def _places(one: Pair) -> str:
    found = list(dict.fromkeys(meeting.place for meeting in one.shown))
    return ", ".join(found[:3]) + (" …" if one.places > 3 else "")
