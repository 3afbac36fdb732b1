//===- NpyTest.cpp - .npy files, whole and damaged ------------------------===//

#include "npy.h"
#include "TestSupport.h"
#include "file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

using namespace toroid::test;

namespace {

/// A tensor read from bytes, or why not.
struct Parsed {
  explicit Parsed(const Bytes &bytes) {
    auto *copy = static_cast<uint8_t *>(toroid_allocate(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), copy);
    status = toroid_npy_parse(copy, bytes.size(), "'t.npy'", &tensor, &error);
  }
  ~Parsed() {
    if (status == TOROID_OK)
      free(tensor.data);
  }
  Parsed(const Parsed &) = delete;
  Parsed &operator=(const Parsed &) = delete;

  toroid_status status;
  toroid_tensor tensor = {};
  toroid_error error = {};
};

Bytes wholeFile() {
  return npyBytes("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }",
                  {1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0});
}

std::string messageOf(const Bytes &bytes) {
  Parsed parsed(bytes);
  EXPECT_EQ(parsed.status, TOROID_BAD_FILE);
  return parsed.error.message;
}

std::string messageOfHeader(const std::string &header) {
  return messageOf(npyBytes(header, Bytes(8)));
}

} // namespace

TEST(Npy, RoundTripsEveryElementType) {
  TemporaryFolder folder;
  for (int32_t type = 0; type <= 16; ++type) {
    size_t size = toroid_element_size(type);
    if (size == 0)
      continue;
    std::vector<uint8_t> data(6 * size, 1);
    int64_t dims[] = {1, 2, 3};
    toroid_tensor tensor;
    toroid_tensor_init(&tensor, static_cast<toroid_element_type>(type), 3, dims,
                       data.data());
    writeNpy(folder.file("t.npy"), tensor);
    toroid_tensor back;
    toroid_error error;
    ASSERT_EQ(toroid_npy_read(folder.file("t.npy").c_str(), &back, &error),
              TOROID_OK)
        << error.message;
    EXPECT_EQ(back.element_type, type);
    EXPECT_EQ(back.rank, 3);
    EXPECT_EQ(memcmp(back.dims, dims, sizeof(dims)), 0);
    EXPECT_EQ(memcmp(back.data, data.data(), data.size()), 0);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(back.data) % 64, 0u);
    free(back.data);
  }
}

TEST(Npy, BytesBecomeWhatFilesCannotName) {
  Bytes file =
      npyBytes("{'descr': '<V1', 'fortran_order': False, 'shape': (3,), }",
               {1, 15, 255});
  Parsed parsed(file);
  ASSERT_EQ(parsed.status, TOROID_OK) << parsed.error.message;
  EXPECT_EQ(parsed.tensor.element_type, TOROID_U8);
  // Types that files can name stay.
  toroid_error error;
  EXPECT_EQ(toroid_npy_retype(&parsed.tensor, TOROID_BOOL, "'x'", &error),
            TOROID_OK);
  EXPECT_EQ(parsed.tensor.element_type, TOROID_U8);
  EXPECT_EQ(toroid_npy_retype(&parsed.tensor, TOROID_U4, "'x'", &error),
            TOROID_BAD_ARGUMENT);
  EXPECT_STREQ(error.message, "'x' holds the byte 255, which is no element of "
                              "type u4; save numbers that fit");
  // -1 in four bits, or widened to eight.
  EXPECT_EQ(toroid_npy_retype(&parsed.tensor, TOROID_I4, "'x'", &error),
            TOROID_OK);
  EXPECT_EQ(parsed.tensor.element_type, TOROID_I4);
  auto *elements = static_cast<uint8_t *>(parsed.tensor.data);
  EXPECT_EQ(elements[1], 15);
  EXPECT_EQ(elements[2], 15);

  // One type has a name that ml_dtypes writes and NumPy cannot read.
  Parsed named(npyBytes(
      "{'descr': '<f1', 'fortran_order': False, 'shape': (1,), }", {0x7b}));
  ASSERT_EQ(named.status, TOROID_OK) << named.error.message;
  EXPECT_EQ(named.tensor.element_type, TOROID_F8E5M2);

  char header[TOROID_NPY_HEADER_CAPACITY];
  toroid_npy_header(&parsed.tensor, header);
  EXPECT_NE(std::string(header + 10, 20).find("'|V1'"), std::string::npos);
}

