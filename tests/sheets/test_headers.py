"""Finding the head: one level or two, merged or saved as text, and what never is one."""

from collections.abc import Sequence

from zhoushan_community.base.sheets.builder import Builder, RowBudget
from zhoushan_community.base.sheets.grid import TEXT, Cell, Grid
from zhoushan_community.base.sheets.headers import Head, find_head, normal, notes
from zhoushan_community.base.sheets.reader import Field, Spec

from .specs import COMMUNITY, FACILITY, STAFF

Range = tuple[int, int, int, int]


def grid(rows: Sequence[Sequence[str]], merges: Sequence[Range] = (), hidden: Sequence[int] = ()) -> Grid:
    """A sheet of texts. merges: (top, left, bottom, right)."""
    builder = Builder("Sheet1", RowBudget())
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text:
                builder.put(row, column, Cell(TEXT, text))
    for merge in merges:
        builder.merge(*merge)
    for row in hidden:
        builder.hide(row, row)
    return builder.grid()


def names(head: Head | None) -> dict[int, str]:
    assert head is not None
    return {column: field.name for column, field in head.fields.items()}


def test_what_does_not_matter_in_a_head() -> None:
    for text in ("社区名称", "社 区\n名称", "*社区名称", "★社区名称（全称）", "社区名称[必填]", "社区\u200b名称："):
        assert normal(text) == "社区名称"
    assert normal("Founded_On (date)") == normal("founded on")
    assert normal("（幢）") == "(幢)"
    assert notes("辖区面积\n（平方公里）") == ["平方公里"]


def test_every_synonym_of_every_register_is_found() -> None:
    for spec in (COMMUNITY, FACILITY, STAFF):
        first = {field.name: field.heads[0] for field in spec.fields}
        for field in spec.fields:
            for head in (*field.heads, field.name, field.name.upper()):
                titles = [head if name == field.name else other for name, other in first.items()]
                assert list(names(find_head(grid([titles]), spec)).values()) == list(first)


def test_one_level_below_titles() -> None:
    head = find_head(
        grid([["社区情况表"], ["填报单位：民政局"], [], ["序号", "街道（乡镇）", "社区", "户数", "备 注"]]), COMMUNITY
    )
    assert head is not None and head.rows == (4,)
    assert names(head) == {2: "street", 3: "name", 4: "households"}
    assert head.ignored == ("序号", "备注")


def test_two_levels_and_other_things() -> None:
    rows = [
        ["某区社区情况表"],
        ["社区名称", "常住", "", "户籍", "", "人口（万人）", "", "面积（公顷）", "规模", "备注"],
        ["", "户数（户）", "儿童", "户数", "人口", "总数", "男", "", "幢数", ""],
    ]
    merges = [(1, 1, 1, 10), (2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 2, 5), (2, 6, 2, 7), (2, 8, 3, 8), (2, 10, 3, 10)]
    head = find_head(grid(rows, merges), COMMUNITY)
    assert head is not None and head.rows == (2, 3)
    assert names(head) == {1: "name", 2: "households", 6: "population", 8: "area_m2", 9: "buildings"}
    assert head.ignored == ("常住儿童", "户籍户数", "户籍人口", "人口（万人）男", "备注")
    assert (head.units[2].unit, head.units[6].times, head.units[6].unit, head.units[8].unit) == (
        "户",
        10_000,
        "人",
        "公顷",
    )


def test_blocked_upper_heads() -> None:
    for upper in ("户籍", "流动", "暂住", "外来", "上年", "去年", "计划", "其中", "其中："):
        rows = [["社区名称", "代码", upper, ""], ["", "", "户数", "人口"]]
        head = find_head(grid(rows, [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)]), COMMUNITY)
        assert names(head) == {1: "name", 2: "code"}


def test_all_lower_words_under_groups_only() -> None:
    rows = [["基本情况", "", "规模", ""], ["社区名称", "代码", "户数", "人口"], ["东山社区", "", "1", "2"]]
    head = find_head(grid(rows, [(1, 1, 1, 2), (1, 3, 1, 4)]), COMMUNITY)
    assert head is not None and head.rows == (1, 2)


