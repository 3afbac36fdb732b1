//===- compare.c - Results against references -----------------------------===//

#include "compare.h"
#include "support.h"
#include "values.h"

#include <math.h>
#include <string.h>

static double error_between(double result, double reference) {
  if (isnan(result) && isnan(reference))
    return 0;
  if (isnan(result) || isnan(reference))
    return INFINITY;
  // Equal infinities have no difference.
  return result == reference ? 0 : fabs(result - reference);
}

toroid_comparison toroid_compare(const toroid_tensor *result,
                                 const toroid_tensor *reference,
                                 const toroid_tolerance *tolerance) {
  toroid_comparison comparison = {TOROID_WITHIN, 0, 0, 0, -1};
  bool floats = toroid_element_is_float(result->element_type) &&
                toroid_element_is_float(reference->element_type);
  if (!floats && result->element_type != reference->element_type) {
    comparison.verdict = TOROID_DIFFERENT_TYPE;
    return comparison;
  }
  if (result->rank != reference->rank ||
      memcmp(result->dims, reference->dims,
             (size_t)result->rank * sizeof(int64_t)) != 0) {
    comparison.verdict = TOROID_DIFFERENT_DIMS;
    return comparison;
  }

  int64_t count = toroid_tensor_count(result);
  for (int64_t i = 0; i < count; ++i) {
    double magnitude = fabs(toroid_value_as_double(reference, i));
    if (isfinite(magnitude) && magnitude > comparison.largest_magnitude)
      comparison.largest_magnitude = magnitude;
  }
  size_t size = toroid_element_size(result->element_type);
  for (int64_t i = 0; i < count; ++i) {
    double expected = toroid_value_as_double(reference, i);
    double error = error_between(toroid_value_as_double(result, i), expected);
    if (error > comparison.largest_error)
      comparison.largest_error = error;
    bool within;
    if (!floats)
      // Byte by byte: 64-bit integers are more exact than doubles.
      within =
          memcmp((const char *)result->data + (size_t)i * size,
                 (const char *)reference->data + (size_t)i * size, size) == 0;
    else if (error == 0 || isinf(error))
      within = error == 0;
    else if (tolerance->each)
      within = error <= tolerance->atol + tolerance->rtol * fabs(expected);
    else
      within = error <= tolerance->of_largest * comparison.largest_magnitude;
    if (within)
      continue;
    if (comparison.mismatches++ == 0)
      comparison.first_mismatch = i;
    comparison.verdict = TOROID_DIFFERENT_VALUES;
  }
  return comparison;
}

void toroid_format_index(const toroid_tensor *tensor, int64_t index, char *text,
                         size_t capacity) {
  int64_t position[TOROID_MAX_RANK];
  for (int32_t i = tensor->rank - 1; i >= 0; --i) {
    position[i] = index % tensor->dims[i];
    index /= tensor->dims[i];
  }
  toroid_format_dims(text, capacity, tensor->rank, position);
}
