//===- FakeInputs.h - Inputs of the fake model -------------------*- C++
//-*-===//

#ifndef TOROID_TEST_FAKEINPUTS_H
#define TOROID_TEST_FAKEINPUTS_H

#include "TestSupport.h"

#include <array>

namespace toroid::test {

/// Inputs that fit each other: x counts from `first` up, `all` is all ones.
struct FakeInputs {
  FakeInputs(int64_t batch, int64_t seq, int64_t past, float first = 0)
      : x(TOROID_F32, {batch, seq},
          std::vector<float>(static_cast<size_t>(batch * seq))),
        pastKeys(TOROID_F32, {batch, past},
                 std::vector<float>(static_cast<size_t>(batch * past))),
        all(TOROID_F32, {batch, past + seq},
            std::vector<float>(static_cast<size_t>(batch * (past + seq)), 1)),
        pair(TOROID_BOOL, {2}, {0, 1}), mode(TOROID_I64, {}, {0}),
        tensors{x.tensor, pastKeys.tensor, all.tensor, pair.tensor,
                mode.tensor} {
    for (float &value : x.elements)
      value = first++;
  }

  Tensor<float> x, pastKeys, all;
  Tensor<uint8_t> pair;
  Tensor<int64_t> mode;
  std::array<toroid_tensor, 5> tensors;
};

} // namespace toroid::test

#endif // TOROID_TEST_FAKEINPUTS_H
