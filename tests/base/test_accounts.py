"""Signing in and out, and what every address asks before it answers."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.people import PASSWORD, City, duty, person
from zhoushan_community.base.models import Change, User

ARGUMENTS = {
    "app": "communities",
    "model": "community",
    "pk": 1,
    "line": 1,
    "file": 1,
    "batch": "00000000-0000-0000-0000-000000000000",
    "code": "T4",
    "unit": "district-1",
    "field": "phone",
    "kind": "staff",
    "key": "00000000-0000-0000-0000-000000000000",
    "token": "x",
}


def addresses(patterns: Any = None, prefix: str = "") -> list[tuple[str, str]]:
    """Every named address of ours, with arguments filled in; the back office's stand under one prefix of its own."""
    found = []
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                found += addresses(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            kwargs = {name: ARGUMENTS[name] for name in _names(pattern.name)}
            found.append((pattern.name, reverse(pattern.name, kwargs=kwargs)))
    return found


def _names(name: str) -> list[str]:
    [(_template, names)] = get_resolver().reverse_dict.getlist(name)[0][0]
    return names


@pytest.mark.django_db
def test_every_address_asks_who_is_there() -> None:
    for name, url in addresses():
        answer = Client().get(url)
        if name in ("login", "healthz", "bulletin-check"):
            assert answer.status_code == 200, url
        else:
            assert answer.status_code == 302, url
            assert answer.url.startswith(reverse("login")), url
    assert Client().get("/admin/").status_code == 302


def test_signing_in_and_out(city: City) -> None:
    client = Client()
    assert client.post("/login/", {"username": "lin", "password": "falsch"}).status_code == 200
    assert client.get("/").status_code == 302
    assert client.post("/login/", {"username": "lin", "password": PASSWORD}).url == "/"
    assert "林填报员" in client.get("/").content.decode()
    assert client.post("/logout/").status_code == 302
    assert client.get("/").status_code == 302


def test_five_failures_lock_the_name(city: City) -> None:
    client = Client()
    for _attempt in range(5):
        client.post("/login/", {"username": "lin", "password": "falsch"})
    answer = client.post("/login/", {"username": "lin", "password": PASSWORD})
    assert answer.status_code == 429
    assert client.get("/").status_code == 302
    assert Client().post("/login/", {"username": "zhao", "password": PASSWORD}).status_code == 302


def test_a_password_set_by_others_is_changed_first(city: City, signed_in: Any) -> None:
    city.clerk.must_change_password = True
    city.keep(city.clerk)
    client = signed_in(city.clerk)
    for url in ("/", "/board/", "/r/communities/community/"):
        assert client.get(url).url == reverse("password")
    weak = {"old_password": PASSWORD, "new_password1": "12345", "new_password2": "12345"}
    assert client.post("/password/", weak).status_code == 200
    strong = {"old_password": PASSWORD, "new_password1": "huan-nan-2026", "new_password2": "huan-nan-2026"}
    assert client.post("/password/", strong).url == "/"
    assert client.get("/").status_code == 200
    after = Change.objects.filter(model="base.user", row_id=city.clerk.pk).first().after
    assert after.keys() == {"must_change_password", "password_set_at"}


def ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def test_an_old_password_is_changed_first(city: City, signed_in: Any, settings: Any) -> None:
    client = signed_in(city.clerk)
    for days, url in ((179, None), (181, "/password/")):
        User.objects.filter(pk=city.clerk.pk).update(password_set_at=ago(days))
        assert client.get("/").headers.get("Location") == url
    assert "密码使用时间已久" in client.get("/password/").content.decode()
    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = client.post("/password/", same)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    client.post("/password/", same | {"new_password1": "huan-nan-2026", "new_password2": "huan-nan-2026"})
    assert client.get("/").status_code == 200
    User.objects.filter(pk=city.clerk.pk).update(password_set_at=None)
    assert client.get("/").url == "/password/"
    settings.PASSWORD_DAYS = 0
    assert client.get("/").status_code == 200


def test_an_account_that_nobody_used_is_refused_in_words(city: City, settings: Any) -> None:
    def sign_in() -> Any:
        return Client().post("/login/", {"username": "lin", "password": PASSWORD})

    lin = User.objects.filter(pk=city.clerk.pk)
    lin.update(password_set_at=ago(300), last_login=ago(179))
    assert sign_in().status_code == 302
    lin.update(password_set_at=ago(300), last_login=ago(181))
    answer = sign_in()
    assert answer.status_code == 200
    assert "180" in str(answer.context["form"].errors)
    settings.DORMANT_DAYS = 0
    assert sign_in().status_code == 302
    settings.DORMANT_DAYS = 180
    lin.update(password_set_at=ago(1), last_login=ago(181))
    assert sign_in().status_code == 302
    lin.update(password_set_at=None, last_login=None)
    assert sign_in().status_code == 200


def test_the_password_is_nowhere_in_the_log(city: City) -> None:
    for line in Change.objects.filter(model="base.user"):
        assert "password" not in line.after


def test_an_idle_session_ends(city: City, settings: Any) -> None:
    client = Client()
    client.post("/login/", {"username": "lin", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["samesite"] == "Strict"
    assert cookie["httponly"]
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE == 3600


def test_the_back_office_opens_to_administrators_only(city: City, signed_in: Any) -> None:
    assert signed_in(city.administrator).get("/admin/").status_code == 200
    for user in (city.clerk, city.officer, city.auditor, city.nobody):
        client = signed_in(user)
        assert client.get("/admin/communities/community/").status_code == 302
        assert client.get("/admin/", follow=True).status_code == 403
    of_district = person("han", "韩管理员", city.administrator)
    given = duty(of_district, "administers", "district", city.dinghai, city.administrator)
    assert signed_in(of_district).get("/admin/").status_code == 200
    given.valid_to = "2020-01-01"
    city.keep(given)
    assert signed_in(of_district).get("/admin/", follow=True).status_code == 403


def test_the_back_office_has_no_sign_in_of_its_own(city: City, signed_in: Any) -> None:
    answer = Client().get("/admin/base/user/", follow=True)
    assert answer.redirect_chain[-1][0] == "/login/?next=/admin/base/user/"
    assert signed_in(city.administrator).get("/admin/password_change/").url == reverse("password")


def test_a_closed_account_is_out_at_once(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    assert client.get("/").status_code == 200
    city.clerk.is_active = False
    city.keep(city.clerk)
    assert client.get("/").status_code == 302


def test_an_ended_duty_covers_nothing(city: City, signed_in: Any) -> None:
    row = city.clerk.duties.get()
    row.valid_to = "2020-01-01"
    city.keep(row)
    assert signed_in(city.clerk).get(f"/community/{city.dongshan.pk}/").status_code == 404


def test_pages_send_a_strict_content_policy(city: City, signed_in: Any) -> None:
    policy = signed_in(city.clerk).get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
