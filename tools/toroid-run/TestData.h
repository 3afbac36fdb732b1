//===- TestData.h - ONNX's test data ---------------------------*- C++ -*-===//

#ifndef TOROID_TOOLS_RUN_TESTDATA_H
#define TOROID_TOOLS_RUN_TESTDATA_H

#include "Expectations.h"

namespace toroid {

/// Reads a folder with input_<i>.pb and output_<i>.pb: the inputs into `cli`,
/// the outputs, where there are any, into `expectations`. A tensor goes to the
/// input or output of its name, or to number <i> where that name is none.
/// Prints an error and returns false on failure.
bool readTestData(toroid_cli &cli, const char *folder,
                  Expectations &expectations);

} // namespace toroid

#endif // TOROID_TOOLS_RUN_TESTDATA_H
