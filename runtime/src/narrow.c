//===- narrow.c - Floating-point numbers of 4 to 8 bits -------------------===//

#include "narrow.h"

#include <math.h>

/// What follows the sign: an exponent, then a mantissa; numbers with an
/// exponent of zero are subnormal.
typedef struct format {
  int width;
  int mantissa;
  int bias;
  uint8_t largest;  ///< The bits of the largest finite number.
  uint8_t nan;      ///< Bits without the sign; 0 where there is none.
  uint8_t infinity; ///< The same.
} format;

/// The format of an element type; that of f8e8m0, which has neither sign nor
/// mantissa, has a width of 0.
static bool find_format(int32_t element_type, format *result) {
  static const struct {
    int32_t element_type;
    format format;
  } formats[] = {
      {TOROID_F4E2M1, {4, 1, 1, 0x07, 0, 0}},
      {TOROID_F6E2M3, {6, 3, 1, 0x1f, 0, 0}},
      {TOROID_F6E3M2, {6, 2, 3, 0x1f, 0, 0}},
      {TOROID_F8E4M3FN, {8, 3, 7, 0x7e, 0x7f, 0}},
      {TOROID_F8E4M3FNUZ, {8, 3, 8, 0x7f, 0x80, 0}},
      {TOROID_F8E5M2, {8, 2, 15, 0x7b, 0x7f, 0x7c}},
      {TOROID_F8E5M2FNUZ, {8, 2, 16, 0x7f, 0x80, 0}},
      {TOROID_F8E8M0, {0, 0, 127, 0xfe, 0xff, 0}},
  };
  for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); ++i)
    if (formats[i].element_type == element_type) {
      *result = formats[i].format;
      return true;
    }
  return false;
}

bool toroid_element_is_narrow_float(int32_t element_type) {
  format ignored;
  return find_format(element_type, &ignored);
}

/// Of a magnitude without special meaning.
static float magnitude_of(int bits, const format *f) {
  int exponent = bits >> f->mantissa;
  int mantissa = bits & ((1 << f->mantissa) - 1);
  if (f->width == 0)
    return ldexpf(1.0f, bits - f->bias);
  if (exponent == 0)
    return ldexpf((float)mantissa, 1 - f->bias - f->mantissa);
  return ldexpf((float)(mantissa + (1 << f->mantissa)),
                exponent - f->bias - f->mantissa);
}

float toroid_narrow_to_f32(uint8_t bits, int32_t element_type) {
  format f;
  if (!find_format(element_type, &f))
    return NAN;
  if (f.width == 0)
    return bits == f.nan ? NAN : magnitude_of(bits, &f);
  int sign = 1 << (f.width - 1);
  int magnitude = bits & (sign - 1);
  bool negative = (bits & sign) != 0;
  if (f.nan == sign
          ? (magnitude == 0 && negative)
          : (f.nan && magnitude > f.largest && magnitude != f.infinity))
    return NAN;
  float value = f.infinity && magnitude == f.infinity
                    ? INFINITY
                    : magnitude_of(magnitude, &f);
  return negative ? -value : value;
}

uint8_t toroid_f32_to_narrow(float value, int32_t element_type) {
  format f;
  if (!find_format(element_type, &f))
    return 0;
  if (isnan(value))
    return f.nan;
  float magnitude = fabsf(value);
  int low = 0, high = f.largest;
  // Magnitudes grow with their bits: the last that is not above.
  while (low < high) {
    int middle = (low + high + 1) / 2;
    if (magnitude_of(middle, &f) <= magnitude)
      low = middle;
    else
      high = middle - 1;
  }
  if (low < f.largest) {
    float below = magnitude - magnitude_of(low, &f);
    float above = magnitude_of(low + 1, &f) - magnitude;
    if (above < below || (above == below && (low & 1)))
      ++low;
  }
  bool keeps_sign = f.width != 0 && signbit(value) &&
                    !(low == 0 && f.nan == 1 << (f.width - 1));
  return (uint8_t)(keeps_sign ? low | 1 << (f.width - 1) : low);
}
