"""The Chinese catalogue is complete, compiled, and gives heads that our own sheets read back."""

import datetime
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, override

from tests.people import City
from zhoushan_community.base.imports import sheet_for
from zhoushan_community.base.registers import all_registers
from zhoushan_community.base.sheets.exports import source_line
from zhoushan_community.base.sheets.grid import TEXT, Cell, Grid, Rows
from zhoushan_community.base.sheets.headers import Head, normal, synonyms
from zhoushan_community.base.sheets.rows import sort_rows

CHINESE = "zh-hans"
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
# As in the Makefile's target `messages`. Tests speak to developers, so their sentences stay English.
COLLECT = ["makemessages", "--locale", "zh_Hans", "--no-wrap", "--add-location", "file", "--ignore", "tests"]
NOT_SOURCE = shutil.ignore_patterns(".*", "node_modules", "var", "tests", "__pycache__")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
CHARACTER = re.compile(r"[\u4e00-\u9fff]")


def catalogue(root: Path = settings.BASE_DIR) -> Catalog:
    with (root / CATALOGUE).open("rb") as file:
        return read_po(file, locale="zh_Hans")


def sentences() -> dict[str, Any]:
    """Every entry by its English text, without the head."""
    return {message.id: message for message in catalogue() if message.id}


def test_every_sentence_of_code_and_templates_is_in_the_catalogue(tmp_path: Path) -> None:
    """Collected anew from a copy of the source, with an empty catalogue, so that nothing old is carried along."""
    copy = tmp_path / "source"
    shutil.copytree(settings.BASE_DIR, copy, ignore=NOT_SOURCE)
    (copy / CATALOGUE).unlink()
    run = subprocess.run([sys.executable, "manage.py", *COLLECT], cwd=copy, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    collected = {message.id for message in catalogue(copy) if message.id}
    kept = set(sentences())
    assert collected - kept == set(), "not in the catalogue: run `make messages` and translate"
    assert kept - collected == set(), "no longer said anywhere: run `make messages` and delete"


def test_nothing_is_left_undone_in_the_catalogue() -> None:
    entries = sentences()
    assert [text for text, entry in entries.items() if not entry.string] == []
    assert [text for text, entry in entries.items() if entry.fuzzy] == []
    assert list(catalogue().obsolete) == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    different = {
        text: entry.string
        for text, entry in sentences().items()
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(entry.string))
    }
    assert different == {}


def test_every_sentence_is_chinese() -> None:
    assert [text for text, entry in sentences().items() if not CHARACTER.search(entry.string)] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    """Screens read the compiled file; one that lags behind shows old words, and a lost one shows English."""
    with override(CHINESE):
        stale = [text for text, entry in sentences().items() if gettext(text) != entry.string]
    assert stale == [], "run `make setup`"


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_head_is_read_back_as_its_own_column(city: City, language: str) -> None:
    """The head that a column is exported with must lead back to that column and to no other."""
    with override(language):
        for register in all_registers():
            if not register.sheet_key:
                continue
            sheet = sheet_for(register, city.administrator)
            taken = synonyms(sheet.spec())
            heads = {column.name: normal(str(column.head)) for column in register.table}
            assert len(set(heads.values())) == len(heads), (register.label, heads)
            found = {name: taken[head].name if head in taken else None for name, head in heads.items()}
            wanted = {column.name: column.name if sheet.field(column) else None for column in register.table}
            assert found == wanted, register.label
            assert normal(gettext("Demonstration data")) not in taken, register.label


def test_the_foot_of_an_exported_sheet_is_no_data() -> None:
    """What stands under the rows of our own sheets must not be taken for one more row."""
    with override(CHINESE):
        count = gettext("Note: %(count)s rows in all") % {"count": 12}
        foot = [gettext("Total"), count, source_line(datetime.date(2002, 6, 30), "陈填报")]
    column = ["社区名称", "东山社区", *foot]
    grid = Grid(None, rows=Rows((number, {1: Cell(TEXT, text)}) for number, text in enumerate(column, 1)))
    data, skipped, _below = sort_rows(grid, Head((1,), {}))
    assert data == [2]
    assert [row.row for row in skipped] == [3, 4, 5]
