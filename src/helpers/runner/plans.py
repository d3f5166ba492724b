"""Plans: the tasks of a project, and what each depends on."""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from helpers.errors import Problem, suggest
from helpers.project import (
    HOME,
    REFERENCE,
    SHOWN_NAMES,
    Project,
    executed_file,
    findings_file,
    input_files,
    owns_notebooks,
    run_folder,
)
from helpers.runner.notebook import Notebook, list_notebooks, read_notebook

# What a notebook depends on, as a digest that changes exactly when the result could.
#
# The imports of a notebook's cells are followed through the helper modules, those inside functions
# included, so a change in one helper reaches the notebooks that use it and no others.

RUNNER = "helpers.runner.run"
_DYNAMIC = {"import_module", "iter_modules", "walk_packages", "__import__"}
_RESOURCES = {"PackageLoader", "__file__", "importlib.resources"}


@dataclass(frozen=True)
class _Module:
    imports: frozenset[str]
    dynamic: bool
    digest: str


@dataclass
class Code:
    """The helper modules under `root` (the folder that holds the package)."""

    root: Path = field(default_factory=lambda: Path(__file__).resolve().parents[2])
    package: str = "helpers"
    _read: dict[str, _Module] = field(default_factory=dict, init=False, repr=False)
    _paths: dict[str, Path | None] = field(default_factory=dict, init=False, repr=False)

    def closure(self, names: Iterable[str]) -> dict[str, str]:
        """Return name and sha256 of all modules that `names` import, directly or not.

        A module that imports by name at run time counts as importing its whole package.
        """
        found: dict[str, str] = {}
        waiting = [name for name in names if self._path(name)]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            module = self._module(name)
            found[name] = module.digest
            waiting += [other for other in module.imports if self._path(other)]
            waiting += [parent] if (parent := name.rpartition(".")[0]) else []
            if module.dynamic:
                waiting += self._siblings(name)
        return dict(sorted(found.items()))

    def imported_by(self, sources: Iterable[str]) -> set[str]:
        """Return the names that pieces of Python import, as far as they are of this package."""
        names: set[str] = set()
        for source in sources:
            with contextlib.suppress(SyntaxError):  # running it says so
                names |= _imports(ast.parse(source), "")
        return {name for name in names if self._path(name)}

    def digest(self, names: Iterable[str]) -> str:
        """Return one sha256 for the modules that `names` import and for the environment."""
        return _digest([self.closure(names), _environment()])

    def list_parts(self, names: Iterable[str]) -> dict[str, str]:
        """Return what `digest` covers, piece by piece: each module, and the environment."""
        modules = {f"the helper {name}": digest for name, digest in self.closure(names).items()}
        return modules | {"Python or a locked version": _digest(_environment())}

    def _path(self, name: str) -> Path | None:
        """Return the file of a module, None if it isn't one of ours (a function, a library)."""
        if name not in self._paths:
            base = self.root.joinpath(*name.split("."))
            choices = (base / "__init__.py", base.with_suffix(".py"))
            ours = name.partition(".")[0] == self.package
            found = [path for path in choices if path.is_file()] if ours else []
            self._paths[name] = found[0] if found else None
        return self._paths[name]

    def _module(self, name: str) -> _Module:
        if name not in self._read:
            path = self._path(name)
            assert path is not None
            content = path.read_bytes()
            tree = ast.parse(content)
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            imports = _imports(tree, package)
            words = [word for word in _DYNAMIC | _RESOURCES if word.encode() in content]
            used = _names(tree) if words else set()
            parts = [hashlib.sha256(content).hexdigest()]
            if (used | imports) & _RESOURCES:
                parts += [_hash(file) for file in _resources(path.parent)]
            self._read[name] = _Module(
                imports=frozenset(imports),
                dynamic=bool(used & _DYNAMIC),
                digest=_digest(parts),
            )
        return self._read[name]

    def _siblings(self, name: str) -> list[str]:
        path = self._path(name)
        assert path is not None
        return [
            ".".join(one.relative_to(self.root).with_suffix("").parts)
            for one in path.parent.glob("*.py")
            if one.name != "__init__.py"
        ]


def digest_notebook(notebook: Notebook, code: Code) -> str:
    """Return a sha256 over a notebook's cells, declarations, helpers and the way it is run.

    Its inputs are not in it; the task graph watches their files. Outputs and execution counts do
    not count.
    """
    names = code.imported_by(notebook.cells)
    return _digest([notebook.digest, code.digest([*names, RUNNER])])


def _imports(tree: ast.Module, package: str) -> set[str]:
    """Return every dotted name that a module may import, parents of each included."""
    names: set[str] = set()
    for node in _walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*above, node.module] if node.module else above)
            names |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    parents = {
        ".".join(pieces[:count])
        for pieces in (name.split(".") for name in names)
        for count in range(1, len(pieces))
    }
    return names | parents


