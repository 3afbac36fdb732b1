#!/usr/bin/env python3
"""Runs ONNX's backend tests with toroid-run, and says what came of them.

conformance.py --toroid-run PROGRAM --source NAME=FOLDER... [options]

A source is a folder with tests anywhere below it, each a folder with model.onnx
and test_data_set_<i>. A test that several sources hold runs once. Each runs
with the sizes that its model declares, and again with a symbol for every
dimension of its inputs. Needs nothing but Python's own library.

The exit code is 0 when the share of tests in scope that pass reaches the bar in
each mode that ran; 1 when it does not; 2 when the command line is wrong.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MODES = {"static": [], "symbolic": ["--symbolic"]}

# Outcomes, in the order of the table's columns.
PASSED, FAILED, UNSUPPORTED, OUT = "passed", "failed", "unsupported", "out of scope"
VERDICTS = (PASSED, FAILED, UNSUPPORTED, OUT)
VERDICT_OF = {"passed": PASSED, "refused": UNSUPPORTED}

SEVERAL = "(graphs of several operators)"

HERE = pathlib.Path(__file__).parent


# -- What is out of scope, decided from the models themselves ------------------

OUT_OF_SCOPE_TYPES = {
    "string": "strings",
    "optional": "optional types",
    "other": "map types",
}
OUT_OF_SCOPE_DOMAINS = {
    "ai.onnx.ml": "ai.onnx.ml",
    "ai.onnx.preview.training": "training operators",
    "ai.onnx.training": "training operators",
}
OUT_OF_SCOPE_OPERATORS = {
    "ImageDecoder": "decoding of images",
    "Optional": "optional types",
    "OptionalGetElement": "optional types",
    "OptionalHasElement": "optional types",
}


def reason_out_of_scope(record):
    """Why the test is out of scope; None where it is in scope."""
    for operator in record["operators"]:
        domain = operator.rpartition(".")[0]
        reason = OUT_OF_SCOPE_DOMAINS.get(domain) or OUT_OF_SCOPE_OPERATORS.get(operator)
        if reason:
            return reason
    for kind in record["types"]:
        if kind in OUT_OF_SCOPE_TYPES:
            return OUT_OF_SCOPE_TYPES[kind]
    return None


# -- Known wrong expectations --------------------------------------------------


def read_known(file):
    """Pairs of a test's name, as a pattern, and why its expectation is wrong."""
    known = []
    for line in file.read_text().splitlines():
        if line and not line.startswith("#"):
            pattern, reason = line.split("\t")
            known.append((re.compile(pattern), reason))
    return known


# -- Running -------------------------------------------------------------------


class Test:
    def __init__(self, source, folder, root):
        self.folder = folder
        self.source = source
        self.name = folder.name
        self.id = f"{source}/{folder.relative_to(root)}"


def find_tests(sources, only):
    tests = []
    for source in sources:
        name, _, root = source.partition("=")
        root = pathlib.Path(root)
        found = sorted(root.rglob("model.onnx"))
        if not found:
            sys.exit(f"conformance: no tests below {root}")
        for model in found:
            test = Test(name, model.parent, root)
            if only.search(test.id):
                tests.append(test)
    return tests


