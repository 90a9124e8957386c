"""Persons who left are forgotten when their time is over, in the rows and in the log, and nothing else is lost."""

import datetime
import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Body, CoordinationBody, CoordinationSeat, MassOrganization, Member, StaffMember, Term
from security.models import PoliceOfficer, PoliceRoom
from tests.people import City
from zhoushan_community.base import changes, dated, jobs, retention
from zhoushan_community.base.changes import CannotUndo, Origin, Source
from zhoushan_community.base.changes.sealed import counted
from zhoushan_community.base.models import Change, Job

NAME, NUMBER = "王芳", "13812345678"


def ago(years: int, days: int = 0) -> datetime.date:
    today = dated.today()
    return today.replace(year=today.year - years, day=min(today.day, 28)) - datetime.timedelta(days=days)


def left(city: City, day: datetime.date | None, **more: Any) -> StaffMember:
    """王芳, who left on the day."""
    values = {"community": city.dongshan, "name": NAME, "phone": NUMBER, "birth_year": 1960, "position": "文书", **more}
    return city.keep(StaffMember(started_on=datetime.date(2002, 7, 1), left_on=day, **values))


def stored(row: Any) -> Any:
    return type(row).unscoped.get(pk=row.pk)


def told(row: Any) -> str:
    """All that the log says of the row."""
    lines = Change.objects.filter(model=row._meta.label_lower, row_id=row.pk)
    return str(list(lines.values_list("row_name", "before", "after")))


def test_who_left_long_ago_is_forgotten(city: City) -> None:
    row = left(city, ago(5, 30))
    row.name, row.phone = "王小芳", "13899998888"
    city.keep(row)
    row.name, row.phone = NAME, NUMBER
    city.keep(row)
    assert retention.apply(city.administrator)[StaffMember] == 1
    again = stored(row)
    assert again.name.startswith("已离任人员 ")
    assert (again.phone, again.birth_year, again.position, again.left_on) == ("", None, "文书", row.left_on)
    assert NAME not in again.search_key
    for gone in (NAME, "王小芳", NUMBER, "13899998888", "1960"):
        assert gone not in told(row)
    assert "文书" in told(row)
    assert changes.verify() == []
    line = Change.objects.first()
    assert (line.action, line.source, line.actor, line.row_id) == ("redact", "command", city.administrator, row.pk)
    assert "5" in line.reason


def test_a_second_run_changes_nothing(city: City) -> None:
    row = left(city, ago(6))
    retention.apply(city.administrator)
    lines, version = Change.objects.count(), stored(row).version
    assert set(retention.apply(city.administrator).values()) == {0}
    assert (Change.objects.count(), stored(row).version) == (lines, version)


def test_the_telephone_goes_first(city: City) -> None:
    row, recent, serving = left(city, ago(2, 30)), left(city, ago(1), name="李强"), left(city, None, name="赵敏")
    retention.apply(city.administrator)
    assert (stored(row).name, stored(row).phone, stored(row).birth_year) == (NAME, "", 1960)
    assert NUMBER not in told(row)
    assert NAME in told(row)
    for kept in (recent, serving):
        assert stored(kept).phone == NUMBER
        assert NUMBER in told(kept)
    assert changes.verify() == []


def test_the_years_are_settings(city: City, settings: Any) -> None:
    row = left(city, ago(3))
    settings.PERSON_YEARS = 2
    retention.apply(city.administrator)
    assert stored(row).name != NAME


def test_every_kind_of_office_holder_is_forgotten(city: City) -> None:
    start, end = datetime.date(2002, 7, 1), datetime.date(2005, 7, 1)
    body = city.keep(Body(community=city.dongshan, kind="committee"))
    term = city.keep(Term(body=body, number=1, started_on=start, ends_on=end))
    room = city.keep(PoliceRoom(community=city.dongshan))
    coordination = city.keep(CoordinationBody(name="协调委员会", level="city"))
    rows = [
        city.keep(Member(term=term, person_name=NAME, birth_year=1960)),
        city.keep(PoliceOfficer(room=room, name=NAME, phone=NUMBER, valid_from=start, valid_to=end)),
        city.keep(PoliceOfficer(room=room, name="李强", valid_from=start, valid_to=end)),
        city.keep(CoordinationSeat(body=coordination, office="局长", person_name=NAME, valid_from=start, valid_to=end)),
        city.keep(MassOrganization(community=city.dongshan, kind="union", head=NAME, valid_from=start, valid_to=end)),
    ]
    retention.apply(city.administrator)
    for row in rows:
        assert NAME not in str(changes.state_of(stored(row)).values())
        assert NAME not in told(row)
    # Who sat in the committee and headed the room is one person still; another is another.
    assert stored(rows[0]).person_name == stored(rows[1]).name != stored(rows[2]).name
    assert changes.verify() == []


def test_persons_of_the_demonstration_never_lived(city: City) -> None:
    row = left(city, ago(9), generated=["name"])
    retention.apply(city.administrator)
    assert stored(row).name == NAME


