//===- LibraryTest.cpp - Models in shared libraries, weights in files -----===//

#include "FakeInputs.h"
#include "fake_program.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

using namespace toroid::test;

namespace {

struct Loaded {
  explicit Loaded(const std::string &path) {
    status = toroid_model_load(path.c_str(), &model, &error);
  }
  ~Loaded() { toroid_model_close(model); }
  Loaded(const Loaded &) = delete;
  Loaded &operator=(const Loaded &) = delete;

  toroid_model *model = nullptr;
  toroid_status status;
  toroid_error error = {};
};

/// The first element of y for x = 0, which is the first of the weights.
float firstOfY(toroid_model *model) {
  toroid_context *context;
  toroid_error error;
  FakeInputs inputs(1, 4, 1);
  toroid_output outputs[3] = {};
  EXPECT_EQ(toroid_context_create(model, nullptr, &context, &error), TOROID_OK)
      << error.message;
  EXPECT_EQ(toroid_run(context, inputs.tensors.data(), 5, outputs, 3, &error),
            TOROID_OK)
      << error.message;
  float value = static_cast<float *>(outputs[0].tensor.data)[0];
  toroid_context_destroy(context);
  return value;
}

/// A weights file for the fake model.
Bytes weightsFile(uint64_t size = 8, uint64_t hash = FAKE_WEIGHTS_HASH) {
  const float weights[2] = {5, 6};
  toroid_weights_trailer trailer = {{}, size, hash, 0};
  memcpy(trailer.magic, TOROID_WEIGHTS_MAGIC, sizeof(trailer.magic));
  Bytes bytes(sizeof(weights) + sizeof(trailer));
  memcpy(bytes.data(), weights, sizeof(weights));
  memcpy(bytes.data() + sizeof(weights), &trailer, sizeof(trailer));
  return bytes;
}

} // namespace

TEST(Library, LoadsAndRuns) {
  Loaded loaded(TOROID_FAKE_LIBRARY);
  ASSERT_EQ(loaded.status, TOROID_OK) << loaded.error.message;
  EXPECT_STREQ(toroid_model_program(loaded.model)->name, "fake");
  EXPECT_EQ(firstOfY(loaded.model), 1);
}

TEST(Library, LoadsTwice) {
  Loaded first(TOROID_FAKE_LIBRARY), second(TOROID_FAKE_LIBRARY);
  ASSERT_EQ(first.status, TOROID_OK);
  ASSERT_EQ(second.status, TOROID_OK);
  EXPECT_EQ(firstOfY(second.model), 1);
}

TEST(Library, SaysWhatCannotBeLoaded) {
  TemporaryFolder folder;
  EXPECT_PRED2(contains, Loaded("/nowhere/lib.so").error.message,
               "cannot open '/nowhere/lib.so'");
  writeFile(folder.file("lib.so"), {'n', 'o'});
  Loaded text(folder.file("lib.so"));
  EXPECT_EQ(text.status, TOROID_BAD_FILE);
  EXPECT_PRED2(contains, text.error.message, "--emit=shared");
  // A library, but no model.
  Loaded other(TOROID_OTHER_LIBRARY);
  EXPECT_EQ(other.status, TOROID_BAD_FILE);
  EXPECT_PRED2(contains, other.error.message,
               "it has no symbol 'toroid_program'");
}

class WeightsFile : public testing::Test {
protected:
  void SetUp() override {
    std::filesystem::copy_file(TOROID_FAKE_WEIGHTS_LIBRARY, library);
  }

  std::string failure(const Bytes &bytes) {
    writeFile(weights, bytes);
    Loaded loaded(library);
    EXPECT_EQ(loaded.status, TOROID_BAD_FILE);
    EXPECT_EQ(loaded.model, nullptr);
    return loaded.error.message;
  }

  TemporaryFolder folder;
  const std::string library = folder.file("libfake.so");
  const std::string weights = folder.file("fake.weights");
};

TEST_F(WeightsFile, IsFoundBesideTheLibrary) {
  writeFile(weights, weightsFile());
  Loaded loaded(library);
  ASSERT_EQ(loaded.status, TOROID_OK) << loaded.error.message;
  EXPECT_EQ(firstOfY(loaded.model), 5);
}

TEST_F(WeightsFile, Missing) {
  Loaded loaded(library);
  EXPECT_EQ(loaded.status, TOROID_BAD_FILE);
  EXPECT_PRED2(contains, loaded.error.message,
               "cannot open '" + weights + "', the weights of model 'fake'");
}

TEST_F(WeightsFile, OfAnotherSize) {
  Bytes bytes = weightsFile();
  for (size_t size = 0; size < bytes.size(); ++size)
    EXPECT_PRED2(
        contains,
        failure(Bytes(bytes.begin(),
                      bytes.begin() + static_cast<std::ptrdiff_t>(size))),
        std::to_string(size) + " bytes and not 40");
  bytes.push_back(0);
  EXPECT_PRED2(contains, failure(bytes), "41 bytes and not 40");
}

TEST_F(WeightsFile, OfAnotherModel) {
  EXPECT_PRED2(contains, failure(weightsFile(8, 1)),
               "was made with another program");
  EXPECT_PRED2(contains, failure(weightsFile(9)),
               "was made with another program");
  Bytes bytes = weightsFile();
  bytes[8] ^= 1; // The magic.
  EXPECT_PRED2(contains, failure(bytes), "was made with another program");
}
