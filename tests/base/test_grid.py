"""Rows typed side by side: read by the rules of sheets, held to the person's ground, written as one change."""

import datetime
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from communities.models import Community, CommunityFigures, Estate, Honour
from organizations.models import ResidentUnit
from services.models import SharedFacility
from tests.people import City, duty, person
from zhoushan_community.base import changes
from zhoushan_community.base.models import Change
from zhoushan_community.base.registers import all_registers, find

FIGURES = find("communities.communityfigures")
COMMUNITIES = find("communities.community")
ESTATES = find("communities.estate")
DAY = datetime.date(2002, 6, 30)


def figures(city: City, community: Community, day: datetime.date = DAY, **values: Any) -> CommunityFigures:
    return city.keep(CommunityFigures(community=community, counted_on=day, **values))


def new(number: int, **cells: str) -> dict[str, Any]:
    return {"key": f"new{number}", "number": number, "cells": cells}


def place(community: str = "东山社区", street: str = "环南街道") -> dict[str, str]:
    return {"district": "定海区", "street": street, "community": community}


def of(row: Any, number: int = 1, **cells: str) -> dict[str, Any]:
    return {"key": f"row{row.pk}", "number": number, "pk": row.pk, "version": row.version, "cells": cells}


def send(client: Client, register: Any, rows: list[dict[str, Any]], **more: Any) -> Any:
    """Send rows as the browser does; they are written unless write=False."""
    query = more.pop("query", "")
    body = {"rows": rows, "batch": str(uuid.uuid4()), "write": True, **more}
    return client.post(f"{register.url('grid')}{query}", json.dumps(body), content_type="application/json")


def outcomes(answer: Any) -> dict[str, dict[str, Any]]:
    assert answer.status_code == 200, answer.content.decode()
    return {outcome["key"]: outcome for outcome in answer.json()["outcomes"]}


def wrong(outcome: dict[str, Any]) -> dict[str, str]:
    return {message["field"]: message["text"] for message in outcome["messages"] if message["level"] == "error"}


def told(client: Client, register: Any, **query: Any) -> dict[str, Any]:
    answer = client.get(register.url("grid"), query)
    assert answer.status_code == 200
    return answer.context["told"]


# What is shown


