"""Sheets to fill in: what they offer, and that they are read back as they were written."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from communities.models import Community, Estate
from tests.people import City
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.models import Change, Job
from zhoushan_community.base.registers import all_registers, find
from zhoushan_community.base.sheets.templates import heads_of, write_template

REGISTERS = [register.label for register in all_registers() if register.sheet_key]


def book_of(client: Client, address: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(b"".join(client.get(address).streaming_content)))


def drop_downs(book: openpyxl.Workbook) -> dict[str, list[str]]:
    """Head → the words of its drop-down."""
    page = book.worksheets[0]
    found = {}
    for rule in page.data_validations.dataValidation:
        name, _sign, listed = rule.formula1.partition("!")
        words = [cell.value for (cell,) in book[name][listed.replace("$", "")]]
        (cells,) = rule.sqref.ranges
        found[page.cell(1, cells.min_col).value] = words
    return found


@pytest.mark.parametrize("label", REGISTERS)
def test_every_template_is_read_back_without_a_finding(city: City, tmp_path: Path, label: str) -> None:
    sheet = sheet_for(find(label), city.administrator)
    path = tmp_path / "模板.xlsx"
    write_template(sheet, path)
    plan = sheet.plan(path)
    assert plan.rows == [] and plan.reading.ignored_columns == []
    assert [heading.field for heading in plan.reading.headings] == [head.column.name for head in heads_of(sheet)]
    assert [skipped.reason for skipped in plan.reading.skipped_sheets] == ["no_header", "hidden"]


def test_the_drop_downs_are_those_of_the_persons_own_ground(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    words = drop_downs(book_of(client, "/r/services/facility/template/"))
    assert words["街道"] == ["环南街道"]
    assert "东山社区" in words["社区"]
    strangers = Community.unscoped.exclude(street=city.huannan).values_list("name", flat=True)
    assert not set(words["社区"]) & set(strangers)
    assert "警务室" in next(listed for listed in words.values() if "办公室" in listed)


def test_over_each_head_stands_what_may_be_written_there(city: City, signed_in: Any) -> None:
    book = book_of(signed_in(city.clerk), "/r/communities/community/template/")
    page, guide, lists = book.worksheets
    notes = {cell.value: cell.comment.text for cell in page[1]}
    assert "单位为 户" in notes["户数"] and "必填" in notes["社区名称"] and "N01" in notes["户数"]
    code = next(cell for cell in page[1] if "代码" in cell.value)
    (look,) = (found for found in page.column_dimensions.values() if found.min <= code.column <= found.max)
    assert look.number_format == "@"
    told = [row[0].value or "" for row in guide]
    assert any("户数" in text for text in told)
    assert lists.sheet_state == "hidden" and book.active is page
    assert book.sheetnames == ["社区", "说明", "下拉选项"]


def test_known_rows_stand_in_it_and_only_changes_are_written(city: City, signed_in: Any, tmp_path: Path) -> None:
    for name, households in (("竹山小区", 900), ("=海山小区", 700)):
        city.keep(Estate(name=name, community=city.dongshan, households=households))
    client = signed_in(city.clerk)
    empty, filled = (client.get(f"/r/communities/estate/template/{rows}") for rows in ("", "?rows=1"))
    # Both lie beside each other in the folder of downloads.
    assert empty["Content-Disposition"] != filled["Content-Disposition"]
    for answer in (empty, filled):
        b"".join(answer.streaming_content)
    book = book_of(client, "/r/communities/estate/template/?rows=1")
    page = book.worksheets[0]
    assert page.max_row == 3
    assert Change.objects.filter(action="export").latest("pk").after["rows"] == 2
    sheet = sheet_for(find("communities.estate"), city.clerk)
    path = tmp_path / "小区.xlsx"
    book.save(path)
    assert sheet.plan(path).counts == {"create": 0, "update": 0, "unchanged": 2, "error": 0}
    column = next(cell.column for cell in page[1] if cell.value == "户数")
    page.cell(2, column, 950)
    book.save(path)
    plan = sheet_for(find("communities.estate"), city.clerk).plan(path)
    assert plan.counts == {"create": 0, "update": 1, "unchanged": 1, "error": 0}, [row.messages for row in plan.rows]
    assert plan.reading.ignored_columns == []


def test_what_is_wrong_with_the_address_is_told_by_the_list(city: City, signed_in: Any) -> None:
    answer = signed_in(city.clerk).get("/r/communities/estate/template/?rows=1&on=x")
    assert answer.status_code == 302


def test_a_template_sent_to_another_register_says_where_it_belongs(city: City, signed_in: Any) -> None:
    """Its heads are not asked one by one: they mean what they mean, only elsewhere."""
    client = signed_in(city.clerk)
    content = b"".join(client.get("/r/communities/estate/template/").streaming_content)
    client.post("/r/communities/premises/import/", {"sheet": SimpleUploadedFile("表.xlsx", content)})
    page = client.get(Job.objects.latest("pk").outcome["next"]).content.decode()
    assert 'href="/r/communities/estate/import/"' in page and "这个文件是“住宅小区”的表" in page
    assert 'name="heads"' not in page


def test_the_words_that_a_cell_may_hold_are_told_apart(city: City, enter: Any) -> None:
    plan = enter("communities.estate", city.clerk, "街道,社区,小区,成片开发", "环南街道,东山社区,新苑,也许")
    assert [m["text"] for row in plan.rows for m in row.messages] == ["“也许”不在可选项内，请填写其中之一：是、否。"]
