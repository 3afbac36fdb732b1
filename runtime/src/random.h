//===- random.h - Inputs made from a seed ------------------------*- C -*-===//

#ifndef TOROID_SRC_RANDOM_H
#define TOROID_SRC_RANDOM_H

#include "toroid/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Fills a tensor with values that depend on nothing but the seed, the name and
/// the element type: floats near a normal distribution with deviation 1;
/// integers and bools 0 or 1, which are valid as token ids and as masks.
void toroid_random_fill(toroid_tensor *tensor, uint64_t seed, const char *name);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_RANDOM_H
