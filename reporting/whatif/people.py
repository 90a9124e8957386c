"""Staff, members of the committee, honours and money, as they could be."""

from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Estate, Honour
from organizations.models import Body, Fund, Member, StaffMember, Term

from . import supposing
from .edits import Edit, Reach, RowField, amount, edit


class _Number(Edit):
    """Persons of a community, who are counted, never named: as many as the number says."""

    number_after = forms.IntegerField(label=gettext_lazy("number afterwards"), min_value=0, max_value=200)

    def present(self) -> list[Any]:
        """Who is there on the day, first come first."""
        raise NotImplementedError

    def more(self, count: int) -> list[Any]:
        """So many more, unsaved."""
        raise NotImplementedError

    def apply(self) -> None:
        present, wanted = self.present(), self.cleaned_data["number_after"]
        supposing.end(present[wanted:], self.setting.day)
        if wanted > len(present):
            supposing.put(self.more(wanted - len(present)))

    def _named(self, place: int) -> str:
        return " ".join((_("What if"), f"{self.number}-{place + 1}"))

    def words(self, what: Any) -> str:
        """东山社区 full-time staff: 4 → 6"""
        return _("%(unit)s, %(what)s: %(before)s → %(after)s") % {
            "unit": self.cleaned_data["community"],
            "what": what,
            "before": len(self.present()),
            "after": self.cleaned_data["number_after"],
        }


@edit
class Staff(_Number):
    """Full-time staff of a community."""

    kind = "staff"
    title = gettext_lazy("Add or take away full-time staff")

    community = RowField(gettext_lazy("community"))
    recruited_by = forms.ChoiceField(
        label=gettext_lazy("new ones recruited by"),
        choices=StaffMember.RecruitedBy.choices,
        initial=StaffMember.RecruitedBy.OPEN_RECRUITMENT,
    )
    field_order = ("community", "number_after", "recruited_by")

    def present(self) -> list[StaffMember]:
        rows = StaffMember.objects.visible_to(self.setting.user).filter(StaffMember.holding(self.setting.day))
        return list(rows.filter(community=self.cleaned_data["community"], full_time=True).order_by("started_on", "pk"))

    def more(self, count: int) -> list[StaffMember]:
        chosen = self.cleaned_data
        return [
            StaffMember(
                community=chosen["community"],
                name=self._named(place),
                recruited_by=chosen["recruited_by"],
                started_on=self.setting.day,
            )
            for place in range(count)
        ]

    def sentence(self) -> str:
        return self.words(_("full-time staff"))


@edit
class Members(_Number):
    """Members of the residents' committee in the term that runs."""

    kind = "members"
    title = gettext_lazy("Change the number of members of a residents' committee")

    community = RowField(gettext_lazy("community"))
    field_order = ("community", "number_after")

    def _term(self) -> Term | None:
        rows = Term.objects.visible_to(self.setting.user).filter(Term.holding(self.setting.day))
        return rows.filter(body__kind=Body.Kind.COMMITTEE, body__community=self.cleaned_data["community"]).first()

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if chosen.get("community") and self._term() is None:
            self.add_error(
                "community",
                _("No term of its residents' committee runs on %(day)s; enter the term first, or choose another day.")
                % {"day": self.setting.day},
            )
        return chosen

    def present(self) -> list[Member]:
        rows = Member.objects.visible_to(self.setting.user).filter(Member.holding(self.setting.day))
        return list(rows.filter(term=self._term()).order_by("pk"))

    def more(self, count: int) -> list[Member]:
        term, residents = self._term(), Member.ElectedFrom.RESIDENTS
        return [
            Member(term=term, person_name=self._named(place), elected_from=residents, valid_from=self.setting.day)
            for place in range(count)
        ]

    def sentence(self) -> str:
        return self.words(_("members of the residents' committee"))


