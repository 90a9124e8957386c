"""Official forms: from the registers, alike on screen, as .xlsx and PDF; totals add up, what is unknown stays blank."""

import datetime
import io
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from communities.models import Community, CommunityFigures, Honour, ResidentsCommittee, Street
from organizations.models import Fund
from reporting.board import Board
from reporting.models import OfficialForm
from reporting.official.drawing import Drawing, Line
from reporting.official.head import Head
from services.models import Facility, FacilityKind
from tests.people import City
from zhoushan_community.base import papers
from zhoushan_community.base.models import Change

DAY = datetime.date(2003, 12, 31)


def form(code: str) -> str:
    return reverse("official-form", args=[code])


def counted(city: City, community: Community, **figures: int) -> None:
    city.keep(CommunityFigures(community=community, counted_on="2002-09-01", source="return", **figures))


def drawn(code: str, user: Any, territory: str | None = None, day: datetime.date = DAY) -> tuple[Head, dict[str, Line]]:
    head = OfficialForm.objects.get(code=code).columns()
    board = Board(day, user=user)
    drawing = Drawing(head, board, board.territory(territory) if territory else board.start())
    return head, {line.words: line for line in drawing.lines}


def value(head: Head, line: Line, key: str) -> Any:
    return line.values[[leaf.key for leaf in head.leaves].index(key)].shown


