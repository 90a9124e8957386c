"""Files as evidence: what is taken, who may have them, where they lie, how they are withdrawn and brought back."""

import stat
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from communities.models import Estate
from tests.people import City
from zhoushan_community.base import attachments, changes, file_kinds, photographs
from zhoushan_community.base.changes import Origin, Source
from zhoushan_community.base.file_kinds import Refused
from zhoushan_community.base.models import Attachment, Change

from .evidence_files import BAD, GOOD, PDF, jpeg, png, webp


def page_of(row: Any) -> str:
    return f"/r/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/"


def post(client: Client, row: Any, name: str, content: bytes, **more: str) -> Any:
    data = {"kind": "document", "title": "", "file": SimpleUploadedFile(name, content), **more}
    return client.post(f"{page_of(row)}files/", data)


def kept(row: Any, actor: Any, name: str = "协议.pdf", content: bytes = PDF, title: str = "") -> Attachment:
    upload = SimpleUploadedFile(name, content)
    return attachments.add(row, upload, kind="document", title=title, origin=Origin(actor, Source.PAGE))


def read(client: Client, row: Any, file: Attachment, query: str = "") -> Any:
    """The answer, read to its end; its content is in `.body`."""
    answer = client.get(f"{page_of(row)}files/{file.pk}/{query}")
    answer.body = b"".join(answer) if answer.status_code == 200 else b""
    return answer


# What is taken


@pytest.mark.parametrize("name", GOOD)
def test_what_it_says_it_is_is_taken(city: City, signed_in: Any, name: str) -> None:
    assert post(signed_in(city.clerk), city.dongshan, name, GOOD[name]).status_code == 302
    file = Attachment.objects.get()
    assert file.file_name == name
    answer = read(signed_in(city.clerk), city.dongshan, file)
    assert answer["Content-Type"] == file.content_type
    assert len(answer.body) == file.size


@pytest.mark.parametrize("name", BAD)
def test_what_it_is_not_is_refused_by_name(city: City, signed_in: Any, name: str) -> None:
    content, words = BAD[name]
    answer = post(signed_in(city.clerk), city.dongshan, name, content)
    assert answer.status_code == 400
    assert f"“{name}”" in answer.content.decode()
    assert words in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../manage.pdf", "a\\b.pdf", "C:x.pdf", "报告\u202efdp.exe.pdf", "一\x00.pdf", "..", ""]
)
def test_a_name_that_is_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        file_kinds.safe_name(name)
    assert not {"\u202e", "\x00"} & set(str(refused.value))


def test_a_path_in_an_upload_leads_nowhere(city: City, signed_in: Any) -> None:
    post(signed_in(city.clerk), city.dongshan, "../../../etc/协议.pdf", PDF)
    assert [file.file_name for file in Attachment.objects.all()] in ([], ["协议.pdf"])


def test_a_long_name_keeps_its_ending(city: City) -> None:
    assert file_kinds.safe_name("长" * 300 + ".pdf") == "长" * 146 + ".pdf"


def test_what_is_too_large_is_refused(city: City, signed_in: Any, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024
    answer = post(signed_in(city.clerk), city.dongshan, "大.pdf", PDF + bytes(2 * 1024 * 1024))
    assert answer.status_code == 400
    assert "超过 2.0" in answer.content.decode()


def test_no_file_is_asked_for_again(city: City, signed_in: Any) -> None:
    answer = signed_in(city.clerk).post(f"{page_of(city.dongshan)}files/", {"kind": "nonsense"})
    assert answer.status_code == 400
    assert len(answer.context["evidence_form"].errors) == 2


def test_the_same_file_twice_is_one_too_many(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    assert post(client, city.dongshan, "协议.pdf", PDF).status_code == 302
    assert post(client, city.dongshan, "又一份.pdf", PDF).status_code == 400


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"PK\x03\x04", b"\xff\xd8\xff\xe1", b"RIFF\x00\x00\x00\x00WEBP", b"<"]),
)
def test_no_content_makes_it_stumble(content: bytes, head: bytes) -> None:
    for name in ("a.pdf", "a.jpg", "a.webp", "a.png", "a.docx", "a.txt", "a.xls"):
        try:
            found = file_kinds.judge(name, head + content)
            photographs.without_place(head + content, found.code, name)
        except Refused as refused:
            assert name in str(refused)