@edit
class Award(Edit):
    """An honour for a community or an estate."""

    kind = "award"
    title = gettext_lazy("Award an honour")

    community = RowField(gettext_lazy("community"), required=False)
    estate = RowField(gettext_lazy("or estate"), required=False)
    honour = forms.ChoiceField(label=gettext_lazy("honour"), choices=Honour.Kind.choices)
    level = forms.ChoiceField(label=gettext_lazy("level"), choices=Honour.Level.choices, initial=Honour.Level.MUNICIPAL)

    def offered(self) -> dict[str, QuerySet]:
        return {**super().offered(), "estate": self.setting.of_communities(Estate)}

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if bool(chosen.get("community")) == bool(chosen.get("estate")) and not self.errors:
            self.add_error("community", _("Choose a community or an estate, one of them."))
        return chosen

    def _holder(self) -> Any:
        return self.cleaned_data["community"] or self.cleaned_data["estate"]

    def reach(self) -> Reach:
        holder = self._holder()
        return Reach(frozenset({holder.community_id if isinstance(holder, Estate) else holder.pk}))

    def sentence(self) -> str:
        chosen = self.cleaned_data
        return _("%(unit)s is awarded: %(honour)s (%(level)s)") % {
            "unit": getattr(self._holder(), "long_name", self._holder()),
            "honour": Honour.Kind(chosen["honour"]).label,
            "level": Honour.Level(chosen["level"]).label,
        }

    def apply(self) -> None:
        chosen = self.cleaned_data
        honour = Honour(
            community=chosen["community"],
            estate=chosen["estate"],
            kind=chosen["honour"],
            level=chosen["level"],
            awarded_on=self.setting.day,
        )
        supposing.put([honour])


@edit
class Withdraw(Edit):
    """An honour that is held no longer."""

    kind = "withdraw"
    title = gettext_lazy("Withdraw an honour")

    honour = RowField(gettext_lazy("honour"))

    def offered(self) -> dict[str, QuerySet]:
        setting = self.setting
        rows = Honour.objects.visible_to(setting.user).filter(Honour.holding(setting.day))
        there = setting.communities().order_by().values("pk")
        return {"honour": rows.filter(Q(community__in=there) | Q(estate__community__in=there))}

    def row(self) -> Honour:
        return self.cleaned_data["honour"]

    def reach(self) -> Reach:
        honour = self.row()
        return Reach(frozenset({honour.community_id or honour.estate.community_id}))

    def sentence(self) -> str:
        honour = self.row()
        return _("%(honour)s (%(level)s) is withdrawn") % {"honour": honour, "level": honour.get_level_display()}

    def apply(self) -> None:
        supposing.end([self.row()], self.setting.day)


@edit
class Money(Edit):
    """What is budgeted and paid out in a year."""

    kind = "funds"
    title = gettext_lazy("Change what is budgeted and paid out")

    community = RowField(gettext_lazy("community"))
    fiscal_year = forms.IntegerField(label=gettext_lazy("fiscal year"), min_value=1900, max_value=2100)
    funds = forms.ChoiceField(label=gettext_lazy("kind of funds"), choices=Fund.Kind.choices)
    level = forms.ChoiceField(label=gettext_lazy("paid by"), choices=Fund.Level.choices, initial=Fund.Level.DISTRICT)
    budgeted = forms.DecimalField(
        label=gettext_lazy("budgeted (yuan)"),
        max_digits=14,
        decimal_places=2,
        required=False,
        validators=[MinValueValidator(0)],
        help_text=gettext_lazy("Leave empty what stays as it is."),
    )
    allocated = forms.DecimalField(
        label=gettext_lazy("paid out (yuan)"),
        max_digits=14,
        decimal_places=2,
        required=False,
        validators=[MinValueValidator(0)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year"].initial = self.setting.day.year

    def clean(self) -> dict[str, Any]:
        chosen = super().clean()
        if chosen.get("budgeted") is None and chosen.get("allocated") is None and not self.errors:
            self.add_error("budgeted", _("Say what is budgeted or what is paid out, or both."))
        return chosen

    def _which(self) -> dict[str, Any]:
        """By what a row of funds is told from others."""
        chosen = self.cleaned_data
        told = {name: chosen[name] for name in ("community", "fiscal_year", "level")}
        return {**told, "kind": chosen["funds"]}

    def row(self) -> Fund | None:
        return Fund.objects.visible_to(self.setting.user).filter(went_on=None, **self._which()).first()

    def sentence(self) -> str:
        chosen, fund = self.cleaned_data, self.row()
        parts = [
            f"{self.fields[name].label} {amount(getattr(fund, name, None))} → {amount(chosen[name])}"
            for name in ("budgeted", "allocated")
            if chosen[name] is not None
        ]
        return _("%(unit)s %(year)s %(kind)s (%(level)s): %(changes)s") % {
            "unit": chosen["community"],
            "year": chosen["fiscal_year"],
            "kind": Fund.Kind(chosen["funds"]).label,
            "level": Fund.Level(chosen["level"]).label,
            "changes": "; ".join(parts),
        }

    def apply(self) -> None:
        chosen, fund = self.cleaned_data, self.row()
        amounts = {name: chosen[name] for name in ("budgeted", "allocated") if chosen[name] is not None}
        if fund:
            supposing.change([fund], **amounts)
        else:
            supposing.put([Fund(**self._which(), **amounts)])
