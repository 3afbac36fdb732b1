//===- Expectations.h - What outputs should be -----------------*- C++ -*-===//

#ifndef TOROID_TOOLS_RUN_EXPECTATIONS_H
#define TOROID_TOOLS_RUN_EXPECTATIONS_H

#include "runtime/src/cli.h"
#include "runtime/src/compare.h"

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace toroid {

/// A tensor that owns its elements.
struct OwnedTensor {
  struct Free {
    void operator()(void *data) const { std::free(data); }
  };
  toroid_tensor tensor = {};
  std::unique_ptr<void, Free> data; ///< tensor.data, from toroid_allocate.
};

/// References for all outputs of a model.
struct Expectations {
  std::string origin; ///< The file or folder that they are from.
  std::vector<OwnedTensor> outputs;
};

/// Reads the references for all outputs from an .npz archive, whose members
/// have the outputs' names. Prints an error and returns false on failure.
bool readExpectations(const toroid_cli &cli, const char *path,
                      Expectations &expectations);

/// Compares all outputs, prints a line or two for each, and returns the exit
/// code.
int checkExpectations(const toroid_cli &cli, const Expectations &expectations,
                      const toroid_tolerance &tolerance);

} // namespace toroid

#endif // TOROID_TOOLS_RUN_EXPECTATIONS_H
