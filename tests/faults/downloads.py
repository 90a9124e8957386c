"""Locks of the download centre, and of the quick ways in and out of the database."""

from .fault import BASE, Fault

DOWNLOADS = "tests/base/test_downloads.py"

FAULTS = (
    Fault(
        "a link opens the file for whoever holds it",
        f"{BASE}/downloads.py",
        "kind=KIND, actor=request.user, state=",
        "kind=KIND, state=",
        f"{DOWNLOADS}::test_the_link_works_for_its_owner_alone",
    ),
    Fault(
        "a file is had after its day",
        f"{BASE}/downloads.py",
        "or not job.result_file or job.expires_on < dated.today():",
        "or not job.result_file:",
        f"{DOWNLOADS}::test_a_file_is_had_only_until_its_day",
    ),
    Fault(
        "a file is had after the duty has ended",
        f"{BASE}/downloads.py",
        'if job.outcome["duties"] != duties_of(request.user):',
        "if False:",
        f"{DOWNLOADS}::test_who_lost_the_duty_has_the_file_no_longer",
    ),
    Fault(
        "a file of the download centre leaves no line",
        f"{BASE}/downloads.py",
        "for each, count in zip(found, counts, strict=True):",
        "for each, count in ():",
        f"{DOWNLOADS}::test_several_registers_become_one_workbook_and_each_is_told_in_the_log",
    ),
    Fault(
        "somebody else's saved query is exported",
        f"{BASE}/downloads.py",
        "SavedQuery.objects.filter(owner=user)",
        "SavedQuery.objects.all()",
        f"{DOWNLOADS}::test_a_strangers_saved_query_is_not_there",
    ),
    Fault(
        "a row in a comment is data",
        f"{BASE}/sheets/ordinary.py",
        "self.given_up = self.given_up or bool(_UNUSUAL.search(piece, len(head)))",
        "pass",
        "tests/sheets/test_plain_rows.py::test_what_only_looks_like_a_row_is_none[comment]",
    ),
    Fault(
        "a shared text takes another's place",
        f"{BASE}/sheets/shared_texts.py",
        'begin < 0 or b"</si>" in piece[:begin] or not',
        "begin < 0 or not",
        "tests/sheets/test_plain_rows.py::test_shared_texts_keep_their_places",
    ),
    Fault(
        "texts without end fill the memory",
        f"{BASE}/sheets/builder.py",
        "if self.text < 0:",
        "if False:",
        "tests/sheets/test_refusals.py::test_too_much_text",
    ),
    Fault(
        "a plain row hides where hidden rows lie",
        f"{BASE}/sheets/plain_rows.py",
        'self.gaps_count |= b"zeroHeight" in piece',
        "pass",
        "tests/sheets/test_plain_rows.py::test_a_sheet_is_what_the_parser_alone_makes_of_it",
    ),
    Fault(
        "a list longer than a sheet is cut",
        f"{BASE}/sheets/writer.py",
        "following = next(rows, None) if written == MOST_ROWS else None",
        "following = None",
        "tests/sheets/test_stream.py::test_a_list_longer_than_a_sheet_goes_on_in_the_next",
    ),
    Fault(
        "a row of a long list is lost",
        f"{BASE}/sheets/writer.py",
        "first = list(itertools.islice(rows, 200))",
        "first = [row for row, _number in zip(rows, range(200), strict=False)]",
        "tests/sheets/test_stream.py::test_every_row_of_a_long_list_is_there",
    ),
)
