//===- TensorTest.cpp - Tensors, sizes and narrow floats ------------------===//

#include "TestSupport.h"
#include "compare.h"
#include "narrow.h"
#include "random.h"
#include "values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

using namespace toroid::test;

TEST(Tensor, ElementSizesAndNames) {
  EXPECT_EQ(toroid_element_size(TOROID_F32), 4u);
  EXPECT_EQ(toroid_element_size(TOROID_F64), 8u);
  EXPECT_EQ(toroid_element_size(TOROID_F16), 2u);
  EXPECT_EQ(toroid_element_size(TOROID_BF16), 2u);
  EXPECT_EQ(toroid_element_size(TOROID_BOOL), 1u);
  EXPECT_EQ(toroid_element_size(TOROID_I64), 8u);
  EXPECT_STREQ(toroid_element_name(TOROID_BF16), "bf16");
  EXPECT_STREQ(toroid_element_name(TOROID_U16), "u16");
  EXPECT_STREQ(toroid_element_name(TOROID_F8E4M3FNUZ), "f8e4m3fnuz");
  // One byte each, also below a byte.
  for (int32_t type = TOROID_F8E4M3FN; type <= TOROID_F6E3M2; ++type)
    EXPECT_EQ(toroid_element_size(type), 1u);
  EXPECT_EQ(toroid_element_bits(TOROID_I4), 4);
  EXPECT_EQ(toroid_element_bits(TOROID_F6E2M3), 6);
  for (int32_t type : {-1, 0, 8, 14, 15, 29, 1000, INT32_MIN, INT32_MAX}) {
    EXPECT_EQ(toroid_element_size(type), 0u);
    EXPECT_STREQ(toroid_element_name(type), "unknown");
  }
}

static int64_t bytesOf(toroid_element_type type, std::vector<int64_t> dims) {
  toroid_tensor tensor;
  toroid_tensor_init(&tensor, type, static_cast<int32_t>(dims.size()),
                     dims.data(), nullptr);
  return toroid_tensor_bytes(&tensor);
}

TEST(Tensor, Bytes) {
  EXPECT_EQ(bytesOf(TOROID_F32, {}), 4);
  EXPECT_EQ(bytesOf(TOROID_F32, {2, 3}), 24);
  EXPECT_EQ(bytesOf(TOROID_F64, {2, 0, 3}), 0);
  EXPECT_EQ(bytesOf(TOROID_U8, {INT64_MAX}), INT64_MAX);
}

TEST(Tensor, BytesRefusesWhatCannotBe) {
  EXPECT_EQ(bytesOf(TOROID_F32, {-1}), -1);
  EXPECT_EQ(bytesOf(TOROID_F32, {0, -1}), -1);
  EXPECT_EQ(bytesOf(TOROID_U16, {INT64_MAX}), -1);
  EXPECT_EQ(bytesOf(TOROID_F32, {int64_t{1} << 40, int64_t{1} << 40}), -1);
  EXPECT_EQ(bytesOf(TOROID_UNDEFINED, {2}), -1);
  // Empty, however large its other dims.
  EXPECT_EQ(bytesOf(TOROID_F32, {int64_t{1} << 40, int64_t{1} << 40, 0}), 0);

  toroid_tensor tensor = {};
  tensor.element_type = TOROID_F32;
  tensor.rank = 17;
  EXPECT_EQ(toroid_tensor_bytes(&tensor), -1);
  EXPECT_EQ(toroid_tensor_count(&tensor), -1);
  tensor.rank = -1;
  EXPECT_EQ(toroid_tensor_bytes(&tensor), -1);
}

TEST(Values, EveryF16SurvivesF32) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    float value = toroid_f16_to_f32(static_cast<uint16_t>(bits));
    uint16_t back = toroid_f32_to_f16(value);
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(toroid_f16_to_f32(back)));
    else
      ASSERT_EQ(back, bits);
  }
}

TEST(Values, EveryBf16SurvivesF32) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    float value = toroid_bf16_to_f32(static_cast<uint16_t>(bits));
    if (!std::isnan(value))
      ASSERT_EQ(toroid_f32_to_bf16(value), bits);
    else
      EXPECT_TRUE(std::isnan(toroid_bf16_to_f32(toroid_f32_to_bf16(value))));
  }
}

