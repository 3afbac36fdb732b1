//===- tensor.c - Tensors, element types and sizes ------------------------===//

#include "narrow.h"
#include "toroid/runtime.h"
#include "values.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct element_info {
  const char *name;
  uint8_t size;
} element_info;

static const element_info element_infos[] = {
    [TOROID_F32] = {"f32", 4},
    [TOROID_U8] = {"u8", 1},
    [TOROID_I8] = {"i8", 1},
    [TOROID_U16] = {"u16", 2},
    [TOROID_I16] = {"i16", 2},
    [TOROID_I32] = {"i32", 4},
    [TOROID_I64] = {"i64", 8},
    [TOROID_BOOL] = {"bool", 1},
    [TOROID_F16] = {"f16", 2},
    [TOROID_F64] = {"f64", 8},
    [TOROID_U32] = {"u32", 4},
    [TOROID_U64] = {"u64", 8},
    [TOROID_BF16] = {"bf16", 2},
    [TOROID_U4] = {"u4", 1},
    [TOROID_I4] = {"i4", 1},
    [TOROID_U2] = {"u2", 1},
    [TOROID_I2] = {"i2", 1},
    [TOROID_F4E2M1] = {"f4e2m1", 1},
    [TOROID_F6E2M3] = {"f6e2m3", 1},
    [TOROID_F6E3M2] = {"f6e3m2", 1},
    [TOROID_F8E4M3FN] = {"f8e4m3fn", 1},
    [TOROID_F8E4M3FNUZ] = {"f8e4m3fnuz", 1},
    [TOROID_F8E5M2] = {"f8e5m2", 1},
    [TOROID_F8E5M2FNUZ] = {"f8e5m2fnuz", 1},
    [TOROID_F8E8M0] = {"f8e8m0", 1},
};

static const element_info *find_element(int32_t element_type) {
  static const int32_t count =
      (int32_t)(sizeof(element_infos) / sizeof(element_infos[0]));
  if (element_type < 0 || element_type >= count ||
      !element_infos[element_type].name)
    return NULL;
  return &element_infos[element_type];
}

void toroid_tensor_init(toroid_tensor *tensor, toroid_element_type element_type,
                        int32_t rank, const int64_t *dims, void *data) {
  memset(tensor, 0, sizeof(*tensor));
  tensor->data = data;
  tensor->element_type = (int32_t)element_type;
  tensor->rank = rank;
  if (rank > 0 && rank <= TOROID_MAX_RANK)
    memcpy(tensor->dims, dims, (size_t)rank * sizeof(int64_t));
}

size_t toroid_element_size(int32_t element_type) {
  const element_info *info = find_element(element_type);
  return info ? info->size : 0;
}

int toroid_element_bits(int32_t element_type) {
  switch (element_type) {
  case TOROID_I2:
  case TOROID_U2:
    return 2;
  case TOROID_I4:
  case TOROID_U4:
  case TOROID_F4E2M1:
    return 4;
  case TOROID_F6E2M3:
  case TOROID_F6E3M2:
    return 6;
  default:
    return (int)toroid_element_size(element_type) * 8;
  }
}

const char *toroid_element_name(int32_t element_type) {
  const element_info *info = find_element(element_type);
  return info ? info->name : "unknown";
}

bool toroid_element_is_float(int32_t element_type) {
  return element_type == TOROID_F32 || element_type == TOROID_F64 ||
         element_type == TOROID_F16 || element_type == TOROID_BF16 ||
         toroid_element_is_narrow_float(element_type);
}

int64_t toroid_tensor_bytes(const toroid_tensor *tensor) {
  int64_t bytes = (int64_t)toroid_element_size(tensor->element_type);
  if (bytes == 0 || tensor->rank < 0 || tensor->rank > TOROID_MAX_RANK)
    return -1;
  // A zero anywhere makes the tensor empty, whatever the other dims come to.
  bool empty = false;
  for (int32_t i = 0; i < tensor->rank; ++i) {
    if (tensor->dims[i] < 0)
      return -1;
    empty |= tensor->dims[i] == 0;
  }
  if (empty)
    return 0;
  for (int32_t i = 0; i < tensor->rank; ++i)
    if (__builtin_mul_overflow(bytes, tensor->dims[i], &bytes))
      return -1;
  return bytes;
}

int64_t toroid_tensor_count(const toroid_tensor *tensor) {
  int64_t bytes = toroid_tensor_bytes(tensor);
  if (bytes < 0)
    return -1;
  return bytes / (int64_t)toroid_element_size(tensor->element_type);
}

//===----------------------------------------------------------------------===//
// Narrow floats
//===----------------------------------------------------------------------===//

static uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof(bits));
  return bits;
}

static float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

float toroid_f16_to_f32(uint16_t bits) {
  uint32_t sign = (uint32_t)(bits & 0x8000) << 16;
  uint32_t exponent = (bits >> 10) & 0x1f;
  uint32_t fraction = bits & 0x3ff;
  if (exponent == 0x1f)
    return float_of(sign | 0x7f800000 | fraction << 13);
  if (exponent != 0)
    return float_of(sign | (exponent + 112) << 23 | fraction << 13);
  // Zero and subnormals: fraction * 2^-24 is exact.
  float magnitude = (float)fraction * 0x1p-24f;
  return float_of(sign | bits_of(magnitude));
}

