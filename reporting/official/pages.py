"""The pages of official forms: which there are, and each one filled, on screen, as .xlsx and as PDF."""

from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.models import Change
from zhoushan_community.base.papers import NoPaper, write_paper
from zhoushan_community.base.sheets.exports import download

from ..asked import asked
from . import workbook
from .models import OfficialForm
from .sheet import Sheet


def list_page(request: HttpRequest) -> HttpResponse:
    """The forms that are valid on the day, for the person's territory."""
    found = asked(request)
    forms = OfficialForm.objects.filter(dated.on(found.board.day))
    return render(request, "official/list.html", found.context | {"forms": forms})


def form_page(request: HttpRequest, code: str) -> HttpResponse | FileResponse:
    """One form, in the edition of the day."""
    found = asked(request)
    form = OfficialForm.objects.filter(dated.on(found.board.day), code=code).first()
    if form is None:
        raise Http404
    sheet = Sheet(form, found.board, found.territory)
    ending = request.GET.get("format")
    if ending in ("xlsx", "pdf"):
        name = f"{form.name}_{found.territory.name}_{found.board.day}.{ending}"
        try:
            return _file(request, sheet, ending, name)
        except NoPaper as problem:
            messages.error(request, str(problem))
            query = request.GET.copy()
            del query["format"]
            return redirect(f"{request.path}?{query.urlencode()}")
    context = found.context | sheet.context()
    return render(request, "official/form.html", context)


def _file(request: HttpRequest, sheet: Sheet, ending: str, name: str) -> FileResponse:
    """The form as a file, with a line in the log: who took which form of whom."""

    def write(path: Path) -> None:
        if ending == "pdf":
            write_paper(path, "official/paper.html", sheet.context(), "css/official.css")
        else:
            workbook.write(path, sheet)

    sent = download(name, write)
    told = {"rows": len(sheet.lines), "filter": f"{sheet.form} {sheet.unit} {sheet.day}"}
    changes.note(Origin(request.user, Source.PAGE), Change.Action.EXPORT, OfficialForm, told=told)
    return sent