TEST(Values, F16RoundsToNearestEven) {
  EXPECT_EQ(toroid_f32_to_f16(1.0f + 0x1p-11f), 0x3c00);     // tie: down
  EXPECT_EQ(toroid_f32_to_f16(1.0f + 3 * 0x1p-11f), 0x3c02); // tie: up
  EXPECT_EQ(toroid_f32_to_f16(1.0f + 0x1p-11f + 0x1p-20f), 0x3c01);
  EXPECT_EQ(toroid_f32_to_f16(65519.996f), 0x7bff);
  EXPECT_EQ(toroid_f32_to_f16(65520.0f), 0x7c00);
  EXPECT_EQ(toroid_f32_to_f16(-1e30f), 0xfc00);
  EXPECT_EQ(toroid_f32_to_f16(0x1p-25f), 0); // tie: down to zero
  EXPECT_EQ(toroid_f32_to_f16(0x1.8p-25f), 1);
  EXPECT_EQ(toroid_f32_to_f16(0x1.ffffp-15f), 0x400); // up to a normal
}

TEST(Values, Bf16RoundsToNearestEven) {
  EXPECT_EQ(toroid_f32_to_bf16(1.0f + 0x1p-8f), 0x3f80);
  EXPECT_EQ(toroid_f32_to_bf16(1.0f + 3 * 0x1p-8f), 0x3f82);
  EXPECT_EQ(toroid_f32_to_bf16(std::numeric_limits<float>::max()), 0x7f80);
}

TEST(Values, EveryNarrowFloatSurvivesF32) {
  for (int32_t type :
       {TOROID_F4E2M1, TOROID_F6E2M3, TOROID_F6E3M2, TOROID_F8E4M3FN,
        TOROID_F8E4M3FNUZ, TOROID_F8E5M2, TOROID_F8E5M2FNUZ, TOROID_F8E8M0})
    for (uint32_t bits = 0; bits < 1u << toroid_element_bits(type); ++bits) {
      float value = toroid_narrow_to_f32(static_cast<uint8_t>(bits), type);
      uint8_t back = toroid_f32_to_narrow(value, type);
      if (std::isnan(value))
        EXPECT_TRUE(std::isnan(toroid_narrow_to_f32(back, type)));
      else if (std::isfinite(value))
        ASSERT_EQ(back, bits) << toroid_element_name(type);
    }
}

TEST(Values, NarrowFloatsAreWhatTheirFormatsSay) {
  EXPECT_EQ(toroid_narrow_to_f32(0x7e, TOROID_F8E4M3FN), 448);
  EXPECT_TRUE(std::isnan(toroid_narrow_to_f32(0xff, TOROID_F8E4M3FN)));
  EXPECT_EQ(toroid_narrow_to_f32(0x01, TOROID_F8E4M3FN), 0x1p-9f);
  EXPECT_EQ(toroid_narrow_to_f32(0x7f, TOROID_F8E4M3FNUZ), 240);
  EXPECT_TRUE(std::isnan(toroid_narrow_to_f32(0x80, TOROID_F8E4M3FNUZ)));
  EXPECT_EQ(toroid_narrow_to_f32(0x7b, TOROID_F8E5M2), 57344);
  EXPECT_EQ(toroid_narrow_to_f32(0xfc, TOROID_F8E5M2), -INFINITY);
  EXPECT_TRUE(std::isnan(toroid_narrow_to_f32(0x7d, TOROID_F8E5M2)));
  EXPECT_EQ(toroid_narrow_to_f32(0x7f, TOROID_F8E5M2FNUZ), 57344);
  EXPECT_EQ(toroid_narrow_to_f32(0x00, TOROID_F8E8M0), 0x1p-127f);
  EXPECT_TRUE(std::isnan(toroid_narrow_to_f32(0xff, TOROID_F8E8M0)));
  EXPECT_EQ(toroid_narrow_to_f32(0x0f, TOROID_F4E2M1), -6);
  EXPECT_EQ(toroid_narrow_to_f32(0x1f, TOROID_F6E2M3), 7.5f);
  EXPECT_EQ(toroid_narrow_to_f32(0x3f, TOROID_F6E3M2), -28);
  EXPECT_EQ(toroid_f32_to_narrow(1e9f, TOROID_F8E4M3FN), 0x7e);
  EXPECT_EQ(toroid_f32_to_narrow(-0.0f, TOROID_F8E4M3FNUZ), 0);
  EXPECT_EQ(toroid_f32_to_narrow(2.5f, TOROID_F4E2M1), 4); // tie: to 2
  EXPECT_EQ(toroid_f32_to_narrow(3.5f, TOROID_F4E2M1), 6); // tie: to 4
}

