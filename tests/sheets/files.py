"""Writes the small files that the tests of this folder read."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhoushan_community.base.sheets.reader import Refused, Spec, read

from .specs import COMMUNITY

HEAD = ["区", "街道", "社区名称", "成立时间", "户数", "人口", "备注"]
EAST = ["定海区", "环南街道", "东山社区", "2002-06-30", 2501, 7000]
CSV = "区,街道,社区名称,户数\n定海区,环南街道,东山社区,2501\n"


def workbook(
    folder: Path,
    rows: Sequence[Sequence[Any]],
    *,
    merges: Iterable[str] = (),
    hidden: Iterable[int] = (),
    formats: Mapping[str, str] | None = None,
    name: str = "sheet.xlsx",
) -> Path:
    """An .xlsx with one sheet. formats: address → number format."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cells in merges:
        sheet.merge_cells(cells)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    for at, code in (formats or {}).items():
        sheet[at].number_format = code
    book.save(folder / name)
    return folder / name


def file(folder: Path, content: bytes | str, name: str = "sheet.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path, spec: Spec = COMMUNITY) -> str:
    with pytest.raises(Refused) as refused:
        read(path, spec)
    assert str(refused.value)
    return refused.value.code


def repacked(source: Path, changes: Mapping[str, bytes | None], name: str = "changed.xlsx") -> Path:
    """A copy of a zip with parts replaced, added, or (None) left out."""
    target = source.with_name(name)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part not in changes:
                new.writestr(part, old.read(part))
        for part, content in changes.items():
            if content is not None:
                new.writestr(part, content)
    return target


def opendocument(folder: Path, rows: str, manifest: str = "") -> Path:
    path = folder / "sheet.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="urn:m">{manifest}</m:manifest>')
        book.writestr(
            "content.xml",
            '<o:document xmlns:o="urn:o" xmlns:t="urn:t" xmlns:x="urn:x"><o:body><o:spreadsheet>'
            f'<t:table t:name="表">{rows}</t:table></o:spreadsheet></o:body></o:document>',
        )
    return path


def ods_row(*texts: str, attributes: str = "") -> str:
    cells = "".join(f'<t:table-cell o:value-type="string"><x:p>{text}</x:p></t:table-cell>' for text in texts)
    return f"<t:table-row {attributes}>{cells}</t:table-row>"
