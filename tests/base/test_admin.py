"""The back office of people and duties: whoever administers a part of the city does so there and nowhere else."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection

from communities.models import Community
from reporting.models import Threshold
from tests.people import City, duty, person
from zhoushan_community.base.models import Change, Duty, User

ADD = "/admin/base/user/add/"
NEW = {"username": "feng", "name": "冯填报员", "is_active": "on", "new_password": "huan-nan-2026"}


def duties(*given: dict[str, Any], kept: int = 0) -> dict[str, Any]:
    """What a browser posts for the duties of a person; the first `kept` of them are there already."""
    data = {"duties-TOTAL_FORMS": str(len(given)), "duties-INITIAL_FORMS": str(kept)}
    for number, values in enumerate(given):
        data |= {f"duties-{number}-{key}": value for key, value in values.items()}
    return data


def posted(row: Duty, **changed: Any) -> dict[str, Any]:
    """A duty as the page shows it."""
    units = {level: getattr(row, f"{level}_id") or "" for level in ("district", "street", "community")}
    values = {"id": row.pk, "user": row.user_id, "version": row.version, "role": row.role, "level": row.level, **units}
    return values | changed


def change_page(user: User) -> str:
    return f"/admin/base/user/{user.pk}/change/"


def account(user: User, **changed: Any) -> dict[str, Any]:
    """A person as the page shows it."""
    return {"username": user.username, "name": user.name, "is_active": "on", "version": user.version} | changed


@pytest.fixture
def of_dinghai(city: City) -> User:
    """The administrator of 定海区."""
    user = person("han", "韩管理员", city.administrator)
    duty(user, "administers", "district", city.dinghai, city.administrator)
    return user


def test_a_person_and_a_duty_are_made_and_recorded(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    given = {"role": "enters", "level": "street", "street": city.huannan.pk, "valid_from": "2026-01-01"}
    answer = client.post(ADD, NEW | duties(given))
    assert answer.status_code == 302, answer.context["errors"]
    user = User.objects.get(username="feng")
    assert user.must_change_password
    assert user.check_password("huan-nan-2026")
    assert Community.objects.editable_by(user).get() == city.dongshan
    lines = Change.objects.filter(source="admin", actor=city.administrator)
    assert {line.model for line in lines} == {"base.user", "base.duty"}
    assert "huan-nan-2026" not in str([line.after for line in lines])


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": "street"},
        {"level": "city", "street": "huannan"},
        {"level": "street", "street": "huannan", "valid_from": "2026-01-02", "valid_to": "2026-01-01"},
    ],
)
def test_a_duty_that_does_not_fit_is_refused(city: City, signed_in: Any, wrong: dict) -> None:
    values = {key: getattr(city, value).pk if value == "huannan" else value for key, value in wrong.items()}
    count = Duty.objects.count()
    answer = signed_in(city.administrator).post(ADD, NEW | duties({"role": "reads", **values}))
    assert answer.status_code == 200
    assert Duty.objects.count() == count
    assert not User.objects.filter(username="feng").exists()


def test_a_new_password_of_another_is_changed_at_the_next_sign_in(city: City, signed_in: Any) -> None:
    data = account(city.clerk, new_password="huan-nan-2026") | duties()
    answer = signed_in(city.administrator).post(change_page(city.clerk), data)
    assert answer.status_code == 302
    city.clerk.refresh_from_db()
    assert city.clerk.must_change_password
    assert city.clerk.check_password("huan-nan-2026")


def test_every_page_of_the_back_office_opens(city: City, signed_in: Any, of_dinghai: User) -> None:
    for user in (city.administrator, of_dinghai):
        client = signed_in(user)
        for entry in admin.site.get_app_list(client.get("/admin/").wsgi_request):
            for model in entry["models"]:
                assert client.get(model["admin_url"]).status_code == 200, model
                assert client.get(model["admin_url"], {"q": "东山"}).status_code == 200, model


# The administrator of a part of the city


def test_people_of_the_own_ground_only_are_shown(city: City, signed_in: Any, of_dinghai: User) -> None:
    both = person("qian", "钱两区", city.administrator)
    duty(both, "enters", "street", city.huannan, city.administrator)
    duty(both, "reads", "district", city.putuo, city.administrator)
    moved = person("hu", "胡调入", city.administrator)
    duty(moved, "enters", "street", city.changguo, city.administrator)
    past = duty(moved, "enters", "street", city.shenjiamen, city.administrator)
    past.valid_to = "2020-01-01"
    city.keep(past)
    client = signed_in(of_dinghai)
    shown = {user.username for user in client.get("/admin/base/user/").context["cl"].queryset}
    assert shown == {"han", "lin", "zhao", "chen", "zhou", "hu"}
    for user in (both, city.administrator, city.auditor, city.nobody):
        assert client.get(change_page(user)).status_code == 404
        assert client.post(change_page(user), account(user, is_active="") | duties()).status_code == 404
        assert client.get(f"/admin/base/user/{user.pk}/history/").status_code == 404
        user.refresh_from_db()
        assert user.is_active
    page = client.get(change_page(moved)).content.decode()
    assert "昌国街道" in page
    assert "沈家门街道" not in page


def test_a_person_without_a_duty_is_shown_to_who_made_it(city: City, signed_in: Any, of_dinghai: User) -> None:
    client = signed_in(of_dinghai)
    assert client.post(ADD, NEW | duties()).status_code == 302
    feng = User.objects.get(username="feng")
    assert client.get(change_page(feng)).status_code == 200
    neighbour = person("jiang", "蒋管理员", city.administrator)
    duty(neighbour, "administers", "district", city.putuo, city.administrator)
    assert signed_in(neighbour).get(change_page(feng)).status_code == 404
    duty(feng, "reads", "district", city.putuo, city.administrator)
    assert client.get(change_page(feng)).status_code == 404


@pytest.mark.parametrize(
    "foreign",
    [
        {"level": "city"},
        {"level": "district", "district": "putuo"},
        {"level": "street", "street": "shenjiamen"},
        {"level": "community", "community": "zhongzhou"},
    ],
)
def test_duties_elsewhere_or_above_are_not_given(
    city: City, signed_in: Any, of_dinghai: User, foreign: dict[str, str]
) -> None:
    units = dict(foreign)
    level = units.pop("level")
    values = {"role": "administers", "level": level} | {unit: getattr(city, row).pk for unit, row in units.items()}
    client = signed_in(of_dinghai)
    count = Duty.objects.count()
    given = city.clerk.duties.get()
    pages = [(ADD, NEW | duties(values))]
    for data in (duties(posted(given), values, kept=1), duties(posted(given, **values), kept=1)):
        pages.append((change_page(city.clerk), account(city.clerk) | data))
    for page, data in pages:
        answer = client.post(page, data)
        assert answer.status_code == 200
        # Told at the very field, since the unit is none of those that are offered.
        assert (
            next(iter(foreign if level == "city" else units))
            in answer.context["inline_admin_formsets"][0].formset.errors[-1]
        )
    assert Duty.objects.count() == count
    given.refresh_from_db()
    assert (given.role, given.street) == ("enters", city.huannan)
    own = {"role": "administers", "level": "street", "street": city.changguo.pk}
    assert client.post(ADD, NEW | duties(own)).status_code == 302


def test_a_person_who_is_given_a_duty_elsewhere_meanwhile_is_left_alone(
    city: City, signed_in: Any, of_dinghai: User
) -> None:
    given = Duty(user=city.clerk, role="reads", level="district", district=city.putuo)

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "base_user"') and given.pk is None:
            city.keep(given)
        return execute(sql, *rest)

    client = signed_in(of_dinghai)
    with connection.execute_wrapper(meanwhile):
        answer = client.post(change_page(city.clerk), account(city.clerk, name="改了名") | duties())
    assert answer.status_code == 200
    assert answer.context["errors"]
    city.clerk.refresh_from_db()
    assert city.clerk.name == "林填报员"


def test_a_foreign_duty_is_not_taken_over(city: City, signed_in: Any, of_dinghai: User) -> None:
    foreign = duty(city.nobody, "reads", "street", city.shenjiamen, city.administrator)
    given = city.clerk.duties.get()
    taken = posted(foreign, user=city.clerk.pk, street=city.huannan.pk)
    for data in (duties(taken, kept=1), duties(posted(given), taken, kept=2), duties(posted(given), taken, kept=1)):
        signed_in(of_dinghai).post(change_page(city.clerk), account(city.clerk) | data)
        foreign.refresh_from_db()
        assert (foreign.user, foreign.street) == (city.nobody, city.shenjiamen)


def test_nobody_changes_the_own_account(city: City, signed_in: Any, of_dinghai: User) -> None:
    for user in (of_dinghai, city.administrator):
        client = signed_in(user)
        page = client.get(change_page(user))
        assert page.status_code == 200
        assert "new_password" not in page.content.decode()
        raised = {"role": "administers", "level": "city"}
        data = account(user) | duties(posted(user.duties.get(), **raised), kept=1)
        assert client.post(change_page(user), data).status_code == 403
    assert of_dinghai.duties.get().level == "district"


def test_choices_while_typing_are_own_ground(city: City, signed_in: Any, of_dinghai: User) -> None:
    city.changguo.valid_to = "2020-01-01"
    city.keep(city.changguo)

    def offered(user: User, level: str, term: str = "") -> set[str]:
        query = {"app_label": "base", "model_name": "duty", "field_name": level, "term": term}
        answer = signed_in(user).get("/admin/autocomplete/", query)
        return {found["text"] for found in answer.json()["results"]}

    assert offered(city.administrator, "district") == {"定海区", "普陀区", "岱山县"}
    assert offered(of_dinghai, "district") == {"定海区"}
    assert offered(of_dinghai, "street") == {"定海区 环南街道"}
    assert offered(of_dinghai, "street", "sjm") == set()
    assert offered(city.administrator, "street", "sjm") == {"普陀区 沈家门街道"}
    of_street = person("shen", "沈街管", city.administrator)
    duty(of_street, "administers", "street", city.huannan, city.administrator)
    duty(of_street, "reads", "street", city.shenjiamen, city.administrator)
    assert offered(of_street, "district") == set()
    assert offered(of_street, "street") == {"定海区 环南街道"}
    assert offered(of_dinghai, "community") == {"环南街道 东山社区", "昌国街道 留方社区"}
    query = {"app_label": "base", "model_name": "change", "field_name": "actor"}
    people = signed_in(of_dinghai).get("/admin/autocomplete/", query).json()["results"]
    assert {found["text"] for found in people} == {"林填报员", "赵阅览员", "陈填报员", "周科员", "韩管理员"}


def test_matters_of_the_city_are_the_citys(city: City, signed_in: Any, of_dinghai: User) -> None:
    client = signed_in(of_dinghai)
    threshold = f"reporting/threshold/{Threshold.objects.first().pk}/"
    for page in ("reporting/threshold/", "reporting/threshold/add/", f"{threshold}change/", f"{threshold}history/"):
        assert client.get(f"/admin/{page}").status_code == 403, page
        assert f"/admin/{page}" not in client.get("/admin/").content.decode()
    assert not of_dinghai.has_perm("base.delete_user")
    assert not of_dinghai.has_perm("base.view_job")
    assert not of_dinghai.has_perm("nonsense")
    assert not city.clerk.has_perm("base.view_user")
    assert city.administrator.has_perm("reporting.change_threshold")


# Two administrators at once


def test_the_later_of_two_administrators_is_told(city: City, signed_in: Any) -> None:
    early = account(city.clerk, name="林小姐") | duties()
    client = signed_in(city.administrator)
    city.clerk.name = "林女士"
    city.keep(city.clerk)
    answer = client.post(change_page(city.clerk), early)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "林女士" in text
    assert "林小姐" in text
    city.clerk.refresh_from_db()
    assert city.clerk.name == "林女士"
    form = answer.context["adminform"].form
    assert client.post(change_page(city.clerk), early | {"version": form["version"].value()}).status_code == 302
    city.clerk.refresh_from_db()
    assert city.clerk.name == "林小姐"


def test_a_duty_is_not_overwritten_either(city: City, signed_in: Any) -> None:
    given = city.clerk.duties.get()
    early = account(city.clerk, name="改了名") | duties(posted(given), kept=1)
    given.valid_to = "2026-12-31"
    city.keep(given)
    client = signed_in(city.administrator)
    answer = client.post(change_page(city.clerk), early)
    assert answer.status_code == 409
    assert "2026-12-31" in answer.content.decode()
    city.clerk.refresh_from_db()
    assert city.clerk.name == "林填报员"
    (form,) = answer.context["inline_admin_formsets"][0].formset.forms
    again = early | {"duties-0-version": form["version"].value()}
    assert client.post(change_page(city.clerk), again).status_code == 302
    given.refresh_from_db()
    assert given.valid_to is None


def test_the_history_of_a_person_tells_of_the_duties(city: City, signed_in: Any, of_dinghai: User) -> None:
    past = duty(city.clerk, "reads", "street", city.shenjiamen, city.administrator)
    past.valid_to = "2020-01-01"
    city.keep(past)
    page = signed_in(of_dinghai).get(f"/admin/base/user/{city.clerk.pk}/history/").content.decode()
    assert "林填报员" in page
    assert "环南街道" in page
    assert "沈家门街道" not in page
    whole = signed_in(city.administrator).get(f"/admin/base/user/{city.clerk.pk}/history/").content.decode()
    assert "沈家门街道" in whole


def test_nothing_is_deleted(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    for row in (city.clerk, city.dongshan, Threshold.objects.first()):
        url = f"/admin/{row._meta.app_label}/{row._meta.model_name}"
        assert client.post(f"{url}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
        client.post(f"{url}/", {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
        assert type(row)._base_manager.filter(pk=row.pk).exists()
