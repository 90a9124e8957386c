"""Adding a file to a row, looking at it, withdrawing it: always through the row."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from . import attachments
from .attachments import AttachmentForm
from .changes import Origin, Source
from .file_kinds import Refused
from .models import Attachment
from .pages import ReasonForm, is_editable, named_register, visible_row
from .registers import Register
from .row_pages import may_audit, show_row

#: A file that a browser shows may load nothing, run nothing and reach nothing.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _own_row(request: HttpRequest, register: Register, pk: int) -> models.Model:
    row = visible_row(register, request.user, pk)
    if not is_editable(row, request.user):
        raise PermissionDenied
    return row


@require_POST
def add_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Add a file; what is wrong with it is said beside the field."""
    register = named_register(app, model)
    row = _own_row(request, register, pk)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        upload, kind, title = (form.cleaned_data[name] for name in ("file", "kind", "title"))
        try:
            added = attachments.add(row, upload, kind=kind, title=title, origin=Origin(request.user, Source.PAGE))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("“%(file)s” was added.") % {"file": added})
            return redirect(register.url("detail", pk=pk))
    return show_row(request, register, pk, form, status=400)


@require_GET
def file_page(request: HttpRequest, app: str, model: str, pk: int, file: int) -> FileResponse:
    """The file itself, to whoever sees the row; a withdrawn one to those alone who may restore it, or audit."""
    row = visible_row(named_register(app, model), request.user, pk)
    attachment = get_object_or_404(attachments.of_row(row), pk=file)
    if attachment.withdrawn_on and not (is_editable(row, request.user) or may_audit(request)):
        raise Http404
    return sent(attachment, in_page="show" in request.GET)


def sent(attachment: Attachment, *, in_page: bool) -> FileResponse:
    """The content of a file; in_page: a picture is shown instead of being saved. Raises Http404 where it is gone."""
    try:
        content = attachment.path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    in_page = in_page and attachment.content_type in attachments.PICTURES
    return FileResponse(
        content,
        as_attachment=not in_page,
        filename=attachment.file_name,
        content_type=attachment.content_type,
        headers={
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
        },
    )


@require_POST
def withdraw_page(request: HttpRequest, app: str, model: str, pk: int, file: int) -> HttpResponse:
    """Withdraw a file, with a reason."""
    register = named_register(app, model)
    attachment = get_object_or_404(attachments.of_row(_own_row(request, register, pk)), pk=file, withdrawn_on=None)
    form = ReasonForm(request.POST)
    if form.is_valid():
        attachments.withdraw(attachment, Origin(request.user, Source.PAGE, form.cleaned_data["reason"]))
        messages.success(request, _("“%(file)s” was withdrawn; the history can bring it back.") % {"file": attachment})
    else:
        messages.error(request, _("Say why the file is withdrawn; nothing was changed."))
    return redirect(register.url("detail", pk=pk))
