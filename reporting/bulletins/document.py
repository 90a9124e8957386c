"""A bulletin as .docx, in the layout of official papers: title, number, addressees, text, what is attached, issuer and
day; behind them the attachments, table and chart."""

import io
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from ..wording import state_words, written_out
from .charts import picture
from .models import Bulletin

#: GB/T 9704: A4, title in 小标宋 22 pt, text in 仿宋 16 pt. A program without these fonts takes the nearest of its own.
TITLE, TEXT, HEADING = "方正小标宋简体", "仿宋", "黑体"
MARGINS = {"top_margin": 3.7, "bottom_margin": 3.5, "left_margin": 2.8, "right_margin": 2.6}


def write(path: Path, bulletin: Bulletin) -> None:
    """Write the bulletin to a file."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for name, centimetres in MARGINS.items():
        setattr(section, name, Cm(centimetres))
    _paragraph(paper, bulletin.title, font=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER)
    if bulletin.number:
        _paragraph(paper, bulletin.number, align=WD_ALIGN_PARAGRAPH.CENTER)
    if bulletin.addressees:
        _paragraph(paper, f"{bulletin.addressees}：")
    for line in bulletin.lines:
        heading = line[:2] in {f"{ordinal}、" for ordinal in "一二三四五六七八九十"}
        _paragraph(paper, line, font=HEADING if heading else TEXT, indent=True)
    table, chart = attached(bulletin)
    _paragraph(paper, "")
    for line in attachment_lines(bulletin):
        _paragraph(paper, line, indent=True)
    _paragraph(paper, "")
    _paragraph(paper, bulletin.issuer, align=WD_ALIGN_PARAGRAPH.RIGHT)
    day = bulletin.issued_on
    _paragraph(paper, written_out(day) if day else _("Draft"), align=WD_ALIGN_PARAGRAPH.RIGHT)
    if bulletin.check_code:
        _paragraph(paper, _("Check code: %(code)s") % {"code": bulletin.code_shown}, size=10)
    paper.add_page_break()
    _paragraph(paper, _("Attachment 1"), font=HEADING)
    _paragraph(paper, table, font=HEADING, size=12)
    _table(paper, bulletin.figures)
    if bulletin.made_up:
        _paragraph(paper, f"{_('demo')}：{_('Part of these figures was made up for demonstration.')}", size=10)
    _paragraph(paper, _("Attachment 2"), font=HEADING)
    _paragraph(paper, chart, font=HEADING, size=12)
    paper.add_picture(io.BytesIO(picture(bulletin.figures)), width=Cm(15))
    paper.save(path)


def attached(bulletin: Bulletin) -> tuple[str, str]:
    """The names of what is attached: the table and the chart."""
    table = _("The targets on %(day)s") % {"day": written_out(bulletin.day)}
    return table, _("Rates, and a mark at each threshold")


def attachment_lines(bulletin: Bulletin) -> list[str]:
    """What stands under the text of what is attached."""
    first, *others = (f"{place}．{name}" for place, name in enumerate(attached(bulletin), start=1))
    return [_("Attachments: %(first)s") % {"first": first}, *(f"\u3000\u3000\u3000{name}" for name in others)]


def _paragraph(
    paper: Any, text: str, *, font: str = TEXT, size: int = 16, align: Any = None, indent: bool = False
) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    _run(paragraph, text, font, size)


def _run(paragraph: Any, text: str, font: str, size: int) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


def table_of(found: dict[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: a line for each target, for each territory its n / N, share, state and how many are unknown, in
    lines of their own because the columns are narrow."""
    judged = [target for target in found["targets"] if target["threshold"] is not None]
    names = [row["name"] for row in judged[0]["rows"]] if judged else []
    rows = []
    for target in judged:
        cells = [f"{target['code']} {target['clause']}", f"{100 * target['threshold']:g}%"]
        for row in target["rows"]:
            if not row["denominator"]:
                cells.append("—")
                continue
            missing = [_("(missing %(m)s)") % {"m": row["missing"]}] if row["missing"] else []
            counted = f"{row['numerator']} / {row['denominator']}"
            cells.append("\n".join([counted, f"{100 * row['rate']:.1f}%", state_words(row["state"]), *missing]))
        rows.append(cells)
    return [_("target"), _("threshold"), *names], rows


def _table(paper: Any, found: dict[str, Any]) -> None:
    heads, rows = table_of(found)
    table = paper.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    for line, cells in zip(table.rows, [heads, *rows], strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            _run(cell.paragraphs[0], text, HEADING if cells is heads else TEXT, 9)
