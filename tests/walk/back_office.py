"""What is asked in the back office."""

import json
from collections.abc import Iterator

from django.db import models
from django.urls import reverse

from reporting.models import OfficialForm, TargetPart, Threshold
from tests.battery import posted
from zhoushan_community.base.models import OfficeWord

from .asking import (
    AWAY,
    DONE,
    NO_SUCH_METHOD,
    NOT_THERE,
    REFUSED,
    SHOWN,
    Ask,
    Judge,
    Verdict,
    at,
    both,
    everybody,
    looked_at,
    of_registers,
    staff,
    whoever_enters,
)  # fmt: skip
from .oracle import Person
from .registers import REFUSED_IN_WORDS, changes, posts, sees
from .world import Ground, World

#: An action on rows that the list does not offer is not done; Django leads back, or shows the list.
NOTHING_DONE = Verdict((200, 302))


def office(label: str, page: str, *keys: object) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=keys)


def city_only(then: Verdict = SHOWN) -> Judge:
    """The whole city's matter."""
    return both(staff(), lambda one: then if one.wears("administers", level="city") else REFUSED)


# The rows of the registers


@of_registers("admin:*_changelist")
def row_lists(w: World, g: Ground) -> Iterator[Ask]:
    address = office(g.register.label, "changelist")
    yield Ask(f"{address}?q=mkw", staff())
    for row in g.stored:
        deleting = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
        yield Ask(address, staff(NOTHING_DONE), posted=deleting)


@of_registers("admin:*_add")
def adding_rows(w: World, g: Ground) -> Iterator[Ask]:
    address, enters = office(g.register.label, "add"), both(staff(), whoever_enters(g.register.label))
    yield Ask(address, enters)
    for row in g.new:
        yield Ask(address, posts(w, row, enters), posted=posted(row))


