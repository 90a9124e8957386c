"""What a clerk meets in every form: its order, what is filled already, the last figures, and the way back."""

import datetime
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from communities.models import Community, CommunityFigures, Honour
from tests.battery import posted
from tests.people import City
from zhoushan_community.base import changes
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.forms import LISTED
from zhoushan_community.base.last import last_figures
from zhoushan_community.base.models import Change
from zhoushan_community.base.registers import all_registers, find

FIGURES = find("communities.communityfigures")
HONOURS = find("communities.honour")
ADD = FIGURES.url("add")


def said(text: str, **values: object) -> str:
    with override("zh-hans"):
        return gettext(text) % values if values else gettext(text)


def figures(city: City, community: Community, day: str, **values: Any) -> CommunityFigures:
    return city.keep(CommunityFigures(community=community, counted_on=datetime.date.fromisoformat(day), **values))


def neighbours(city: City) -> list[Community]:
    """More communities of 环南街道."""
    return [city.keep(Community(street=city.huannan, name=name)) for name in ("利民社区", "千岛社区", "南珍社区")]


def text_of(answer: Any) -> str:
    return answer.content.decode()


def chosen(answer: Any, name: str) -> Any:
    return answer.context["form"][name].value()


# Order


def test_every_form_has_the_order_of_the_paper(city: City, signed_in: Any) -> None:
    order = [said(title) for title in ("Where it belongs", "Where and when", "Facts", "Dates", "Sources")]
    client = signed_in(city.administrator)
    for register in all_registers():
        page = text_of(client.get(register.url("add")))
        legends = re.findall(r"<legend>(.*?)</legend>", page)
        assert legends == sorted(legends, key=order.index), register.label
        form = client.get(register.url("add")).context["form"]
        fields = [name for name, field in form.fields.items() if name != "version"]
        drawn = re.findall(r'id="div_id_(\w+)"', page)
        assert sorted(drawn) == sorted(fields), register.label
        # What one types into comes in the order in which it is drawn: nobody has moved it about.
        assert 'tabindex="1"' not in page
        assert drawn[-1] == "reason", register.label
        parents = [name for name, field in form.fields.items() if hasattr(field, "queryset")]
        assert set(drawn[: len(parents)]) >= set(parents) or register.carry, register.label


def test_labels_carry_the_unit_and_the_star(city: City, signed_in: Any) -> None:
    page = text_of(signed_in(city.clerk).get(ADD))
    assert f"{said('households')}（户）" in page
    label = re.search(r'<label[^>]*for="id_counted_on".*?</label>', page, re.DOTALL)
    assert "*" in label[0]


def test_errors_stand_beside_the_field_and_above_with_a_link(city: City, signed_in: Any) -> None:
    typed = {"community": city.dongshan.pk, "counted_on": "2002-06-30", "households": "2400", "population": "12"}
    answer = signed_in(city.clerk).post(ADD, {**typed, "source": "return", "note": "抄自报表"})
    page = text_of(answer)
    problem = said("Fewer persons than a tenth of the households; check both figures.")
    summary = page[page.index('id="problems"') : page.index("<fieldset")]
    assert 'href="#id_population"' in summary
    assert problem in summary
    assert problem in page[page.index('id="div_id_population"') : page.index('id="div_id_registered_population"')]
    assert 'value="抄自报表"' in page
    assert not CommunityFigures.unscoped.exists()


# What is filled already


@pytest.mark.parametrize("unit", ["street", "community"])
def test_a_new_row_begins_where_the_person_comes_from(city: City, signed_in: Any, unit: str) -> None:
    other = city.keep(Community(street=city.changguo, name="合兴社区"))
    key = city.changguo.pk if unit == "street" else city.liufang.pk
    answer = signed_in(city.officer).get(ADD, {"unit": f"{unit}-{key}"})
    offered = {row.pk for row in answer.context["form"].fields["community"].queryset}
    assert offered == ({city.liufang.pk, other.pk} if unit == "street" else {city.liufang.pk})
    assert chosen(answer, "community") == (None if unit == "street" else city.liufang.pk)
    # A register of streets, reached from a community: its street.
    answer = signed_in(city.officer).get(find("communities.community").url("add"), {"unit": f"{unit}-{key}"})
    assert chosen(answer, "street") == city.changguo.pk


