"""Where people are signed in: listed for oneself and for one's administrator, ended from afar."""

from typing import Any

from django.test import Client

from tests.people import PASSWORD, City, duty, officer_of_putuo, person
from zhoushan_community.base.models import Change, Session, User


def browser(username: str, name: str, address: str = "10.1.2.3") -> Client:
    """A browser in which the person has just signed in."""
    client = Client(headers={"user-agent": name}, REMOTE_ADDR=address)
    assert client.post("/login/", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def administrator_of(city: City, district: Any, username: str) -> User:
    user = person(username, f"{district}管理员", city.administrator)
    duty(user, "administers", "district", district, city.administrator)
    return user


def test_one_ends_the_own_session_of_another_browser(city: City) -> None:
    here, there = browser("lin", "Firefox 办公室"), browser("lin", "Edge 家里", "10.9.9.9")
    page = here.get("/sessions/")
    text = page.content.decode()
    for told in ("Firefox 办公室", "Edge 家里", "10.9.9.9"):
        assert told in text
    for session in Session.objects.all():
        assert session.session_key not in text
    other = Session.objects.get(browser="Edge 家里")
    assert here.post(f"/sessions/{other.number}/end/").url == "/sessions/"
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert not Change.objects.filter(action=Change.Action.END).exists()


def test_an_administrator_ends_sessions_of_the_own_people(city: City) -> None:
    administrator_of(city, city.dinghai, "han")
    chief = browser("han", "Chrome")
    officer_of_putuo(city)
    clerk, foreign, bureau = browser("lin", "甲"), browser("zhu", "乙"), browser("wang", "丙")
    page = chief.get(f"/admin/base/user/{city.clerk.pk}/change/").content.decode()
    session = Session.objects.get(user=city.clerk)
    assert str(session.number) in page
    assert session.session_key not in page
    for client, kept in ((foreign, "zhu"), (bureau, "wang")):
        number = Session.objects.get(user__username=kept).number
        assert chief.post(f"/sessions/{number}/end/").status_code == 404
        assert client.get("/").status_code == 200
    assert chief.post(f"/sessions/{session.number}/end/").url == f"/admin/base/user/{city.clerk.pk}/change/"
    assert clerk.get("/").status_code == 302
    history = chief.get(f"/admin/base/user/{city.clerk.pk}/history/").content.decode()
    line = Change.objects.get(action=Change.Action.END)
    assert (line.actor_name, line.row_id, line.after) == ("定海区管理员", city.clerk.pk, {"browser": "甲"})
    assert "结束了用户“林填报员”在 甲 上的登录" in history


def test_nobody_else_ends_a_session(city: City) -> None:
    clerk, neighbour = browser("lin", "甲"), browser("chen", "乙")
    number = Session.objects.get(user=city.clerk).number
    assert neighbour.post(f"/sessions/{number}/end/").status_code == 404
    assert clerk.get(f"/sessions/{number}/end/").status_code == 405
    assert clerk.get("/").status_code == 200


def test_who_administers_no_more_ends_nothing(city: City) -> None:
    han = administrator_of(city, city.dinghai, "han")
    person("new", "新人", han)
    new = browser("new", "甲")
    chief = browser("han", "乙")
    given = han.duties.get()
    given.valid_to = "2020-01-01"
    city.keep(given)
    assert chief.post(f"/sessions/{Session.objects.get(user__username='new').number}/end/").status_code == 404
    assert new.get("/").status_code == 200


def test_a_new_password_signs_out_everywhere_else(city: City) -> None:
    here, there = browser("lin", "甲"), browser("lin", "乙")
    new = {"old_password": PASSWORD, "new_password1": "huan-nan-2026", "new_password2": "huan-nan-2026"}
    assert here.post("/password/", new).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_ended_sessions_are_forgotten(city: City) -> None:
    browser("lin", "甲")
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")
    assert browser("zhao", "乙").get("/sessions/").status_code == 200
    assert [session.browser for session in Session.objects.all()] == ["乙"]
