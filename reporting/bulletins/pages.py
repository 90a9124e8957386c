"""The pages of bulletins: written from a board, looked over, issued, taken away, and confirmed by their check code."""

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from communities.models import District
from zhoushan_community.base import changes, dated
from zhoushan_community.base.changes import Origin, Source, StaleRow
from zhoushan_community.base.papers import NoPaper, write_paper
from zhoushan_community.base.sheets.exports import download

from ..asked import Asking, asked
from . import document, writing
from .charts import address_of
from .models import Bulletin, code_typed

MAY_HOLD = ("city", "district")


class BulletinForm(forms.ModelForm):
    """What its writer looks over; the figures come from the board."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Bulletin
        fields = ("number", "title", "addressees", "body", "issuer")
        labels = {"title": gettext_lazy("title of the bulletin"), "body": gettext_lazy("text of the bulletin")}
        labels |= {"issuer": gettext_lazy("issuing body")}
        widgets = {"body": forms.Textarea(attrs={"rows": 18})}


def list_page(request: HttpRequest) -> HttpResponse:
    """The bulletins that the person may read; a new one is written from the board of a day."""
    found = asked(request)
    if request.method == "POST":
        return redirect(_begin(request, found))
    context = found.context | {
        "bulletins": Bulletin.objects.seen_by(request.user).select_related("district"),
        "may_write": _may_write(request.user, found),
    }
    return render(request, "bulletins/list.html", context)


def _may_write(user: Any, found: Asking) -> bool:
    """Whether some duty of the person writes bulletins of the territory."""
    territory = found.territory
    if territory.level not in MAY_HOLD:
        return False
    return any(
        duty.level == "city" or (duty.level, duty.unit_id) == (territory.level, territory.key)
        for duty in user.duties_for("edit")
    )


def _begin(request: HttpRequest, found: Asking) -> Bulletin:
    """A draft with the words and figures of the board."""
    if not _may_write(request.user, found):
        raise PermissionDenied
    key = found.territory.key
    district = District.objects.visible_to(request.user).get(pk=key) if key else None
    draft = writing.draft(found.board, found.territory, district)
    _save(draft, request)
    return draft


def _save(bulletin: Bulletin, request: HttpRequest) -> None:
    bulletin.full_clean()
    changes.begin(bulletin, Origin(request.user, Source.PAGE))
    bulletin.save()


def bulletin_page(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """One bulletin: its draft to be changed, or what was issued."""
    bulletin = get_object_or_404(Bulletin.objects.seen_by(request.user), pk=pk)
    writes = not bulletin.issued_on and Bulletin.objects.written_by(request.user).filter(pk=pk).exists()
    ending = request.GET.get("format")
    if ending in ("docx", "pdf"):
        return _file(request, bulletin, ending)
    form, status = None, 200
    if writes:
        form = BulletinForm(request.POST or None, instance=bulletin, initial={"version": bulletin.version})
        if request.method == "POST" and form.is_valid():
            try:
                bulletin.version = form.cleaned_data["version"]
                _save(bulletin, request)
            except StaleRow as stale:
                form.add_error(None, str(stale))
                status = 409
            else:
                messages.success(request, _("Saved."))
                return redirect(bulletin)
    elif request.method == "POST":
        raise PermissionDenied
    if form and form.errors and status == 200:
        status = 400
    return render(request, "bulletins/bulletin.html", {"form": form, **_paper(bulletin)}, status=status)


def _paper(bulletin: Bulletin) -> dict[str, Any]:
    heads, rows = document.table_of(bulletin.figures)
    return {
        "bulletin": bulletin,
        "attached": document.attached(bulletin),
        "attachment_lines": document.attachment_lines(bulletin),
        "heads": heads,
        "rows": rows,
        "chart": address_of(bulletin.figures),
    }


def _file(request: HttpRequest, bulletin: Bulletin, ending: str) -> HttpResponse | FileResponse:
    def write(path: Path) -> None:
        if ending == "docx":
            document.write(path, bulletin)
        else:
            write_paper(path, "bulletins/paper.html", _paper(bulletin), "css/bulletin.css")

    try:
        return download(f"{bulletin.title}.{ending}", write)
    except NoPaper as problem:
        messages.error(request, str(problem))
        return redirect(bulletin)


@require_POST
def issue_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue it: from now on neither words nor figures change, and its code confirms them."""
    with transaction.atomic():
        rows = Bulletin.objects.written_by(request.user).select_for_update()
        bulletin = get_object_or_404(rows, pk=pk)
        if bulletin.issued_on:
            messages.error(request, _("It was issued before."))
            return redirect(bulletin)
        if not bulletin.number:
            messages.error(request, _("Give it its document number and save it first; nothing was issued."))
            return redirect(bulletin)
        bulletin.issue(dated.today())
        try:
            _save(bulletin, request)
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
            return redirect(bulletin)
    messages.success(request, _("Issued; its check code is %(code)s.") % {"code": bulletin.code_shown})
    return redirect(bulletin)


@require_POST
def refresh_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the figures of the same day anew; the words stay as they were written."""
    bulletin = get_object_or_404(Bulletin.objects.written_by(request.user).filter(issued_on=None), pk=pk)
    board, territory = writing.board_of(bulletin, request.user)
    if territory is None:
        raise Http404
    bulletin.figures = writing.figures(board, territory)
    _save(bulletin, request)
    messages.success(request, _("The figures are those of now; look over the words."))
    return redirect(bulletin)


@login_not_required
def check_page(request: HttpRequest) -> HttpResponse:
    """Whether a paper is one of ours: by its check code, for whoever holds it, signed in or not."""
    typed = request.GET.get("code", "")[:60]
    bulletin = Bulletin.objects.filter(check_code=code_typed(typed)).first() if code_typed(typed) else None
    context: dict[str, Any] = {"typed": typed, "found": bulletin}
    if bulletin and bulletin.untouched:
        context |= _paper(bulletin)
    return render(request, "bulletins/check.html", context)
