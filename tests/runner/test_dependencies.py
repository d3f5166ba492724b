from __future__ import annotations

from pathlib import Path

import pytest

from helpers.runner.plans import CLEANING, Code

MODULES = {
    "helpers/__init__.py": "",
    "helpers/top.py": "import json\nfrom helpers.middle import value\n",
    "helpers/middle.py": "def value():\n    from helpers import bottom\n    return bottom.VALUE\n",
    "helpers/bottom.py": "VALUE = 1\n",
    "helpers/apart.py": "VALUE = 2\n",
    "helpers/typed.py": "import typing\nif typing.TYPE_CHECKING:\n    import helpers.apart\n",
    "helpers/mentions.py": "WORDS = 'import_module __file__'\n",
    "helpers/plugins/__init__.py": "",
    "helpers/plugins/registry.py": "from importlib import import_module\nimport_module('x')\n",
    "helpers/plugins/one.py": "",
    "helpers/pages/__init__.py": "",
    "helpers/pages/build.py": "from jinja2 import PackageLoader\nPackageLoader('helpers.pages')\n",
    "helpers/pages/plain.py": "from . import other\n",
    "helpers/pages/other.py": "",
    "helpers/pages/templates/page.html.j2": "<p>",
    "helpers/forms/__init__.py": "",
    "helpers/forms/form.py": "from pathlib import Path\nPath(__file__).with_name('one.yml')\n",
    "helpers/forms/one.yml": "kind: one",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in MODULES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path


def closure(root: Path, *names: str) -> set[str]:
    return set(Code(root).closure(names)) - {"helpers"}


def test_imports_are_followed_into_functions(root):
    names = {"helpers.top", "helpers.middle", "helpers.bottom"}
    assert closure(root, "helpers.top") == names


def test_what_only_a_type_checker_reads_does_not_count(root):
    assert closure(root, "helpers.typed") == {"helpers.typed"}


def test_a_module_that_imports_by_name_counts_as_importing_its_package(root):
    names = {"helpers.plugins", "helpers.plugins.registry", "helpers.plugins.one"}
    assert closure(root, "helpers.plugins.registry") == names
    assert closure(root, "helpers.mentions") == {"helpers.mentions"}


def test_relative_imports_are_followed(root):
    names = {"helpers.pages", "helpers.pages.plain", "helpers.pages.other"}
    assert closure(root, "helpers.pages.plain") == names


def test_cells_name_the_modules_they_import(root):
    found = Code(root).imported_by(["from helpers.top import value", "import numpy", "not python("])
    assert found == {"helpers", "helpers.top"}


@pytest.mark.parametrize(
    ("changed", "start", "differs"),
    [
        ("helpers/bottom.py", "helpers.top", True),
        ("helpers/apart.py", "helpers.top", False),
        ("helpers/plugins/one.py", "helpers.plugins.registry", True),
        ("helpers/pages/templates/page.html.j2", "helpers.pages.build", True),
        ("helpers/pages/templates/page.html.j2", "helpers.pages.plain", False),
        ("helpers/forms/one.yml", "helpers.forms.form", True),
    ],
)
def test_exactly_the_dependants_get_another_digest(root, changed, start, differs):
    before = Code(root).digest([start])
    with (root / changed).open("a") as file:
        file.write("# changed\n")
    assert (Code(root).digest([start]) != before) is differs


def test_the_project_itself_can_be_read():
    names = Code().closure(["helpers.runner.run"])
    assert "helpers.runner.kernels" in names
    assert "helpers.releases" in names
    assert "helpers.cli" not in names


def test_cleaning_depends_on_the_rooms_below_it():
    names = Code().closure(CLEANING)
    for room in ("releases.release", "readers.pdf.grid", "schemas.schema", "ledger.account"):
        assert f"helpers.{room}" in names
    assert "helpers.site.tables" not in names