def opened(answer: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_city_adds_up_its_districts_and_leaves_out_what_follows_by_reference(city: City) -> None:
    far = city.keep(Community(street=city.gaoting, name="山外社区", founded_on="2002-06-01"))
    for community, households in ((city.dongshan, 1117), (city.liufang, 2000), (city.zhongzhou, 3000), (far, 500)):
        counted(city, community, households=households)
    head, lines = drawn("basic", city.administrator)
    assert [line.kind for line in lines.values()] == ["total", "unit", "unit", "reference"]
    assert value(head, lines["合计"], "households") == 6117
    assert value(head, lines["定海区"], "households") == 3117
    assert value(head, lines["岱山县"], "households") == 500


def test_what_is_not_known_stays_blank_and_is_told_under_the_table(city: City, signed_in: Any) -> None:
    counted(city, city.dongshan, households=1117)
    head, lines = drawn("basic", city.administrator, "330902")
    assert value(head, lines["环南街道"], "population") is None
    assert value(head, lines["昌国街道"], "households") is None
    page = signed_in(city.officer).get(form("basic"), {"on": "2003-12-31"}).content.decode()
    assert "1,117<sup>*</sup>" in page
    assert "[3] 常住户数 1" in page


def test_a_street_shows_its_communities_and_what_is_its_own(city: City) -> None:
    city.keep(
        Facility(street=city.huannan, kind=FacilityKind.SERVICE_CENTRE, floor_area_m2=318, opened_on="2002-10-01")
    )
    city.keep(Facility(community=city.dongshan, kind=FacilityKind.OFFICE, floor_area_m2=90, opened_on="2002-10-01"))
    head, lines = drawn("services", city.clerk)
    assert list(lines) == ["合计", "街道本级", "东山社区"]
    assert value(head, lines["街道本级"], "service_centre_m2") == 318
    assert value(head, lines["合计"], "service_centre_m2") == 318
    assert value(head, lines["东山社区"], "service_centre_m2") is None
    assert value(head, lines["东山社区"], "office_m2") == 90


def test_a_district_of_streets_and_towns_says_both_beneath_its_total(city: City) -> None:
    town = city.keep(type(city.huannan)(district=city.dinghai, code="330902104", name="白泉镇", kind="town"))
    counted(city, city.keep(Community(street=town, name="白泉社区", founded_on="2002-06-01")), households=700)
    counted(city, city.dongshan, households=1117)
    counted(city, city.liufang, households=2000)
    head, lines = drawn("basic", city.officer)
    assert list(lines) == ["合计", "其中：街道", "其中：镇", "昌国街道", "环南街道", "白泉镇"]
    assert value(head, lines["其中：街道"], "households") == 3117
    assert value(head, lines["其中：镇"], "households") == 700
    assert value(head, lines["合计"], "households") == 3817


def test_the_form_of_targets_judges_as_the_board_does(city: City) -> None:
    city.keep(Honour(community=city.dongshan, kind="civilized", awarded_on="2002-06-20"))
    head, lines = drawn("targets", city.administrator)
    told = [value(head, lines["定海区"], f"T4/{count}") for count in ("judged", "met", "missing", "threshold", "state")]
    assert told == [2, 1, 0, 45, "met"]
    assert value(head, lines["合计"], "T4/state") == "unmet"
    assert float(value(head, lines["合计"], "T4/met/T4/judged")) == 33.3


def test_in_a_spreadsheet_totals_and_shares_are_live_formulas(city: City, signed_in: Any) -> None:
    counted(city, city.dongshan, households=1117)
    client = signed_in(city.administrator)
    sheet = opened(client.get(form("basic"), {"on": "2003-12-31", "format": "xlsx"})).active
    texts = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert {"社区基本情况表", "填报单位：舟山市", "2003年12月31日", "表号：舟社1表", "甲", "单位负责人："} <= set(texts)
    column, row = texts["常住户数(户)"].column_letter, texts["合计"].row
    inside = f"{column}{row + 1}:{column}{row + 2}"
    assert sheet[f"{column}{row}"].value == f'=IF(COUNT({inside})=0,"",SUM({inside}))'
    assert [cell.value for [cell] in sheet[inside]] == [1117, None]
    assert sheet.print_title_rows == "$7:$9"
    targets = opened(client.get(form("targets"), {"on": "2003-12-31", "format": "xlsx"})).active
    assert targets.page_setup.paperSize == int(targets.PAPERSIZE_A3)
    row = next(cell.row for cell in targets["A"] if cell.value == "定海区")
    assert targets.cell(row, 6).value == f'=IF(N(C{row})=0,"",ROUND(D{row}/C{row}*100,1))'


def test_the_paper_is_a_pdf_with_the_same_lines(city: City, signed_in: Any) -> None:
    answer = signed_in(city.officer).get(form("targets"), {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    page = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0]
    assert page.mediabox.width > page.mediabox.height
    text = page.extract_text().replace("\n", "")
    assert all(words in text for words in ("目标完成情况汇总表", "填报单位：定海区", "环南街道", "单位负责人"))


def test_a_server_without_a_chinese_font_says_what_to_install(
    city: City, signed_in: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    papers._printer.cache_clear()
    page = signed_in(city.officer).get(form("basic"), {"format": "pdf"}, follow=True)
    assert "apt-get install fonts-noto-cjk" in page.content.decode()
    assert list(tmp_path.glob("*.pdf")) == []


def test_who_takes_a_form_away_leaves_a_line_in_the_log(city: City, signed_in: Any) -> None:
    opened(signed_in(city.officer).get(form("basic"), {"format": "xlsx"}))
    line = Change.objects.filter(actor=city.officer, action=Change.Action.EXPORT).get()
    assert "社区基本情况表 定海区" in line.after["filter"]


def test_another_district_is_not_drawn(city: City, signed_in: Any) -> None:
    address = form("basic")
    assert signed_in(city.officer).get(address, {"territory": "330903"}).status_code == 404
    assert signed_in(city.nobody).get(address).status_code == 403
    assert "沈家门" not in signed_in(city.officer).get(address).content.decode()


def test_an_edition_is_that_of_the_day(city: City, signed_in: Any) -> None:
    first = OfficialForm.objects.get(code="basic")
    first.valid_to = "2003-01-01"
    city.keep(first)
    head = [{"words": "户数", "figure": "households"}]
    city.keep(OfficialForm(code="basic", number="舟社1表", name="社区概况表", head=head, valid_from="2003-01-01"))
    address = form("basic")
    client = signed_in(city.officer)
    assert "社区基本情况表" in client.get(address, {"on": "2002-12-31"}).content.decode()
    assert "社区概况表" in client.get(address, {"on": "2003-01-01"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ([], "至少有一栏"),
        ([{"words": " "}], "第 1 栏没有文字"),
        ([{"words": "户", "below": [{"words": "数", "figure": "horses"}]}], "第 1.1 栏:figure 中没有“horses”"),
        ([{"words": "户", "figure": "households", "field": "founded_on"}], "第 1 栏应写明以下之一"),
        ([{"words": "户", "figure": "households"}, {"words": "又", "figure": "households"}], "两栏都叫“households”"),
        ([{"words": "率", "share": ["households", "estates"]}], "没有这样一栏"),
        ([{"words": "标", "standard": "T4", "count": "half"}], "没有“T4 half”"),
    ],
)
def test_a_head_that_cannot_be_drawn_is_refused_with_its_place(tree: Any, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        OfficialForm(code="x", number="1", name="表", head=tree).full_clean()
    assert told in "".join(refused.value.message_dict["head"]).replace("：", ":")


def test_a_form_costs_the_same_however_many_communities_there_are(city: City) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            drawn("services", city.administrator)
            drawn("targets", city.administrator)
        return len(asked)

    cost()
    one = cost()
    for number in range(20):
        city.keep(Community(street=city.huannan, name=f"新{number}社区", founded_on="2002-06-01"))
    assert cost() == one


def test_a_streets_form_says_of_its_old_committees_what_the_districts_row_says(city: City) -> None:
    """They belong to the street and to none of its communities."""
    city.keep(ResidentsCommittee(street=city.huannan, name="海山居委会", valid_from="1990-01-01"))
    head, lines = drawn("targets", city.officer)
    own, street = drawn("targets", city.clerk)
    for count in ("judged", "met", "missing"):
        assert value(head, lines["环南街道"], f"T1/{count}") == value(own, street["合计"], f"T1/{count}")
    assert value(own, street["街道本级"], "T1/judged") == 1


def test_old_committees_of_a_street_that_ended_count_in_the_form_as_on_the_board(city: City) -> None:
    ended = city.keep(Street(district=city.dinghai, name="解放街道", valid_to="2002-07-01"))
    city.keep(ResidentsCommittee(street=ended, name="人民居委会", valid_from="1990-01-01"))
    city.keep(ResidentsCommittee(street=city.huannan, name="海山居委会", valid_from="1990-01-01"))
    head, lines = drawn("targets", city.officer)
    assert value(head, lines["解放街道"], "T1/judged") == 1
    assert value(head, lines["合计"], "T1/judged") == 2
    head, lines = drawn("targets", city.administrator)
    assert value(head, lines["定海区"], "T1/judged") == 2


def test_in_a_spreadsheet_every_number_and_note_has_room(city: City, signed_in: Any) -> None:
    """A spreadsheet program shows crosses for a number that is wider than its column, and prints no words beyond the
    last column."""
    city.keep(
        Fund(community=city.dongshan, fiscal_year=2003, kind="work", level="district", budgeted=Decimal("12345678.90"))
    )
    sheet = opened(signed_in(city.officer).get(form("organizations"), {"on": "2003-12-31", "format": "xlsx"})).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == 12345678.9]
    assert cells
    widths = [sheet.column_dimensions[cell.column_letter].width for cell in cells]
    assert min(widths) > len("12,345,678.90")
    note = next(cell for cell in sheet["A"] if str(cell.value).startswith("* 缺数据的单位数"))
    assert note.alignment.wrap_text
    assert any(note.coordinate in merged for merged in sheet.merged_cells.ranges)
    assert sheet.row_dimensions[note.row].height >= 30


def test_on_paper_states_are_whole_words_and_made_up_figures_slant(city: City, signed_in: Any) -> None:
    """Chinese fonts have no italics, so the paper slants by itself what the note under the table calls italic."""

    def paper(code: str) -> Any:
        answer = signed_in(city.officer).get(form(code), {"on": "2003-12-31", "format": "pdf"})
        return PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages[0]

    assert "未达标" in paper("targets").extract_text()
    assert not slanted(paper("basic"))
    figures = CommunityFigures(community=city.dongshan, counted_on="2002-09-01", source="return", households=1117)
    figures.generated = ["households"]
    city.keep(figures)
    assert slanted(paper("basic"))


def slanted(page: Any) -> bool:
    """Whether something on the page is drawn aslant, by a matrix that shifts to the side what stands higher."""
    drawn = re.findall(
        rb"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) [-\d.]+ [-\d.]+ (?:cm|Tm)", page.get_contents().get_data()
    )
    return any(float(across) and not float(up) for _x, up, across, _y in drawn)
