"""What `make bench` runs: sheets, board and lists at size, beside a peer, on the PostgreSQL that DATABASE_URL names.

    run.py                                  everything: half an hour, most of it for the largest country
    run.py board list                       some parts: import, export, board, list, log, planner, standards, sheets
    run.py --communities 1000 --rounds 1    smaller, for a look; --rows 10000 for list and sheets
    run.py standards --countries 1180       whole countries, of so many communities

It works in a test database of its own, which goes at the end. Every number is a median of several rounds, ours and
the peer's taken in turns; only the ratios travel from one machine to another. var/bench.json keeps them.
"""

import argparse
import dataclasses
import datetime
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("import", "export", "board", "list", "log", "planner", "standards", "sheets")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Ratios of our own work to a peer's.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--communities", type=int, default=5000)
    parser.add_argument("--lines", type=int, default=1_000_000, help="of the change log")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000, help="of the listed register and of the wide sheets")
    parser.add_argument("--countries", type=int, nargs="+", default=[1180, 11_800, 118_000], help="in communities")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    parser.add_argument("--peak-of", nargs=2, metavar=("WHO", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        parser.error("DATABASE_URL must name a PostgreSQL server; make bench starts one")
    with tempfile.TemporaryDirectory(prefix="zs-bench-") as name:
        _set_up(Path(name))
        if options.peak_of:
            from tests.bench import large, sheets

            who, path = options.peak_of[0], Path(options.peak_of[1])
            print((large if who in ("in", "out") else sheets).peak_of(who, path))
            return
        if options.ask:
            from tests.bench.standards import QUESTIONS

            print(json.dumps(QUESTIONS[options.ask](options.rounds)))
            return
        _measure(options, Path(name))


def _set_up(directory: Path) -> None:
    # Fixed values, so that neither this machine's .env nor its var/ takes part.
    os.environ |= {"DEBUG": "false", "SECURE": "false", "DATA_DIR": str(directory)}
    os.environ["DJANGO_SETTINGS_MODULE"] = "zhoushan_community.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def _measure(options: argparse.Namespace, directory: Path) -> None:
    from django.db import connection

    former = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    found = []
    try:
        print(f"{'':44}{'ours':>12}{'peer':>12} {'':11}ratio", flush=True)
        for line in _lines(options, directory):
            found.append(line)
            peer = f"{line.peer:,.1f}" if line.peer is not None else ""
            ratio = f"{line.ratio:.2f} {line.ratio_means}" if line.ratio is not None else ""
            print(f"{line.part:8}{line.what:36}{line.ours:12,.1f}{peer:>12} {line.unit:11}{ratio}", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            server = cursor.fetchone()[0]
    finally:
        connection.creation.destroy_test_db(former, verbosity=0)
    result = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "communities": options.communities,
        "rows": options.rows,
        "rounds": options.rounds,
        "python": platform.python_version(),
        "postgresql": server,
        "cores": os.cpu_count(),
        "lines": [dataclasses.asdict(line) for line in found],
    }
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"\nKept in {target.relative_to(ROOT)}")


def _lines(options: argparse.Namespace, directory: Path) -> Iterator:
    """Every measure, from the empty city to the grown one: each part meets the size that it is about."""
    from tests.bench import lists, log, planner, screens, sheets, standards
    from tests.bench.city import fill_estates, grow, write_files
    from tests.people import build_city

    wanted = options.parts or PARTS
    if "planner" in wanted:
        yield from planner.plans()
    size, rounds = options.communities, options.rounds
    if "standards" in wanted:
        yield from standards.lines(options.countries, rounds)
    if not set(wanted) - {"planner", "standards"}:
        return
    city = build_city()
    paths = write_files(city, size, directory)
    if "import" in wanted:
        yield from sheets.imports(city, paths, size, rounds)
    if "board" in wanted:
        yield from screens.board(city, partial(grow, city), size, rounds)
    if set(wanted) - {"board"}:
        grow(city, size)
    if "import" in wanted:
        yield from sheets.unchanged(city, paths, size, rounds)
    if "export" in wanted:
        yield from sheets.exports(city, directory, size, rounds)
    if "sheets" in wanted:
        from tests.bench import large, wide

        wide.make_table()
        yield from large.imports(city, directory, options.rows, rounds)
        yield from large.exports(city, directory, options.rows, rounds)
    if "list" in wanted:
        yield from screens.list_page(city)
        yield from lists.pages(city, fill_estates(city, options.rows), options.rows)
    if "log" in wanted:
        yield from log.log_pages(city, options.lines)


if __name__ == "__main__":
    main(sys.argv[1:])