uint16_t toroid_f32_to_f16(float value) {
  uint32_t bits = bits_of(value);
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  bits &= 0x7fffffff;
  if (bits > 0x7f800000) // Keeps a NaN one, quiet.
    return sign | 0x7e00 | (uint16_t)(bits >> 13 & 0x3ff);
  if (bits >= 0x477ff000) // From 65520 on, rounding gives infinity.
    return sign | 0x7c00;
  if (bits < 0x38800000) {
    // Below 2^-14 the result is subnormal: adding 0.5 leaves round(value /
    // 2^-24) in the low bits, rounded by the FPU.
    float shifted = float_of(bits) + 0.5f;
    return sign | (uint16_t)(bits_of(shifted) - 0x3f000000);
  }
  bits += 0xfff + (bits >> 13 & 1);
  return sign | (uint16_t)((bits - 0x38000000) >> 13);
}

float toroid_bf16_to_f32(uint16_t bits) {
  return float_of((uint32_t)bits << 16);
}

uint16_t toroid_f32_to_bf16(float value) {
  uint32_t bits = bits_of(value);
  if ((bits & 0x7fffffff) > 0x7f800000)
    return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static int sign_extend(uint8_t bits, int width) {
  int sign = 1 << (width - 1);
  return ((bits & (2 * sign - 1)) ^ sign) - sign;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

double toroid_value_as_double(const toroid_tensor *tensor, int64_t index) {
  switch (tensor->element_type) {
  case TOROID_F32:
    return ((const float *)tensor->data)[index];
  case TOROID_F64:
    return ((const double *)tensor->data)[index];
  case TOROID_F16:
    return toroid_f16_to_f32(((const uint16_t *)tensor->data)[index]);
  case TOROID_BF16:
    return toroid_bf16_to_f32(((const uint16_t *)tensor->data)[index]);
  case TOROID_U2:
  case TOROID_U4:
  case TOROID_U8:
  case TOROID_BOOL:
    return ((const uint8_t *)tensor->data)[index];
  case TOROID_I2:
    return sign_extend(((const uint8_t *)tensor->data)[index], 2);
  case TOROID_I4:
    return sign_extend(((const uint8_t *)tensor->data)[index], 4);
  case TOROID_I8:
    return ((const int8_t *)tensor->data)[index];
  case TOROID_U16:
    return ((const uint16_t *)tensor->data)[index];
  case TOROID_I16:
    return ((const int16_t *)tensor->data)[index];
  case TOROID_U32:
    return ((const uint32_t *)tensor->data)[index];
  case TOROID_I32:
    return ((const int32_t *)tensor->data)[index];
  case TOROID_U64:
    return (double)((const uint64_t *)tensor->data)[index];
  case TOROID_I64:
    return (double)((const int64_t *)tensor->data)[index];
  default:
    return toroid_narrow_to_f32(((const uint8_t *)tensor->data)[index],
                                tensor->element_type);
  }
}

void toroid_value_store(toroid_tensor *tensor, int64_t index, double value) {
  switch (tensor->element_type) {
  case TOROID_F32:
    ((float *)tensor->data)[index] = (float)value;
    break;
  case TOROID_F64:
    ((double *)tensor->data)[index] = value;
    break;
  case TOROID_F16:
    ((uint16_t *)tensor->data)[index] = toroid_f32_to_f16((float)value);
    break;
  case TOROID_BF16:
    ((uint16_t *)tensor->data)[index] = toroid_f32_to_bf16((float)value);
    break;
  case TOROID_U2:
  case TOROID_I2:
    ((uint8_t *)tensor->data)[index] = (uint8_t)((int)value & 3);
    break;
  case TOROID_U4:
  case TOROID_I4:
    ((uint8_t *)tensor->data)[index] = (uint8_t)((int)value & 15);
    break;
  case TOROID_U8:
    ((uint8_t *)tensor->data)[index] = (uint8_t)value;
    break;
  case TOROID_BOOL:
    ((uint8_t *)tensor->data)[index] = value != 0;
    break;
  case TOROID_I8:
    ((int8_t *)tensor->data)[index] = (int8_t)value;
    break;
  case TOROID_U16:
    ((uint16_t *)tensor->data)[index] = (uint16_t)value;
    break;
  case TOROID_I16:
    ((int16_t *)tensor->data)[index] = (int16_t)value;
    break;
  case TOROID_U32:
    ((uint32_t *)tensor->data)[index] = (uint32_t)value;
    break;
  case TOROID_I32:
    ((int32_t *)tensor->data)[index] = (int32_t)value;
    break;
  case TOROID_U64:
    ((uint64_t *)tensor->data)[index] = (uint64_t)value;
    break;
  case TOROID_I64:
    ((int64_t *)tensor->data)[index] = (int64_t)value;
    break;
  default:
    ((uint8_t *)tensor->data)[index] =
        toroid_f32_to_narrow((float)value, tensor->element_type);
    break;
  }
}

void toroid_value_format(const toroid_tensor *tensor, int64_t index, char *text,
                         size_t capacity) {
  switch (tensor->element_type) {
  case TOROID_BOOL:
    snprintf(text, capacity, "%s",
             ((const uint8_t *)tensor->data)[index] ? "true" : "false");
    break;
  case TOROID_I64:
    snprintf(text, capacity, "%" PRId64,
             ((const int64_t *)tensor->data)[index]);
    break;
  case TOROID_U64:
    snprintf(text, capacity, "%" PRIu64,
             ((const uint64_t *)tensor->data)[index]);
    break;
  case TOROID_F64:
    snprintf(text, capacity, "%.9g", ((const double *)tensor->data)[index]);
    break;
  default:
    // Everything else is exact in a double, and integers print as such.
    snprintf(text, capacity,
             toroid_element_is_float(tensor->element_type) ? "%.6g" : "%.0f",
             toroid_value_as_double(tensor, index));
    break;
  }
}