def _names(tree: ast.Module) -> set[str]:
    return {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(tree)}


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Walk the statements of a tree, leaving out what only a type checker reads."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        read: Iterable[ast.AST] = node.orelse
    else:
        yield node
        blocks = ("body", "orelse", "finalbody", "handlers", "cases")
        read = [child for block in blocks for child in getattr(node, block, [])]
    for child in read:
        yield from _walk(child)


def _resources(folder: Path) -> list[Path]:
    """Return the files next to a module that are not Python: templates, styles."""
    inside = [one for one in folder.iterdir() if one.is_dir() and not any(one.glob("*.py"))]
    files = [*folder.iterdir(), *(file for one in inside for file in one.rglob("*"))]
    return sorted(
        file
        for file in files
        if file.is_file() and file.suffix not in (".py", ".pyc") and "__pycache__" not in file.parts
    )


def _environment() -> list[str]:
    """Return what else shapes a result: the Python, and the exact versions that are locked."""
    lock = HOME / "requirements.lock"
    return [".".join(map(str, sys.version_info[:2])), _hash(lock) if lock.exists() else ""]


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


# The plan: which tasks a project has, what each reads, and what it makes.

CLEANING = ("helpers.cleaning.clean", "helpers.analysis.agency_names")
CLEAN, NOTEBOOK = "clean:", "notebook:"
WHOLE = "its text"
"""What covers all of a notebook; it is named only if nothing nearer has changed."""

Cleaner = Callable[[str, Project], object]


class ExtraTask(Protocol):
    """A task that the caller adds, such as the site. Any object with these six will do.

    `action` is called without arguments, reads `file_deps` and whatever `digest` means, and
    makes `targets` (files or folders). It runs after the tasks in `after`; `notebook:*` means all
    notebooks. The module that `action` comes from, and what it imports, is watched as well.
    """

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def action(self) -> Callable[[], object]:
        """What it does."""

    @property
    def file_deps(self) -> Sequence[Path]:
        """The files it reads."""

    @property
    def digest(self) -> str:
        """Whatever else it depends on."""

    @property
    def targets(self) -> Sequence[Path]:
        """What it makes."""

    @property
    def after(self) -> Sequence[str]:
        """What must be done before."""


@dataclass(frozen=True)
class Job:
    """One task of the plan. `outputs` is asked after it was done; `targets` is known before.

    `parts` are what `digest` covers, by what people call it, so a change can be named.
    """

    name: str
    action: Callable[[], object]
    digest: str
    file_deps: Sequence[Path] = ()
    targets: Sequence[Path] = ()
    after: Sequence[str] = ()
    outputs: Callable[[], Iterable[Path]] = field(default=tuple)
    parts: Mapping[str, str] = field(default_factory=dict)


def plan_jobs(
    project: Project, extra: Iterable[ExtraTask], *, code: Code, clean: Cleaner | None = None
) -> list[Job]:
    """Return every task of the project: cleaning, notebooks, and those that the caller adds.

    Cleaned are the releases that notebooks name as inputs and those of the project's own; public
    ones that are fetched are cleaned where they are opened, outside data/. A notebook that cannot
    be read becomes a task that fails and says why.
    """
    releases = {path.parent.name for path in project.raw.glob("*/datapackage.json")}
    jobs: list[Job] = []
    names = list_notebooks(project)
    for name in names:
        try:
            notebook = read_notebook(name, project)
            inputs = notebook.inputs_of(notebook.values({}))
            _check_sources(notebook, names)
        except Problem as problem:
            jobs.append(Job(NOTEBOOK + name, functools.partial(_fail, problem), str(problem)))
            continue
        needed = [one for one in inputs if not one.startswith(REFERENCE)]
        public = _list_public(needed, project)
        releases.update(one for one in needed if one not in public)
        jobs.append(_plan_notebook(notebook, inputs, needed, project, code, public))
    cleaning = [_plan_cleaning(name, project, code, clean) for name in sorted(releases)]
    return [*cleaning, *jobs, *(_plan_extra(task, code) for task in extra)]


def _list_public(names: Iterable[str], project: Project) -> set[str]:
    """Return those of some releases that are public ones, which the project does not hold."""
    folders = (project.raw, Project(HOME).raw)
    others = {name for name in names if not any((folder / name).exists() for folder in folders)}
    if not others:
        return set()
    from helpers.releases.catalog import load_catalog  # it reads descriptors, and is slow to import

    return others & set(load_catalog(project))


