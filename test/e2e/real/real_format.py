"""A lit test for each of the real models beside the checkout, if they are there.

What fails with a reason in reasons.tsv is an expected failure.
"""

import pathlib

import lit.Test
import lit.formats

import real_models


class RealModels(lit.formats.TestFormat):
    def __init__(self, tools, folder):
        # lit hands tests to other processes: keep to what can be pickled.
        self.tools = pathlib.Path(tools)
        self.folder = pathlib.Path(folder)
        # Hundreds of small graphs are left to `./dev models`.
        self.entries = {
            entry.name: entry
            for entry in real_models.read_index(self.folder)
            if entry.kind != "fusion"
        }
        self.reasons = real_models.read_reasons()

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        for name in self.entries:
            yield lit.Test.Test(
                suite, path_in_suite + tuple(name.split("/")), local_config
            )

    def execute(self, test, lit_config):
        depth = test.path_in_suite.index("real") + 1
        entry = self.entries["/".join(test.path_in_suite[depth:])]
        runner = real_models.Runner(self.tools, ["-O0", "--threads=1"])
        outcome = runner.check(entry)
        log = f"{entry.path}: {outcome.verdict}\n{outcome.log}"
        if outcome.good:
            return lit.Test.PASS, log
        reason = self.reasons.get(entry.name)
        # A crash is never expected.
        if reason and not outcome.verdict.startswith(("crashes", "hangs")):
            return lit.Test.XFAIL, log
        return lit.Test.FAIL, log
