//===- ReadModel.h - Bytes through the compiler's front ---------*- C++ -*-===//

#ifndef TOROID_TEST_FUZZ_READMODEL_H
#define TOROID_TEST_FUZZ_READMODEL_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace toroid::fuzz {

enum class Outcome { Accepted, Refused };

/// Takes `bytes` as a model through all phases up to `lower`. Both outcomes
/// are right for damaged models; a failure without an error message, or an
/// error message without a failure, ends the process.
Outcome readModel(llvm::StringRef bytes);

/// What one model may take, of the processor's time and of memory.
constexpr unsigned secondsPerModel = 60;
constexpr uint64_t bytesPerModel = uint64_t(4) << 30;

} // namespace toroid::fuzz

#endif // TOROID_TEST_FUZZ_READMODEL_H
