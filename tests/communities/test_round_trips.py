"""What a sheet or a day must not bend: previews that have aged, honours of estates, names used twice."""

import datetime
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from communities.models import Community, CommunityFigures, Estate, Honour
from tests.communities.test_sheets import ROWS, book, previewed
from tests.people import City, duty, person
from zhoushan_community.base.models import Change, Job
from zhoushan_community.base.registers import all_registers


@pytest.mark.django_db
def test_the_demonstration_data_goes_out_and_in_again(tmp_path: Path) -> None:
    call_command("load_demo")
    written = Change.objects.filter(action__in=Change.WRITES)
    lines = written.count()
    for register in all_registers():
        if register.sheet_key:
            for ending in ("xlsx", "csv"):
                path = tmp_path / f"out.{ending}"
                call_command("export_sheet", register.label, str(path))
                call_command("import_sheet", register.label, str(path), "--commit")
            assert written.count() == lines, register.label


def test_a_preview_that_has_aged_overwrites_nothing(city: City, signed_in: Any) -> None:
    figures = city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=2400))
    client = signed_in(city.clerk)
    job = previewed(client, book(ROWS[0]))
    figures.households = 2450
    city.keep(figures)
    client.post(job.outcome["next"], {"commit": 1})
    assert Job.objects.latest("pk").state == "failed"
    figures.refresh_from_db()
    assert figures.households == 2450


def test_impossible_dates_and_figures_are_named_in_the_preview(city: City, signed_in: Any) -> None:
    heads = ["区县", "街道", "社区名称", "成立时间", "撤销日期", "户数", "人口"]
    rows = [
        ["定海区", "环南街道", "甲社区", "2005-01-01", "2004-01-01", 2500, 7000],
        ["定海区", "环南街道", "乙社区", "2005-01-01", None, 2500, 100],
    ]
    client = signed_in(city.clerk)
    job = previewed(client, book(*rows, heads=heads))
    found = client.get(job.outcome["next"]).context["found"]["rows"]
    assert [[message["cell"] for message in row["messages"]] for row in found] == [["E4"], ["G5"]]


def test_same_day_figures_are_judged_together(city: City, signed_in: Any) -> None:
    city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", population=50))
    client = signed_in(city.clerk)
    job = previewed(client, book(["定海区", "环南街道", "东山社区", 9000], heads=["区县", "街道", "社区名称", "户数"]))
    assert job.outcome["counts"]["error"] == 1


def test_of_two_of_one_name_the_days_own_is_meant(city: City, signed_in: Any) -> None:
    city.liufang.closed_on = "2005-01-01"
    city.keep(city.liufang)
    later = city.keep(Community(street=city.changguo, name="留方社区", founded_on="2005-01-01"))
    client = signed_in(city.next_clerk)
    row = book(["定海区", "昌国街道", "留方社区", 2000], heads=["区县", "街道", "社区名称", "户数"])
    for day, community in (("2003-01-01", city.liufang), ("2006-01-01", later)):
        job = previewed(client, row, day=day)
        client.post(job.outcome["next"], {"commit": 1})
        assert CommunityFigures.unscoped.get(counted_on=day).community == community


def test_a_list_of_a_past_day_follows_the_streets_of_that_day(city: City, signed_in: Any) -> None:
    data = {"community": city.dongshan.pk, "street": city.changguo.pk, "valid_from": "2013-08-29"}
    client = signed_in(city.officer)
    client.post("/r/communities/communityplacement/add/", data)

    def listed(street: Any, day: str) -> set[str]:
        page = client.get("/r/communities/community/", {"unit": f"street-{street.pk}", "on": day})
        return {row.name for row in page.context["page"]}

    assert listed(city.huannan, "2013-08-28") == {"东山社区"}
    assert listed(city.changguo, "2013-08-28") == {"留方社区"}
    assert listed(city.changguo, "2013-08-29") == {"东山社区", "留方社区"}


def test_the_communitys_page_shows_what_stood_on_the_day(city: City, signed_in: Any) -> None:
    city.keep(Honour(community=city.dongshan, kind="green", title="绿色社区二〇一〇", awarded_on="2010-01-01"))
    city.keep(Estate(community=city.dongshan, name="后建小区", completed_on="2015-01-01"))
    client = signed_in(city.clerk)
    page = client.get(f"/community/{city.dongshan.pk}/", {"on": "2003-01-01"}).content.decode()
    assert "绿色社区二〇一〇" not in page
    assert "后建小区" not in page
    page = client.get(f"/community/{city.dongshan.pk}/").content.decode()
    assert "绿色社区二〇一〇" in page
    assert "后建小区" in page


def test_the_charts_of_a_district_count_what_its_board_counts(city: City, signed_in: Any) -> None:
    city.keep(Honour(community=city.dongshan, kind="civilized", awarded_on="2002-06-20"))
    data = {"community": city.dongshan.pk, "street": city.shenjiamen.pk, "valid_from": "2013-08-29"}
    assert signed_in(city.administrator).post("/r/communities/communityplacement/add/", data).status_code == 302
    page = signed_in(city.officer).get("/board/", {"on": "2003-12-31"})
    [chart] = [chart for chart in page.context["charts"] if "T4" in chart["id"]]
    rate = {judged.standard.code: rate for judged, rate in page.context["table"][0][1]}["T4"]
    assert chart["series"][0]["points"][-1][2:] == [rate.numerator, rate.denominator, rate.missing] == [0, 1, 0]


def test_a_community_workers_own_links_open(city: City, signed_in: Any) -> None:
    worker = person("he", "何专职", city.administrator)
    duty(worker, "reads", "community", city.dongshan, city.administrator)
    client = signed_in(worker)
    for code in ("T4", "N01"):
        assert client.get(f"/board/{code}/", {"territory": "330902003005"}).status_code == 200


def test_text_of_a_csv_comes_back_as_it_was(city: City, signed_in: Any) -> None:
    figures = city.keep(CommunityFigures(community=city.dongshan, counted_on="2002-06-30", households=9, note="-另计"))
    client = signed_in(city.clerk)
    url = "/r/communities/communityfigures/"
    content = b"".join(client.get(f"{url}export/?format=csv").streaming_content)
    client.post(f"{url}import/", {"sheet": SimpleUploadedFile("x.csv", content)})
    assert Job.objects.latest("pk").outcome["counts"] == {"create": 0, "update": 0, "unchanged": 1, "error": 0}
    assert figures.version == 1


def test_a_code_of_another_district_is_refused_on_edit_too(city: City, signed_in: Any) -> None:
    data = {"version": city.dongshan.version, "name": "东山社区", "code": "330903003005"}
    answer = signed_in(city.clerk).post(f"/r/communities/community/{city.dongshan.pk}/edit/", data)
    assert "code" in answer.context["form"].errors


def test_a_placement_within_another_is_refused(city: City, signed_in: Any) -> None:
    data = {
        "community": city.dongshan.pk,
        "street": city.changguo.pk,
        "valid_from": "2004-01-01",
        "valid_to": "2006-01-01",
    }
    answer = signed_in(city.officer).post("/r/communities/communityplacement/add/", data)
    assert answer.status_code == 200
    assert city.dongshan.placements.count() == 1


def test_the_day_of_an_old_founding_is_no_number_in_a_sheet(city: City, signed_in: Any) -> None:
    city.dongshan.founded_on = datetime.date(1, 1, 1)
    city.keep(city.dongshan)
    answer = signed_in(city.clerk).get("/r/communities/community/export/?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet["E2"].value == "0001-01-01"
