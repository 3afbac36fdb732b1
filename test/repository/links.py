#!/usr/bin/env python3
"""Checks that links and fixtures are whole: links.py ROOT

A link of the repository leads to a file of the repository. A model for tests has
inputs, each set of inputs has outputs, and neither is there without the model.
Prints one line for each that is not so and exits with 1 if there is one.
"""

import os
import pathlib
import re
import sys

SKIPPED = {".git", ".venv", "build", "node_modules", "shared", "__pycache__"}
# Where models lie with what goes in and what comes out.
FIXTURES = ("test/e2e",)
ARRAYS = re.compile(r"(?P<set>.+)\.(?P<side>inputs|outputs)\.npz$")


def walk(root):
    """All files and links, each with its path from the root."""
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = sorted(
            name
            for name in folders
            if name not in SKIPPED and not name.startswith("build") and name not in links
        )
        for name in sorted(files + [link for link in links if link not in SKIPPED]):
            yield pathlib.Path(folder, name).relative_to(root)


def check_link(root, path):
    target = os.readlink(root / path)
    if os.path.isabs(target):
        return f"leads to {target}, which other machines do not have"
    whole = os.path.normpath(root / path.parent / target)
    if not pathlib.Path(whole).is_relative_to(root):
        return f"leads to {target}, outside of the repository"
    if not os.path.exists(root / path):
        return f"leads to {target}, which is not there"
    return None


def has_model(names, path):
    """Whether a model is there that a set is of: NAME.npz or NAME.SHAPE.npz."""
    name = ARRAYS.match(path.name)["set"]
    candidates = (name, name.rpartition(".")[0])
    return any(path.with_name(f"{stem}.onnx") in names for stem in candidates)


def check_fixture(names, path):
    found = ARRAYS.match(path.name)
    if found:
        other = {"inputs": "outputs", "outputs": "inputs"}[found["side"]]
        if path.with_name(f"{found['set']}.{other}.npz") not in names:
            return f"has no {other} beside it"
        if not has_model(names, path):
            return "is of no model beside it"
    return None


def main():
    root = pathlib.Path(os.path.abspath(sys.argv[1]))
    names = set(walk(root))
    links = [path for path in names if (root / path).is_symlink()]
    problems = [(path, check_link(root, path)) for path in links]
    fixtures = [
        path
        for path in names
        if any(path.is_relative_to(folder) for folder in FIXTURES)
    ]
    problems += [(path, check_fixture(names, path)) for path in fixtures]
    problems = sorted((path, what) for path, what in problems if what)
    for path, what in problems:
        print(f"{path}: {what}")
    sets = sum(path.name.endswith(".inputs.npz") for path in fixtures)
    print(f"{len(links)} links and {sets} sets of inputs, {len(problems)} of them wrong")
    return 1 if problems or not names else 0


if __name__ == "__main__":
    sys.exit(main())
