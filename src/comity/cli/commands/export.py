"""Write the events of a store for other programs: Timesketch, CASE, FollowTheMoney, XLSX, CSV, GeoJSON, KML."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--to", "kind", required=True, metavar="FORMAT", help="timesketch, case, ftm, xlsx, csv, geojson or kml.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The file to write.")
@click.option("--lang", "language", metavar="TAG", help="Language of the words to you.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(folder: Path, kind: str, out: Path, language: str | None, as_json: bool) -> None:
    """Write the events of the store in DIR to FILE. What a preservation and a production both hold is written once.

    Text in spreadsheets is never run as a formula. Events without a known moment cannot stand on a timeline: Timesketch leaves them out.
    """
    from comity.analysis.exports.export import export
    from comity.cli.output import print_json, words

    t = words(language)
    count = export(folder, kind, out)
    if as_json:
        print_json({"path": str(out), "format": kind, "events": count})
    else:
        click.echo(t.plural("{count} event written", "{count} events written", count=count))