TEST(Npy, HeaderIsWhatNumPyReads) {
  toroid_tensor tensor;
  int64_t dims[] = {3};
  toroid_tensor_init(&tensor, TOROID_F32, 1, dims, nullptr);
  char header[TOROID_NPY_HEADER_CAPACITY];
  size_t size = toroid_npy_header(&tensor, header);
  EXPECT_EQ(size % 64, 0u);
  EXPECT_EQ(std::string(header + 10, size - 10),
            "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }" +
                std::string(size - 10 - 58, ' ') + "\n");
}

TEST(Npy, LongestHeaderFits) {
  std::vector<int64_t> dims(TOROID_MAX_RANK, INT64_MAX);
  toroid_tensor tensor;
  toroid_tensor_init(&tensor, TOROID_BOOL, TOROID_MAX_RANK, dims.data(),
                     nullptr);
  char header[TOROID_NPY_HEADER_CAPACITY];
  size_t size = toroid_npy_header(&tensor, header);
  EXPECT_LE(size, sizeof(header));
  EXPECT_EQ(header[size - 1], '\n');
}

TEST(Npy, ReadsScalarsAndEmptyTensors) {
  Parsed scalar(
      npyBytes("{'descr': '<f4', 'fortran_order': False, 'shape': ()}",
               {0, 0, 0x80, 0x3f}));
  ASSERT_EQ(scalar.status, TOROID_OK) << scalar.error.message;
  EXPECT_EQ(scalar.tensor.rank, 0);
  EXPECT_EQ(*static_cast<float *>(scalar.tensor.data), 1.0f);

  Parsed empty(npyBytes(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9)}", {}));
  ASSERT_EQ(empty.status, TOROID_OK) << empty.error.message;
  EXPECT_EQ(toroid_tensor_count(&empty.tensor), 0);
}

TEST(Npy, ReadsVersions2And3) {
  for (uint8_t version : {2, 3}) {
    Bytes bytes = wholeFile();
    bytes[6] = version;
    bytes.insert(bytes.begin() + 10, {0, 0});
    Parsed parsed(bytes);
    ASSERT_EQ(parsed.status, TOROID_OK) << parsed.error.message;
    EXPECT_EQ(static_cast<int16_t *>(parsed.tensor.data)[5], 6);
  }
}

TEST(Npy, TransposesFortranOrder) {
  Parsed parsed(npyBytes(
      "{\"shape\": (2L, 3L), \"descr\": \"|u1\", \"fortran_order\": True}\n",
      {1, 4, 2, 5, 3, 6}));
  ASSERT_EQ(parsed.status, TOROID_OK) << parsed.error.message;
  const auto *data = static_cast<uint8_t *>(parsed.tensor.data);
  EXPECT_EQ(Bytes(data, data + 6), (Bytes{1, 2, 3, 4, 5, 6}));
}

TEST(Npy, BoolsAre0Or1) {
  Parsed parsed(npyBytes(
      "{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}", {0, 1, 255}));
  ASSERT_EQ(parsed.status, TOROID_OK);
  const auto *data = static_cast<uint8_t *>(parsed.tensor.data);
  EXPECT_EQ(Bytes(data, data + 3), (Bytes{0, 1, 1}));
}

TEST(Npy, SaysWhatIsWrong) {
  EXPECT_PRED2(contains, messageOf({'P', 'K', 3, 4}),
               "save it with numpy.save");
  EXPECT_PRED2(
      contains,
      messageOfHeader(
          "{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}"),
      "'t.npy' holds big-endian numbers ('>f4'); save x.astype('<f4')");
  EXPECT_PRED2(
      contains,
      messageOfHeader("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"),
      "elements of type '|O'");
  EXPECT_PRED2(contains,
               messageOfHeader("{'descr': [('a', '<f4')], 'fortran_order': "
                               "False, 'shape': (2,)}"),
               "elements are structures");
  EXPECT_PRED2(contains,
               messageOfHeader(
                   "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}"),
               "holds 8 bytes of data, which is not what [3] of f32 takes");
  Bytes version4 = wholeFile();
  version4[6] = 4;
  EXPECT_PRED2(contains, messageOf(version4), "version 4.0");
}

TEST(Npy, RefusesAbsurdShapes) {
  for (const char *shape :
       {"(4294967296, 4294967296)", "(-1,)", "(99999999999999999999,)",
        "(1.5,)", "(1,,)", "(1 2)", "(", "3",
        "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)"})
    messageOfHeader("{'descr': '<f4', 'fortran_order': False, 'shape': " +
                    std::string(shape) + "}");
}

TEST(Npy, RefusesIncompleteHeaders) {
  for (const char *header :
       {"", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
        "{'descr': '<f4\\', 'fortran_order': False, 'shape': (2,)}"})
    messageOfHeader(header);
}

