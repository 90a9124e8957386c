"""Long work of the ground."""

from .planning import running  # noqa: F401  (a worker knows the kinds of work whose modules it has read)