def test_every_register_has_its_grid(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    for register in all_registers():
        shown = told(client, register)
        names = {column["name"] for column in shown["columns"]}
        asked = {field.name for field in register.model._meta.fields if field.editable and not field.primary_key}
        left_out = {field.name for field in register.model._meta.fields if field.get_internal_type() == "JSONField"}
        assert asked - left_out <= names, register.label


def test_the_grid_shows_the_rows_of_the_query_that_are_ones_own(city: City, signed_in: Any) -> None:
    row = figures(city, city.dongshan, households=2100)
    figures(city, city.dongshan, datetime.date(2003, 6, 30), source="sheet")
    figures(city, city.liufang, households=1999)
    shown = told(signed_in(city.clerk), FIGURES, source="return")
    assert [found["pk"] for found in shown["rows"]] == [row.pk]
    cells = shown["rows"][0]["cells"]
    assert cells["counted_on"] == "2002-06-30"
    assert cells["households"] == "2100"
    assert cells["community"] == "东山社区"
    assert cells["source"] == "报表"
    assert cells["population"] == ""
    assert "留方" not in json.dumps(shown, ensure_ascii=False)
    assert signed_in(city.reader).get(FIGURES.url("grid")).status_code == 403
    assert signed_in(city.nobody).get(FIGURES.url("grid")).status_code == 403


def test_a_new_row_begins_with_its_place(city: City, signed_in: Any) -> None:
    assert told(signed_in(city.clerk), FIGURES)["begun"] == {
        "district": "定海区", "street": "环南街道", "community": "东山社区", "source": "报表",
    }  # fmt: skip
    city.keep(Community(street=city.huannan, name="利民社区"))
    assert "community" not in told(signed_in(city.clerk), FIGURES)["begun"]
    begun = told(signed_in(city.officer), FIGURES, unit=f"street-{city.changguo.pk}", counted_on="2002-06-30")["begun"]
    assert (begun["street"], begun["community"], begun["counted_on"]) == ("昌国街道", "留方社区", "2002-06-30")


# Reading and writing


def test_typed_rows_are_read_as_a_sheet_is(city: City, signed_in: Any) -> None:
    typed = new(
        1, **place(), counted_on="二〇〇二年六月三十日", households="约1200户", population="3,321人", source="普查"
    )
    found = outcomes(send(signed_in(city.clerk), FIGURES, [typed], reason="半年报"))["new1"]
    assert found["state"] == "written"
    assert [message["level"] for message in found["messages"]] == ["warning"]
    assert found["cells"]["households"] == "1200"
    row = CommunityFigures.unscoped.get()
    assert (row.counted_on, row.households, row.population, row.source) == (DAY, 1200, 3321, "census")
    assert (found["pk"], found["version"]) == (row.pk, row.version)
    line = Change.objects.get(model=FIGURES.label)
    assert (line.actor, line.source, line.reason) == (city.clerk, "page", "半年报")
    estate = new(
        1, **place(), name="东山小区", contiguous_development="是", office_m2="1,2O0平方米", households="800户"
    )
    found = outcomes(send(signed_in(city.clerk), ESTATES, [estate]))["new1"]
    assert set(wrong(found)) == {"office_m2"}
    estate["cells"]["office_m2"] = "1,200.5平方米"
    assert outcomes(send(signed_in(city.clerk), ESTATES, [estate]))["new1"]["cells"]["office_m2"] == "1200.5"
    assert Estate.unscoped.get().contiguous_development is True


def test_one_wrong_row_keeps_all_of_them_out(city: City, signed_in: Any) -> None:
    rows = [
        new(1, **place(), counted_on="2002-06-30", households="2100"),
        new(2, **place(), counted_on="2002-02-30", households="很多"),
        new(3, **place("留方社区", "昌国街道"), counted_on="2002-06-30"),
        new(4, **place(), counted_on="2003-06-30", source="传闻"),
    ]
    found = outcomes(send(signed_in(city.clerk), FIGURES, rows))
    assert [found[row["key"]]["state"] for row in rows] == ["right", "refused", "refused", "refused"]
    assert set(wrong(found["new2"])) == {"counted_on", "households"}
    assert set(wrong(found["new3"])) == {"community"}
    assert set(wrong(found["new4"])) == {"source"}
    assert not CommunityFigures.unscoped.exists()
    assert outcomes(send(signed_in(city.clerk), FIGURES, rows[:1], write=False))["new1"]["state"] == "right"
    assert not CommunityFigures.unscoped.exists()


def test_only_typed_cells_are_written_and_an_emptied_one_is_unknown(city: City, signed_in: Any) -> None:
    row = figures(city, city.dongshan, households=2100, population=6000, note="原注")
    found = outcomes(send(signed_in(city.clerk), FIGURES, [of(row, households="2200", population="", note="")]))
    assert found[f"row{row.pk}"]["state"] == "written"
    row.refresh_from_db()
    assert (row.households, row.population, row.note, row.source) == (2200, None, "", "return")
    line = Change.objects.filter(row_id=row.pk, model=FIGURES.label).first()
    assert set(line.after) == {"households", "population", "note"}
    same = outcomes(send(signed_in(city.clerk), FIGURES, [of(row, households="2200")]))[f"row{row.pk}"]
    assert same["state"] == "same"
    emptied = outcomes(send(signed_in(city.clerk), FIGURES, [of(row, counted_on="")]))[f"row{row.pk}"]
    assert set(wrong(emptied)) == {"counted_on"}
    # A right cell beside it makes the empty one no better.
    other = figures(city, city.dongshan, datetime.date(2003, 6, 30), households=1)
    rows = [of(row, counted_on=""), of(other, 2, counted_on="2003-12-31")]
    both = outcomes(send(signed_in(city.clerk), FIGURES, rows))
    assert set(wrong(both[f"row{row.pk}"])) == {"counted_on"} and not wrong(both[f"row{other.pk}"])


def test_a_stored_row_keeps_its_place(city: City, signed_in: Any) -> None:
    row = figures(city, city.dongshan)
    sent = of(row, community="留方社区", street="昌国街道", households="2200")
    assert outcomes(send(signed_in(city.officer), FIGURES, [sent]))[f"row{row.pk}"]["state"] == "written"
    row.refresh_from_db()
    assert (row.community, row.households) == (city.dongshan, 2200)


def test_a_cell_that_comes_back_as_it_was_shown_changes_nothing(city: City, signed_in: Any) -> None:
    school = {"community": city.dongshan, "name": "第一小学", "kind": "school"}
    old = city.keep(ResidentUnit(**school, valid_to=datetime.date(2001, 9, 1)))
    city.keep(ResidentUnit(**school, valid_from=datetime.date(2001, 9, 1)))
    row = city.keep(SharedFacility(resident_unit=old, name="操场", kind="activity"))
    client, shared = signed_in(city.clerk), find("services.sharedfacility")
    (shown,) = told(client, shared, all=1)["rows"]
    assert shown["cells"]["resident_unit"] == "第一小学"
    found = outcomes(send(client, shared, [of(row, **shown["cells"] | {"name": "大操场"})]))[f"row{row.pk}"]
    assert found["state"] == "written", found
    row.refresh_from_db()
    assert (row.name, row.resident_unit) == ("大操场", old)


def test_rows_of_one_record_and_rows_that_clash_are_refused(city: City, signed_in: Any) -> None:
    figures(city, city.dongshan)
    twice = {**place(), "counted_on": "2003-06-30", "households": "2100"}
    rows = [new(1, **place(), counted_on="2002-06-30"), new(2, **twice), new(3, **twice)]
    found = outcomes(send(signed_in(city.clerk), FIGURES, rows))
    assert [found[row["key"]]["state"] for row in rows] == ["refused", "right", "refused"]
    assert CommunityFigures.unscoped.count() == 1


def test_a_register_with_a_sheet_of_its_own_is_entered_by_its_rules(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    rows = [
        new(1, district="定海区", street="环南街道", name="利民社区", households="2310户", population="6100"),
        of(city.dongshan, 2, name="东山新社区", households="1500"),
    ]
    found = outcomes(send(client, COMMUNITIES, rows, query="?on=2002-07-01"))
    assert [found[row["key"]]["state"] for row in rows] == ["written", "written"], found
    assert CommunityFigures.unscoped.get(community__name="利民社区").households == 2310
    figure = CommunityFigures.unscoped.get(community=city.dongshan)
    assert (figure.households, figure.counted_on) == (1500, datetime.date(2002, 7, 1))
    city.dongshan.refresh_from_db()
    assert (city.dongshan.name, city.dongshan.street) == ("东山新社区", city.huannan)
    assert len({line.batch for line in Change.objects.filter(actor=city.clerk)}) == 1
    honour = new(1, **place("利民社区"), kind="文明社区", level="市级", awarded_on="2003年12月")
    kind = Honour.Kind.choices[0][1]
    with override("zh-hans"):
        honour["cells"] |= {"kind": str(kind), "level": str(Honour.Level.choices[2][1])}
    assert outcomes(send(client, find("communities.honour"), [honour]))["new1"]["state"] == "written"


def test_what_is_far_from_the_last_figures_is_said_and_written(city: City, signed_in: Any) -> None:
    figures(city, city.dongshan, households=2100, population=6000)
    row = new(1, **place(), counted_on="2003-06-30", households="21000", population="6100")
    found = outcomes(send(signed_in(city.clerk), FIGURES, [row]))["new1"]
    assert found["state"] == "written"
    assert [(message["field"], message["level"]) for message in found["messages"]] == [("households", "warning")]
    assert "2100" in found["messages"][0]["text"]


# Two at one row, and answers that were lost


def test_a_row_saved_by_another_meanwhile_is_not_overwritten(city: City, signed_in: Any) -> None:
    row, other = figures(city, city.dongshan, households=2100), figures(city, city.dongshan, datetime.date(2003, 6, 30))
    sent = [of(row, 1, households="2200"), of(other, 2, households="2300")]
    row.households = 2150
    city.keep(row, city.officer)
    found = outcomes(send(signed_in(city.clerk), FIGURES, sent))
    assert found[f"row{row.pk}"]["state"] == "conflict"
    assert found[f"row{row.pk}"]["cells"]["households"] == "2150"
    assert "周科员" in found[f"row{row.pk}"]["messages"][0]["text"]
    assert found[f"row{other.pk}"]["state"] == "right"
    other.refresh_from_db()
    assert other.households is None
    sent[0]["version"] = found[f"row{row.pk}"]["version"]
    assert outcomes(send(signed_in(city.clerk), FIGURES, sent))[f"row{row.pk}"]["state"] == "written"
    row.refresh_from_db()
    assert row.households == 2200


def test_a_change_whose_answer_was_lost_is_not_written_twice(city: City, signed_in: Any) -> None:
    row = figures(city, city.dongshan, households=2100)
    honours = find("communities.honour")
    client, batch = signed_in(city.clerk), str(uuid.uuid4())
    with override("zh-hans"):
        kind, level = str(Honour.Kind.choices[0][1]), str(Honour.Level.choices[2][1])
    rows = [new(n, **place(), kind=kind, level=level, awarded_on=f"200{n}-12-01") for n in (5, 3, 4)]
    first = outcomes(send(client, honours, rows, batch=batch))
    assert not [wrong(outcome) for outcome in first.values() if wrong(outcome)]
    lines = Change.objects.count()
    again = outcomes(send(client, honours, rows, batch=batch))
    assert Honour.unscoped.count() == 3
    assert Change.objects.count() == lines
    assert {key: outcome["pk"] for key, outcome in again.items()} == {
        key: outcome["pk"] for key, outcome in first.items()
    }
    assert {outcome["state"] for outcome in again.values()} == {"written"}
    # The number of a change opens nobody else's rows.
    answer = send(signed_in(city.next_clerk), honours, rows, batch=batch)
    assert answer.status_code == 400
    assert send(client, FIGURES, [of(row, households="1")], batch=batch).status_code in (200, 400)
    row.refresh_from_db()
    assert row.households == 2100
    assert changes.verify() == []


# Whose rows


def test_strangers_rows_are_refused_and_nothing_is_told_of_them(city: City, signed_in: Any) -> None:
    own, foreign = figures(city, city.dongshan), figures(city, city.liufang, households=1999)
    client = signed_in(city.clerk)
    for write in (True, False):
        answer = send(client, FIGURES, [of(own, 1, households="1"), of(foreign, 2, households="2")], write=write)
        gone = send(client, FIGURES, [{**of(foreign, 2, households="2"), "pk": 987654}], write=write)
        assert (answer.status_code, gone.status_code) == (404, 404)
        assert answer.json() == {"gone": [f"row{foreign.pk}"]} == gone.json()
    assert send(signed_in(city.reader), FIGURES, [of(own, households="1")]).status_code == 403
    for row in (own, foreign):
        version = row.version
        row.refresh_from_db()
        assert row.version == version


def test_a_row_one_may_read_only_is_forbidden(city: City, signed_in: Any) -> None:
    # A street clerk sees the street, and only the district may change it.
    placements = find("communities.communityplacement")
    row = city.dongshan.placements.get()
    assert send(signed_in(city.clerk), placements, [of(row, valid_to="2003-01-01")]).status_code == 403
    answer = send(signed_in(city.officer), find("communities.street"), [of(city.shenjiamen, name="x")])
    assert answer.status_code == 404
    answer = send(signed_in(city.officer), find("communities.district"), [of(city.dinghai, name="x")])
    assert answer.status_code == 403


def test_a_row_must_be_ones_own_after_it_is_written(city: City, signed_in: Any) -> None:
    # Entering in one district and in a street of another: the ground of both, the level of neither for this row.
    both = person("gu", "顾两头", city.administrator)
    duty(both, "enters", "district", city.putuo, city.administrator)
    duty(both, "enters", "street", city.huannan, city.administrator)
    placements = find("communities.communityplacement")
    before = city.dongshan.placements.count()
    answer = send(signed_in(both), placements, [new(1, **place(), valid_from="2001-01-01", valid_to="2002-01-01")])
    assert answer.status_code == 403
    assert city.dongshan.placements.count() == before
    assert not Change.objects.filter(actor=both).exists()


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "null", "{}", '{"batch": 3}', '{"batch": "x"}', "[" * 5000,
        '{"batch": "%s", "rows": {}}', '{"batch": "%s", "rows": [3]}', '{"batch": "%s", "rows": [{"cells": {}}]}',
        '{"batch": "%s", "rows": [{"key": "a", "number": 1, "pk": "1", "cells": {}}]}',
        '{"batch": "%s", "rows": [{"key": "a", "number": 1, "pk": true, "cells": {}}]}',
        '{"batch": "%s", "rows": [{"key": "a", "number": 1, "pk": 99999999999999999999, "cells": {}}]}',
        '{"batch": "%s", "rows": [{"key": "a", "number": 1, "cells": {"households": 3}}]}',
        '{"batch": "%s", "rows": [{"key": "a", "number": 1, "cells": {}}, {"key": "a", "number": 2, "cells": {}}]}',
    ],
)  # fmt: skip
def test_nonsense_is_answered_not_stumbled_over(city: City, signed_in: Any, body: str) -> None:
    text = body.replace("%s", str(uuid.uuid4()))
    answer = signed_in(city.clerk).post(FIGURES.url("grid"), text, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["problem"]


def test_cells_may_hold_anything(city: City, signed_in: Any) -> None:
    anything = ["\x00", "😀" * 900, "=1+1", "<b>", "9" * 400, "社区\n社区", "a\tb", "0x10", "1e999", "-"]
    rows = [
        new(n, **{**place(), name: text})
        for n, (name, text) in enumerate(
            ((name, text) for name in (*FIGURES.columns, "source_note", "no_such") for text in anything), start=1
        )
    ]
    assert set(outcomes(send(signed_in(city.clerk), FIGURES, rows, write=False))) == {row["key"] for row in rows}


# Cost


def test_many_rows_cost_as_many_queries_as_one(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    days = [datetime.date(2000 + n // 12, n % 12 + 1, 1) for n in range(42)]
    stored = [figures(city, city.dongshan, day) for day in days[:21]]

    def cost(count: int, first: int) -> int:
        rows = [new(n, **place(), counted_on=days[21 + first + n].isoformat(), households="1") for n in range(count)]
        rows += [of(row, 100 + n, households=str(first + 2)) for n, row in enumerate(stored[:count])]
        for row in stored:
            row.refresh_from_db()
        for sent, row in zip(rows[count:], stored, strict=False):
            sent["version"] = row.version
        with CaptureQueriesContext(connection) as queries:
            found = outcomes(send(client, FIGURES, rows))
        assert {outcome["state"] for outcome in found.values()} == {"written"}, found
        return len(queries)

    assert cost(1, 0) == cost(19, 1)


def test_many_rows_are_shown_in_the_order_of_the_list_for_as_many_queries_as_one(city: City, signed_in: Any) -> None:
    client = signed_in(city.officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            told(client, FIGURES)
        return len(queries)

    for community in (city.dongshan, city.liufang):
        figures(city, community, households=5)
    client.get(FIGURES.url("grid"))
    few = cost()
    for n in range(1, 13):
        figures(city, (city.dongshan, city.liufang)[n % 2], DAY + datetime.timedelta(n), households=n * 7 % 13)
    assert cost() == few
    answer = client.get(FIGURES.url("grid"), {"sort": "households", "next": "/"})
    counted = [int(row["cells"]["households"]) for row in answer.context["told"]["rows"]]
    assert counted == sorted(counted)
    assert answer.context["listing"].problems == []
