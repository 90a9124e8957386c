"""What the planner finds and explains, in the words of the screen: what is wrong, where, and what mends it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import exceptions
from .instance import Finding

FINDINGS = {
    "not_utf8": _("The file is no text in UTF-8. Save it as UTF-8."),
    "not_json": _("The file is no JSON (%(text)s). Mend it there, or write it anew from the sheet."),
    "no_character": _("The file holds half a character, which no text can hold. Type the word anew."),
    "key_twice": _("“%(key)s” is written twice in one object. Delete the one that is not meant."),
    "wrong_format": _("The file says “%(found)s”, not “%(wanted)s”. Give the file of an instance."),
    "no_list": _("A list is missing. Add it, empty if there is nothing in it."),
    "no_object": _("The figures are missing. Add them, each under its name."),
    "no_row": _("This is no row with named values. Write it as the other rows are."),
    "no_pair": _("A pin names two areas. Write both, and no more."),
    "no_id": _("The area has no id. Give it one of its own."),
    "no_street": _("Area “%(id)s” names no street. Name the one that it lies in."),
    "no_current": _("Area “%(id)s” names no present committee. Name it, or the area itself if it belongs to none."),
    "missing_number": _("“%(key)s” is missing. Enter a whole number from 0."),
    "no_whole_number": _("“%(key)s” is “%(found)s”. Enter a whole number from 0 to 1,000,000."),
    "no_yes_or_no": _("“%(key)s” is “%(found)s”. Write true or false."),
    "no_areas": _("There is no area to plan. Enter at least one."),
    "id_twice": _("Area “%(id)s” stands in %(other)s already. Delete one of the two, or give it another id."),
    "area_in_two_streets": _(
        "Area “%(id)s” stands in %(other)s in another street. Leave it in one, or divide it into two areas."
    ),
    "unknown_street": _(
        "Area “%(id)s” lies in street “%(street)s”, which is not in the list. Add it or mend the name."
    ),
    "unknown_area": _("There is no area %(ids)s. Mend the id, or enter the area."),
    "no_outline": _(
        "The outline of area “%(id)s” cannot be read or crosses itself. Draw it anew, or leave the outline out."
    ),
    "overlap": _(
        "“%(a)s” and “%(b)s” (%(other)s) overlap by %(m2)s m². Draw their common border once, so that both end at it."
    ),
    "own_neighbour": _("Area “%(id)s” is its own neighbour. Delete the row, or mend one of the ids."),
    "pinned_to_itself": _("Area “%(id)s” is pinned to itself. Delete the pin, or mend one of the ids."),
    "border_twice": _("“%(a)s” and “%(b)s” stand as neighbours in %(other)s already. Delete one of the two rows."),
    "neighbours_disagree": _(
        "“%(a)s” and “%(b)s” stand as neighbours in %(other)s with another length or barrier. Leave the right one."
    ),
    "limits_disordered": _(
        "Minimum %(min)s, target %(target)s, maximum %(max)s and hard maximum %(hard_max)s must rise in this order,"
        " from 1."
    ),
    "pins_contradict": _(
        "The pins keep %(ids)s together, but %(against)s must lie apart (a pin, or a barrier). Take one pin away."
    ),
    "pins_too_big": _(
        "The pins keep %(ids)s together: %(households)s households, more than the hard maximum %(hard_max)s."
        " Take one pin away."
    ),
    "pins_impossible": _("No plan keeps all pins on %(ids)s at once. Take one pin away."),
    "no_neighbours": _("Area “%(id)s” has no neighbours and becomes a community alone. Enter them, if there are any."),
    "above_max": _("Area “%(id)s” alone has %(households)s households, above the maximum. Consider dividing it."),
    "no_households": _("Area “%(id)s” has no households. Check that none were forgotten."),
}


REASONS = {
    exceptions.AREA_ABOVE_MAX: _("the area alone is above the maximum, and the plan does not divide areas"),
    exceptions.POCKET_BELOW_MIN: _("all that can be reached inside the street is below the minimum"),
    exceptions.ARITHMETIC: _("proven: these areas cannot be put together within the limits"),
    exceptions.PIN_FORCED: _("pins force it: without them there would be fewer exceptions"),
    exceptions.UNPROVEN: _("the best found; that it cannot be avoided is not proven"),
}

REMEDIES = {
    "divide_area": _("divide “%(area)s” into %(blocks)s blocks"),
    "open_barrier": _("let “%(a)s” and “%(b)s” be together across the barrier"),
    "lift_pin": _("take away the pin on “%(a)s” and “%(b)s”"),
    "join_street": _("plan it together with street “%(street)s”"),
    "lower_min": _("lower the minimum to %(min)s households"),
    "raise_max": _("raise the maximum to %(max)s households"),
}


def explained(each: exceptions.Exceptional) -> str:
    """A community outside the limits, why, and what would help."""
    words = gettext("%(areas)s: %(households)s households, outside the limits by %(outside_by)s: %(reason)s.") % {
        "areas": ", ".join(each.areas),
        "households": each.households,
        "outside_by": each.outside_by,
        "reason": REASONS[each.reason],
    }
    if each.remedies:
        ways = "; ".join(str(REMEDIES[remedy.kind]) % remedy.values for remedy in each.remedies)
        return words + " " + gettext("Tested, any one of these helps: %(ways)s.") % {"ways": ways}
    if each.tested:
        return words + " " + gettext("%(count)s things were lifted one at a time; none helps.") % {"count": each.tested}
    return words


def told(finding: Finding) -> str:
    """A finding without its place, for whoever does not see the file."""
    return str(FINDINGS[finding.code]) % finding.values


def sentence(finding: Finding) -> str:
    """A finding with its place in front."""
    return f"{finding.place}: {told(finding)}"
