"""The records of the directive: who keeps them, since when no more, how completely; and the units behind a figure."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhoushan_community.base import registers, standards
from zhoushan_community.base.registers import Register
from zhoushan_community.base.scope import LEVELS, may_edit_at
from zhoushan_community.base.sheets.exports import FORMATS, download
from zhoushan_community.base.standards import Coverage, Keeping, Record
from zhoushan_community.base.tables import asked_day

from .asked import DUE, asked_territory
from .board import Territory
from .coverage import Records
from .record_sheets import write_keepings, write_records
from .standard_page import SHOWN


def _asked(request: HttpRequest, codes: tuple[str, ...] = ()) -> tuple[Records, Territory, dict[str, Any]]:
    """The records and the territory that an address asks for, and what their pages have in common."""
    problems: list[str] = []
    day = asked_day(request.GET.get("on"), problems)
    records = Records(day, user=request.user, codes=codes)
    territory = asked_territory(request, records.board, problems)
    context = {
        "board": records.board,
        "territory": territory,
        "above": records.board.above(territory),
        "problems": problems,
        "anniversaries": DUE,
        "since": day - standards.YEAR,
    }
    return records, territory, context


def records_page(request: HttpRequest) -> HttpResponse | FileResponse:
    """Every record: the territory, then what lies in it."""
    records, territory, context = _asked(request)
    table = records.table(territory)
    ending = request.GET.get("format")
    if ending in FORMATS:
        return download(
            f"{_('Records')}_{territory.name}_{records.day}.{ending}",
            lambda path: write_records(path, records, table, request.user),
        )
    context |= {
        "columns": [row for row, _found in table],
        "lines": [
            (record, [(row, found.get(record.code, Coverage())) for row, found in table]) for record in records.records
        ],
    }
    return render(request, "records/records.html", context)


def record_page(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """One record: its units, those first that keep nothing, and the way to its registers."""
    if code not in {each.code for each in standards.all_records()}:
        raise Http404
    records, territory, context = _asked(request, (code,))
    record = standards.record_of(code)
    state = request.GET.get("state", "")
    state = state if state in standards.KEEPING else ""
    ending = request.GET.get("format")
    if ending in FORMATS:
        keepings = records.keepings(record, territory, state=state)
        return download(
            f"{code}_{territory.name}_{records.day}.{ending}",
            lambda path: write_keepings(path, records, record, keepings, request.user),
        )
    table = records.table(territory)
    pages = Paginator(range(_count(records, record, territory, state)), SHOWN)
    page = pages.get_page(request.GET.get("page"))
    first = max(page.start_index() - 1, 0)
    keepings = records.keepings(record, territory, state=state, rows=slice(first, first + SHOWN))
    context |= {
        "record": record,
        "columns": [(row, found.get(code, Coverage())) for row, found in table],
        "page": page,
        "rows": list(zip(keepings, _ways(record, keepings, request, records), strict=True)),
        "state": state,
        "states": standards.KEEPING,
        "districts": records.districts,
        "streets": records.board.streets({each.street for each in keepings if each.street}),
    }
    return render(request, "records/record.html", context)


def _count(records: Records, record: Record, territory: Territory, state: str) -> int:
    """How many units a list of the state has. Those of counties are listed, though the city's sum leaves them out."""
    of_all = sum(records.kept(record, territory).by("district").values(), start=Coverage())
    counts = {
        standards.NEVER: of_all.never,
        standards.SILENT: of_all.silent - of_all.never,
        standards.CURRENT: of_all.units - of_all.silent,
    }
    return counts.get(state, of_all.units)


def _ways(
    record: Record, keepings: list[Keeping], request: HttpRequest, records: Records
) -> list[list[tuple[Register, str, str]]]:
    """For each unit the registers of the record, the address of its rows, and of the form for a new one where the
    person may enter. One query."""
    found = [registers.find(label) for label in dict.fromkeys(each.model._meta.label_lower for each in record.ledgers)]
    unit = registers.find(standards.subject_of(record.level).register).model
    keys = [keeping.unit for keeping in keepings if keeping.unit > 0]
    own = set(unit.objects.on_ground_of(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    entering = request.user.duties_for("edit")
    whole_city = any(duty.level == "city" for duty in entering)
    level = unit._meta.model_name
    ways = []
    for keeping in keepings:
        links = []
        for register in found:
            begin: dict[str, Any] = {}
            if keeping.unit > 0 and level in LEVELS:
                begin = {"unit": f"{level}-{keeping.unit}"}
            elif keeping.unit > 0 and any(field.name == level for field in register.model._meta.fields):
                begin = {level: keeping.unit}
            may = keeping.unit in own if keeping.unit > 0 else whole_city
            may = may and any(may_edit_at(register.model, duty.level) for duty in entering)
            query = urlencode({**begin, "on": records.day, "all": 1})
            add = urlencode({**begin, "next": request.get_full_path()})
            links.append((register, f"{register.url()}?{query}", f"{register.url('add')}?{add}" if may else ""))
        ways.append(links)
    return ways