# Photographs


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_loses_its_place_and_nothing_else(order: str) -> None:
    taken = jpeg(order=order)
    clean = photographs.without_place(taken, "jpeg", "现场.jpg")
    assert b"GPS" in taken
    assert b"GPS" not in clean
    position = (1234567).to_bytes(4, "little" if order == "<" else "big")
    assert position in taken
    assert position not in clean
    # Orientation stays, and so does the picture.
    assert (0x0112).to_bytes(2, "little" if order == "<" else "big") in clean
    assert clean.endswith(b"picture\xff\xd9")
    assert photographs.without_place(clean, "jpeg", "现场.jpg") == clean


def test_pictures_of_other_kinds_lose_it_too() -> None:
    assert b"room" in photographs.without_place(png(), "png", "截图.png")
    assert not {b"eXIf", b"GPSLatitude"} & {
        word for word in (b"eXIf", b"GPSLatitude") if word in photographs.without_place(png(), "png", "截图.png")
    }
    clean = photographs.without_place(webp(), "webp", "图.webp")
    assert b"EXIF" not in clean
    assert clean[20] == 0
    assert int.from_bytes(clean[4:8], "little") == len(clean) - 8


def test_metadata_that_cannot_be_read_goes_whole() -> None:
    odd = b"II*\x00\x08\x00\x00\x00\xff\xff secret place"
    assert b"secret" not in photographs.without_place(jpeg(odd), "jpeg", "现场.jpg")


# Who may have them


def test_whoever_sees_the_row_sees_the_file(city: City, signed_in: Any) -> None:
    file = kept(city.dongshan, city.clerk, title="合并协议")
    text = signed_in(city.reader).get(page_of(city.dongshan)).content.decode()
    assert "合并协议" in text
    assert "林填报员" in text
    assert read(signed_in(city.reader), city.dongshan, file).status_code == 200
    for stranger in (city.next_clerk, city.nobody):
        assert read(signed_in(stranger), city.dongshan, file).status_code == 404
    # Nor through another row that one does see.
    assert read(signed_in(city.next_clerk), city.liufang, file).status_code == 404
    assert read(Client(), city.dongshan, file).status_code == 302


def test_who_may_not_edit_the_row_adds_and_withdraws_nothing(city: City, signed_in: Any) -> None:
    file = kept(city.dongshan, city.clerk)
    for person, status in ((city.reader, 403), (city.auditor, 403), (city.next_clerk, 404)):
        client = signed_in(person)
        assert post(client, city.dongshan, "别.pdf", PDF + b" ").status_code == status
        assert client.post(f"{page_of(city.dongshan)}files/{file.pk}/withdraw/", {"reason": "x"}).status_code == status
    foreign = signed_in(city.next_clerk).post(f"{page_of(city.liufang)}files/{file.pk}/withdraw/", {"reason": "x"})
    assert foreign.status_code == 404
    assert Attachment.objects.get().withdrawn_on is None


def test_a_file_is_saved_and_never_run(city: City, signed_in: Any) -> None:
    client = signed_in(city.reader)
    for name, query, disposition in (
        ("协议.pdf", "", "attachment"),
        ("协议.pdf", "?show=1", "attachment"),
        ("现场.jpg", "", "attachment"),
        ("现场.jpg", "?show=1", "inline"),
        ("说明.txt", "?show=1", "attachment"),
    ):
        file = Attachment.objects.filter(file_name=name).first() or kept(city.dongshan, city.clerk, name, GOOD[name])
        answer = read(client, city.dongshan, file, query)
        assert answer["Content-Disposition"].startswith(disposition), (name, query)
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_name_is_shown_as_text(city: City, signed_in: Any) -> None:
    kept(city.dongshan, city.clerk, "合同&lt;b&gt;'.pdf", title="<script>alert(1)</script>")
    text = signed_in(city.reader).get(page_of(city.dongshan)).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


# Withdrawn, brought back


