"""Bad input is named with its place and remedy, and nothing is written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from communities.planner import reading, words
from communities.planner.instance import BadInstance, Finding
from communities.planner.words import FINDINGS, sentence

from . import made

Change = Callable[[dict[str, Any]], Any]


def area(number: int, **values: Any) -> Change:
    return lambda said: said["areas"][number - 1].update(values)


def border(**values: Any) -> Change:
    return lambda said: said["adjacency"].append({"a": "A1", "b": "A2", "length_m": 250, **values})


def pin(kind: str, *pairs: Any) -> Change:
    return lambda said: said["pins"].update({kind: list(pairs)})


def square(left: int) -> list[list[int]]:
    return [[left, 0], [left + 3, 0], [left + 3, 3], [left, 3]]


BAD: dict[str, tuple[Change, str, str]] = {
    "another format": (lambda said: said.update(format="x/2"), "wrong_format", "format"),
    "no areas": (lambda said: said.update(areas=[]), "no_areas", "areas"),
    "areas that are no list": (lambda said: said.update(areas={}), "no_list", "areas"),
    "a row that is none": (lambda said: said["areas"].append("A9"), "no_row", "areas[5]"),
    "no neighbours' list": (lambda said: said.pop("adjacency"), "no_list", "adjacency"),
    "no limits": (lambda said: said.pop("limits"), "no_object", "limits"),
    "limits upside down": (lambda said: said["limits"].update(min=6000), "limits_disordered", "limits"),
    "a weight below nothing": (lambda said: said["weights"].update(change=-1), "no_whole_number", "weights.change"),
    "no id": (area(2, id=" "), "no_id", "areas[2]"),
    "an id twice": (area(2, id="A1"), "id_twice", "areas[2]"),
    "an area in two streets": (area(2, id="A1", street="T"), "area_in_two_streets", "areas[2]"),
    "no street": (area(2, street=None), "no_street", "areas[2]"),
    "unknown street": (lambda said: said.update(streets=["T"]), "unknown_street", "areas[1]"),
    "no committee": (area(3, current=""), "no_current", "areas[3]"),
    "outlines on each other": (
        lambda said: [each.update(ring=square(2 * n)) for n, each in enumerate(said["areas"][:2])],
        "overlap",
        "areas[1]",
    ),
    "an outline that crosses itself": (area(2, ring=[[0, 0], [9, 9], [9, 0], [0, 9]]), "no_outline", "areas[2]"),
    "an outline of nothing": (area(2, geometry={"type": "Polygon"}), "no_outline", "areas[2]"),
    "less than no households": (area(2, households=-5), "no_whole_number", "areas[2]"),
    "half a household": (area(2, households=0.5), "no_whole_number", "areas[2]"),
    "households in words": (area(2, households="三百"), "no_whole_number", "areas[2]"),
    "no households": (lambda said: said["areas"][1].pop("households"), "missing_number", "areas[2]"),
    "an unknown neighbour": (border(b="Z9"), "unknown_area", "adjacency[4]"),
    "its own neighbour": (border(b="A1"), "own_neighbour", "adjacency[4]"),
    "neighbours twice": (border(), "border_twice", "adjacency[4]"),
    "lengths that disagree": (border(a="A2", b="A1", length_m=90), "neighbours_disagree", "adjacency[4]"),
    "a barrier from one side": (border(a="A2", b="A1", barrier=True), "neighbours_disagree", "adjacency[4]"),
    "a barrier of another kind": (border(b="A3", barrier="river"), "no_yes_or_no", "adjacency[4]"),
    "no length": (border(b="A3", length_m=None), "missing_number", "adjacency[4]"),
    "a pin of three": (pin("apart", ["A1", "A2", "A3"]), "no_pair", "pins.apart[1]"),
    "a pin on one": (pin("apart", ["A1", "A1"]), "pinned_to_itself", "pins.apart[1]"),
    "a pin on nobody": (pin("together", ["A1", "B7"]), "unknown_area", "pins.together[1]"),
    "pins that are no list": (lambda said: said.update(pins={"apart": 5}), "no_list", "pins.apart"),
    "pins that are no group": (lambda said: said.update(pins=[]), "no_list", "pins.together"),
    "a number without end": (
        lambda said: said["areas"][1].update(ring=[[10**400, 0], [1, 0], [1, 1]]),
        "no_outline",
        "areas[2]",
    ),
    "more together than may be": (pin("together", ["A1", "A2"], ["A2", "A3"], ["A3", "A4"]), "pins_too_big", "pins"),
}


def chain() -> dict[str, Any]:
    return made.chain(2000, 2000, 2000, 2000)


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_named(name: str, tmp_path: Path) -> None:
    change, code, place = BAD[name]
    said = chain()
    change(said)
    with pytest.raises(BadInstance) as refused:
        reading.read(made.content(said))
    assert (code, place) in [(finding.code, finding.place) for finding in refused.value.findings]
    source, target = tmp_path / "i.json", tmp_path / "o.json"
    source.write_bytes(made.content(said))
    with pytest.raises(CommandError) as error, translation.override("en"):
        call_command("plan_layout", source, "--out", target)
    assert error.value.returncode == 1
    assert place in str(error.value)
    assert not target.exists()


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (b"{", "not_json", "line 1"),
        (b"PK\x03\x04\xff", "not_utf8", "byte 5"),
        (b"", "not_json", "line 1"),
        (b"[]", "wrong_format", "format"),
        (b"[" * 100_000, "not_json", "line 1"),
        (b'{"format": "community-planner-instance/1",\n"name": "\\uD800"}', "no_character", "line 2"),
    ],
)
def test_what_is_no_instance(content: bytes, code: str, place: str) -> None:
    with pytest.raises(BadInstance) as refused:
        reading.read(content)
    assert [(finding.code, finding.place) for finding in refused.value.findings] == [(code, place)]


def test_a_number_of_thousands_of_digits_is_refused_at_its_place() -> None:
    content = made.content(chain()).replace(b'"households": 2000', b'"households": ' + b"9" * 5000, 1)
    with pytest.raises(BadInstance) as refused:
        reading.read(content)
    told = only_finding(refused.value)
    assert (told.code, told.place) == ("no_whole_number", "areas[1]")
    assert len(sentence(told)) < 200


def test_what_is_said_twice_is_no_guess() -> None:
    content = made.content(chain()).replace(b'"households": 2000', b'"households": 20, "households": 2000', 1)
    with pytest.raises(BadInstance) as refused:
        reading.read(content)
    told = only_finding(refused.value)
    assert (told.code, told.place, told.values) == ("key_twice", "A1", {"key": "households"})


def only_finding(error: BadInstance) -> Finding:
    assert len(error.findings) == 1
    return error.findings[0]


def test_all_faults_are_told_at_once() -> None:
    said = chain()
    for change in (area(1, households=-1), area(2, id="A1"), border(b="A1")):
        change(said)
    with pytest.raises(BadInstance) as refused:
        reading.read(made.content(said))
    # A2 is gone with its id, so its borders are unknown, too.
    assert {"no_whole_number", "id_twice", "own_neighbour"} <= {finding.code for finding in refused.value.findings}


def test_pins_that_contradict_by_a_third_area() -> None:
    said = made.grid(2, 2, lambda r, c: 1000)
    said["pins"] = {"together": [["R1C1", "R1C2"], ["R1C2", "R2C2"]], "apart": [["R1C1", "R2C2"]]}
    with pytest.raises(BadInstance) as refused:
        reading.read(made.content(said))
    assert [finding.code for finding in refused.value.findings] == ["pins_contradict"]


def test_pins_that_cross(tmp_path: Path) -> None:
    """Each pair can be together, both cannot: in a ring of four there is one way through."""
    ring = {"A": 1000, "B": 1000, "C": 1000, "D": 1000}
    said = made.instance(ring, [("A", "B"), ("B", "C"), ("C", "D"), ("A", "D")], apart=[["A", "B"]])
    said["pins"]["together"] = [["A", "C"], ["B", "D"]]
    source, target = tmp_path / "i.json", tmp_path / "o.json"
    source.write_bytes(made.content(said))
    with pytest.raises(CommandError, match="A, B, C, D"):
        call_command("plan_layout", source, "--out", target)
    assert not target.exists()


def test_what_is_worth_a_look_is_told_and_planned() -> None:
    said = made.instance({"A": 5200, "B": 0, "C": 2600}, [("A", "C")])
    _instance, findings = reading.read(made.content(said))
    assert [(finding.code, finding.place) for finding in findings] == [
        ("above_max", "areas[1]"),
        ("no_neighbours", "areas[2]"),
        ("no_households", "areas[2]"),
    ]


def test_outlines_that_only_touch_are_no_fault() -> None:
    said = chain()
    for number, each in enumerate(said["areas"]):
        each["ring"] = square(3 * number)
    _instance, findings = reading.read(made.content(said))
    assert findings == []


def test_the_command_tells_what_is_worth_a_look(tmp_path: Path, capsys: Any) -> None:
    """An island and an area above the maximum are planned, and told with what would mend them."""
    source, target = tmp_path / "i.json", tmp_path / "o.json"
    source.write_bytes(made.content(made.instance({"A": 5200, "B": 2600}, [])))
    call_command("plan_layout", source, "--out", target)
    told = capsys.readouterr().err
    for each in ("“A”没有相邻片区", "“A”一处就有 5200 户，超过上限", "“B”没有相邻片区", "请补录"):
        assert each in told
    assert target.exists()


def test_what_a_plan_takes_is_called_as_on_the_screens() -> None:
    """An area is a 片区, wherever a plan speaks of it, and what separates two is a 障碍."""
    told = [*words.FINDINGS.values(), *words.REASONS.values(), *words.REMEDIES.values()]
    assert not [str(text) for text in told if "小区" in str(text) or "隔断" in str(text)]
    assert [str(text) for text in told if "片区" in str(text)]


def test_every_finding_has_its_words() -> None:
    for name, (change, _code, _place) in BAD.items():
        said = chain()
        change(said)
        with pytest.raises(BadInstance) as refused:
            reading.read(made.content(said))
        for finding in refused.value.findings:
            assert finding.code in FINDINGS, name
            assert "%(" not in sentence(finding)


def test_the_command_writes_a_plan(tmp_path: Path, capsys: Any) -> None:
    source, target = tmp_path / "i.json", tmp_path / "o.json"
    source.write_bytes(made.content(made.arithmetic()))
    with translation.override("en"):
        call_command("plan_layout", source, "--out", target, "--seconds", "20", "--change", "0", "4000")
    said = json.loads(target.read_bytes())
    assert said["claims"] == {
        "E": 1,
        "D": 100,
        "Z": 4350,
        "lower_bound": {"E": 1, "D": 100, "Z": 4350},
        "optimal": True,
        "status": "optimal",
        "gap": 0.0,
    }
    assert [other["change"] for other in said["alternatives"]] == [0, 4000]
    assert [each["reason"] for each in said["exceptions"]] == ["ARITHMETIC"]
    told = capsys.readouterr().out
    assert "proven: there is no better one" in told
    assert "raise the maximum to 5500 households" in told


@pytest.mark.parametrize("arguments", [["i.json"], ["i.json", "--out", "o.json", "--seconds", "0"]])
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("plan_layout", *arguments)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="none.json") as error:
        call_command("plan_layout", tmp_path / "none.json", "--out", tmp_path / "o.json")
    assert error.value.returncode == 1
