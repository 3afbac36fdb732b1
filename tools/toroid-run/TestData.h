//===- TestData.h - ONNX's test data ---------------------------*- C++ -*-===//

#ifndef TOROID_TOOLS_RUN_TESTDATA_H
#define TOROID_TOOLS_RUN_TESTDATA_H

#include "Expectations.h"

#include "compiler/Driver/Driver.h"

#include <set>

namespace toroid {

/// The numbers of the files that hold sequences.
struct TestSequences {
  std::set<int32_t> inputs, outputs;
};

/// Finds out which inputs and outputs of the ONNX model `compile.input` are
/// sequences, and lets it be compiled for the elements that the inputs in
/// `folder` have. Prints an error and returns false on failure.
bool findSequences(const toroid_cli &cli, const char *folder,
                   CompileOptions &compile, TestSequences &sequences);

/// Reads a folder with input_<i>.pb and output_<i>.pb: the inputs into `cli`,
/// the outputs, where there are any, into `expectations`. A tensor goes to the
/// input or output of its name, or to number <i> where that name is none.
/// The elements of a sequence are inputs or outputs that follow each other.
/// Prints an error and returns false on failure.
bool readTestData(toroid_cli &cli, const char *folder,
                  const TestSequences &sequences, Expectations &expectations);

} // namespace toroid

#endif // TOROID_TOOLS_RUN_TESTDATA_H
