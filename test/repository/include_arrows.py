#!/usr/bin/env python3
"""Checks which room includes what: include_arrows.py ROOT

    dialects <- passes <- compiler <- tools; runtime stands alone

Prints one line for each include that goes against the arrows and exits with 1
if there is one. The tables below are the whole rule.
"""

import os
import pathlib
import re
import sys

# What each room may include of this repository, by the beginnings of paths.
# The entry with the longest match for a file is the one that counts.
ROOMS = {
    "dialects/Onnx": ["dialects/Onnx"],
    "dialects/Toroid": ["dialects/Toroid"],
    # After Legalize, ONNX is history.
    "passes": ["dialects/Toroid", "passes"],
    "passes/Legalize": ["dialects", "passes/Legalize"],
    # The two targets share what Lower has, and nothing of each other.
    "passes/CPU": ["dialects/Toroid", "passes/CPU", "passes/Lower"],
    "passes/GPU": ["dialects/Toroid", "passes/GPU", "passes/Lower"],
    "compiler": ["dialects", "passes", "compiler", "runtime/include/toroid/abi.h"],
    # The layout of files, and nothing that happens to them later.
    "compiler/Importer": ["dialects/Onnx", "compiler/Importer"],
    "tools": ["dialects", "passes", "compiler", "tools", "runtime/include"],
    # Read and compare tensors as compiled programs do.
    "tools/common": ["compiler", "tools/common", "runtime"],
    "tools/toroid-run": ["compiler", "tools/common", "tools/toroid-run", "runtime"],
    "runtime": ["runtime"],
    "runtime/include": ["runtime/include"],
    "examples": ["examples", "runtime/include"],
    "test": ["test", "runtime/include"],
    "test/fuzz": ["test/fuzz", "compiler"],
    "test/runtime": ["test/runtime", "runtime"],
}

# What is not of this repository, and the rooms that may include it.
MLIR_ROOMS = ["dialects", "passes", "compiler", "tools", "test/fuzz"]
EXTERNAL = [
    # Options are structs; only tools read command lines.
    (r"llvm/Support/CommandLine\.h", ["tools"]),
    (r"(mlir|mlir-c|llvm|llvm-c|clang|lld)/", MLIR_ROOMS),
    (r"google/protobuf/", ["compiler/Importer"]),
]

# Generated from protobuf: no other room sees it, through no header of these.
PROTOBUF = re.compile(r"\.pb\.h$")
PROTOBUF_ROOMS = ["compiler/Importer", "test/fuzz"]

INCLUDE = re.compile(r'^[ \t]*(?:#[ \t]*)?include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
SUFFIXES = {".h", ".hpp", ".c", ".cpp", ".cu", ".td", ".inc"}


def within(path: str, beginnings: list[str]) -> bool:
    return any(path == b or path.startswith(b + "/") for b in beginnings)


def room_of(path: str) -> str | None:
    return max((room for room in ROOMS if within(path, [room])), key=len, default=None)


def resolve(root: pathlib.Path, path: str, quote: str, included: str) -> str | None:
    """The included file's path in this repository, or None."""
    beside = os.path.normpath(os.path.join(os.path.dirname(path), included))
    if quote == '"' and (root / beside).is_file():
        return beside
    normal = os.path.normpath(included)
    if normal.startswith("toroid/"):
        return "runtime/include/" + normal
    # Generated files have no place in the source folder, but a room.
    return normal if room_of(normal) else None


def complaint(path: str, included: str, target: str | None) -> str | None:
    room = room_of(path)
    if target and not within(target, ROOMS[room]):
        return f"{room} may include only {', '.join(ROOMS[room])}"
    for pattern, rooms in EXTERNAL:
        if not target and re.match(pattern, included):
            return None if within(path, rooms) else f"only {', '.join(rooms)} may"
    return None


def protobuf_headers(graph: dict[str, list[str]]) -> set[str]:
    """The files that include what protobuf generated, themselves or not."""
    seeing = {path for path in graph if any(map(PROTOBUF.search, graph[path]))}
    while more := {p for p in graph if p not in seeing and seeing & set(graph[p])}:
        seeing |= more
    return seeing


def main(root: pathlib.Path) -> int:
    complaints = []
    graph = {}
    includes = []
    for top in sorted({room.split("/")[0] for room in ROOMS}):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in SUFFIXES or not file.is_file():
                continue
            path = file.relative_to(root).as_posix()
            if not room_of(path):
                complaints.append(f"{path}: no room has this file")
                continue
            text = file.read_text(errors="replace")
            graph[path] = []
            for match in INCLUDE.finditer(text):
                target = resolve(root, path, *match.groups())
                graph[path].append(target or match[2])
                line = text.count("\n", 0, match.start(2)) + 1
                includes.append((path, line, match[2], target))

    seeing = protobuf_headers(graph)
    for path, line, included, target in includes:
        why = complaint(path, included, target)
        if not why and room_of(path) not in PROTOBUF_ROOMS:
            if PROTOBUF.search(included) or target in seeing:
                why = f"only {', '.join(PROTOBUF_ROOMS)} may see protobuf"
        if why:
            complaints.append(f"{path}:{line}: includes {included}, but {why}")
    for text in complaints:
        print(text)
    print(f"{len(includes)} includes, {len(complaints)} against the arrows")
    # Finding nothing to check is a mistake too.
    return 1 if complaints or not includes else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
