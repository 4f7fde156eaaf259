"""Dates and times in text, and local times made into instants."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError
from comity.model.time import Precision, TimeBasis
from comity.text.times import find_times, near_transition, resolve


def wall(*parts: int) -> datetime:
    return datetime(*parts)  # noqa: DTZ001 - a wall clock has no zone


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc", "basis"),
    [
        ("2026-03-14T18:15:07Z", at(2026, 3, 14, 18, 15, 7), "stated_utc"),
        ("2026-03-14 18:15:07+06:00", at(2026, 3, 14, 12, 15, 7), "explicit_offset"),
        ("14.03.2026 23:15:07 UTC+5", at(2026, 3, 14, 18, 15, 7), "explicit_offset"),
        ("14.03.2026 23:15 (GMT+6)", at(2026, 3, 14, 17, 15), "explicit_offset"),
        ("14.03.2026 в 23:15 МСК", at(2026, 3, 14, 20, 15), "stated_zone"),
        ("14 марта 2026 года в 23 часа 15 минут по времени Астаны", at(2026, 3, 14, 18, 15), "stated_zone"),
        ("14 марта 2026 г. около 23:15 по бишкекскому времени", at(2026, 3, 14, 17, 15), "stated_zone"),
        ("at 23:15 UTC on 14 March 2026", at(2026, 3, 14, 23, 15), "stated_utc"),
        ("March 14, 2026 11:15 PM Bishkek time", at(2026, 3, 14, 17, 15), "stated_zone"),
        ("14-Mar-2026 23:15:07 +0500", at(2026, 3, 14, 18, 15, 7), "explicit_offset"),
        ("[13/Jan/2026:19:31:16 +0000]", at(2026, 1, 13, 19, 31, 16), "explicit_offset"),
        ("2026 жылғы 14 наурызда сағат 23:15-те Алматы уақыты бойынша", at(2026, 3, 14, 18, 15), "stated_zone"),
        ("2026-жылдын 14-мартында саат 23:15тө, Бишкек убактысы", at(2026, 3, 14, 17, 15), "stated_zone"),
        ("2026-yil 14-mart kuni soat 23:15 da Toshkent vaqti bilan", at(2026, 3, 14, 18, 15), "stated_zone"),
        ("2026 йил 14 март куни соат 23:15 да Тошкент вақти билан", at(2026, 3, 14, 18, 15), "stated_zone"),
        ("2026-03-14 23:15 Asia/Samarkand", at(2026, 3, 14, 18, 15), "stated_zone"),
        ("timestamp: 1773512107", at(2026, 3, 14, 18, 15, 7), "epoch"),
        ('"created_at":1773512107000', at(2026, 3, 14, 18, 15, 7), "epoch"),
        ("20 желтоқсан 2025 ж. 08:05 (UTC+5)", at(2025, 12, 20, 3, 5), "explicit_offset"),
        ("15.40 12 мая 2026 года", None, "unknown"),
        ("14.03.2026 23:15:07", None, "unknown"),
    ],
)
def test_a_time_is_read_with_its_zone(text: str, utc: datetime | None, basis: str) -> None:
    (mention,) = find_times(f"событие: в {text}, далее")
    assert (mention.instant.utc, mention.instant.basis) == (utc, basis)


@pytest.mark.parametrize(
    "text",
    [
        "10:20:30:40:50:60",
        "версия 2.0.2024",
        "23:15",
        "ст. 14.3",
        "номер 1773512107",
        "12.13.2026",
        "2026",
        "00:1b:44:11:3a:b7",
        "5.12.131",
    ],
)
def test_what_is_no_time_is_not_found(text: str) -> None:
    assert find_times(text) == ()


def test_two_clock_readings_share_the_day_and_the_zone() -> None:
    first, second = find_times("14.03.2026 с 23:10 до 23:20 МСК")
    assert (first.instant.utc, second.instant.utc) == (at(2026, 3, 14, 20, 10), at(2026, 3, 14, 20, 20))


def test_the_zone_of_the_case_is_assumed_only_where_the_text_names_none() -> None:
    assumed, stated = find_times("14.03.2026 23:15\n14.03.2026 23:15 UTC", zone="Asia/Bishkek")
    assert (assumed.instant.basis, assumed.instant.utc) == (TimeBasis.ASSUMED_ZONE, at(2026, 3, 14, 17, 15))
    assert (stated.instant.basis, stated.instant.utc) == (TimeBasis.STATED_UTC, at(2026, 3, 14, 23, 15))


def test_a_zone_stated_for_the_whole_file_counts() -> None:
    (mention,) = find_times("Time (UTC);IP\n14.03.2026 23:15;203.0.113.7")
    assert (mention.instant.basis, mention.instant.utc) == (TimeBasis.STATED_ZONE, at(2026, 3, 14, 23, 15))


def test_kazakhstan_time_says_nothing_before_the_country_had_one_time() -> None:
    before, after = find_times("29.02.2024 10:00 по казахстанскому времени\n02.03.2024 10:00 по казахстанскому времени")
    assert before.instant.utc is None
    assert after.instant.utc == at(2024, 3, 2, 5)


def test_day_and_month_that_cannot_be_told_apart_are_not_guessed() -> None:
    (unknown,) = find_times("03/04/2026 10:00 UTC", language="en")
    (known,) = find_times("03/04/2026 10:00 UTC", language="ru")
    (told,) = find_times("03/14/2026 10:00 UTC", language="en")
    assert unknown.instant.local is None
    assert known.instant.utc == at(2026, 4, 3, 10)
    assert told.instant.utc == at(2026, 3, 14, 10)


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("2026-03-28 10:15:00,150000.00,x", 0),
        ("2026-03-28 10:15:00,150 INFO", 150_000),
        ("2026-03-28T10:15:00.1234567Z", 123_456),
        ("2026-03-28 10:15:00,75", 0),
    ],
)
def test_the_next_cell_of_a_table_is_no_fraction_of_a_second(text: str, micro: int) -> None:
    (mention,) = find_times(text)
    assert mention.instant.local is not None
    assert mention.instant.local.microsecond == micro


def test_an_offset_in_brackets_before_the_day_is_no_clock() -> None:
    (mention,) = find_times("в 22:41:09 (UTC+06:00) 28.03.2026 использовался")
    assert mention.instant.utc == at(2026, 3, 28, 16, 41, 9)


@pytest.mark.parametrize("head", ["Кирүүлөр (Бишкек убактысы):", "Входы (время бишкекское):", "Sessions (Bishkek time):"])
def test_a_zone_over_a_list_holds_for_the_list(head: str) -> None:
    (mention,) = find_times(f"{head}\n28.03.2026 08:14:55 203.0.113.213")
    assert mention.instant.utc == at(2026, 3, 28, 2, 14, 55)


def test_a_day_alone_is_a_day() -> None:
    (mention,) = find_times("договор от 12.05.2026 № 7")
    assert (mention.instant.precision, mention.instant.utc) == (Precision.DAY, None)


def test_a_local_time_that_happened_twice_keeps_both_readings() -> None:
    instant = resolve(wall(2024, 2, 29, 23, 30), "Asia/Almaty", "29.02.2024 23:30")
    assert (instant.utc, instant.also_utc) == (at(2024, 2, 29, 17, 30), at(2024, 2, 29, 18, 30))
    assert instant.is_ambiguous


def test_a_local_time_that_never_happened_is_said() -> None:
    instant = resolve(wall(2026, 3, 29, 2, 30), "Europe/Berlin", "29.03.2026 02:30")
    assert instant.utc is None
    assert instant.is_skipped
    assert not resolve(wall(2026, 3, 29, 3, 30), "Europe/Berlin", "").is_skipped


@pytest.mark.parametrize(
    ("local", "zone", "near"),
    [
        (wall(2024, 2, 29, 12), "Asia/Almaty", True),
        (wall(2024, 3, 1, 12), "Asia/Almaty", True),
        (wall(2024, 3, 3, 12), "Asia/Almaty", False),
        (wall(2024, 2, 29, 12), "Asia/Bishkek", False),
        (wall(1, 1, 1), "Asia/Almaty", False),
        (wall(9999, 12, 31, 23), "Asia/Almaty", False),
    ],
)
def test_near_transition(local: datetime, zone: str, *, near: bool) -> None:
    assert near_transition(local, zone) is near


@pytest.mark.parametrize("zone", ["Asia/Bishkke", "nowhere", "", "../etc/passwd", "+25:00", "zone.tab", "Asia"])
def test_an_unknown_zone_is_said_with_a_hint(zone: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve(wall(2026, 1, 1), zone, "")
    assert caught.value.hint


def test_the_hint_names_the_zone_that_was_meant() -> None:
    with pytest.raises(InputError) as caught:
        find_times("", zone="Asia/Bishkke")
    assert "Asia/Bishkek" in str(caught.value.hint)


@given(st.text(alphabet="0123456789.:/- TZ+UTCмартаянвarAPMчасв\n,", max_size=80))
def test_any_text_gives_ordered_places_inside_it(text: str) -> None:
    mentions = find_times(text)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
    assert [mention.start for mention in mentions] == sorted(mention.start for mention in mentions)


@given(
    st.datetimes(min_value=wall(1990, 1, 1), max_value=wall(2035, 1, 1)),
    st.sampled_from(["Asia/Almaty", "Europe/Berlin", "UTC", "+05:30"]),
)
def test_a_resolved_time_reads_back_as_the_wall_clock(local: datetime, zone: str) -> None:
    from comity.text.times import time_zone

    instant = resolve(local, zone, "")
    if instant.utc is not None:
        for reading in filter(None, (instant.utc, instant.also_utc)):
            assert reading.astimezone(time_zone(zone)).replace(tzinfo=None, fold=0) == local
