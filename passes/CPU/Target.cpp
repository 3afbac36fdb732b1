//===- Target.cpp - What the CPU passes know about a processor ------------===//

#include "passes/CPU/Target.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace toroid;

static const CPUTarget targets[] = {
    // name, bits, masked, scales, rows, vectors, accumulators, depth, way
    {"avx512", 512, true, true, 14, 2, 8, 768, 4096},
    {"avx2", 256, true, false, 6, 2, 8, 768, 4096},
    {"neon", 128, false, false, 8, 3, 8, 512, 16384},
    {"generic", 128, false, false, 4, 2, 8, 512, 4096},
};

int64_t CPUTarget::lanes(unsigned bits) const {
  return std::max<int64_t>(1, vectorBits / std::max(bits, 8u));
}

const CPUTarget *toroid::getCPUTarget(mlir::Operation *scope,
                                      llvm::StringRef name) {
  const auto *it = llvm::find_if(
      targets, [&](const CPUTarget &target) { return target.name == name; });
  if (it != std::end(targets))
    return it;
  scope->emitError("unknown target '")
      << name << "'; known are "
      << llvm::join(llvm::map_range(targets,
                                    [](const CPUTarget &t) { return t.name; }),
                    ", ");
  return nullptr;
}