def test_what_the_address_says_is_filled_and_what_no_field_takes_is_passed_over(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    answer = client.get(ADD, {"community": city.dongshan.pk, "counted_on": "2002-06-30", "source": "census"})
    assert chosen(answer, "community") == city.dongshan.pk
    assert chosen(answer, "counted_on") == datetime.date(2002, 6, 30)
    assert chosen(answer, "source") == "census"
    nonsense = {"community": "9" * 30, "counted_on": "2002-02-30", "source": "rumour", "households": "-", "unit": "x-1"}
    answer = client.get(ADD, nonsense)
    assert answer.status_code == 200
    assert chosen(answer, "counted_on") is None
    assert chosen(answer, "source") == "return"


def test_the_address_brings_no_strangers_row_into_a_form(city: City, signed_in: Any) -> None:
    neighbours(city)
    for query in ({"community": city.liufang.pk}, {"unit": f"community-{city.liufang.pk}"}):
        answer = signed_in(city.clerk).get(ADD, query)
        assert chosen(answer, "community") is None
        assert "留方" not in text_of(answer)


def test_save_and_add_next_keeps_what_repeats(city: City, signed_in: Any) -> None:
    honour = Honour(
        community=city.dongshan, kind="civilized", level="municipal", title="文明社区",
        awarded_on=datetime.date(2003, 12, 1), document_no="舟文明委〔2003〕5号",
    )  # fmt: skip
    client = signed_in(city.clerk)
    answer = client.post(HONOURS.url("add"), {**posted(honour), "again": "1", "next": "/board/"})
    again = client.get(answer["Location"])
    for name in ("kind", "level", "document_no"):
        assert chosen(again, name) == getattr(honour, name)
    assert chosen(again, "community") == city.dongshan.pk
    assert chosen(again, "awarded_on") == honour.awarded_on
    assert not chosen(again, "title")
    assert 'name="next" value="/board/"' in text_of(again)


def test_figures_go_on_with_the_next_community_that_has_none(city: City, signed_in: Any) -> None:
    rows = sorted([city.dongshan, *neighbours(city)], key=lambda row: row.name)
    day = "2003-06-30"
    figures(city, rows[1], day, households=2000)
    client = signed_in(city.clerk)
    typed = {"counted_on": day, "source": "sheet", "note": "半年报", "households": "2100", "again": "1"}
    asked = []
    for _turn in range(3):
        community = asked[-1] if asked else rows[0].pk
        answer = client.post(ADD, {**typed, "community": community})
        again = client.get(answer["Location"])
        asked.append(chosen(again, "community"))
        assert chosen(again, "counted_on").isoformat() == day
        assert chosen(again, "source") == "sheet"
        assert not chosen(again, "households")
    # All have theirs now, so none is proposed.
    assert asked == [rows[2].pk, rows[3].pk, None]


def test_many_choices_are_looked_up_and_held_to_ones_own(city: City, signed_in: Any) -> None:
    changes.create_all(
        [Community(street=city.huannan, name=f"新{n}社区") for n in range(LISTED)],
        Origin(city.administrator, Source.COMMAND),
    )
    client = signed_in(city.clerk)
    page = text_of(client.get(ADD, {"community": city.dongshan.pk, "next": "/board/"}))
    assert "<option" not in page[page.index('id="div_id_community"') : page.index('id="div_id_counted_on"')]
    assert 'name="community_text" value="环南街道 东山社区"' in page
    typed = {"counted_on": "2002-06-30", "source": "return", "households": "2100"}
    foreign = client.post(ADD, {**typed, "community_text": "昌国街道 留方社区", "community": city.liufang.pk})
    assert foreign.context["form"].errors["community"]
    assert client.post(ADD, {**typed, "community_text": "环南街道 东山社区"}).status_code == 302
    row = CommunityFigures.unscoped.get()
    assert row.community == city.dongshan
    last = client.get(FIGURES.url("last"), {"community_text": "环南街道 东山社区", "counted_on": "2003-06-30"})
    assert 'data-value="2100"' in text_of(last)
    # Of two versions, the one saved meanwhile is taken over by name.
    early = posted(row)
    row.community = Community.unscoped.get(name="新3社区")
    city.keep(row)
    page = text_of(client.post(FIGURES.url("edit", pk=row.pk), early))
    assert 'data-take="id_community" data-value="环南街道 新3社区"' in page


# The way back


def test_saving_leads_back_to_where_one_came_from(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    listed = client.get(f"{FIGURES.url()}?source=sheet")
    link = re.search(rf'href="({re.escape(ADD)}\?[^"]*)"', text_of(listed))[1].replace("&amp;", "&")
    assert urlencode({"next": f"{FIGURES.url()}?source=sheet"}) in link
    assert chosen(client.get(link), "source") == "sheet"
    typed = {"community": city.dongshan.pk, "counted_on": "2002-06-30", "source": "sheet"}
    answer = client.post(ADD, {**typed, "next": f"{FIGURES.url()}?source=sheet"}, follow=True)
    assert f'<a href="{FIGURES.url()}?source=sheet">' in text_of(answer)


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"]
)
def test_the_way_back_never_leaves_the_site(city: City, signed_in: Any, address: str) -> None:
    client = signed_in(city.clerk)
    assert "evil" not in text_of(client.get(ADD, {"next": address})).replace(urlencode({"next": address}), "")
    typed = {"community": city.dongshan.pk, "counted_on": "2002-06-30", "source": "sheet", "next": address}
    assert "evil" not in text_of(client.post(ADD, typed, follow=True))


# The last figures


def test_the_last_figures_stand_beside_the_fields_and_are_not_copied(city: City, signed_in: Any) -> None:
    figures(city, city.dongshan, "2001-12-31", households=1900, elderly=310)
    figures(city, city.dongshan, "2002-06-30", households=2100)
    figures(city, city.dongshan, "2003-12-31", households=9999)
    answer = signed_in(city.clerk).get(ADD, {"community": city.dongshan.pk, "counted_on": "2003-06-30"})
    page = text_of(answer)
    assert 'data-take="id_households" data-value="2100"' in page
    assert 'data-take="id_elderly" data-value="310"' in page
    assert "9999" not in page
    assert not chosen(answer, "households")
    other = signed_in(city.clerk).get(FIGURES.url("last"), {"community": city.dongshan.pk, "counted_on": "2002-01-31"})
    assert 'data-value="1900"' in text_of(other)
    assert "2100" not in text_of(other)


def test_the_last_figures_are_told_to_those_who_see_them_only(city: City, signed_in: Any) -> None:
    figures(city, city.liufang, "2002-06-30", households=3456)
    for query in ({"community": city.liufang.pk}, {"community": "x", "counted_on": "x"}, {"community": "9" * 30}):
        answer = signed_in(city.clerk).get(FIGURES.url("last"), query)
        assert answer.status_code == 200
        assert "data-value" not in text_of(answer)
    assert signed_in(city.reader).get(FIGURES.url("last"), {"community": city.dongshan.pk}).status_code == 403
    row = CommunityFigures.unscoped.get()
    assert last_figures(FIGURES, city.clerk, [CommunityFigures(community=city.liufang)]) == [{}]
    assert signed_in(city.clerk).get(FIGURES.url("row-last", pk=row.pk)).status_code == 404


def test_a_figure_far_from_the_last_one_is_saved_and_pointed_out(city: City, signed_in: Any) -> None:
    figures(city, city.dongshan, "2002-06-30", households=2100, volunteers=3)
    typed = {"community": city.dongshan.pk, "counted_on": "2003-06-30", "source": "return"}
    answer = signed_in(city.clerk).post(ADD, {**typed, "households": "210", "volunteers": "12"}, follow=True)
    assert CommunityFigures.unscoped.get(counted_on="2003-06-30").households == 210
    warned = [str(message) for message in answer.context["messages"] if message.level_tag == "warning"]
    assert len(warned) == 1
    assert "210" in warned[0]
    assert "2100" in warned[0]


def test_asking_for_last_figures_costs_the_same_for_many_rows(city: City) -> None:
    communities = [city.dongshan, *neighbours(city)]
    for community in communities:
        figures(city, community, "2002-06-30", households=2100)

    def cost(count: int) -> int:
        rows = [CommunityFigures(community=one, counted_on=datetime.date(2003, 1, 1)) for one in communities[:count]]
        with CaptureQueriesContext(connection) as queries:
            found = last_figures(FIGURES, city.clerk, rows)
        assert [one["households"].value for one in found] == [2100] * count
        return len(queries)

    city.clerk.duties_for("view")  # read once for each request
    assert cost(1) == cost(4) == 1


# Two at one row


def test_a_conflict_offers_what_was_saved_meanwhile(city: City, signed_in: Any) -> None:
    row = figures(city, city.dongshan, "2002-06-30", households=2100)
    early = posted(row)
    row.households = 2222
    city.keep(row)
    url = FIGURES.url("edit", pk=row.pk)
    answer = signed_in(city.clerk).post(url, {**early, "households": "2333", "next": "/board/"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert 'data-take="id_households" data-value="2222"' in page
    assert 'name="next" value="/board/"' in page
    row.refresh_from_db()
    assert row.households == 2222


def page_of(client: Any, address: str, **typed: Any) -> dict[str, Any]:
    """What a page at the address sends when somebody has typed this into it."""
    return {**typed, "sending": client.get(address).context["sending"]}


def test_a_form_that_is_sent_twice_is_saved_once(city: City, signed_in: Any) -> None:
    """As by a double click: the second answer is the one that is seen."""
    client, add = signed_in(city.clerk), HONOURS.url("add")
    typed = {"community": city.dongshan.pk, "kind": "civilized", "level": "municipal", "awarded_on": "2003-12-01"}
    page = page_of(client, add, **typed)
    first, second, third = (client.post(add, {**page, **more}) for more in ({}, {}, {"again": "1"}))
    assert first["Location"] == second["Location"] == HONOURS.url("detail", pk=Honour.unscoped.get().pk)
    assert third["Location"].startswith(f"{add}?community={city.dongshan.pk}")
    # Another page, or the same one with something else in it, is another row.
    client.post(add, page_of(client, add, **typed))
    client.post(add, {**page, "title": "文明社区"})
    assert Honour.unscoped.count() == 3
    # What was taken back may be saved again.
    changes.undo(
        Change.objects.filter(action="create", model=HONOURS.label).earliest("pk").batch,
        Origin(city.clerk, Source.UNDO),
    )
    client.post(add, page)
    assert Honour.unscoped.count() == 3
    assert changes.verify() == []


def test_a_form_that_is_sent_twice_does_not_stand_in_its_own_way(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    page = page_of(client, ADD, community=city.dongshan.pk, counted_on="2002-06-30", households="2100", source="return")
    answers = [client.post(ADD, page) for _time in range(2)]
    row = CommunityFigures.unscoped.get()
    assert [answer.get("Location") for answer in answers] == [FIGURES.url("detail", pk=row.pk)] * 2
    # Nor is somebody else in the way of a change who is oneself.
    edit = FIGURES.url("edit", pk=row.pk)
    page = page_of(client, edit, **{**posted(row), "households": "2222"})
    assert [client.post(edit, page).status_code for _time in range(2)] == [302, 302]
    assert Change.objects.filter(model=FIGURES.label).count() == 2
    # The number of somebody else's change opens nothing.
    other = signed_in(city.officer)
    assert other.post(edit, page).status_code == 409
