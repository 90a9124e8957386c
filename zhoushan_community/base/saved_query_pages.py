"""Keeping, deleting and putting first a person's own queries of a register."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from .models import SavedQuery
from .pages import named_register
from .saved_queries import plain, show_first

#: Far more than a list can be asked, far less than an address can hold.
MAX_LENGTH = 2000


class SaveForm(forms.Form):
    """What the present list is to be called."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=50)
    is_default = forms.BooleanField(label=gettext_lazy("show first"), required=False)
    query = forms.CharField(required=False)

    def clean_query(self) -> str:
        question = plain(QueryDict(self.cleaned_data["query"]))
        if len(question) > MAX_LENGTH:
            raise forms.ValidationError(_("The query is too long to be kept; drop some of its filters."))
        return question


@require_POST
def save_page(request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Keep the present question under a name; one of the same name is replaced."""
    register = named_register(app, model)
    form = SaveForm(request.POST)
    if not form.is_valid():
        for name, found in form.errors.items():
            messages.error(request, f"{form.fields[name].label or name}: {' '.join(found)}")
        return redirect(f"{register.url()}?{form.cleaned_data.get('query', '')}&saved=0")
    question = form.cleaned_data["query"]
    with transaction.atomic():
        saved, _new = SavedQuery.objects.update_or_create(
            owner=request.user, register=register.label, name=form.cleaned_data["name"], defaults={"query": question}
        )
        show_first(saved, form.cleaned_data["is_default"])
    messages.success(request, _("The query was saved as “%(name)s”.") % {"name": saved.name})
    return redirect(f"{register.url()}?{question}&saved={saved.pk}")


@require_POST
def change_page(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Delete one of one's own queries, or let the list open with it or no longer."""
    register = named_register(app, model)
    saved = get_object_or_404(SavedQuery, pk=pk, owner=request.user, register=register.label)
    action = request.POST.get("action")
    if action == "delete":
        saved.delete()
        messages.success(request, _("The query “%(name)s” was deleted.") % {"name": saved.name})
        return redirect(f"{register.url()}?saved=0")
    if action not in ("first", "usual"):
        raise Http404
    show_first(saved, action == "first")
    return redirect(f"{register.url()}?{saved.query}&saved={saved.pk}")
