"""The back office: users and duties are made there, recorded; registers are looked up there."""

from typing import Any

import pytest
from django.contrib import admin

from communities.models import Community
from tests.people import City
from zhoushan_community.base.models import Change, Duty, User

NO_DUTIES = {"duties-TOTAL_FORMS": "0", "duties-INITIAL_FORMS": "0"}


def test_a_person_and_a_duty_are_made_and_recorded(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    data = {
        "username": "feng", "name": "冯填报员", "is_active": "on", "new_password": "huan-nan-2026",
        "duties-TOTAL_FORMS": "1", "duties-INITIAL_FORMS": "0", "duties-0-role": "enters", "duties-0-level": "street",
        "duties-0-street": city.huannan.pk, "duties-0-valid_from": "2026-01-01",
    }  # fmt: skip
    answer = client.post("/admin/base/user/add/", data)
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
    data = {
        "username": "feng", "is_active": "on", "new_password": "huan-nan-2026", "duties-TOTAL_FORMS": "1",
        "duties-INITIAL_FORMS": "0", "duties-0-role": "reads",
        **{f"duties-0-{key}": value for key, value in values.items()},
    }  # fmt: skip
    count = Duty.objects.count()
    assert signed_in(city.administrator).post("/admin/base/user/add/", data).status_code == 200
    assert Duty.objects.count() == count
    assert not User.objects.filter(username="feng").exists()


def test_a_new_password_of_another_is_changed_at_the_next_sign_in(city: City, signed_in: Any) -> None:
    data = {"username": "lin", "name": "林填报员", "is_active": "on", "new_password": "huan-nan-2026", **NO_DUTIES}
    answer = signed_in(city.administrator).post(f"/admin/base/user/{city.clerk.pk}/change/", data)
    assert answer.status_code == 302
    city.clerk.refresh_from_db()
    assert city.clerk.must_change_password
    assert city.clerk.check_password("huan-nan-2026")


def test_every_page_of_the_back_office_opens(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    for model in admin.site._registry:
        url = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(url).status_code == 200, url
        assert client.get(url, {"q": "东山"}).status_code == 200, url


def test_registers_and_the_log_are_read_only_there(city: City, signed_in: Any) -> None:
    client = signed_in(city.administrator)
    url = f"/admin/communities/community/{city.dongshan.pk}/"
    assert client.get(f"{url}change/").status_code == 200
    assert client.post(f"{url}change/", {"name": "改名社区"}).status_code == 403
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    line = Change.objects.first()
    assert client.post(f"/admin/base/change/{line.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/base/user/{city.clerk.pk}/delete/", {"post": "yes"}).status_code == 403
    city.dongshan.refresh_from_db()
    assert city.dongshan.name == "东山社区"
