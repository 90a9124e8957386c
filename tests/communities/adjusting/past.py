"""A second reading of what adjustments move: rows as they lie there, and what of them holds on a day."""

import datetime
from collections import Counter, defaultdict
from typing import Any

from django.apps import apps

D = datetime.date
#: How rows are told apart whoever has them: register → the field of a mark that stays, its holder, its days.
MARKS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "communities.premises": ("certificate_no", "community_id", ("held_from", "held_to")),
    "communities.estate": ("approved_on", "community_id", ("completed_on", "closed_on")),
    "communities.honour": ("document_no", "community_id", ("awarded_on", "withdrawn_on")),
    "organizations.staffmember": ("name", "community_id", ("started_on", "left_on")),
    "organizations.member": ("person_name", "term_id", ("valid_from", "valid_to")),
    "services.facility": ("floor_area_m2", "community_id", ("opened_on", "closed_on")),
    "services.volunteerteam": ("members_count", "community_id", ("valid_from", "valid_to")),
    "security.policeroom": ("source_note", "community_id", ("valid_from", "valid_to")),
    "security.policeofficer": ("name", "room_id", ("valid_from", "valid_to")),
    "security.case": ("parties_count", "community_id", ("opened_on", "closed_on")),
}
#: What is summed, because rows of it are divided or joined.
SUMS = {
    "organizations.fund": ("budgeted", "allocated"),
    "organizations.massorganization": ("members_count",),
}


def rows_of(label: str) -> list[dict[str, Any]]:
    return list(apps.get_model(label)._base_manager.values())


def holds(row: dict[str, Any], day: D, *spans: tuple[str, str]) -> bool:
    for start, end in spans:
        first, last = row.get(start), row.get(end)
        if first is not None and first > day or last is not None and last <= day:
            return False
    return True


class Past:
    """All rows, read once, for any day."""

    def __init__(self) -> None:
        labels = (*MARKS, *SUMS, "communities.community", "communities.communityfigures", "organizations.term")
        labels += ("organizations.body", "communities.communityplacement")
        self.rows = {label: rows_of(label) for label in labels}
        self.by_key = {label: {row["id"]: row for row in rows} for label, rows in self.rows.items()}

    def standing(self, day: D) -> set[int]:
        rows = self.rows["communities.community"]
        return {row["id"] for row in rows if holds(row, day, ("founded_on", "closed_on"))}

    def things(self, day: D) -> dict[tuple[str, str], list[int]]:
        """Each thing with the communities that have it on the day."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        there = self.standing(day)
        for label, (mark, holder, span) in MARKS.items():
            for row in self.rows[label]:
                if not holds(row, day, span, ("came_on", "went_on")):
                    continue
                home = row[holder]
                if holder == "term_id":
                    term = self.by_key["organizations.term"][home]
                    body = self.by_key["organizations.body"][term["body_id"]]
                    running = holds(term, day, ("started_on", "ends_on"))
                    if not running or not holds(body, day, ("valid_from", "valid_to")):
                        continue
                    home = body["community_id"]
                elif holder == "room_id":
                    home = self.by_key["security.policeroom"][home]["community_id"]
                if home in there:
                    found[label, str(row[mark])].append(home)
        return found

    def sums(self, day: D) -> dict[str, Any]:
        """What is counted, of all communities that stand."""
        there, found = self.standing(day), Counter()
        for label, names in SUMS.items():
            for row in self.rows[label]:
                of_year = label != "organizations.fund" or row["fiscal_year"] == day.year
                span = ("valid_from", "valid_to")
                if of_year and row["community_id"] in there and holds(row, day, span, ("came_on", "went_on")):
                    for name in names:
                        found[f"{label} {name}"] += row[name]
        latest: dict[int, dict[str, Any]] = {}
        for row in self.rows["communities.communityfigures"]:
            best = latest.get(row["community_id"])
            if row["counted_on"] <= day and (best is None or row["counted_on"] > best["counted_on"]):
                latest[row["community_id"]] = row
        for key in there & set(latest):
            for name in ("households", "population"):
                found[name] += latest[key][name]
        return dict(found)