def test_a_file_is_withdrawn_with_its_reason_and_brought_back(city: City, signed_in: Any) -> None:
    client, reader = signed_in(city.clerk), signed_in(city.reader)
    file = kept(city.dongshan, city.clerk)
    withdraw = f"{page_of(city.dongshan)}files/{file.pk}/withdraw/"
    client.post(withdraw, {"reason": " "})
    assert Attachment.objects.get().withdrawn_on is None
    client.post(withdraw, {"reason": "传错了"})
    assert read(reader, city.dongshan, file).status_code == 404
    assert read(signed_in(city.auditor), city.dongshan, file).status_code == 200
    assert "协议.pdf" not in reader.get(page_of(city.dongshan)).content.decode().partition("最近变更")[0]
    assert attachments.evidence_of([city.dongshan], city.administrator) == {}
    assert client.post(withdraw, {"reason": "又一次"}).status_code == 404

    line = Change.objects.get(reason="传错了")
    undo = f"{page_of(city.dongshan)}history/{line.pk}/undo/"
    assert undo in client.get(f"{page_of(city.dongshan)}history/").content.decode()
    assert signed_in(city.reader).post(undo, {"reason": "并没有错"}).status_code == 403
    assert client.post(undo, {"reason": "并没有错"}).status_code == 302
    assert read(reader, city.dongshan, file).status_code == 200
    assert changes.verify() == []


def test_an_addition_is_taken_back_and_stays_in_the_history(city: City, signed_in: Any) -> None:
    client = signed_in(city.clerk)
    kept(city.dongshan, city.clerk)
    history = f"{page_of(city.dongshan)}history/"
    added = Change.objects.first()
    client.post(f"{history}{added.pk}/undo/", {"reason": "不是这份"})
    assert not Attachment.objects.exists()
    back = Change.objects.first()
    assert client.get(history).content.decode().count("协议.pdf") >= 2
    client.post(f"{history}{back.pk}/undo/", {"reason": "就是这份"})
    assert read(client, city.dongshan, Attachment.objects.get()).body == PDF
    assert attachments.verify() == []


def test_a_row_with_a_file_does_not_vanish(city: City, signed_in: Any) -> None:
    estate = city.keep(Estate(community=city.dongshan, name="东山新村"), city.clerk)
    kept(estate, city.clerk)
    line = Change.objects.get(model="communities.estate")
    page = signed_in(city.clerk).post(f"{page_of(estate)}history/{line.pk}/undo/", {"reason": "试"})
    assert page.status_code == 409
    assert "协议.pdf" in page.content.decode()
    assert Estate.unscoped.filter(pk=estate.pk).exists()


def test_evidence_as_it_stood(city: City, signed_in: Any) -> None:
    kept(city.dongshan, city.clerk)
    client = signed_in(city.reader)
    assert client.get(page_of(city.dongshan)).context["evidence"]
    assert not client.get(page_of(city.dongshan), {"known": "2003-01-01"}).context["evidence"]
    # A day in the world is proved by what we have now.
    assert client.get(page_of(city.dongshan), {"on": "2003-01-01"}).context["evidence"]


# Where they lie


def test_files_lie_under_their_digest_open_to_nobody_else(city: City) -> None:
    file = kept(city.dongshan, city.clerk)
    assert file.path.read_bytes() == PDF
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.path.parent.iterdir()] == [file.sha256]


def test_a_write_that_fails_leaves_no_row_and_no_harm(city: City) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        kept(city.dongshan, city.clerk)
        _ = 1 / 0
    assert not Attachment.objects.exists()
    assert kept(city.dongshan, city.clerk).path.read_bytes() == PDF


def test_a_file_that_is_gone_or_altered_is_found(city: City, signed_in: Any) -> None:
    gone, altered = kept(city.dongshan, city.clerk), kept(city.liufang, city.clerk, content=PDF + b" ")
    assert attachments.verify() == []
    gone.path.unlink()
    altered.path.write_bytes(b"%PDF- forged")
    assert len(attachments.verify()) == 2
    with pytest.raises(CommandError):
        call_command("verify_changes")
    assert read(signed_in(city.clerk), city.dongshan, gone).status_code == 404


def test_evidence_is_counted_in_two_queries(city: City) -> None:
    estate = city.keep(Estate(community=city.dongshan, name="东山新村"))
    kept(city.dongshan, city.clerk)
    kept(city.dongshan, city.clerk, "现场.jpg", jpeg())
    kept(estate, city.clerk)
    with CaptureQueriesContext(connection) as queries:
        found = attachments.evidence_of([city.dongshan, estate, city.liufang], city.administrator)
    assert len(queries) == 2
    assert found == {("communities.community", city.dongshan.pk): 2, ("communities.estate", estate.pk): 1}
    assert attachments.evidence_of([], city.administrator) == {}