TEST(Npy, EveryTruncationIsRefused) {
  Bytes whole = wholeFile();
  EXPECT_EQ(Parsed(whole).status, TOROID_OK);
  for (size_t size = 0; size < whole.size(); ++size)
    messageOf(Bytes(whole.begin(),
                    whole.begin() + static_cast<std::ptrdiff_t>(size)));
  whole.push_back(0);
  messageOf(whole);
}

TEST(Npy, NoFlippedBitCrashes) {
  for (size_t bit = 0; bit < wholeFile().size() * 8; ++bit) {
    Bytes bytes = wholeFile();
    bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    Parsed parsed(bytes);
    if (parsed.status == TOROID_OK)
      EXPECT_LE(toroid_tensor_bytes(&parsed.tensor), 12);
    else
      EXPECT_NE(parsed.error.message[0], '\0');
  }
}

TEST(Npy, MissingFile) {
  toroid_tensor tensor;
  toroid_error error;
  EXPECT_EQ(toroid_npy_read("/nowhere/t.npy", &tensor, &error),
            TOROID_BAD_FILE);
  EXPECT_PRED2(contains, error.message, "cannot open '/nowhere/t.npy'");
  EXPECT_EQ(toroid_npy_read("/", &tensor, &error), TOROID_BAD_FILE);
  EXPECT_EQ(toroid_npy_read("/", &tensor, nullptr), TOROID_BAD_FILE);
}

//===----------------------------------------------------------------------===//
// Files that appear when they are complete
//===----------------------------------------------------------------------===//

TEST(FileWriter, AppearsOnCommitOnly) {
  TemporaryFolder folder;
  toroid_file_writer writer;
  toroid_error error;
  std::string path = folder.file("out");
  writeFile(path, {'o', 'l', 'd'});
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  ASSERT_EQ(toroid_file_begin(&writer, path.c_str(), &error), TOROID_OK);
  fputs("new", writer.file);
  ASSERT_EQ(toroid_file_finish(&writer, &error), TOROID_OK);
  EXPECT_EQ(readFile(path), (Bytes{'o', 'l', 'd'}));
  ASSERT_EQ(toroid_file_commit(&writer, &error), TOROID_OK);
  EXPECT_EQ(readFile(path), (Bytes{'n', 'e', 'w'}));
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
  toroid_file_discard(&writer); // does nothing
  EXPECT_EQ(folder.list(), std::vector<std::string>{"out"});
}

TEST(FileWriter, DiscardLeavesNothing) {
  TemporaryFolder folder;
  toroid_file_writer writer;
  toroid_error error;
  ASSERT_EQ(toroid_file_begin(&writer, folder.file("out").c_str(), &error),
            TOROID_OK);
  fputs("half", writer.file);
  toroid_file_discard(&writer);
  EXPECT_TRUE(folder.list().empty());
}

TEST(FileWriter, ReplacesTheTargetOfALink) {
  TemporaryFolder folder;
  toroid_file_writer writer;
  toroid_error error;
  writeFile(folder.file("target"), {'o'});
  ASSERT_EQ(symlink("target", folder.file("link").c_str()), 0);
  ASSERT_EQ(toroid_file_begin(&writer, folder.file("link").c_str(), &error),
            TOROID_OK);
  fputs("n", writer.file);
  ASSERT_EQ(toroid_file_commit(&writer, &error), TOROID_OK);
  EXPECT_EQ(readFile(folder.file("target")), Bytes{'n'});
  struct stat info;
  ASSERT_EQ(lstat(folder.file("link").c_str(), &info), 0);
  EXPECT_TRUE(S_ISLNK(info.st_mode));
}

TEST(FileWriter, SaysWhatCannotBeWritten) {
  toroid_file_writer writer;
  toroid_error error;
  EXPECT_EQ(toroid_file_begin(&writer, "/nowhere/out", &error),
            TOROID_BAD_FILE);
  EXPECT_PRED2(contains, error.message, "cannot write '/nowhere/out'");
  TemporaryFolder folder;
  EXPECT_EQ(toroid_file_begin(&writer, folder.path.c_str(), &error),
            TOROID_BAD_FILE);
}

TEST(FileWriter, AFullDeviceIsAnError) {
  toroid_file_writer writer;
  toroid_error error;
  ASSERT_EQ(toroid_file_begin(&writer, "/dev/full", &error), TOROID_OK);
  fputs("text", writer.file);
  EXPECT_EQ(toroid_file_commit(&writer, &error), TOROID_BAD_FILE);
  EXPECT_PRED2(contains, error.message, "/dev/full");
}