TEST(Values, NarrowIntegers) {
  Tensor<uint8_t> small(TOROID_I4, {2}, {0x0f, 0x07});
  EXPECT_EQ(toroid_value_as_double(&small.tensor, 0), -1);
  EXPECT_EQ(toroid_value_as_double(&small.tensor, 1), 7);
  toroid_value_store(&small.tensor, 1, -8);
  EXPECT_EQ(small.elements[1], 0x08);
  Tensor<uint8_t> tiny(TOROID_I2, {1}, {2});
  EXPECT_EQ(toroid_value_as_double(&tiny.tensor, 0), -2);
}

TEST(Values, Format) {
  Tensor<int64_t> integers(TOROID_I64, {1}, {INT64_MIN});
  Tensor<float> floats(TOROID_F32, {2}, {0.25f, NAN});
  Tensor<uint8_t> bools(TOROID_BOOL, {1}, {1});
  Tensor<int8_t> small(TOROID_I8, {1}, {-3});
  char text[64];
  toroid_value_format(&integers.tensor, 0, text, sizeof(text));
  EXPECT_STREQ(text, "-9223372036854775808");
  toroid_value_format(&floats.tensor, 0, text, sizeof(text));
  EXPECT_STREQ(text, "0.25");
  toroid_value_format(&bools.tensor, 0, text, sizeof(text));
  EXPECT_STREQ(text, "true");
  toroid_value_format(&small.tensor, 0, text, sizeof(text));
  EXPECT_STREQ(text, "-3");
}

//===----------------------------------------------------------------------===//
// Random inputs
//===----------------------------------------------------------------------===//

static std::vector<float> randomFloats(uint64_t seed, const char *name,
                                       int64_t count) {
  Tensor<float> tensor(TOROID_F32, {count},
                       std::vector<float>(static_cast<size_t>(count)));
  toroid_random_fill(&tensor.tensor, seed, name);
  return tensor.elements;
}

TEST(Random, DependsOnSeedAndNameOnly) {
  EXPECT_EQ(randomFloats(7, "x", 100), randomFloats(7, "x", 100));
  EXPECT_NE(randomFloats(7, "x", 100), randomFloats(8, "x", 100));
  EXPECT_NE(randomFloats(7, "x", 100), randomFloats(7, "y", 100));
  // The numbers themselves: benchmarks and references rely on them.
  EXPECT_EQ(randomFloats(7, "x", 2),
            (std::vector<float>{-0x1.80ef4cp-1f, 0x1.2e3e2cp-2f}));
}

