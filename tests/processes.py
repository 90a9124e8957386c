"""Processes of their own that tests start."""

from django.db import connection


def database_url(name: str) -> str:
    """The address of a database beside the test's own, for DATABASE_URL."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    user, host = found["USER"], found["HOST"]
    if host.startswith("/"):
        return f"postgres://{user}@/{name}?host={host}&port={found['PORT']}"
    return f"postgres://{user}:{found['PASSWORD']}@{host}:{found['PORT']}/{name}"
