//===- random.c - Inputs made from a seed ---------------------------------===//

#include "random.h"
#include "values.h"

/// The splitmix64 generator: every state gives good values, zero included.
static uint64_t next(uint64_t *state) {
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

void toroid_random_fill(toroid_tensor *tensor, uint64_t seed,
                        const char *name) {
  // The name takes part, so that inputs differ and do not depend on each other.
  uint64_t state = seed;
  for (const char *c = name; *c; ++c)
    state = next(&state) ^ (uint8_t)*c;
  bool is_float = toroid_element_is_float(tensor->element_type);
  int64_t count = toroid_tensor_count(tensor);
  for (int64_t i = 0; i < count; ++i) {
    uint64_t bits = next(&state);
    double value = (double)(bits & 1);
    if (is_float) {
      // The sum of four uniform numbers is near to normal, and exact: the same
      // on every machine. 1.732 is 1 over its deviation.
      uint32_t sum = 0;
      for (int part = 0; part < 4; ++part)
        sum += bits >> 16 * part & 0xffff;
      value = ((double)sum / 65536.0 - 2.0) * 1.7320508075688772;
    }
    toroid_value_store(tensor, i, value);
  }
}
