//===- fuzz-models.cpp - The libFuzzer target -----------------------------===//

#include "test/fuzz/Damage.h"
#include "test/fuzz/ReadModel.h"

#include <algorithm>
#include <cstring>

using namespace toroid::fuzz;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

static size_t store(const std::string &model, uint8_t *data, size_t maxSize) {
  size_t size = std::min(model.size(), maxSize);
  memcpy(data, model.data(), size);
  return size;
}

/// Most mutations know what a model is.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  Dice dice(seed);
  if (dice.oneIn(8))
    return LLVMFuzzerMutate(data, size, maxSize);
  std::string model(reinterpret_cast<char *>(data), size);
  return store(damage(model, model, dice), data, maxSize);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size,
                                            const uint8_t *otherData,
                                            size_t otherSize, uint8_t *result,
                                            size_t maxSize, unsigned seed) {
  Dice dice(seed);
  std::string model(reinterpret_cast<const char *>(data), size);
  std::string other(reinterpret_cast<const char *>(otherData), otherSize);
  return store(damage(model, other, dice), result, maxSize);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  readModel({reinterpret_cast<const char *>(data), size});
  return 0;
}