TEST(Random, FloatsAreNearNormal) {
  double sum = 0, squares = 0;
  const int64_t count = 100000;
  for (float value : randomFloats(1, "x", count)) {
    ASSERT_LT(std::fabs(value), 3.5f);
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  EXPECT_NEAR(sum / count, 0, 0.02);
  EXPECT_NEAR(squares / count, 1, 0.02);
}

TEST(Random, IntegersAreTokensAndMasks) {
  Tensor<int64_t> tensor(TOROID_I64, {1000}, std::vector<int64_t>(1000, 9));
  toroid_random_fill(&tensor.tensor, 3, "ids");
  int64_t ones = 0;
  for (int64_t value : tensor.elements) {
    ASSERT_TRUE(value == 0 || value == 1);
    ones += value;
  }
  EXPECT_GT(ones, 400);
  EXPECT_LT(ones, 600);
}

//===----------------------------------------------------------------------===//
// Comparing
//===----------------------------------------------------------------------===//

static toroid_comparison compareFloats(std::vector<float> result,
                                       std::vector<float> reference,
                                       toroid_tolerance tolerance) {
  auto count = static_cast<int64_t>(result.size());
  Tensor<float> a(TOROID_F32, {count}, std::move(result));
  Tensor<float> b(TOROID_F32, {count}, std::move(reference));
  return toroid_compare(&a.tensor, &b.tensor, &tolerance);
}

TEST(Compare, RelativeToLargest) {
  toroid_tolerance tolerance = {1e-2, false, 0, 0};
  // 0.5 of 100 is within 1 %, though it is far from its own reference.
  toroid_comparison c = compareFloats({0.5f, 100}, {0, 100}, tolerance);
  EXPECT_EQ(c.verdict, TOROID_WITHIN);
  EXPECT_DOUBLE_EQ(c.largest_error, 0.5);
  EXPECT_DOUBLE_EQ(c.largest_magnitude, 100);

  c = compareFloats({0, 98.5f, 97}, {0, 100, 100}, tolerance);
  EXPECT_EQ(c.verdict, TOROID_DIFFERENT_VALUES);
  EXPECT_EQ(c.mismatches, 2);
  EXPECT_EQ(c.first_mismatch, 1);
  EXPECT_DOUBLE_EQ(c.largest_error, 3);
}

TEST(Compare, EachElement) {
  toroid_tolerance tolerance = {0, true, 1e-2, 1e-3};
  EXPECT_EQ(compareFloats({0.0005f, 100.5f}, {0, 100}, tolerance).verdict,
            TOROID_WITHIN);
  EXPECT_EQ(compareFloats({0.5f, 100}, {0, 100}, tolerance).first_mismatch, 0);
}

TEST(Compare, NotFinite) {
  toroid_tolerance tolerance = {1, false, 0, 0};
  const float inf = INFINITY;
  EXPECT_EQ(
      compareFloats({NAN, inf, -inf}, {NAN, inf, -inf}, tolerance).verdict,
      TOROID_WITHIN);
  EXPECT_EQ(compareFloats({NAN}, {1}, tolerance).verdict,
            TOROID_DIFFERENT_VALUES);
  EXPECT_EQ(compareFloats({1}, {NAN}, tolerance).verdict,
            TOROID_DIFFERENT_VALUES);
  EXPECT_EQ(compareFloats({inf}, {-inf}, tolerance).verdict,
            TOROID_DIFFERENT_VALUES);
  // An infinity in the reference makes no room for errors elsewhere.
  EXPECT_EQ(compareFloats({inf, 9}, {inf, 1}, tolerance).first_mismatch, 1);
}

TEST(Compare, IntegersAreExact) {
  toroid_tolerance tolerance = {1, false, 0, 0};
  Tensor<int64_t> a(TOROID_I64, {1, 2}, {1, INT64_MAX});
  Tensor<int64_t> b(TOROID_I64, {1, 2}, {1, INT64_MAX - 1});
  toroid_comparison c = toroid_compare(&a.tensor, &b.tensor, &tolerance);
  EXPECT_EQ(c.verdict, TOROID_DIFFERENT_VALUES);
  EXPECT_EQ(c.first_mismatch, 1);
  char text[64];
  toroid_format_index(&a.tensor, 1, text, sizeof(text));
  EXPECT_STREQ(text, "[0, 1]");
}

TEST(Compare, TypesAndDims) {
  toroid_tolerance tolerance = {1e-4, false, 0, 0};
  Tensor<float> a(TOROID_F32, {2}, {1, 2});
  Tensor<double> b(TOROID_F64, {2}, {1, 2});
  Tensor<int32_t> c(TOROID_I32, {2}, {1, 2});
  Tensor<float> d(TOROID_F32, {1, 2}, {1, 2});
  EXPECT_EQ(toroid_compare(&a.tensor, &b.tensor, &tolerance).verdict,
            TOROID_WITHIN);
  EXPECT_EQ(toroid_compare(&a.tensor, &c.tensor, &tolerance).verdict,
            TOROID_DIFFERENT_TYPE);
  EXPECT_EQ(toroid_compare(&a.tensor, &d.tensor, &tolerance).verdict,
            TOROID_DIFFERENT_DIMS);
}
