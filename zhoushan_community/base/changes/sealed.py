"""What the log tells of persons, so that it can be taken out again without breaking the chain.

A line does not count such a value in its digest, but a salted hash of it. While the value stands, verify() holds it
against its hash; once it is cleared, the salt is gone with it, and nobody can try values against the hash that stays.
Which fields these are is said by the model: PhoneFields, and the personal fields of its retention.
"""

import functools
import hashlib
import json
import secrets
from typing import Any

from django.apps import apps
from django.db import models

from ..fields import PhoneField

#: Beside the fields: the row's name, where it is a person's. It stands in a column of its own, too.
ROW_NAME = "row_name"

Values = dict[str, Any]


class Cleared:
    """Stands where a value stood that was cleared for good."""


CLEARED = Cleared()


@functools.cache
def personal_fields(model: type[models.Model]) -> frozenset[str]:
    """The attribute names of the fields that tell of a person."""
    phones = {field.attname for field in model._meta.concrete_fields if isinstance(field, PhoneField)}
    retention = getattr(model, "retention", None)
    return frozenset(phones | set(retention.fields)) if retention else frozenset(phones)


def seal(line: Values) -> None:
    """Wrap what a line, as it is about to be written, tells of a person. Changes the line's before and after."""
    model = apps.get_model(line["model"])
    if personal := personal_fields(model):
        for side in ("before", "after"):
            values = line.get(side, {})
            line[side] = {name: _wrapped(value) if name in personal else value for name, value in values.items()}
    if getattr(model, "retention", None) and line["row_id"]:
        line["after"][ROW_NAME] = _wrapped(line["row_name"])


def _wrapped(value: Any) -> Any:
    return value if value in (None, "") else {"salt": secrets.token_hex(16), "value": value}


def _is(value: Any, *names: str) -> bool:
    return isinstance(value, dict) and value.keys() == set(names)


def opened(value: Any) -> Any:
    """The value that a line tells; CLEARED when it was a person's and is gone."""
    if _is(value, "salt", "value"):
        return value["value"]
    return CLEARED if _is(value, "hash") else value


def _closed(value: Any) -> Any:
    """What the digest counts of a value."""
    if not _is(value, "salt", "value"):
        return value
    told = value["salt"] + json.dumps(value["value"], ensure_ascii=False)
    return {"hash": hashlib.sha256(told.encode()).hexdigest()}


def counted(values: Values) -> Values:
    """What the digest counts of one side of a line."""
    if dict not in map(type, values.values()):
        return values
    return {name: _closed(value) if isinstance(value, dict) else value for name, value in values.items()}


def counted_name(name: str, after: Values) -> str:
    """What the digest counts of the row's name: nothing where it is a person's, which stands hashed in the values."""
    return "" if ROW_NAME in after else name


def clear(line: models.Model, names: frozenset[str]) -> bool:
    """Take the values of the fields out of a line, in memory. Whether there were any."""
    found = False
    for side in (line.before, line.after):
        for name in names & side.keys():
            if _is(side[name], "salt", "value"):
                side[name] = _closed(side[name])
                found = True
    if found and ROW_NAME in names and ROW_NAME in line.after:
        line.row_name = name_after(line)
    return found


def name_after(line: models.Model) -> str:
    """What stands in place of the row's name once it was cleared."""
    return f"#{line.row_id}"


def cleared(line: models.Model) -> set[str]:
    """The names of the fields whose values were cleared in the line."""
    return {name for side in (line.before, line.after) for name, value in side.items() if opened(value) is CLEARED}


def misnamed(line: models.Model) -> bool:
    """Whether the row's name is not the one that was hashed, nor what stands for it once it was cleared."""
    if ROW_NAME not in line.after:
        return False
    name = opened(line.after[ROW_NAME])
    return line.row_name != (name_after(line) if name is CLEARED else name)
