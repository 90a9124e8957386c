"""Terms of office: how long they run, which call for a next one, and who sits in them on a day."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Community
from organizations.models import Body, Member, Term
from organizations.models.bodies import years_after
from tests.people import City, User
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Job
from zhoushan_community.base.registers import find

TERMS = find("organizations.term")
START = datetime.date(2002, 6, 24)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def committee(city: City) -> Body:
    return city.keep(Body(community=city.dongshan, kind="committee"))


def term(city: City, body: Body, number: int, start: str, end: str | None = None) -> Term:
    return city.keep(Term(body=body, number=number, started_on=day(start), ends_on=day(end) if end else None))


# How long a term runs


@pytest.mark.parametrize(
    ("start", "end"),
    [("2002-06-24", "2005-06-24"), ("2004-02-29", "2007-02-28"), ("2001-02-28", "2004-02-28")],
)
def test_three_years_to_the_day(start: str, end: str) -> None:
    assert years_after(day(start), 3) == day(end)


def test_an_empty_end_is_filled_by_form_sheet_and_command(city: City, committee: Body, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    posted = {"body": committee.pk, "number": 1, "started_on": "2002-06-24", "ends_on": ""}
    assert client.post(TERMS.url("add"), posted).status_code == 302
    sheet = "街道,社区,组织,届次,任期起始日,届满日期\n环南街道,东山社区,居民委员会,2,2005-06-24,\n"
    client.post(TERMS.url("import"), {"sheet": SimpleUploadedFile("任期.csv", sheet.encode())})
    client.post(Job.objects.latest("pk").outcome["next"], {"commit": 1})
    term(city, committee, 3, "2008-06-24")
    ends = Term.unscoped.order_by("number").values_list("ends_on", flat=True)
    assert [str(end) for end in ends] == ["2005-06-24", "2008-06-24", "2011-06-24"]


def test_a_term_elected_for_another_length_keeps_it(city: City, committee: Body, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    posted = {"body": committee.pk, "number": 12, "started_on": "2020-12-01", "ends_on": "2025-12-01"}
    assert client.post(TERMS.url("add"), posted).status_code == 302
    kept = Term.unscoped.get()
    again = {**posted, "version": kept.version, "reason": "更正"}
    assert client.post(TERMS.url("edit", pk=kept.pk), again).status_code == 302
    kept.refresh_from_db()
    assert kept.ends_on == day("2025-12-01")


def test_a_term_runs_up_to_its_end_and_not_on_it(city: City, committee: Body) -> None:
    term(city, committee, 1, "2002-06-24")
    states = {
        when: Term.objects.visible_to(city.clerk).as_of(day(when)).get().state
        for when in ("2002-06-23", "2002-06-24", "2004-12-25", "2004-12-26", "2005-06-23", "2005-06-24")
    }
    assert states == {
        "2002-06-23": "ahead",
        "2002-06-24": "running",
        "2004-12-25": "running",
        "2004-12-26": "ending",
        "2005-06-23": "ending",
        "2005-06-24": "lapsed",
    }


# Which call for a next one


def calling(city: City, when: str, user: User | None = None) -> list[tuple[int, str]]:
    rows = Term.objects.visible_to(user or city.clerk).calling(day(when)).order_by("number")
    return [(row.number, row.state) for row in rows]


def test_a_term_calls_for_the_next_one_until_that_follows(city: City, committee: Body) -> None:
    term(city, committee, 1, "2002-06-24")
    assert calling(city, "2004-12-25") == []
    assert calling(city, "2004-12-26") == [(1, "ending")]
    assert calling(city, "2005-06-24") == [(1, "lapsed")]
    term(city, committee, 2, "2005-08-01")
    # The next one begins late: between the two there is nobody in office.
    assert calling(city, "2005-06-23") == [(1, "ending")]
    assert calling(city, "2005-07-31") == [(1, "lapsed")]
    assert calling(city, "2005-08-01") == []
    assert calling(city, "2008-08-01") == [(2, "lapsed")]


def test_a_term_whose_next_one_follows_at_once_calls_for_nothing(city: City, committee: Body) -> None:
    term(city, committee, 1, "2002-06-24")
    term(city, committee, 2, "2005-06-24")
    assert calling(city, "2005-06-01") == []
    assert calling(city, "2005-06-24") == []


def test_terms_of_what_stands_no_more_call_for_nothing(city: City, committee: Body) -> None:
    term(city, committee, 1, "2002-06-24")
    committee.valid_to = day("2004-01-01")
    city.keep(committee)
    assert calling(city, "2005-06-24") == []
    other = city.keep(Body(community=city.dongshan, kind="council"))
    term(city, other, 1, "2002-06-24")
    assert calling(city, "2005-06-24") == [(1, "lapsed")]
    city.dongshan.closed_on = day("2005-01-01")
    city.keep(city.dongshan)
    assert calling(city, "2005-06-24") == []


def test_the_clock_shows_own_ground_and_leads_on(city: City, committee: Body, signed_in: Any) -> None:
    term(city, committee, 1, "2002-06-24")
    foreign = city.keep(Body(community=city.liufang, kind="committee"))
    term(city, foreign, 1, "2002-06-24")
    client = signed_in(city.clerk)
    page = client.get(reverse("terms"), {"on": "2005-06-24"})
    text = page.content.decode()
    assert "东山社区" in text
    assert "留方社区" not in text
    assert find("organizations.body").url("detail", pk=committee.pk) in text
    (_row, days, next_one), *others = page.context["rows"]
    assert (days, others) == (0, [])
    form = client.get(next_one).context["form"]
    assert (form["body"].value(), form["number"].value()) == (committee.pk, 2)
    early = client.get(reverse("terms"), {"on": "2005-06-14"}).context["rows"][0]
    assert early[1] == 10
    assert client.get(early[2]).context["form"]["started_on"].value() == day("2005-06-24")


def test_the_clock_leads_a_reader_to_no_form(city: City, committee: Body, signed_in: Any) -> None:
    term(city, committee, 1, "2002-06-24")
    rows = signed_in(city.reader).get(reverse("terms"), {"on": "2005-06-24"}).context["rows"]
    assert [next_one for _term, _days, next_one in rows] == [""]
    assert signed_in(city.nobody).get(reverse("terms")).context["rows"] == []


def test_the_clock_narrows_by_state_and_unit_and_takes_bad_input(city: City, committee: Body, signed_in: Any) -> None:
    term(city, committee, 1, "2002-06-24")
    client = signed_in(city.officer)
    for query, count in (
        ({"only": "lapsed"}, 1),
        ({"only": "ending"}, 0),
        ({"only": "\x00"}, 1),
        ({"unit": f"street-{city.huannan.pk}"}, 1),
        ({"unit": f"street-{city.changguo.pk}"}, 0),
        ({"unit": "street-999999999999999999999"}, 1),
        ({"page": "x"}, 1),
    ):
        page = client.get(reverse("terms"), {"on": "2006-01-01", **query})
        assert (page.status_code, len(page.context["rows"])) == (200, count), query
    assert client.get(reverse("terms"), {"on": "2006-02-30"}).context["problems"]


def test_the_first_page_counts_what_calls(city: City, committee: Body, signed_in: Any) -> None:
    term(city, committee, 1, "2002-06-24")

    def card_of(user: Any) -> Any:
        return next(card for card in signed_in(user).get(reverse("home")).context["cards"] if "届满" in card.title)

    card = card_of(city.clerk)
    assert [text.rpartition("：")[2] for text, _address in card.lines] == ["1", "0"]
    assert card_of(city.next_clerk).lines[0][0].endswith("：0")
    assert signed_in(city.nobody).get(reverse("home")).context["cards"] == []
    followed = signed_in(city.clerk).get(card.lines[0][1])
    assert len(followed.context["rows"]) == 1


def test_the_clock_costs_the_same_for_many_terms(city: City, signed_in: Any) -> None:
    origin = Origin(city.administrator, Source.COMMAND, "test")
    client = signed_in(city.clerk)

    def cost(count: int) -> int:
        communities = [Community(street=city.huannan, name=f"{count}-{n}社区") for n in range(count)]
        changes.create_all(communities, origin)
        bodies = [Body(community=row, kind="committee") for row in communities]
        changes.create_all(bodies, origin)
        changes.create_all([Term(body=body, number=1, started_on=START) for body in bodies], origin)
        for warm in ("terms", "home"):
            client.get(reverse(warm))
        with CaptureQueriesContext(connection) as sent:
            assert client.get(reverse("terms")).status_code == 200
            assert client.get(reverse("home")).status_code == 200
            assert client.get(TERMS.url()).status_code == 200
            assert client.get(find("organizations.member").url("add")).status_code == 200
        return len(sent)

    few, many = cost(2), cost(30)
    # The five gaps of the first page are read from fewer registers where they are of one kind.
    assert many <= few


# Who sits in a term on a day


def test_a_member_without_an_end_sits_as_long_as_the_term(city: City, committee: Body, signed_in: Any) -> None:
    first = term(city, committee, 1, "2002-06-24")
    city.keep(Member(term=first, person_name="王芳", post="chair"))
    city.keep(Member(term=first, person_name="李军", valid_to=day("2003-01-01")))
    client = signed_in(city.clerk)
    for when, names in (
        ("2002-06-23", set()),
        ("2002-06-24", {"王芳", "李军"}),
        ("2003-01-01", {"王芳"}),
        ("2005-06-24", set()),
    ):
        page = client.get(find("organizations.member").url(), {"on": when}).context["page"]
        assert {row.person_name for row in page} == names, when
        assert {row.person_name for row in Member.unscoped.all() if row.holds_on(day(when))} == names, when


def test_a_members_time_lies_within_the_term(city: City, committee: Body) -> None:
    first = term(city, committee, 1, "2002-06-24")
    for days in (
        {"valid_from": day("2002-06-23")},
        {"valid_from": day("2005-06-24")},
        {"valid_to": day("2005-06-25")},
    ):
        with pytest.raises(ValidationError):
            Member(term=first, person_name="王芳", **days).full_clean()
    Member(term=first, person_name="王芳", valid_from=START, valid_to=day("2005-06-24")).full_clean()
