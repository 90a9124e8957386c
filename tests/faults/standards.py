"""Locks of judging: states that are exact, and kept counts that follow every edit."""

from .fault import BASE, Fault

STANDARDS = "tests/reporting/test_standards.py"

FAULTS = (
    Fault(
        "an exempt unit is judged",
        f"{BASE}/standards/statement.py",
        "WHEN e{number} = 1 THEN '{EXEMPT}' {judged} END",
        "{judged} END",
        f"{STANDARDS}::test_an_exemption_has_its_time_and_is_never_met",
    ),
    Fault(
        "the law asks for what only the directive asks for",
        f"{BASE}/standards/statement.py",
        "if standard.code not in self.asked.bounds:",
        "if False:",
        f"{STANDARDS}::test_money_is_paid_in_full_and_grows",
    ),
    Fault(
        "what is kept forgets where a row was before",
        "reporting/kept.py",
        "said = {values.get(field.attname)",
        "said = {None",
        f"{STANDARDS}::test_what_is_kept_follows_every_edit",
    ),
    Fault(
        "what is kept forgets whom an institution serves",
        "reporting/kept.py",
        'if model._meta.label_lower == "services.facility":',
        "if False:",
        f"{STANDARDS}::test_what_is_kept_follows_every_edit",
    ),
)
