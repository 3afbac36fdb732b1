//===- Damage.h - Models with something wrong in them -----------*- C++ -*-===//

#ifndef TOROID_TEST_FUZZ_DAMAGE_H
#define TOROID_TEST_FUZZ_DAMAGE_H

#include <cstdint>
#include <optional>
#include <string>

namespace toroid::fuzz {

/// A sequence of numbers that its seed determines on every machine.
class Dice {
public:
  explicit Dice(uint64_t seed) : state(seed) {}

  uint64_t next();
  /// From 0 to `count` - 1; 0 where there is nothing to choose from.
  uint64_t below(uint64_t count) { return count ? next() % count : 0; }
  bool oneIn(uint64_t count) { return below(count) == 0; }

private:
  uint64_t state;
};

/// The model with its large weights turned into inputs, so that damage meets
/// the graph; none when `bytes` are no model.
std::optional<std::string> withoutWeights(const std::string &bytes);

/// A copy of `model` with one to four things changed: bytes (cut off,
/// flipped, overwritten), or parts of the graph (types, dims, names, operators,
/// attributes, inputs, opsets, graphs inside themselves). Operators and
/// attributes may come from `donor`, another model.
std::string damage(const std::string &model, const std::string &donor,
                   Dice &dice);

} // namespace toroid::fuzz

#endif // TOROID_TEST_FUZZ_DAMAGE_H
