"""The plumbing that every app stands on: scope, change log, dated rows, registers, sheets, jobs, standards."""
