//===- TestSuite.h - Many of ONNX's tests in one go -------------*- C++ -*-===//

#ifndef TOROID_TOOLS_RUN_TESTSUITE_H
#define TOROID_TOOLS_RUN_TESTSUITE_H

#include "Expectations.h"
#include "compiler/Pipeline/Options.h"

namespace toroid {

struct TestSuiteOptions {
  const char *list = nullptr; ///< A file with a folder on each line, or "-".
  unsigned jobs = 1;          ///< How many tests run at once.
  unsigned timeLimit = 60;    ///< Seconds for each.
};

/// Runs the tests of ONNX's backend suite whose folders `options.list` names,
/// each in a process of its own, and prints a line of JSON for each:
///
///   {"test": "node/test_abs", "operators": ["Abs"], "nodes": 1,
///    "opsets": {"": 13}, "types": ["float32"], "outcome": "passed",
///    "seconds": 0.041}
///
/// The outcomes: "passed"; "refused" by the compiler; "failed" when it ran or
/// when outputs are compared; "crashed"; "timeout"; "unreadable"; "repeated",
/// when the test in "same" is the same. All but the first have a "message".
///
/// Returns an exit code: 0 also where tests fail, since that is a result.
int runTestSuite(const toroid_cli &cli, const CompileOptions &compile,
                 const TestSuiteOptions &options,
                 const toroid_tolerance &tolerance);

} // namespace toroid

#endif // TOROID_TOOLS_RUN_TESTSUITE_H
