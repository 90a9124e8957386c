"""The rules of the house that a reader could break without noticing."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("communities", "organizations", "services", "security", "reporting")
SOURCES = [path for app in (*APPS, "zhoushan_community") for path in (ROOT / app).rglob("*.py")]


def committed() -> list[Path]:
    """The files of the repository, those not committed yet included."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("app", APPS)
def test_apps_ask_through_the_scope(app: str) -> None:
    """`unscoped` belongs to the plumbing. In an app it serves a model's own upkeep and the demonstration data only."""
    allowed = {"models", "demo", "demo.py", "migrations", "forms.py"}
    for path in (ROOT / app).rglob("*.py"):
        if not allowed & set(path.relative_to(ROOT / app).parts):
            assert "unscoped" not in path.read_text(encoding="utf-8"), path


def test_files_stay_short() -> None:
    for path in committed():
        if path.suffix in (".py", ".html", ".js", ".css") and "migrations" not in path.parts:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path


def test_no_catch_all_modules() -> None:
    for path in SOURCES:
        assert path.stem not in ("utils", "helpers", "common", "misc"), path


def test_functions_of_the_plumbing_say_their_types() -> None:
    for path in (ROOT / "zhoushan_community" / "base").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name != "save":
                assert node.returns is not None, f"{path}:{node.lineno} {node.name}"


def test_every_model_says_what_it_is() -> None:
    from django.apps import apps

    for config in apps.get_app_configs():
        if config.name in (*APPS, "zhoushan_community.base"):
            for model in config.get_models():
                assert model.__doc__, model
                assert not model.__doc__.startswith(f"{model.__name__}("), model


def test_no_script_or_style_stands_inside_a_page() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"<style|\bstyle=|\bon(?!ly)[a-z]+=[\"']", text), path
        assert not re.search(r"(src|href)=[\"']https?:", text), path


def test_nothing_of_a_third_party_is_committed() -> None:
    for path in committed():
        assert "node_modules" not in path.parts, path
        assert not path.name.endswith((".min.js", ".min.css", ".mo")), path
