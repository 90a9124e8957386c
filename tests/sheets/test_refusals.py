"""Files that are refused as a whole, and the padded ones that must not be."""

import struct
import zipfile
from pathlib import Path

import pytest

from zhoushan_community.base.sheets.builder import RowBudget
from zhoushan_community.base.sheets.reader import read

from .files import CSV, EAST, HEAD, file, refusal, repacked, workbook
from .specs import COMMUNITY, STAFF


def test_padding_down_to_the_last_row(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    rows = b"".join(b'<row r="%d" ht="18"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 200_003))
    rows += b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    padded = repacked(path, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", rows + b"</sheetData>")})
    reading = read(padded, COMMUNITY)
    assert len(reading.rows) == 1 and not reading.skipped_rows


def test_too_many_rows(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, CSV + "定海区,环南街道,东山社区,1\n" * 200_000)) == "too_many_rows"


def test_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = vars(RowBudget())
    monkeypatch.setattr(RowBudget, "__init__", lambda self: vars(self).update({**whole, "left": 9, "cells": 20}))
    assert refusal(file(tmp_path, CSV + "x," * 30)) == "too_many_rows"
    assert len(read(file(tmp_path, CSV), COMMUNITY).rows) == 1


def test_too_much_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is written: cell by cell, or in rows that are kept as they are as long as there is room."""
    path = workbook(tmp_path, [HEAD, EAST, *([*EAST[:2], f"{n}社区" * 20, *EAST[3:]] for n in range(40))])
    whole = vars(RowBudget())
    assert len(read(path, COMMUNITY).rows) == 41
    monkeypatch.setattr(RowBudget, "__init__", lambda self: vars(self).update({**whole, "text": 2000, "kept": 1000}))
    assert refusal(path) == "too_much_text"
    assert refusal(file(tmp_path, CSV + f"{'长' * 300}\n" * 10)) == "too_much_text"


def test_too_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    for columns, code in ((1_000, "no_header"), (1_001, "too_many_columns")):
        path.write_text(",".join(map(str, range(columns))) + "\n", encoding="utf-8")
        assert refusal(path) == code
    assert refusal(workbook(tmp_path, [list(range(1_001))])) == "too_many_columns"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 99,
        b"%PDF-1.4\nx",
        b"\x89PNG\r\n",
        b"PK\x05\x06" + b"\0" * 18,
        b"{\\rtf1}",
        b"<html><p>x</p></html>",
        "<html><table><tr><td>社区<td>户数<tr><td>东山社区<td>2501<tr><td>海山".encode(),
        b"MIME-Version: 1.0\r\n\r\n<table><tr><td>x</table>",
        '区,社区名称,户数\n定海区,"东山社区,1\n定海区,海山社区,2\n'.encode(),
        b"\xff\xff",
    ],
)
def test_not_a_spreadsheet(tmp_path: Path, content: bytes) -> None:
    assert refusal(file(tmp_path, content)) == "not_a_spreadsheet"


def test_damaged_files(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    assert refusal(file(tmp_path, path.read_bytes()[:-300], "short.xlsx")) == "not_a_spreadsheet"
    assert refusal(repacked(path, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData>"})) == "not_a_spreadsheet"
    assert refusal(repacked(path, {"xl/worksheets/sheet1.xml": None})) == "not_a_spreadsheet"
    assert refusal(repacked(path, {"xl/workbook.xml": None})) == "not_a_spreadsheet"
    assert refusal(file(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)) == "not_a_spreadsheet"


def test_encrypted(tmp_path: Path) -> None:
    directory = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    assert refusal(file(tmp_path, header + directory, "secret.xlsx")) == "encrypted"
    path = workbook(tmp_path, [HEAD, EAST])
    content = bytearray(path.read_bytes())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1  # the flag in the central directory that says: ask for a password
        at += 4
    assert refusal(file(tmp_path, bytes(content), "locked.xlsx")) == "encrypted"


def test_zip_bombs(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    assert refusal(repacked(path, {"xl/worksheets/sheet1.xml": b" " * (30 << 20)})) == "bomb"
    # A directory that lies about the size: nothing beyond what it says is ever unpacked.
    bomb = repacked(path, {"xl/worksheets/sheet1.xml": b" " * (8 << 20)})
    content = bytearray(bomb.read_bytes())
    at = content.rfind(struct.pack("<I", 8 << 20))
    content[at : at + 4] = struct.pack("<I", 100)
    assert refusal(file(tmp_path, bytes(content), "lie.xlsx")) == "not_a_spreadsheet"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"])
def test_entities(tmp_path: Path, part: str) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    with zipfile.ZipFile(path) as book:
        content = book.read(part).partition(b"?>")[2] or book.read(part)
    harmless = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
    assert refusal(repacked(path, {part: harmless})) == "bomb"
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + harmless.decode()).encode("utf-16")
    assert refusal(repacked(path, {part: wide})) == "bomb"


def test_names_in_the_zip_touch_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, [HEAD, EAST])
    before = sorted(tmp_path.rglob("*"))
    names = {"../../evil.txt": b"x", "/etc/evil": b"x", "..\\..\\evil.xml": b"<x/>", "xl/vbaProject.bin": b"x"}
    changed = repacked(path, names)
    assert len(read(changed, COMMUNITY).rows) == 1
    assert sorted(tmp_path.rglob("*")) == sorted([*before, changed])


def test_what_only_looks_small(tmp_path: Path) -> None:
    """Each of these few bytes would stand for very much in memory or in time."""
    path = workbook(tmp_path, [HEAD, EAST])
    with zipfile.ZipFile(path) as book:
        sheet, styles = book.read("xl/worksheets/sheet1.xml"), book.read("xl/styles.xml")
    deep = sheet.replace(b"</sheetData>", b"</sheetData>" + b"<a>/>" * 300_000)
    merges = b"<mergeCells>%s</mergeCells>" % (b'<mergeCell ref="A9:B9"/>' * 400_001)
    cells = styles.replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * 140_000 + b"</cellXfs>")
    for part, content in (
        ("xl/worksheets/sheet1.xml", deep),
        ("xl/worksheets/sheet1.xml", deep.decode().encode("utf-16")),
        ("xl/worksheets/sheet1.xml", sheet.replace(b"</sheetData>", b"</sheetData>" + merges)),
        ("xl/styles.xml", cells),
    ):
        assert refusal(repacked(path, {part: content})) == "bomb"
    assert refusal(file(tmp_path, "<table><tr><td>" * 2_000)) == "bomb"
    assert refusal(file(tmp_path, CSV + "\n" * 1_048_576)) == "too_many_rows"


def test_a_text_that_is_too_large(tmp_path: Path) -> None:
    assert refusal(file(tmp_path, CSV + "," * (32 << 20))) == "too_large"


def test_no_head(tmp_path: Path) -> None:
    assert refusal(workbook(tmp_path, [["日期", "值班人员"], ["2026-10-01", "张测"]])) == "no_header"
    assert refusal(file(tmp_path, CSV), STAFF) == "no_header"
    assert read(file(tmp_path, CSV.splitlines()[0]), COMMUNITY).rows == []
