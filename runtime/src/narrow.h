//===- narrow.h - Floating-point numbers of 4 to 8 bits ----------*- C -*-===//

#ifndef TOROID_SRC_NARROW_H
#define TOROID_SRC_NARROW_H

#include "toroid/runtime.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Whether elements are floating-point numbers of 4, 6 or 8 bits.
bool toroid_element_is_narrow_float(int32_t element_type);

/// The number that the low bits of `bits` stand for; NaN for other types.
float toroid_narrow_to_f32(uint8_t bits, int32_t element_type);

/// The nearest number of the type, of two equally near ones the even; the
/// largest where `value` is larger than all.
uint8_t toroid_f32_to_narrow(float value, int32_t element_type);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_NARROW_H