def test_three_levels() -> None:
    rows = [
        ["街道", "社区名称", "基本情况", "", "", "", "", "备注"],
        ["", "", "人口", "", "户数（户）", "", "面积（平方公里）", ""],
        ["", "", "户籍", "总数", "户籍", "总户数", "", ""],
    ]
    merges = [(1, 1, 3, 1), (1, 2, 3, 2), (1, 3, 1, 7), (1, 8, 3, 8), (2, 3, 2, 4), (2, 5, 2, 6), (2, 7, 3, 7)]
    for lost in (False, True):  # saved as text, the merges are gone
        head = find_head(grid(rows, () if lost else merges), COMMUNITY)
        assert head is not None and head.rows == (1, 2, 3)
        assert names(head) == {1: "street", 2: "name", 4: "population", 6: "households", 7: "area_m2"}
        assert head.units[7].unit == "平方公里"
        assert head.ignored == ("基本情况人口户籍", "基本情况户数（户）户籍", "备注")


def test_data_below_a_head_of_two_levels_is_no_third() -> None:
    rows = [
        ["街道", "社区", "设施", "", "备注"],
        ["", "", "类别", "名称", ""],
        ["环南街道", "东山社区", "办公室", "东山办公室", ""],
    ]
    merges = [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5)]
    for merged in (merges, merges[2:3]):
        head = find_head(grid(rows, merged), FACILITY)
        assert head is not None and head.rows == (1, 2)


def test_two_levels_without_merges_under_a_merged_title() -> None:
    rows = [["社区情况表"], ["区", "社区名称", "人口", "", "户数"], ["", "", "户籍", "总数", ""]]
    head = find_head(grid(rows, [(1, 1, 1, 5)]), COMMUNITY)
    assert head is not None and head.rows == (2, 3)
    assert names(head) == {1: "district", 2: "name", 4: "population", 5: "households"}


def test_a_title_over_the_table_is_no_upper_head() -> None:
    rows = [["基本情况", "", "", ""], ["社区名称", "代码", "户数", "人口"]]
    for merge in ((1, 1, 1, 4), (1, 1, 1, 3)):
        head = find_head(grid(rows, [merge]), COMMUNITY)
        assert head is not None and head.rows == (2,)


def test_a_head_merged_sideways_over_data_has_one_level() -> None:
    rows = [["社区名称", "", "户数"], ["东山社区", "别名", "100"]]
    head = find_head(grid(rows, [(1, 1, 1, 2)]), COMMUNITY)
    assert head is not None and head.rows == (1,)


def test_two_levels_saved_as_text() -> None:
    rows = [["区", "社区名称", "户籍", "", "规模", "", "备注"], ["", "", "户数", "人口", "户数", "人口", ""]]
    head = find_head(grid([["社区情况表"], *rows]), COMMUNITY)
    assert head is not None and head.rows == (2, 3)
    assert names(head) == {1: "district", 2: "name", 5: "households", 6: "population"}


def test_data_below_a_head_in_text_is_no_second_level() -> None:
    head = find_head(grid([["区", "街道", "社区名称", "户数"], ["", "", "东山社区", "100"]]), COMMUNITY)
    assert head is not None and head.rows == (1,)


def test_hidden_rows_hold_no_head() -> None:
    rows = [["name", "households"], ["社区", "户数"]]
    head = find_head(grid(rows, hidden=[1]), COMMUNITY)
    assert head is not None and head.rows == (2,)


def test_what_is_missing() -> None:
    assert find_head(grid([["社区名称", "备注"]]), COMMUNITY) is None
    assert find_head(grid([["户数", "人口"]]), COMMUNITY) is None
    assert find_head(grid([["类别", "名称"]]), FACILITY) is None
    assert find_head(grid([["姓名", "街道"]]), STAFF) is None
    assert find_head(grid([]), COMMUNITY) is None


def test_fields_that_a_register_adds() -> None:
    spec = Spec(
        "x.y",
        (
            *COMMUNITY.fields,
            Field("closed_on", "date", ("撤销日期",)),
            Field("note", "text", ("备注", "Remarks (any)")),
        ),
        COMMUNITY.required,
    )
    for note in ("备 注", "remarks", "NOTE"):
        assert names(find_head(grid([["社区", "户数", "撤销日期", note]]), spec))[4] == "note"


def test_of_two_columns_for_one_field_the_first_has_it() -> None:
    head = find_head(grid([["社区", "户数", "总户数"]]), COMMUNITY)
    assert head is not None and names(head) == {1: "name", 2: "households"}
    assert head.ignored == ("总户数",)
