//===- values.h - Elements of tensors as numbers -----------------*- C -*-===//

#ifndef TOROID_SRC_VALUES_H
#define TOROID_SRC_VALUES_H

#include "toroid/runtime.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether the element type is one of floating-point numbers, however narrow.
bool toroid_element_is_float(int32_t element_type);

/// The bits that an element has: 4 of a byte for i4. 0 for no element type.
int toroid_element_bits(int32_t element_type);

/// Element `index` of a dense tensor of a known element type.
double toroid_value_as_double(const toroid_tensor *tensor, int64_t index);

/// Stores `value`, rounded to the element type (floats: to nearest even; an
/// integer must be in range).
void toroid_value_store(toroid_tensor *tensor, int64_t index, double value);

/// Writes element `index` as text: "0.25", "-3", "true".
void toroid_value_format(const toroid_tensor *tensor, int64_t index, char *text,
                         size_t capacity);

float toroid_f16_to_f32(uint16_t bits);
uint16_t toroid_f32_to_f16(float value);
float toroid_bf16_to_f32(uint16_t bits);
uint16_t toroid_f32_to_bf16(float value);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_VALUES_H