def test_what_was_taken_back_is_forgotten_as_well(city: City) -> None:
    origin = Origin(city.clerk, Source.PAGE)
    row = StaffMember(community=city.dongshan, name=NAME, phone=NUMBER)
    changes.begin(row, origin)
    row.save()
    key = row.pk
    undone = Origin(city.clerk, Source.UNDO)
    changes.undo(origin.batch, undone)
    row.pk = key
    assert NAME in told(row)
    day = dated.today().replace(year=dated.today().year + 6, day=1)
    assert retention.apply(city.administrator, day)[StaffMember] == 1
    assert NAME not in told(row)
    assert NUMBER not in told(row)
    assert changes.verify() == []
    assert retention.apply(city.administrator, day)[StaffMember] == 0
    with pytest.raises(CannotUndo):
        changes.undo(undone.batch, Origin(city.clerk, Source.UNDO))


def test_nothing_brings_it_back(city: City, signed_in: Any) -> None:
    row = left(city, ago(6))
    first = Change.objects.get(model="organizations.staffmember", row_id=row.pk)
    retention.apply(city.administrator)
    line = Change.objects.first()
    for batch in (first.batch, line.batch):
        with pytest.raises(CannotUndo):
            changes.undo(batch, Origin(city.administrator, Source.UNDO))
    client = signed_in(city.administrator)
    base = f"/r/organizations/staffmember/{row.pk}/"
    for address in ("", "history/", f"?line={first.pk}", "?known=2026-01-01"):
        answer = client.get(base + address)
        assert answer.status_code == 200
        assert NAME not in answer.content.decode()
    history = client.get(base + "history/").content.decode()
    assert f"history/{line.pk}/undo/" not in history
    assert client.post(f"{base}history/{line.pk}/undo/").status_code < 500
    assert stored(row).name != NAME


def test_a_form_opened_before_does_not_bring_it_back(city: City, signed_in: Any) -> None:
    row = left(city, ago(6))
    data = {"community": row.community_id, "name": NAME, "full_time": "on", "version": row.version}
    retention.apply(city.administrator)
    answer = signed_in(city.clerk).post(f"/r/organizations/staffmember/{row.pk}/edit/", data)
    assert answer.status_code == 409


def test_a_log_that_lacks_what_nothing_cleared_is_found(city: City) -> None:
    row = left(city, ago(6))
    line = Change.objects.get(model="organizations.staffmember", row_id=row.pk)
    other = left(city, None, name="李强")
    changes.clear_rows(StaffMember, {other.pk: {"phone": ""}}, Origin(city.administrator, Source.COMMAND))
    assert changes.verify() == []
    kept = line.after["name"]
    line.after["name"] = counted(line.after)["name"]
    line.save()
    assert len(changes.verify()) == 1
    line.after["name"] = kept
    line.save()
    assert changes.verify() == []


def test_a_renamed_person_in_the_log_is_found(city: City) -> None:
    row = left(city, ago(6))
    line = Change.objects.get(model="organizations.staffmember", row_id=row.pk)
    for _time in ("before", "after"):
        line.refresh_from_db()
        right = line.row_name
        Change.objects.filter(pk=line.pk).update(row_name="别人")
        assert len(changes.verify()) == 1
        Change.objects.filter(pk=line.pk).update(row_name=right)
        assert changes.verify() == []
        retention.apply(city.administrator)


def test_the_page_says_until_when(city: City, signed_in: Any) -> None:
    day = ago(1)
    row, serving = left(city, day), left(city, None, name="李强")
    client = signed_in(city.clerk)
    until = str(day.replace(year=day.year + 5))
    assert until in client.get(f"/r/organizations/staffmember/{row.pk}/", {"all": 1}).content.decode()
    assert retention.kept_until(serving) is None
    assert retention.kept_until(city.dongshan) is None
    assert retention.kept_until(left(city, datetime.date(2024, 2, 29), name="赵敏")) == datetime.date(2029, 3, 1)


def test_the_command_says_first_and_does_then(city: City) -> None:
    row = left(city, ago(6))

    def run(*arguments: str) -> str:
        out = io.StringIO()
        call_command("apply_retention", *arguments, stdout=out)
        return out.getvalue()

    assert "社区工作人员 1" in run("--dry-run")
    assert stored(row).name == NAME
    assert "社区工作人员 1" in run()
    assert stored(row).name != NAME
    assert "社区工作人员 0" in run()
    with pytest.raises(CommandError):
        run("--as", "niemand")


def test_a_worker_does_it_once_a_week(city: City, django_capture_on_commit_callbacks: Any) -> None:
    row = left(city, ago(6))
    for _worker in range(2):
        jobs.start_weekly()
    job = Job.objects.get(kind="retention")
    assert job.actor == city.administrator
    jobs.run(job.key)
    job.refresh_from_db()
    assert (job.state, job.outcome) == ("done", {"rows": {"organizations.staffmember": 1}})
    assert stored(row).name != NAME
