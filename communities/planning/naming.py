"""What the communities of a plan are called: proposed from the present ones, given by whoever draws, kept by areas."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ..models import LayoutPlan, NewCommunity
from .ground import Ground
from .layout import Layout, Proposed

LONGEST = NewCommunity._meta.get_field("name").max_length


class Names(forms.Form):
    """A name for each community of an alternative that can be given one; an empty one is proposed anew."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, layout: Layout, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.layout = layout
        for each in layout.communities:
            if layout.nameable(each):
                self.fields[field_of(each)] = forms.CharField(
                    required=False,
                    initial=each.name,
                    max_length=LONGEST,
                    widget=forms.TextInput(
                        attrs={
                            "form": "names",
                            "class": "form-control form-control-sm",
                            "aria-label": _("Name of community %(number)s") % {"number": each.number},
                        }
                    ),
                )

    @property
    def of(self) -> dict[int, forms.BoundField]:
        """The fields by the numbers of the communities."""
        return {each.number: self[field_of(each)] for each in self.layout.communities if field_of(each) in self.fields}

    def names(self, plan: LayoutPlan) -> list[dict[str, Any]]:
        """All names that the plan is to keep: those said here, and those of the communities of other alternatives."""
        here = {frozenset(each.areas) for each in self.layout.communities}
        proposed = {each.number: each.name for each in self.layout.renamed(()).communities}
        kept = [each for each in plan.names if frozenset(each["areas"]) not in here]
        said = [(each, " ".join(self.cleaned_data.get(field_of(each), "").split())) for each in self.layout.communities]
        return kept + [
            {"areas": list(each.areas), "name": name} for each, name in said if name and name != proposed[each.number]
        ]


def field_of(community: Proposed) -> str:
    return f"name-{community.number}"


def faults_of_names(layout: Layout, ground: Ground) -> Iterator[tuple[Proposed, str]]:
    """Each community whose name cannot stay, with the reason and what mends it."""
    counts = Counter((each.street, each.name) for each in layout.communities)
    standing = {(each.street, each.name): each.key for each in ground.presents if each.kind == "community"}
    for each in layout.communities:
        told: Mapping[str, Any] = {"name": each.name, "street": each.street, "number": each.number}
        if counts[each.street, each.name] > 1:
            words = _("No. %(number)s: “%(name)s” stands twice in %(street)s; give each community a name of its own.")
            yield each, words % told
        elif len(each.name) > LONGEST:
            words = _("No. %(number)s: “%(name)s” is longer than %(most)s characters; give it a shorter name.")
            yield each, words % {**told, "most": LONGEST}
        elif each.given and standing.get((each.street, each.name), each.heir) != each.heir:
            words = _(
                "No. %(number)s: there is a community “%(name)s” in %(street)s, of which nothing goes into this one;"
                " choose another name."
            )
            yield each, words % told