def run(program, tests, arguments, progress):
    """The records of `toroid-run --tests`, by test; those repeated left out."""
    by_folder = {str(test.folder): test for test in tests}
    records = {}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as names:
        names.write("".join(f"{folder}\n" for folder in by_folder))
        names.flush()
        command = [str(program), "--tests", names.name, *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for number, line in enumerate(process.stdout, 1):
                record = json.loads(line)
                if record["outcome"] != "repeated":
                    records[by_folder[record["test"]]] = record
                progress(number, len(by_folder))
        if process.returncode != 0:
            sys.exit(f"conformance: {' '.join(command)} ended with {process.returncode}")
    return records


def show_progress(mode):
    if not sys.stderr.isatty():
        return lambda number, total: None

    def show(number, total):
        end = "\n" if number == total else ""
        print(f"\r{mode}: {number} of {total}", end=end, file=sys.stderr, flush=True)

    return show


def first_error(record):
    """The line of a test's output that says best what is wrong."""
    lines = record.get("message", "").splitlines()
    if record["outcome"] == "crashed":
        return " ".join(lines[:2])
    for mark in (": differs: ", "error: "):
        for line in lines:
            if mark in line:
                # The model's path is not what the reader wants.
                return re.sub(r"^toroid-run: error: (\S*/model\.onnx: )?", "", line)
    return lines[0] if lines else ""


class Result:
    """What came of a test in one mode."""

    def __init__(self, test, record, known):
        self.test = test
        self.operators = record.get("operators", [])
        self.nodes = record.get("nodes", 0)
        self.verdict = VERDICT_OF.get(record["outcome"], FAILED)
        self.reason = "" if self.verdict == PASSED else first_error(record)
        self.crashed = record["outcome"] in ("crashed", "timeout")
        self.wrong = None
        if record["outcome"] != "unreadable":
            out = reason_out_of_scope(record)
            if out:
                self.verdict, self.reason = OUT, out
        if self.verdict in (FAILED, UNSUPPORTED):
            for pattern, reason in known:
                if pattern.search(test.id):
                    self.wrong = reason
        self.operator = SEVERAL


def plain_name(name):
    """A test's name without the version that it was taken from."""
    return name.partition("__")[0]


def name_operators(results):
    """Gives each result the operator that it is a test of."""
    single = {}
    for result in results:
        # A node with subgraphs has operators inside, too.
        if result.nodes == 1 and len(result.operators) == 1:
            single.setdefault(plain_name(result.test.name), result.operators[0])
    for result in results:
        if len(result.operators) == 1:
            result.operator = result.operators[0]
            continue
        # The body of a function, as a graph, is a test of that function.
        base = re.sub(r"_expanded(_ver\d+)?$", "", plain_name(result.test.name))
        if single.get(base):
            result.operator = single[base]
        elif result.nodes == 1:
            outer = [op for op in result.operators if op in ("If", "Loop", "Scan", "SequenceMap")]
            result.operator = outer[0] if len(outer) == 1 else SEVERAL


# -- Reports -------------------------------------------------------------------


def count(results):
    counts = collections.Counter(result.verdict for result in results)
    return {verdict: counts[verdict] for verdict in VERDICTS}


def in_scope(counts):
    return counts[PASSED] + counts[FAILED] + counts[UNSUPPORTED]


def share(counts):
    total = in_scope(counts)
    return 100.0 * counts[PASSED] / total if total else 100.0


def by_operator(results):
    table = collections.defaultdict(list)
    for result in results:
        table[result.operator].append(result)
    return dict(sorted(table.items(), key=lambda row: (row[0] == SEVERAL, row[0].lower())))


def print_table(all_results, verbose):
    modes = list(all_results)
    tables = {mode: by_operator(results) for mode, results in all_results.items()}
    names = list(dict.fromkeys(name for table in tables.values() for name in table))
    names.sort(key=lambda name: (name == SEVERAL, name.lower()))
    width = max(map(len, names), default=0)
    columns = ("passed", "failed", "unsupp.", "out")
    print(f"{'':{width}}  " + "   ".join(f"{mode:^33}" for mode in modes))
    print(f"{'operator':{width}}  " + "   ".join(
        " ".join(f"{column:>8}" for column in columns) for _ in modes))
    for name in names:
        counts = [count(tables[mode].get(name, [])) for mode in modes]
        if not verbose and all(in_scope(c) == 0 for c in counts):
            continue
        print(f"{name:{width}}  " + "   ".join(
            " ".join(f"{c[verdict] or '.':>8}" for verdict in VERDICTS) for c in counts))


def print_out_of_scope(results):
    reasons = collections.Counter(r.reason for r in results if r.verdict == OUT)
    if reasons:
        text = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
        print(f"\nout of scope: {text}")


def print_failures(mode, results):
    bad = [r for r in results if r.verdict in (FAILED, UNSUPPORTED)]
    for result in sorted(bad, key=lambda r: (r.verdict, r.operator.lower(), r.test.id)):
        kind = "wrong expectation" if result.wrong else result.verdict
        kind = "CRASHED" if result.crashed else kind
        print(f"{mode}: {kind}: {result.operator}: {result.test.id}: {result.wrong or result.reason}")


def closing_line(mode, results):
    counts = count(results)
    wrong = sum(result.wrong is not None for result in results)
    return (
        f"{mode}: {counts[PASSED]} of {in_scope(counts)} tests in scope passed "
        f"({share(counts):.2f} %), {counts[FAILED]} failed, {counts[UNSUPPORTED]} unsupported"
        + (f" ({wrong} of these expect what is wrong)" if wrong else "")
        + f", {counts[OUT]} out of scope"
    )


def write_docs(file, operators, all_results, sources):
    """docs/operators.md: from the table of operators and this run."""
    versions = {}
    for entry in operators:
        name = ".".join(filter(None, (entry["domain"], entry["op"])))
        versions[name] = entry["opsets"]
    tables = {mode: by_operator(results) for mode, results in all_results.items()}
    tested = dict.fromkeys(name for table in tables.values() for name in table)

    def cell(mode, name):
        counts = count(tables[mode].get(name, []))
        return f"{counts[PASSED]} of {in_scope(counts)}" if in_scope(counts) else ""

    def opsets(name):
        starts = versions[name]
        spans = [
            (f"{start}+" if following is None else f"{start}–{following - 1}" if following - 1 > start else f"{start}")
            for start, following in zip(starts, starts[1:] + [None])
        ]
        return ", ".join(spans)

    modes = list(MODES)
    lines = [
        "# Operators",
        "",
        "<!-- Written by ./dev conformance; changes by hand are lost. -->",
        "",
        "Which ONNX operators Toroid compiles, from its own table, and how it does on ONNX's backend tests: how many tests of",
        "an operator pass of those in scope, with the sizes that the models declare (static) and with a symbol for every",
        "dimension of the inputs (symbolic). The opsets are those of the operator's domain; a range has one meaning.",
        "",
        "`./dev conformance` runs the tests. A result passes when its element types and dims are those of the reference, and",
        "each float lies within 1e-7 + 1e-3 · |reference| (bfloat16: within 2⁻⁶ · |reference|), as in ONNX's own runner; integers",
        "must be equal. Of random operators, types and dims are compared.",
        "",
    ]
    for mode in modes:
        lines.append(f"- {closing_line(mode, all_results[mode])}")
    lines += ["", f"The tests are from: {'; '.join(sources)}. What several of them hold counts once.", ""]

    domains = sorted({entry["domain"] for entry in operators})
    for domain in domains:
        title = domain or "ai.onnx"
        lines += [f"## {title}", "", "| operator | opsets | static | symbolic |", "|---|---|---|---|"]
        names = sorted((n for n in versions if n.rpartition(".")[0] == domain), key=str.lower)
        for name in names:
            short = name.rpartition(".")[2]
            lines.append(f"| {short} | {opsets(name)} | " + " | ".join(cell(m, name) for m in modes) + " |")
        lines.append("")

    if SEVERAL in tested:
        lines += ["Graphs of several operators: " + ", ".join(f"{cell(m, SEVERAL)} ({m})" for m in modes) + ".", ""]

    missing = [name for name in tested if name not in versions and name != SEVERAL
               and any(in_scope(count(tables[m].get(name, []))) for m in modes)]
    if missing:
        lines += ["## Not supported", "", "Operators that the tests have and the table does not.", "",
                  "| operator | static | symbolic |", "|---|---|---|"]
        for name in sorted(missing, key=str.lower):
            lines.append(f"| {name} | " + " | ".join(cell(m, name) for m in modes) + " |")
        lines.append("")

    lines += ["## Tests that do not pass", "", "| test | mode | reason |", "|---|---|---|"]
    rows = collections.defaultdict(list)
    for mode, results in all_results.items():
        for result in results:
            if result.verdict in (FAILED, UNSUPPORTED) and result.operator not in missing:
                reason = f"wrong expectation: {result.wrong}" if result.wrong else result.reason
                rows[(result.test.id, reason.replace("|", "\\|"))].append(mode)
    for (test, reason), failed_modes in sorted(rows.items()):
        lines.append(f"| {test} | {', '.join(failed_modes)} | {reason} |")

    lines += ["", "## Out of scope", "", "| reason | tests |", "|---|---|"]
    reasons = collections.Counter(r.reason for r in all_results["static"] if r.verdict == OUT)
    for reason, number in sorted(reasons.items()):
        lines.append(f"| {reason} | {number} |")
    file.write_text("\n".join(lines) + "\n")
    print(f"wrote {file}")


def main():
    parser = argparse.ArgumentParser(
        prog="./dev conformance",
        description="Runs ONNX's backend tests through the compiler.",
    )
    parser.add_argument("--only", metavar="REGEX", type=re.compile, default=re.compile(""),
                        help="run the tests whose path matches; writes no documentation")
    parser.add_argument("--mode", choices=[*MODES, "both"], default="both")
    parser.add_argument("--list-failures", action="store_true",
                        help="name each test in scope that does not pass, and why")
    parser.add_argument("--all-operators", action="store_true",
                        help="also show operators whose tests are all out of scope")
    parser.add_argument("--jobs", metavar="N", type=int, default=os.cpu_count())
    parser.add_argument("--time-limit", metavar="SECONDS", type=int, default=60)
    parser.add_argument("--bar", metavar="PERCENT", type=float, default=99.0,
                        help="the share of tests in scope that must pass (99)")
    # What ./dev fills in.
    parser.add_argument("--toroid-run", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--source", action="append", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--operators", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--docs", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--counts", type=pathlib.Path, help=argparse.SUPPRESS)
    options = parser.parse_args()

    tests = find_tests(options.source, options.only)
    if not tests:
        sys.exit(f"conformance: no test matches {options.only.pattern!r}")
    known = read_known(HERE / "known.tsv")
    modes = list(MODES) if options.mode == "both" else [options.mode]
    all_results = {}
    for mode in modes:
        arguments = [*MODES[mode], "--jobs", str(options.jobs), "--time-limit", str(options.time_limit)]
        records = run(options.toroid_run, tests, arguments, show_progress(mode))
        results = [Result(test, records[test], known) for test in tests if test in records]
        name_operators(results)
        all_results[mode] = results
        if options.results:
            options.results.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(records[test]) for test in tests if test in records]
            (options.results / f"{mode}.jsonl").write_text("\n".join(lines) + "\n")

    print_table(all_results, options.all_operators)
    print_out_of_scope(next(iter(all_results.values())))
    if options.list_failures:
        for mode in modes:
            print()
            print_failures(mode, all_results[mode])
    if options.docs and options.mode == "both" and not options.only.pattern:
        operators = json.loads(options.operators.read_text())
        write_docs(options.docs, operators, all_results,
                   [source.partition("=")[0] for source in options.source])
    if options.counts:
        passed = sum(count(results)[PASSED] for results in all_results.values())
        failed = sum(r.verdict == FAILED and not r.wrong
                     for results in all_results.values() for r in results)
        # What is refused is a failure when it is too much.
        failed += sum(share(count(results)) < options.bar for results in all_results.values())
        options.counts.write_text(f"{passed} {failed}\n")
    print()
    for mode in modes:
        print(closing_line(mode, all_results[mode]))
    reached = all(share(count(results)) >= options.bar for results in all_results.values())
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
