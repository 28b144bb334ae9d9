"""The pages of calendars: hours typed in a line, holidays of a country or a file as lines of the draft, previews."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock
from core.hours import DAYS
from outbox.models import Event
from sla.models import Calendar, CalendarVersion
from sla.services.publishing import create_calendar, revise_calendar
from tests.people import NOON, House, a_ticket, sign_in

LIST = "/desk/promises/calendars/"
NEW = "/desk/promises/calendars/new/"
OFFICE = "09:00–12:00, 13:00–18:00"
DAY = [["09:00", "12:00"], ["13:00", "18:00"]]


def desk() -> Calendar:
    return Calendar.objects.get(name="Singapore desk")


def page() -> str:
    return reverse("desk:calendar", args=[desk().pk])


def typed(**more: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "seen": 1,
        "zone": "Asia/Singapore",
        "always": "week",
        "special": "",
        "action": "preview",
        "first_year": 2026,
        "last_year": 2026,
        "made_up": "on",
    }
    week = dict.fromkeys(DAYS[:5], OFFICE) | dict.fromkeys(DAYS[5:], "")
    return plain | week | more


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def listed(answer: Any) -> list[str]:
    """The lines of the list as the page shows them."""
    found = re.search(r'<textarea name="special"[^>]*>(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert found
    return found[1].replace("&#x27;", "'").replace("&quot;", '"').strip().splitlines()


def previewed(answer: Any) -> str:
    found = re.search(r'name="previewed" value="(\w+)"', answer.content.decode())
    assert found
    return found[1]


def test_the_list_draws_this_week_and_tells_what_comes_next(client: Client, house: House) -> None:
    told = words(sign_in(client, house.alice).get(LIST))
    assert "Mon–Fri 08:00–12:30, 13:00–20:00; Sat 09:00–15:00" in told
    assert "Singapore time, UTC+8" in told
    assert "Christmas Day" in told
    assert "Used by: Guidance, low priority" in told
    assert told.count("24 hours") >= 7


def test_a_zone_that_changes_its_clock_says_when(client: Client, house: House) -> None:
    london = {"zone": "Europe/London", "week": {"mon": DAY}}
    made = create_calendar(name="London desk", schedule=london, by=house.sam, at=NOON)
    sign_in(client, house.sam)
    assert "The clock is changed next" in words(client.get(LIST))
    address = reverse("desk:calendar", args=[made.calendar_id])
    draft = typed(zone="Europe/London", try_at="2027-03-26T16:00", try_span="4 h")
    told = words(client.post(address, draft))
    assert "4 h of working time from Fri 26 Mar 2027, 16:00 are over Mon 29 Mar 2027, 11:00" in told
    assert "The clock is changed 28 Mar 02:00, from UTC+0 to UTC+1; every hour counts as it passes." in told


@pytest.mark.parametrize("who", ["alice", "olive"])
def test_everybody_reads_and_only_those_who_lead_edit(client: Client, house: House, who: str) -> None:
    sign_in(client, getattr(house, who))
    assert client.get(page()).status_code == 200
    assert "btn-primary" not in client.get(page()).content.decode().partition("desk-scroll")[2]
    for answer in (client.get(NEW), client.post(page(), typed()), client.post(page() + "rebase/")):
        assert answer.status_code == 403
    assert desk().versions.count() == 1


def test_the_list_costs_the_same_with_many_calendars(
    client: Client, house: House, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, house.sam)
    client.get(LIST)
    with django_assert_max_num_queries(7) as before:
        client.get(LIST)
    for number in range(5):
        create_calendar(name=f"C{number}", schedule={"zone": "UTC", "always": True}, by=house.sam, at=NOON)
    with django_assert_max_num_queries(len(before.captured_queries)):
        client.get(LIST)


def test_a_preview_draws_the_draft_and_tells_what_it_would_mean(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now(), category="guidance", priority="low")
    special = "2026-12-24, Christmas Eve, 9-13\n2026-12-25, Christmas Day\n2026-12-27, Make-up working day, 9-18"
    answer = sign_in(client, house.sam).post(page(), typed(special=special, try_at="2026-12-24T09:00", try_span="8 h"))
    told = words(answer)
    assert "1 special day removed" not in told
    assert "2 special days added" in told
    assert "8 h of working time from Thu 24 Dec 2026, 09:00 are over Sun 27 Dec 2026, 13:00" in told
    assert "Christmas Eve other hours 09:00–13:00" in told
    assert "Make-up working day working day 09:00–18:00" in told
    assert "1 of 1 open tickets moves" in told
    assert desk().versions.count() == 1


def test_what_was_looked_at_is_published(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    draft = typed(special="2026-12-24, Eve, 9-13")
    seen = previewed(client.post(page(), draft))
    unseen = client.post(page(), draft | {"action": "publish", "previewed": seen, "mon": "", "running": "keep"})
    assert "Something was changed after the preview." in words(unseen)
    done = client.post(page(), draft | {"action": "publish", "previewed": seen, "running": "rebase"})
    assert (done.status_code, done["Location"]) == (303, page())
    newest = desk().versions.latest("version")
    assert (newest.version, newest.published_by) == (2, "Sam, 1001")
    assert newest.schedule["week"]["mon"] == DAY
    assert newest.schedule["exceptions"] == [{"date": "2026-12-24", "label": "Eve", "windows": [["09:00", "13:00"]]}]
    assert Event.objects.filter(name="calendar.rebase_ordered", subject_id=desk().pk).count() == 1
    assert "Sam, 1001 published version 2." in words(client.get(page()))


def test_of_two_editors_the_second_sees_what_the_first_changed(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    seen = previewed(client.post(page(), typed()))
    hours = {"zone": "Asia/Hong_Kong", "week": {"mon": DAY}}
    revise_calendar(calendar=desk(), schedule=hours, seen_version=1, by=house.ada, at=NOON)
    answer = client.post(page(), typed(action="publish", previewed=seen, running="keep"))
    told = words(answer)
    assert answer.status_code == 409
    assert "Ada, 9001 published version 2 meanwhile." in told
    assert "Time zone: Asia/Singapore → Asia/Hong_Kong" in told
    assert f'value="{OFFICE}"' in answer.content.decode()
    assert 'name="seen" value="2"' in answer.content.decode()


FAULTS = [
    ({"mon": "09:00–12:00, 11:00–18:00"}, "overlap. Join them into one window, or move one."),
    ({"tue": "22:00–06:00"}, "Split a night in two: 22:00–24:00 on this day and 00:00–06:00 on the next."),
    ({"wed": "nine to five"}, "“nine” is not a time."),
    ({"zone": "Mars/Olympus"}, "There is no time zone “Mars/Olympus”."),
    (dict.fromkeys(DAYS, ""), "There are no working hours. Add a window to at least one day."),
    ({"always": "always"}, "A calendar that is always open has no windows and no holidays."),
    ({"special": "2026-12-24, Eve\n31.12.2026, End\n2026-12-24, Eve"}, "Line 2: “31.12.2026” is not a date."),
    ({"special": "2026-12-24, Eve\n31.12.2026, End\n2026-12-24, Eve"}, "Line 3: 2026-12-24 stands in line 1 already."),
    ({"special": "\n".join("x" * 20)}, "And 12 more."),
    ({"try_span": "long"}, "“long” is not a length of time."),
]


@pytest.mark.parametrize(("more", "sentence"), FAULTS, ids=[each[1][:30] for each in FAULTS])
def test_rubbish_is_refused_with_the_repair_and_nothing_is_saved(
    client: Client, house: House, more: dict[str, str], sentence: str
) -> None:
    sign_in(client, house.sam)
    for action in ("preview", "publish"):
        answer = client.post(
            page(), typed(**(more | {"action": action, "thu": "07:07–08:08"} if "thu" not in more else more))
        )
        assert answer.status_code == 422
        assert sentence in words(answer)
    assert (desk().versions.count(), Calendar.objects.count()) == (1, 2)


def test_a_new_calendar_is_made(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    assert client.get(NEW).status_code == 200
    draft = typed(name="Shanghai desk", seen=0, zone="Asia/Shanghai")
    answer = client.post(NEW, draft)
    assert "No policy uses this calendar yet" in words(answer)
    done = client.post(NEW, draft | {"action": "publish", "previewed": previewed(answer), "running": "keep"})
    assert done.status_code == 303
    made = CalendarVersion.objects.get(calendar__name="Shanghai desk")
    assert (made.version, made.schedule["zone"]) == (1, "Asia/Shanghai")
    again = client.post(NEW, draft | {"action": "publish", "previewed": previewed(answer), "running": "keep"})
    assert "There is already a calendar with this name." in words(again)


# Lines for the draft


def test_public_holidays_become_lines_that_can_be_edited(client: Client, house: House) -> None:
    """China with its make-up working days; a day that is listed already stays as it is."""
    sign_in(client, house.sam)
    answer = client.post(page(), typed(action="country", country="CN", special="2026-01-01, Ours, 10-11"))
    lines = listed(answer)
    assert answer.status_code == 200
    assert lines[0] == "2026-01-01, Ours, 10:00–11:00"
    assert "2026-01-04, Make-up working day, 09:00–12:00 13:00–18:00" in lines
    assert "2026-02-17, Chinese New Year (Spring Festival)" in lines
    told = words(answer)
    assert "27 days added to the list." in told
    assert "1 was listed already and stays." in told
    assert desk().versions.count() == 1
    seen = client.post(page(), typed(special="\n".join(lines)))
    assert seen.status_code == 200


def test_a_country_with_regions_offers_them(client: Client, house: House) -> None:
    sign_in(client, house.sam)
    part = client.post(page(), typed(action="regions", country="DE"), headers={"HX-Request": "true"})
    assert '<option value="BY">' in part.content.decode()
    assert "<html" not in part.content.decode()
    answer = client.post(page(), typed(action="country", country="DE", region="BY"))
    assert "2026-01-06, Epiphany" in listed(answer)
    assert client.post(page(), typed(action="country", country="DE", region="XX")).status_code == 422


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"country": ""}, "Choose a country."),
        ({"country": "CN", "last_year": 2050}, "At most 5 years at once."),
        ({"country": "CN", "first_year": ""}, "Give a first and a last year"),
        ({"country": "CN", "mon": "9-99"}, "is not a time"),
        ({"country": "CN", "special": "rubbish"}, "Line 1: “rubbish” is not a date."),
    ],
)
def test_what_cannot_be_added_is_refused(client: Client, house: House, more: dict[str, object], sentence: str) -> None:
    answer = sign_in(client, house.sam).post(page(), typed(action="country", **more))
    assert answer.status_code == 422
    assert sentence in words(answer)


def _file(content: bytes | str, name: str = "days.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


ICS = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261225\nSUMMARY:Christmas\nEND:VEVENT\nEND:VCALENDAR"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("date,label,windows\n2026-12-25,Christmas,\n", "2026-12-25, Christmas"),
        ("\ufeff2026-12-25;Christmas;09:00-12:00", "2026-12-25, Christmas, 09:00–12:00"),
        ("2026年12月25日\t圣诞节".encode("gb18030"), "2026-12-25, 圣诞节"),
        (ICS, "2026-12-25, Christmas"),
    ],
    ids=["comma", "semicolon", "spreadsheet", "calendar"],
)
def test_a_holiday_file_becomes_lines(client: Client, house: House, content: bytes | str, line: str) -> None:
    sign_in(client, house.sam)
    answer = client.post(page(), typed(action="file", file=_file(content), special="2026-12-26, Boxing Day"))
    assert listed(answer) == [line, "2026-12-26, Boxing Day"]
    assert "1 day added to the list." in words(answer)


def test_what_is_pasted_becomes_lines_too(client: Client, house: House) -> None:
    answer = sign_in(client, house.sam).post(page(), typed(action="file", pasted=ICS))
    assert listed(answer) == ["2026-12-25, Christmas"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("2026-12-25,Christmas\nrubbish\n2026-13-01,Never", "Line 2: “rubbish” is not a date."),
        ("2026-12-25,Christmas\nrubbish\n2026-13-01,Never", "Line 3: There is no day 2026-13-01."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xff", "This is not a text file."),
        ("x" * (1024 * 1024 + 1), "This file has more than 1 MB."),
        ("x\n" * 2000, "2000 lines; at most 1000."),
        ("", "The submitted file is empty."),
    ],
    ids=["line", "month", "picture", "large", "long", "empty"],
)
def test_a_holiday_file_with_rubbish_is_refused_whole(
    client: Client, house: House, content: bytes | str, sentence: str
) -> None:
    sign_in(client, house.sam)
    answer = client.post(page(), typed(action="file", file=_file(content), special="2026-12-26, Boxing Day"))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert listed(answer) == ["2026-12-26, Boxing Day"]
    assert client.post(page(), typed(action="file")).status_code == 422


def test_rebasing_is_asked_with_what_it_would_do(client: Client, house: House) -> None:
    a_ticket(house, at=clock.now() - timedelta(hours=1), category="guidance", priority="low")
    around = {"zone": "UTC", "week": {day: [["00:00", "24:00"]] for day in DAYS}}
    revise_calendar(calendar=desk(), schedule=around, seen_version=1, by=house.sam, at=NOON)
    sign_in(client, house.sam)
    told = words(client.get(page() + "rebase/"))
    assert "Re-base the running promises of “Singapore desk”?" in told
    assert "1 of 1 open tickets moves: 0 later, 1 earlier." in told
    assert client.post(page() + "rebase/").status_code == 303
