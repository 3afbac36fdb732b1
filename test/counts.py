#!/usr/bin/env python3
"""Adds up what the tests of `./dev check` left: counts.py FOLDER NAME...

Each NAME is a row: FOLDER holds NAME.json, as lit or GoogleTest write it, or
NAME.counts with the numbers of tests passed and failed. Where there is none,
the tests did not come to their end, which counts as a failure.

The exit code is 0 if and only if something passed and nothing failed.
"""

import json
import pathlib
import sys

LIT_PASSED = {"PASS", "XFAIL", "FLAKYPASS"}
LIT_SKIPPED = {"UNSUPPORTED", "SKIPPED"}


def counts(folder: pathlib.Path, name: str) -> tuple[int, int, int]:
    """How many tests passed, failed and were skipped."""
    try:
        if (plain := folder / f"{name}.counts").exists():
            passed, failed = plain.read_text().split()
            return int(passed), int(failed), 0
        report = json.loads((folder / f"{name}.json").read_text())
    except (OSError, ValueError) as error:
        print(f"{name}: no results: {error}", file=sys.stderr)
        return 0, 1, 0

    if "testsuites" in report:
        failed = report["failures"] + report.get("errors", 0)
        cases = [case for suite in report["testsuites"] for case in suite["testsuite"]]
        skipped = sum(
            case["result"] == "SKIPPED" or case["status"] == "NOTRUN" for case in cases
        )
        return len(cases) - failed - skipped, failed, skipped
    codes = [test["code"] for test in report["tests"]]
    passed = sum(code in LIT_PASSED for code in codes)
    skipped = sum(code in LIT_SKIPPED for code in codes)
    # A folder in which lit finds nothing is a mistake.
    return passed, int(max(len(codes) - passed - skipped, not codes)), skipped


def line(passed: int, failed: int, skipped: int) -> str:
    text = f"{passed} passed, {failed} failed"
    return f"{text}, {skipped} skipped" if skipped else text


def main(folder: str, *names: str) -> int:
    rows = [(name, *counts(pathlib.Path(folder), name)) for name in names]
    width = max(map(len, names))
    for name, *row in rows:
        print(f"{name:{width}}  {line(*row)}")
    passed, failed, skipped = (sum(row[i] for row in rows) for i in (1, 2, 3))
    print(f"\n{line(passed, failed, skipped)}")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