def drop_orphans(project: Project) -> None:
    """Remove the findings of notebooks that are gone, lest a page go on showing them."""
    names = list_notebooks(project) if owns_notebooks(project) else []
    if names:
        for path in findings_file("*", project).parent.glob("*.json"):
            if path.stem not in names:
                path.unlink()


def _plan_cleaning(name: str, project: Project, code: Code, clean: Cleaner | None) -> Job:
    return Job(
        name=CLEAN + name,
        action=functools.partial(clean or _clean, name, project),
        digest=code.digest(CLEANING),
        file_deps=input_files(name, project),
        outputs=lambda: [project.processed / name],
        parts=code.list_parts(CLEANING),
    )


def _plan_notebook(
    notebook: Notebook,
    inputs: list[str],
    releases: list[str],
    project: Project,
    code: Code,
    public: Collection[str],
) -> Job:
    sources = [findings_file(name, project) for name in notebook.findings_from]
    findings = findings_file(notebook.name, project)
    own = owns_notebooks(project)
    made = notebook.path if own else run_folder(notebook.name, None, project)
    return Job(
        name=NOTEBOOK + notebook.name,
        action=functools.partial(_run, notebook.name, releases, project),
        digest=digest_notebook(notebook, code),
        file_deps=[
            *(file for one in inputs for file in input_files(one, project)),
            *sources,
            project.reference(SHOWN_NAMES),
        ],
        targets=[findings],
        after=[
            *(CLEAN + one for one in releases if one not in public),
            *(NOTEBOOK + one for one in notebook.findings_from),
        ],
        outputs=lambda: [findings, made],
        parts=_list_parts(notebook) | code.list_parts([*code.imported_by(notebook.cells), RUNNER]),
    )


def _list_parts(notebook: Notebook) -> dict[str, str]:
    """Return the pieces of a notebook that its digest covers, each with its own."""
    given = {
        f"the parameter {name}": _digest(repr(one.default))
        for name, one in notebook.parameters.items()
    }
    # The cell that sets the parameters is covered by theirs.
    names = [rf"^{name}\s*[:=]" for name in notebook.parameters]
    cells = [
        source
        for source in notebook.cells
        if not names or not all(re.search(name, source, re.MULTILINE) for name in names)
    ]
    return given | {
        "its code": _digest(cells),
        "what it declares": _digest([notebook.inputs, notebook.findings_from]),
        WHOLE: notebook.digest,
    }


def _plan_extra(task: ExtraTask, code: Code) -> Job:
    action = inspect.unwrap(task.action)
    while isinstance(action, functools.partial):
        action = action.func
    module = getattr(action, "__module__", None) or type(action).__module__
    parts = [task.digest, code.digest([module])]
    return Job(
        name=task.name,
        action=task.action,
        digest=hashlib.sha256(json.dumps(parts).encode()).hexdigest(),
        file_deps=task.file_deps,
        targets=task.targets,
        after=task.after,
        outputs=lambda: task.targets,
        parts={"what it is made with": task.digest} | code.list_parts([module]),
    )


def _check_sources(notebook: Notebook, names: list[str]) -> None:
    for other in notebook.findings_from:
        if other not in names or other == notebook.name:
            raise Problem(
                f"The notebook takes findings from {other}, which isn't another notebook",
                file=notebook.path.name,
                part="metadata.plateglass.findings_from",
                remedy=suggest(other, [name for name in names if name != notebook.name]),
            )


def _clean(name: str, project: Project) -> None:
    from helpers.analysis.agency_names import review_agencies
    from helpers.cleaning.clean import clean_release

    clean_release(name, project, review=review_agencies)


def _run(name: str, releases: list[str], project: Project) -> str:
    """Run a notebook; or leave its results as they are, if public records are not here.

    Returns a sentence on what was left.
    """
    from helpers.releases.catalog import list_unfetched
    from helpers.runner.run import run_notebook

    missing = list_unfetched(releases, project)
    if not missing:
        run_notebook(name, project)
        return ""
    _keep_shipped(name, project)
    return (
        f"{name} was left as it is: {len(missing):,} of the public releases that it counts are "
        "not on this machine. To compute it again: plateglass fetch"
    )


def _keep_shipped(name: str, project: Project) -> None:
    """Give a project the results of a notebook that are shipped, if it has none of its own."""
    from helpers.privacy.gate import publish

    pairs = (
        (findings_file(name, Project(HOME)), findings_file(name, project)),
        (executed_file(name, Project(HOME)), executed_file(name, project)),
    )
    for shipped, own in pairs:
        if not own.is_file():
            if not shipped.is_file():
                raise Problem(
                    f"{name} counts public releases that are not on this machine",
                    file=project.show(own),
                    remedy="Get them with plateglass fetch",
                )
            publish({own: shipped.read_bytes()}, [], project)


def _fail(problem: Problem) -> None:
    raise problem
