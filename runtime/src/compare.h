//===- compare.h - Results against references --------------------*- C -*-===//

#ifndef TOROID_SRC_COMPARE_H
#define TOROID_SRC_COMPARE_H

#include "toroid/runtime.h"

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How far a float may be from its reference. Integers and bools must be equal.
typedef struct toroid_tolerance {
  /// Largest error, as a fraction of the reference's largest magnitude.
  double of_largest;
  /// Instead: at most atol + rtol * |reference| for each element.
  bool each;
  double rtol;
  double atol;
} toroid_tolerance;

typedef enum toroid_verdict {
  TOROID_WITHIN,
  TOROID_DIFFERENT_TYPE, ///< Different floats are compared as numbers.
  TOROID_DIFFERENT_DIMS,
  TOROID_DIFFERENT_VALUES
} toroid_verdict;

typedef struct toroid_comparison {
  toroid_verdict verdict;
  double largest_error;     ///< NaN against a number counts as infinite.
  double largest_magnitude; ///< Of the reference's finite elements.
  int64_t mismatches;
  int64_t first_mismatch; ///< Index of an element; -1 when there is none.
} toroid_comparison;

/// Compares two tensors whose data is there.
toroid_comparison toroid_compare(const toroid_tensor *result,
                                 const toroid_tensor *reference,
                                 const toroid_tolerance *tolerance);

/// Writes the position of element `index` as "[0, 3, 5]".
void toroid_format_index(const toroid_tensor *tensor, int64_t index, char *text,
                         size_t capacity);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_COMPARE_H
