//===- SymbolsTest.cpp - Texts of dims and what they come to --------------===//

#include "symbols.h"
#include "TestSupport.h"

#include <gtest/gtest.h>

#include <cstring>

using namespace toroid::test;

static bool lookup(const void *env, const char *name, size_t length,
                   int64_t *value) {
  static const struct {
    const char *name;
    int64_t value;
  } symbols[] = {{"seq", 10},    {"past", 3},         {"modal", 4},
                 {"batch.1", 2}, {"huge", INT64_MAX}, {"floordivide", 5},
                 {"길이", 6}};
  for (const auto &symbol : symbols)
    if (strlen(symbol.name) == length && !memcmp(symbol.name, name, length)) {
      *value = symbol.value;
      return true;
    }
  return false;
}

namespace {
struct Evaluated {
  explicit Evaluated(const std::string &text)
      : result(toroid_dim_evaluate(text.c_str(), lookup, nullptr, &value)) {}
  int64_t value = -99;
  toroid_evaluation result;
};
} // namespace

static int64_t valueOf(const std::string &text) {
  Evaluated e(text);
  EXPECT_EQ(e.result, TOROID_EVALUATED) << text;
  return e.value;
}

TEST(DimText, Evaluates) {
  EXPECT_EQ(valueOf("768"), 768);
  EXPECT_EQ(valueOf("seq"), 10);
  EXPECT_EQ(valueOf("past + seq"), 13);
  EXPECT_EQ(valueOf("past+seq"), 13);
  EXPECT_EQ(valueOf("2*seq"), 20);
  EXPECT_EQ(valueOf("1 + 2 * 3"), 7);
  EXPECT_EQ(valueOf("(1 + 2) * 3"), 9);
  EXPECT_EQ(valueOf("10 - 3 - 2"), 5);
  EXPECT_EQ(valueOf(" ( seq ) "), 10);
  EXPECT_EQ(valueOf("-seq + 11"), 1);
  EXPECT_EQ(valueOf("seq * -1"), -10);
  EXPECT_EQ(valueOf("batch.1 * 4"), 8);
  EXPECT_EQ(valueOf("길이 + 1"), 7);
}

TEST(DimText, Divides) {
  EXPECT_EQ(valueOf("seq floordiv 3"), 3);
  EXPECT_EQ(valueOf("(0 - seq) floordiv 3"), -4);
  EXPECT_EQ(valueOf("seq ceildiv 3"), 4);
  EXPECT_EQ(valueOf("(0 - seq) ceildiv 3"), -3);
  EXPECT_EQ(valueOf("seq mod 3"), 1);
  EXPECT_EQ(valueOf("(0 - seq) mod 3"), 2);
  EXPECT_EQ(valueOf("seq floordiv 2 * 2"), 10);
  // Names that begin with an operator's.
  EXPECT_EQ(valueOf("modal + floordivide"), 9);
}

TEST(DimText, UnknownSymbols) {
  EXPECT_EQ(Evaluated("nobody").result, TOROID_UNKNOWN_SYMBOL);
  EXPECT_EQ(Evaluated("nobody + 1").result, TOROID_UNKNOWN_SYMBOL);
  EXPECT_EQ(Evaluated("2 * (seq + nobody)").result, TOROID_UNKNOWN_SYMBOL);
  EXPECT_EQ(Evaluated("nobody + )").result, TOROID_NOT_AN_EXPRESSION);
}

TEST(DimText, NoExpressions) {
  for (const char *text :
       {"", " ", "?", "seq +", "+ seq", "(seq", "seq)", "seq seq", "2seq",
        "seq / 2", "max(seq, 2)", "seq floordiv", "batch size", "a[0]", "()",
        "1 ++ 2"})
    EXPECT_EQ(Evaluated(text).result, TOROID_NOT_AN_EXPRESSION) << text;
}

TEST(DimText, Overflow) {
  for (const char *text :
       {"huge + 1", "huge * 2", "0 - huge - 2", "9223372036854775808",
        "99999999999999999999999", "-(0 - huge - 1)", "seq floordiv 0",
        "seq mod 0", "seq ceildiv (past - 3)", "seq floordiv (0 - 1)"})
    EXPECT_EQ(Evaluated(text).result, TOROID_EVALUATION_OVERFLOW) << text;
}

TEST(DimText, DeepNestingIsNoExpression) {
  EXPECT_EQ(valueOf(std::string(50, '(') + "1" + std::string(50, ')')), 1);
  EXPECT_EQ(Evaluated(std::string(100000, '(')).result,
            TOROID_NOT_AN_EXPRESSION);
  EXPECT_EQ(Evaluated(std::string(100000, '-')).result,
            TOROID_NOT_AN_EXPRESSION);
}

//===----------------------------------------------------------------------===//
// Checking inputs of a program with texts of all kinds
//===----------------------------------------------------------------------===//

namespace {

const toroid_dim_spec aDims[] = {{-1, 0, 0, "seq"}, {-1, -1, 0, "seq / 2"}};
const toroid_dim_spec bDims[] = {{-1, -1, 0, "seq / 2"}, {-1, -1, 0, "?"}};
const toroid_dim_spec cDims[] = {{-1, -1, 0, "?"}, {-1, -1, 0, "8*seq - 8"}};
const toroid_tensor_spec textInputs[] = {{"a", TOROID_F32, 2, aDims},
                                         {"b", TOROID_F32, 2, bDims},
                                         {"c", TOROID_F32, 2, cDims}};
const char *const textSymbols[] = {"seq"};
const toroid_program textProgram = {TOROID_ABI_VERSION,
                                    3,
                                    0,
                                    1,
                                    "texts",
                                    textInputs,
                                    nullptr,
                                    textSymbols,
                                    nullptr,
                                    0,
                                    nullptr,
                                    0,
                                    nullptr,
                                    nullptr,
                                    nullptr,
                                    0,
                                    0};

std::string check(int64_t seq, int64_t half1, int64_t half2, int64_t derived) {
  toroid_tensor tensors[3];
  int64_t a[] = {seq, half1}, b[] = {half2, 5}, c[] = {7, derived};
  toroid_tensor_init(&tensors[0], TOROID_F32, 2, a, nullptr);
  toroid_tensor_init(&tensors[1], TOROID_F32, 2, b, nullptr);
  toroid_tensor_init(&tensors[2], TOROID_F32, 2, c, nullptr);
  toroid_bindings bindings;
  EXPECT_TRUE(toroid_bindings_init(&bindings, &textProgram));
  toroid_error error = {};
  toroid_check_inputs(&textProgram, tensors, TOROID_CHECK_DIMS, &bindings,
                      &error);
  toroid_bindings_release(&bindings);
  return error.message;
}

} // namespace

TEST(CheckInputs, Texts) {
  EXPECT_EQ(check(6, 3, 3, 40), "");
  // No expression, but the same text must be the same size.
  EXPECT_EQ(check(6, 3, 4, 40),
            "input 'b': dim 0 ('seq / 2') is 4, but dim 1 of input 'a', which "
            "is 'seq / 2' too, is 3; they must agree");
  EXPECT_EQ(
      check(6, 3, 3, 41),
      "input 'c': dim 1 is 41, but '8*seq - 8' comes to 40 with the other "
      "dims given; they must agree");
  EXPECT_PRED2(contains, check(0, 3, 3, 0), "comes to -8");
  EXPECT_PRED2(contains, check(INT64_MAX / 6, 0, 0, 40), "overflows");
}
