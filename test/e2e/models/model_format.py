"""A lit test per model: it compiles, and its numbers agree with the reference.

A test is NAME.onnx with NAME.inputs.npz and NAME.outputs.npz beside it, and
further sets NAME.SHAPE.inputs.npz with NAME.SHAPE.outputs.npz.
"""

import glob
import os
import shlex

import lit.Test
import lit.formats
import lit.util


class ModelTest(lit.formats.FileBasedTest):
    def __init__(self, compiler, runner, tolerance):
        # lit hands tests to other processes: keep to what can be pickled.
        self.compiler = compiler
        self.runner = runner
        self.tolerance = tolerance

    def level(self, name):
        """How hard LLVM works, which is most of the time a test takes. What the
        newest exporter wrote, and the example's own models, are compiled as
        users compile them; for their variants Toroid's own passes do."""
        thorough = "-dynamo23-" in name or name.startswith("date-translator")
        return "-O3" if thorough else "-O0"

    def execute(self, test, lit_config):
        model = test.getSourcePath()
        stem = model.removesuffix(".onnx")
        library = test.getExecPath().removesuffix(".onnx") + ".so"
        os.makedirs(os.path.dirname(library), exist_ok=True)

        inputs = sorted(glob.glob(f"{glob.escape(stem)}.*inputs.npz"))
        if not inputs:
            return lit.Test.UNRESOLVED, f"no inputs beside {model}"
        commands = [
            [self.compiler, model, "--emit=shared", "-o", library]
            + [self.level(os.path.basename(stem)), "--threads=1"]
        ]
        for path in inputs:
            expected = path.removesuffix("inputs.npz") + "outputs.npz"
            commands.append(
                [self.runner, library, "--inputs", path, "--expect", expected]
                + ["--tolerance", self.tolerance]
            )

        log = ""
        for command in commands:
            log += f"$ {shlex.join(command)}\n"
            try:
                out, err, code = lit.util.executeCommand(
                    command,
                    env=test.config.environment,
                    timeout=lit_config.maxIndividualTestTime,
                )
            except lit.util.ExecuteCommandTimeoutException as timeout:
                return lit.Test.TIMEOUT, log + timeout.out + timeout.err
            except OSError as error:
                return lit.Test.UNRESOLVED, f"{log}{error}\n"
            log += out + err
            if code != 0:
                return lit.Test.FAIL, f"{log}exit code {code}\n"
        os.remove(library)
        return lit.Test.PASS, log