@of_registers("admin:*_change")
def changing_rows(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        address = office(g.register.label, "change", row.pk)
        yield Ask(address, both(staff(), sees(w, row)))
        yield Ask(address, both(staff(), changes(w, row, DONE)), posted=posted(row))


@of_registers("admin:*_history")
def histories(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        yield from looked_at(office(g.register.label, "history", row.pk), both(staff(), sees(w, row, AWAY)))


@of_registers("admin:*_delete")
def deleting_rows(w: World, g: Ground) -> Iterator[Ask]:
    for row in g.stored:
        address = office(g.register.label, "delete", row.pk)
        yield Ask(address, both(staff(), sees(w, row, REFUSED)))
        yield Ask(address, both(staff(), sees(w, row, REFUSED)), posted={"post": "yes"})


@at("admin:<path:object_id>/")
def short_addresses(w: World) -> Iterator[Ask]:
    """Django leads from a number alone to the page for changing, whether there is such a row or not."""
    for model in ("communities/estate", "base/user", "reporting/threshold"):
        yield from looked_at(f"{reverse('admin:index')}{model}/1/", everybody(AWAY))


# People and their duties


@at("admin:base_user_changelist")
def people(w: World) -> Iterator[Ask]:
    yield Ask(f"{office('base.user', 'changelist')}?q=mku", staff())


@at("admin:base_user_add")
def adding_people(w: World) -> Iterator[Ask]:
    yield Ask(office("base.user", "add"), staff())
    for unit in (w.city.dinghai, w.city.putuo):
        sent = {
            "username": "xin", "name": "新人", "is_active": "on", "new_password": "xin-jian-2002",
            "duties-TOTAL_FORMS": 1, "duties-INITIAL_FORMS": 0, "duties-0-role": "enters",
            "duties-0-level": "district", "duties-0-district": unit.pk,
        }  # fmt: skip
        yield Ask(office("base.user", "add"), both(staff(), _administers(unit)), posted=sent)


def _administers(unit: object) -> Judge:
    def judge(one: Person) -> Verdict:
        covers = (hat.level == "city" or hat.unit == unit for hat in one.worn if hat.role == "administers")
        return DONE if any(covers) else REFUSED_IN_WORDS

    return judge


@at("admin:base_user_change")
def changing_people(w: World) -> Iterator[Ask]:
    for other in filter(lambda each: each.user, w.people):
        address = office("base.user", "change", other.user.pk)
        yield Ask(address, both(staff(), _looks_after(other, SHOWN)))
        sent = {"name": "改名", "username": other.user.username, "version": other.user.version}
        sent |= {"duties-TOTAL_FORMS": 0, "duties-INITIAL_FORMS": 0}
        yield Ask(address, both(staff(), _looks_after(other, DONE, oneself=REFUSED)), posted=sent)


@at("admin:base_user_history")
def histories_of_people(w: World) -> Iterator[Ask]:
    for other in filter(lambda each: each.user, w.people):
        yield Ask(office("base.user", "history", other.user.pk), both(staff(), _looks_after(other, SHOWN)))


@at("admin:base_user_delete")
def deleting_people(w: World) -> Iterator[Ask]:
    for other in filter(lambda each: each.user, w.people):
        address = office("base.user", "delete", other.user.pk)
        yield from looked_at(address, both(staff(), _looks_after(other, REFUSED)))


def _looks_after(other: Person, then: Verdict, oneself: Verdict | None = None) -> Judge:
    def judge(one: Person) -> Verdict:
        if not one.looks_after(other):
            return NOT_THERE
        return oneself if oneself and one is other else then

    return judge


@at("admin:autocomplete")
def choices(w: World) -> Iterator[Ask]:
    for level in ("district", "street", "community"):
        asked = f"app_label=base&model_name=duty&field_name={level}&term="
        yield Ask(f"{reverse('admin:autocomplete')}?{asked}", staff())
        yield Ask(f"{reverse('admin:autocomplete')}?{asked}", staff(NO_SUCH_METHOD), posted={}, sparing=True)


# The thresholds, the definitions of targets and the dictionary of the sheets, which are the city's matter


@at(*(f"admin:reporting_threshold_{page}" for page in ("changelist", "history", "change", "delete")))
def thresholds(w: World) -> Iterator[Ask]:
    yield from _of_city("reporting.threshold", Threshold.objects.first(), low=1)


@at(*(f"admin:reporting_targetpart_{page}" for page in ("changelist", "history", "change", "delete")))
def definitions(w: World) -> Iterator[Ask]:
    yield from _of_city("reporting.targetpart", TargetPart.objects.first(), side="别的")


@at(*(f"admin:reporting_officialform_{page}" for page in ("changelist", "history", "change", "delete")))
def forms(w: World) -> Iterator[Ask]:
    row = OfficialForm.objects.first()
    yield from _of_city("reporting.officialform", row, name="另一张表", head=json.dumps(row.head))


@at(*(f"admin:base_officeword_{page}" for page in ("changelist", "history", "change", "delete")))
def words(w: World) -> Iterator[Ask]:
    yield from _of_city("base.officeword", w.word, word="新词")


@at(
    "admin:reporting_threshold_add",
    "admin:reporting_targetpart_add",
    "admin:reporting_officialform_add",
    "admin:base_officeword_add",
)
def adding_what_is_the_citys(w: World) -> Iterator[Ask]:
    yield from looked_at(office("reporting.threshold", "add"), city_only())
    yield from looked_at(office("reporting.targetpart", "add"), city_only())
    yield from looked_at(office("reporting.officialform", "add"), city_only())
    yield from looked_at(office("base.officeword", "add"), city_only())
    word = OfficeWord(word="户口簿数", meaning="communities.estate/households")
    yield Ask(office("base.officeword", "add"), city_only(DONE), posted=posted(word))


def _of_city(label: str, row: models.Model, **new: object) -> Iterator[Ask]:
    yield from looked_at(office(label, "changelist"), city_only())
    for page in ("history", "change"):
        yield Ask(office(label, page, row.pk), city_only())
    sent = {**posted(row), **new, "version": row.version}
    yield Ask(office(label, "change", row.pk), city_only(Verdict((200, 302), True)), posted=sent)
    yield from looked_at(office(label, "delete", row.pk), both(staff(), everybody(REFUSED)))


# The frame


@at("admin:index")
def indexes(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("admin:index"), staff())


@at("admin:app_list")
def indexes_of_apps(w: World) -> Iterator[Ask]:
    for app in ("base", "communities"):
        yield from looked_at(reverse("admin:app_list", args=[app]), staff())


@at("admin:jsi18n")
def scripts(w: World) -> Iterator[Ask]:
    yield Ask(reverse("admin:jsi18n"), staff())
    yield Ask(reverse("admin:jsi18n"), staff(NO_SUCH_METHOD), posted={}, sparing=True)


@at("admin:login")
def doors(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("admin:login"), everybody(REFUSED))


@at("admin:logout")
def ways_out(w: World) -> Iterator[Ask]:
    yield Ask(reverse("admin:logout"), everybody(Verdict((302, 405))))
    yield Ask(reverse("admin:logout"), everybody(Verdict((200, 302), writes=True)), posted={})


@at("admin:password_change", "admin:password_change_done")
def passwords(w: World) -> Iterator[Ask]:
    yield from looked_at(reverse("admin:password_change"), staff(AWAY))
    yield Ask(reverse("admin:password_change_done"), staff())
    yield Ask(reverse("admin:password_change_done"), staff(NO_SUCH_METHOD), posted={})


@at("admin:(?P<url>.*)$")
def nowhere(w: World) -> Iterator[Ask]:
    yield from looked_at(f"{reverse('admin:index')}nowhere/", staff(NOT_THERE))
