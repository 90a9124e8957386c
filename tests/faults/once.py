"""Locks of what may stand once."""

from .fault import BASE, Fault

FAULTS = (
    Fault(
        "a form lets a second one of the same name in",
        f"{BASE}/forms.py",
        "return exclusions - {field.name for field in dated.MovableModel._meta.fields} if movable else exclusions",
        "return exclusions",
        "tests/communities/test_once_on_forms.py::test_the_second_one_is_refused_in_words",
    ),
)
