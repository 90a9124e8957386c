"""Rows that were typed or pasted and are not written yet: kept on the server for their owner alone."""

from typing import Any

from communities.models import CommunityFigures
from tests.base.test_grid import COMMUNITIES, FIGURES, figures, new, of, outcomes, place, send, told
from tests.people import City
from zhoushan_community.base.models import Draft


def test_refused_rows_are_kept_as_a_draft_beside_the_written_ones(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    right = [new(1, **place(), counted_on="2002-06-30", households="2100")]
    left = [new(2, **place(), counted_on="2002-02-30", households="2100")]
    answer = send(client, FIGURES, right, left=left, keep=True, reason="半年报")
    assert outcomes(answer)["new1"]["state"] == "written"
    draft = Draft.objects.get()
    assert answer.json()["draft"] == {"pk": draft.pk, "count": 1}
    assert draft.rows[0]["values"] == left[0]["cells"]
    assert set(draft.rows[0]["errors"]) == {"counted_on"}

    assert f"{FIGURES.url('grid')}?draft={draft.pk}" in client.get("/").content.decode()
    listed = client.get(FIGURES.url("grid")).content.decode()
    assert f"?draft={draft.pk}" in listed
    opened = told(client, FIGURES, draft=draft.pk)
    assert opened["rows"] == []
    assert opened["draft"]["rows"][0]["cells"] == left[0]["cells"]

    # Corrected and sent, it is gone.
    left[0]["cells"]["counted_on"] = "2003-06-30"
    answer = send(client, FIGURES, left, left=[], keep=True, draft=draft.pk)
    assert outcomes(answer)["new2"]["state"] == "written"
    assert not Draft.objects.exists()
    assert CommunityFigures.unscoped.count() == 2


def test_nothing_is_kept_while_a_row_stands_in_the_way(city: City, signed_in: Any) -> None:
    bad = [new(1, **place(), counted_on="x")]
    send(signed_in(city.clerk), FIGURES, bad, left=[new(2, **place(), counted_on="y")], keep=True)
    assert not Draft.objects.exists()


def test_the_same_rows_kept_twice_are_one_draft(city: City, signed_in: Any) -> None:
    left = [new(2, **place(), counted_on="2002-02-30")]
    for _turn in range(2):
        send(signed_in(city.clerk), FIGURES, [], left=left, keep=True, write=False)
    assert Draft.objects.count() == 1


def test_a_draft_is_its_owners_alone(city: City, signed_in: Any) -> None:
    left = [new(2, **place(), counted_on="2002-02-30")]
    send(signed_in(city.clerk), FIGURES, [], left=left, keep=True, write=False)
    draft = Draft.objects.get()
    for other in (city.administrator, city.officer, city.next_clerk):
        client = signed_in(other)
        assert client.get(FIGURES.url("grid"), {"draft": draft.pk}).status_code == 404
        assert f"draft={draft.pk}" not in client.get(FIGURES.url("grid")).content.decode()
        assert client.post(FIGURES.url("discard", pk=draft.pk)).status_code == 404
        send(client, FIGURES, [], left=[], keep=True, write=False, draft=draft.pk)
        send(client, FIGURES, [], left=left, keep=True, write=False, draft=draft.pk)
    client = signed_in(city.clerk)
    assert client.get(COMMUNITIES.url("grid"), {"draft": draft.pk}).status_code == 404
    assert client.get(FIGURES.url("grid"), {"draft": "x"}).status_code == 404
    assert Draft.objects.filter(owner=city.clerk).count() == 1
    assert client.get(FIGURES.url("discard", pk=draft.pk)).status_code == 405
    assert client.post(FIGURES.url("discard", pk=draft.pk)).status_code == 302
    assert not Draft.objects.filter(owner=city.clerk).exists()


def test_a_draft_of_a_row_that_is_no_longer_ones_own_shows_what_was_typed_only(city: City, signed_in: Any) -> None:
    row = figures(city, city.dongshan, households=2100)
    send(signed_in(city.clerk), FIGURES, [], left=[of(row, households="x")], keep=True, write=False)
    draft = Draft.objects.get()
    client = signed_in(city.clerk)
    assert told(client, FIGURES, draft=draft.pk)["draft"]["rows"][0]["stored"]["households"] == "2100"
    draft.rows[0]["pk"] = figures(city, city.liufang, households=1999).pk
    draft.save()
    opened = told(client, FIGURES, draft=draft.pk)["draft"]["rows"][0]
    assert opened["stored"] is None
    assert opened["cells"] == {"households": "x"}
