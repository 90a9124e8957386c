"""The words of a bulletin, made from the results of a board. They are a beginning: its writer looks them over."""

from typing import Any

from django.utils.translation import gettext as _

from communities.models import District
from zhoushan_community.base.standards import UNMET

from ..board import Board, Territory
from ..evaluate import evaluation
from ..models import Basis
from ..wording import written_out
from .models import Bulletin

#: So many norms are named as those that most units lack.
WORST = 5
ORDINALS = "一二三四五六七八九十"


def figures(board: Board, territory: Territory) -> dict[str, Any]:
    """What is frozen in the bulletin."""
    return evaluation(board, territory, asked=territory.address)


def draft(board: Board, territory: Territory, district: District | None) -> Bulletin:
    """A bulletin with the words and figures of the board, unsaved. district: the territory; None for the city."""
    found = figures(board, territory)
    return Bulletin(
        title=title(board, territory),
        body=body(board, territory, found),
        issuer=issuer(territory),
        day=board.day,
        basis=str(board.basis),
        district=district,
        figures=found,
    )


def board_of(bulletin: Bulletin, user: Any) -> tuple[Board, Territory | None]:
    """The board of the bulletin's day, as the person sees it."""
    board = Board(bulletin.day, bulletin.basis, user=user)
    return board, board.territory(bulletin.figures["territory"])


def issuer(territory: Territory) -> str:
    """Who issues it, to be looked over."""
    return _("Coordination committee for community building of %(name)s") % {"name": territory.name}


def title(board: Board, territory: Territory) -> str:
    """What it is called."""
    return _("Bulletin on the targets of community building in %(name)s, %(day)s") % {
        "name": territory.name,
        "day": written_out(board.day),
    }


def body(board: Board, territory: Territory, found: dict[str, Any]) -> str:
    """The text, a paragraph a line."""
    lines = [
        _("By %(basis)s, the state of the targets of community building in %(name)s on %(day)s was as follows.")
        % {"basis": _paper(board.basis), "name": territory.name, "day": written_out(board.day)},
        _("1. As a whole"),
        _whole(found),
        _("2. Target by target"),
    ]
    judged = [target for target in found["targets"] if target["threshold"] is not None]
    for place, target in enumerate(judged):
        ordinal = ORDINALS[place] if place < len(ORDINALS) else str(place + 1)
        lines.append(f"（{ordinal}）{_target(target)}")
    worst = _worst(found)
    if worst:
        lines += [_("3. What is short most often"), worst]
    return "\n".join(lines)


def _paper(basis: str) -> str:
    """What an official paper calls the basis. The directive's own title is not handed down."""
    if basis == Basis.DIRECTIVE_2002:
        return _("the opinions of 24 June 2002 on urban community building by the General Offices of Zhoushan")
    return str(Basis(basis).label)


def _whole(found: dict[str, Any]) -> str:
    states = [target["rows"][0]["state"] for target in found["targets"] if target["threshold"] is not None]
    counts = {state: states.count(state) for state in ("met", "unmet", "missing")}
    told = _("Of %(all)s targets, %(met)s are met and %(unmet)s are not.") % {"all": len(states), **counts}
    if counts["missing"]:
        told += _("Of %(missing)s it cannot be said yet, because data is missing.") % counts
    return told


def _target(target: dict[str, Any]) -> str:
    row, *inside = target["rows"]
    told = f"{target['clause']}({target['code']})。"
    if not row["denominator"]:
        return told + _("There is no unit to which it applies.")
    told += _("Of %(denominator)s, %(numerator)s meet it, a share of %(share)s %%.") % (row | {"share": _share(row)})
    if row["missing"]:
        told += _("Of %(missing)s data is missing.") % row
    if row["state"] == "met":
        told += _("The target of %(threshold)s %% is met.") % {"threshold": _percent(target["threshold"])}
    else:
        told += _("The target is %(threshold)s %%; %(short_by)s more are needed.") % {
            "threshold": _percent(target["threshold"]),
            "short_by": row["short_by"],
        }
    parts = [
        _("%(name)s %(numerator)s of %(denominator)s, %(share)s %%") % (each | {"share": _share(each)})
        for each in inside
        if each["denominator"] and each["bound"]
    ]
    return told + (_("Of these: %(parts)s.") % {"parts": "；".join(parts)} if len(parts) > 1 else "")


def _share(row: dict[str, Any]) -> str:
    return f"{100 * row['rate']:.1f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0")


def _worst(found: dict[str, Any]) -> str:
    """The norms that most units do not meet."""
    short = sorted(found["norms"], key=lambda norm: (-norm["counts"][UNMET], norm["code"]))[:WORST]
    told = [
        _("%(clause)s (%(code)s): %(count)s") % {**norm, "count": norm["counts"][UNMET]}
        for norm in short
        if norm["counts"][UNMET]
    ]
    return "；".join(told) + "。" if told else ""
