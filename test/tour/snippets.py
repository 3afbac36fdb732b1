#!/usr/bin/env python3
r"""Holds the snippets of a document to what they show: snippets.py [--update] DOCUMENT FOLDER

A snippet is a fenced block under a line such as

    <!-- snippet: ir/*-fusion-*.mlir from /toroid.matmul/ to /toroid.layer_norm/ -->
    <!-- snippet: layer.s after /^kernel:/ from /vmovups/ to /ret/ -->
    <!-- snippet: layer.s around /vfmadd/ from /^\.L/ to /jne/ -->
    <!-- snippet: layer.s lines /vfmadd/ -->

The path is one in FOLDER; of several files the last counts. The block holds the
lines from the first that matches (`after` another) to the next that matches; or
from the last before the line that `around` names; or all lines that match. They
are indented as little as possible together, and cut where they are long. Exits with 1 where a block differs; --update writes it anew instead.
"""

import difflib
import pathlib
import re
import sys
import textwrap

WIDTH = 120

# A regular expression between slashes, by a name.
def clause(word: str, name: str) -> str:
    return rf"{word} /(?P<{name}>[^\n]+?)/ "


SNIPPET = re.compile(
    r"^(?P<head><!-- snippet: (?P<path>\S+) (?:"
    rf"(?:{clause('after', 'above')}|{clause('around', 'middle')})?{clause('from', 'first')}{clause('to', 'last')}"
    rf"|{clause('lines', 'each')})-->\n+```\w*\n)(?P<body>.*?)(?P<tail>^```$)",
    re.MULTILINE | re.DOTALL,
)


class Stale(Exception):
    pass


def find(lines: list[str], pattern: str, numbers: range) -> int:
    for number in numbers:
        if re.search(pattern, lines[number]):
            return number
    raise Stale(f"no line matches /{pattern}/")


def choose(snippet: re.Match, lines: list[str]) -> list[str]:
    end = len(lines)
    if snippet["each"]:
        find(lines, snippet["each"], range(end))
        return [line for line in lines if re.search(snippet["each"], line)]
    if snippet["middle"]:
        middle = find(lines, snippet["middle"], range(end))
        first = find(lines, snippet["first"], range(middle, -1, -1))
        last = find(lines, snippet["last"], range(middle, end))
    else:
        above = find(lines, snippet["above"], range(end)) if snippet["above"] else -1
        first = find(lines, snippet["first"], range(above + 1, end))
        last = find(lines, snippet["last"], range(first + 1, end))
    return lines[first : last + 1]


def shown(snippet: re.Match, folder: pathlib.Path) -> str:
    """What the snippet's block has to hold."""
    paths = sorted(folder.glob(snippet["path"]))
    if not paths:
        raise Stale(f"{folder}: no file {snippet['path']}")
    try:
        chosen = choose(snippet, paths[-1].read_text(errors="replace").splitlines())
    except Stale as reason:
        raise Stale(f"{paths[-1]}: {reason}; another wants choosing") from None
    chosen = textwrap.dedent("\n".join(chosen).expandtabs(8)).splitlines()
    cut = [line if len(line) <= WIDTH else line[: WIDTH - 1] + "…" for line in chosen]
    return "".join(line.rstrip() + "\n" for line in cut)


def main(arguments: list[str]) -> int:
    update = arguments[0] == "--update"
    document, folder = map(pathlib.Path, arguments[update:])
    text = document.read_text()
    snippets = list(SNIPPET.finditer(text))
    if len(snippets) != text.count("<!-- snippet:") or not snippets:
        print(f"{document}: a snippet wants a path, /…/ and a fenced block under it")
        return 1
    try:
        new = SNIPPET.sub(lambda s: s["head"] + shown(s, folder) + s["tail"], text)
    except Stale as reason:
        print(f"{document}: {reason}")
        return 1
    if update:
        document.write_text(new)
    elif new != text:
        names = (str(document), "what it should be; ./dev docs writes it")
        sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), new.splitlines(True), *names))
        return 1
    print(f"{len(snippets)} snippets are as shown")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
