//===- RotaryReader.h - What sums of products with angles mean --*- C++ -*-===//

#ifndef TOROID_PASSES_FUSION_ROTARYREADER_H
#define TOROID_PASSES_FUSION_ROTARYREADER_H

#include "passes/Fusion/Meaning.h"
#include "passes/Fusion/Site.h"

namespace toroid {

/// A rotation in terms of toroid.rotary's formula.
struct RotaryParts {
  /// What turns is the elements of the last dim from `first` on, as many as
  /// there are angles, unless all others follow them and are copied.
  mlir::Value input;
  int64_t first = 0, turned = 0;
  bool takesAll = false;
  mlir::Value cos, sin;
  bool isInterleaved = false;
  bool isPerPair = false;
  /// What the rotation takes the place of.
  mlir::Value result;
};

/// Whether `op` is where a rotation may be found: a sum of two products of
/// which one has features with changed signs, or the difference in a product
/// of complex numbers.
bool isRotaryRoot(mlir::Operation *op, SymbolicShapes &shapes);

/// Reads the rotation whose root, of `site`, is `root`. Where it is none, the
/// site knows why.
std::optional<RotaryParts> readRotary(Site &site, mlir::Operation *root,
                                      SymbolicShapes &shapes);

} // namespace toroid

#endif // TOROID_PASSES_FUSION_ROTARYREADER_H
