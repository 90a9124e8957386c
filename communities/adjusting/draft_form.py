"""The form of a draft: its head, lines for sources and targets, and the table of what goes where."""

import dataclasses
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Adjustment, Community, District, ResidentsCommittee, Street
from zhoushan_community.base.lookups import offer

from .drafts import (
    COMMITTEE,
    COMMUNITY,
    FIGURES,
    MOST,
    NEW,
    STAYS,
    STREET,
    TARGET,
    WHOLE,
    Draft,
    Kind,
    Part,
    Source,
    Target,
    filled_up,
    sized,
    sources_of,
)

#: How many lines of each kind a new draft offers.
LINES = {"community": 2, "committee": 0, "whole": 0, "target": 1, "new": 1}
#: The key of a place in the table, by the kind of its line.
KEYS = {"community": COMMUNITY, "committee": COMMITTEE, "whole": WHOLE, "target": TARGET, "new": NEW}
#: What a button asks for that fills in a line for every street of the chosen district.
DISTRICT = "district"


class DraftForm(forms.Form):
    """One draft. Bound with few lines or many: `lines` says how many of each kind, and a button adds one; a button more
    names every street of the district."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    district = forms.ModelChoiceField(District.objects.none(), label=gettext_lazy("District"), empty_label=None)
    street = forms.ModelChoiceField(
        Street.objects.none(),
        label=gettext_lazy("Proposing street"),
        required=False,
        help_text=gettext_lazy("Its clerks record the proposal and the residents' meeting."),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("In effect from"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    new_name = forms.CharField(
        label=gettext_lazy("New name"), max_length=50, required=False, help_text=gettext_lazy("For a renaming.")
    )
    to_street = forms.ModelChoiceField(
        Street.objects.none(),
        label=gettext_lazy("Into the street"),
        required=False,
        help_text=gettext_lazy("For a move to another street."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    head = ("kind", "title", "district", "street", "effective_on", "new_name", "to_street", "note")

    def __init__(self, *args: Any, user: Any, more: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if more == DISTRICT and self.is_bound and self.of_city:
            self._name_streets()
        self.lines = {kind: self._count(kind) + (kind == more) for kind in LINES}
        rows = {
            "district": District.objects.visible_to(user),
            "street": Street.objects.on_ground_of(user),
            "to_street": Street.objects.visible_to(user).filter(valid_to=None),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found.select_related(*(() if name == "district" else ("district",)))
        only = list(rows["street"][:2])
        if len(only) == 1 and not self.is_bound:
            self.initial.setdefault("street", only[0])
        for number in range(self.lines["community"]):
            self._look_up(f"community_{number}", _("community"), Community.objects.visible_to(user))
        for number in range(self.lines["committee"]):
            self._look_up(f"committee_{number}", _("old committee"), ResidentsCommittee.objects.visible_to(user))
        for number in range(self.lines["whole"]):
            streets = Street.objects.on_ground_of(user)
            self._look_up(f"whole_{number}", _("street as a whole"), streets, "edit")
        for number in range(self.lines["target"]):
            self._look_up(f"target_{number}", _("community that stands"), Community.objects.visible_to(user))
        for number in range(self.lines["new"]):
            self.fields[f"new_{number}_name"] = forms.CharField(
                label=_("community to be founded"), max_length=50, required=False
            )
            self._look_up(f"new_{number}_street", _("in the street"), Street.objects.visible_to(user))

    def _count(self, kind: str) -> int:
        said = str(self.data.get(f"lines_{kind}", "")) if self.is_bound else str(self.initial.get(f"lines_{kind}", ""))
        return min(int(said), MOST) if said.isdecimal() and len(said) < 4 else LINES[kind]

    @property
    def of_city(self) -> bool:
        """Whether the person drafts for the whole city, and so for a district as a whole."""
        return any(duty.level == "city" for duty in self.user.duties_for("edit"))

    def _name_streets(self) -> None:
        """A line for each street of the district that stands, but for the one that takes the others."""
        district, into = (self.data.get(name, "") for name in ("district", "to_street"))
        if not (district.isdecimal() and len(district) < 19):
            return
        rows = Street.objects.on_ground_of(self.user).filter(district=int(district), valid_to=None)
        keys = [key for key in rows.values_list("pk", flat=True) if str(key) != into]
        self.data = self.data.copy()
        self.data.update({f"whole_{number}": str(key) for number, key in enumerate(keys)})
        self.data["lines_whole"] = str(len(keys))

    def _look_up(self, name: str, label: str, rows: Any, ground: Any = "view") -> None:
        above = "district" if rows.model is Street else "street"
        self.fields[name] = forms.ModelChoiceField(rows.select_related(above), label=label, required=False)
        offer(self.fields[name], ground)

    def _named(self, *starts: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(starts) and name not in self.head]

    @property
    def head_fields(self) -> list[forms.BoundField]:
        """What the case is called, and when it takes effect."""
        return [self[name] for name in self.head]

    @property
    def from_fields(self) -> list[forms.BoundField]:
        """The sources."""
        return self._named("community_", "committee_", "whole_")

    @property
    def to_fields(self) -> list[forms.BoundField]:
        """The targets that stand."""
        return self._named("target_")

    @property
    def new_fields(self) -> list[forms.BoundField]:
        """Name and street of each community to be founded."""
        return self._named("new_")

    # What was chosen

    def wholes(self) -> list[Target]:
        """The streets that go as a whole, each once; only after is_valid()."""
        chosen = (self.cleaned_data.get(f"whole_{number}") for number in range(self.lines["whole"]))
        return [Target(f"{WHOLE}{number}", unit) for number, unit in enumerate(dict.fromkeys(filter(None, chosen)))]

    def sources(self) -> list[Source]:
        """The chosen sources, as large as they are known to be, and what stands in the streets that go as a whole; only
        after is_valid()."""
        day = self.cleaned_data.get("effective_on")
        places = {
            f"{KEYS[kind]}{number}": unit
            for kind in ("community", "committee")
            for number in range(self.lines[kind])
            if (unit := self.cleaned_data.get(f"{kind}_{number}"))
        }
        return [] if day is None else [*sized(places, day), *sources_of(self.wholes(), day)]

    def targets(self) -> list[Target]:
        """The chosen targets, those to be founded last; only after is_valid()."""
        found = [
            Target(f"{TARGET}{number}", unit)
            for number in range(self.lines["target"])
            if (unit := self.cleaned_data.get(f"target_{number}"))
        ]
        for number in range(self.lines["new"]):
            name, street = (self.cleaned_data.get(f"new_{number}_{part}") for part in ("name", "street"))
            if name or street or f"new_{number}_street" in self.errors:
                found.append(Target(f"{NEW}{number}", name=name or "", street=street))
        if street := self.cleaned_data.get("to_street"):
            found.append(Target(STREET, street))
        return found

    def draft(self) -> Draft:
        """What was filled in. Faulty figures of the table are errors of the form; only after is_valid()."""
        sources, targets = self.sources(), self.targets()
        parts = {}
        places = {STAYS: _("stays")} | {target.key: str(target) for target in targets}
        for source in (each for each in sources if not each.whole):
            for key, name in places.items():
                part = self._part(source.key, key, f"{source.unit} → {name}")
                if part.filled:
                    parts[source.key, key] = part
        values = {name: self.cleaned_data.get(name) for name in self.head if name != "to_street"}
        draft = Draft(**values, sources=sources, targets=targets, parts=parts, wholes=self.wholes())
        return filled_up(draft)

    def _part(self, source: str, target: str, place: str) -> Part:
        values: dict[str, Any] = {}
        for figure in FIGURES:
            name = cell(source, target, figure)
            text = str(self.data.get(name, "")).strip().replace(",", "")
            values[figure] = int(text) if text.isdecimal() and len(text) < 8 else None
            if text and values[figure] is None:
                words = _("%(place)s, %(figure)s: “%(value)s” is no number from nought up; write it with digits alone.")
                self.add_error(None, words % {"place": place, "figure": _(figure), "value": text})
        return Part(**values, name=str(self.data.get(cell(source, target, "name"), "")).strip()[:50])


def cell(source: str, target: str, figure: str) -> str:
    """The name of a field of the table."""
    return f"{source}-{target}-{figure}"


@dataclasses.dataclass(frozen=True)
class Cell:
    """A field of the table: its name, what is in it, what it is called."""

    name: str
    value: Any
    label: str


@dataclasses.dataclass(frozen=True)
class Row:
    """A source's line of the table. cells: for each column its households, population and the name of the part. goes:
    whether it is said where it goes."""

    source: Source
    cells: list[list[Cell]]
    left: list[tuple[str, int | None]]
    goes: bool


def table(form: DraftForm, draft: Draft) -> tuple[list[str], list[Row]]:
    """The heads of the columns, and the lines, of what goes where."""
    columns = [(target.key, str(target)) for target in draft.targets]
    columns.append((STAYS, _("stays")))
    return [name for _key, name in columns], list(_rows(form, draft, columns))


def _rows(form: DraftForm, draft: Draft, columns: list[tuple[str, str]]) -> Iterator[Row]:
    for source in draft.sources:
        given = draft.of(source)
        cells = []
        for key, name in columns:
            part = given.get(key, Part())
            labels = {"households": _("households"), "population": _("population"), "name": _("name of the part")}
            cells.append(
                [
                    Cell(
                        cell(source.key, key, figure),
                        _shown(form, source.key, key, figure, part),
                        f"{source.unit} → {name}: {label}",
                    )
                    for figure, label in labels.items()
                ]
            )
        yield Row(source, cells, [(figure, draft.left(source, figure)) for figure in FIGURES], bool(given))


def _shown(form: DraftForm, source: str, target: str, figure: str, part: Part) -> Any:
    typed = form.data.get(cell(source, target, figure), "") if form.is_bound else ""
    value = getattr(part, figure)
    return typed or ("" if value is None else value)


def begun_from(case: Adjustment, draft: Draft) -> dict[str, Any]:
    """What a form begins with that goes on from a saved draft."""
    initial: dict[str, Any] = {name: getattr(case, name) for name in DraftForm.head if name != "to_street"}
    found: dict[str, int] = dict.fromkeys(LINES, 0)
    for each in (*draft.sources, *draft.wholes, *draft.targets):
        if each.key == STREET:
            initial["to_street"] = each.unit
            continue
        if getattr(each, "whole", None):
            continue
        kind = next(name for name, letter in KEYS.items() if each.key.startswith(letter))
        values = {"": each.unit} if each.unit else {"_name": each.name, "_street": each.street}
        initial |= {f"{kind}_{found[kind]}{end}": value for end, value in values.items()}
        found[kind] += 1
    return initial | {f"lines_{kind}": max(number, LINES[kind]) for kind, number in found.items()}
