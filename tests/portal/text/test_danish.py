"""Danish dates, times, numbers and sorting, read and written as people do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import danish


@pytest.mark.parametrize(
    "text",
    [
        "25-02-2026",
        "25.2.2026",
        "25/2 2026",
        "25/2-2026",
        "25. februar 2026",
        "25 feb 2026",
        "onsdag den 25. februar 2026",
        "Onsdag den 25. februar 2026",
        "2026-02-25",
        "25/2-26",
        "25.02.26",
        "d. 25. febr. 2026",
        "ons. 25.februar 2026",
        "onsdag d. 25. februar, 2026",
        "25\N{EN DASH}02\N{EN DASH}2026",
    ],
)
def test_a_date_is_taken_as_staff_write_it(text):
    assert danish.parse_date(text) == dt.date(2026, 2, 25)


@pytest.mark.parametrize(
    "text", ["31. februar 2026", "25. febtober 2026", "i morgen", "25.2", "99-99-9999", "0-0-2026"]
)
def test_invalid_date_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="Skriv"):
        danish.parse_date(text)


def test_a_weekday_that_does_not_fit_is_told():
    for written in ("torsdag den 25. februar 2026", "tors. 25/2 2026"):
        with pytest.raises(ValueError, match=r"25\. februar 2026 er en onsdag, ikke en torsdag"):
            danish.parse_date(written)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("16.30", dt.time(16, 30)),
        ("8.30", dt.time(8, 30)),
        ("16:30", dt.time(16, 30)),
        ("kl. 9", dt.time(9)),
        ("1630", dt.time(16, 30)),
        ("16:30:00", dt.time(16, 30)),
        ("16,30", dt.time(16, 30)),
        ("830", dt.time(8, 30)),
    ],
)
def test_a_time_is_taken_as_staff_write_it(text, time):
    assert danish.parse_time(text) == time


@pytest.mark.parametrize("text", ["25.00", "16.75", "halv fem", "", "8.5"])
def test_invalid_time_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"fx 16\.30"):
        danish.parse_time(text)


@given(st.dates(dt.date(1000, 1, 1)))
def test_every_date_that_is_written_is_read_back(day):
    assert danish.parse_date(danish.format_date(day)) == day
    assert danish.parse_date(danish.short_date(day)) == day


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_every_time_that_is_written_is_read_back(time):
    assert danish.parse_time(danish.format_time(time)) == time


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2.872", "2872"),
        ("3.000", "3000"),
        ("2 872", "2872"),
        ("1.234.567,5", "1234567.5"),
        ("7,8", "7.8"),
        ("7.8", "7.8"),
        ("0.500", "0.500"),
        ("2026", "2026"),
        ("-4", "-4"),
    ],
)
def test_a_number_is_taken_as_staff_write_it(text, number):
    assert danish.parse_number(text) == danish.Decimal(number)


@pytest.mark.parametrize("text", ["ca. 2.872", "2,872.5", "1.23.456", "syv", "", "NaN", "1e9", ","])
def test_invalid_number_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="Skriv et tal"):
        danish.parse_number(text)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_number_that_is_written_is_read_back(number):
    assert danish.parse_number(danish.format_number(number)) == number


def test_amounts_have_a_full_stop_between_thousands_and_a_comma_before_decimals():
    assert [danish.format_number(2872), danish.format_number(7)] == ["2.872", "7"]
    assert danish.format_number(danish.Decimal("7.80")) == "7,8"
    assert danish.format_number(danish.Decimal("1200.00")) == "1.200"


def test_danish_letters_sort_last_and_aa_as_aa_with_a_ring():
    assert sorted(["Århus", "Zoo", "Ærø", "Ørsted", "Aalborg", "Anna"], key=danish.sort_key) == [
        "Anna",
        "Zoo",
        "Ærø",
        "Ørsted",
        "Aalborg",
        "Århus",
    ]


def test_a_slug_spells_danish_letters_out():
    assert danish.slugify("Børne- og ungehjem på Ærø") == "boerne-og-ungehjem-paa-aeroe"
