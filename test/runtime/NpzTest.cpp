//===- NpzTest.cpp - .npz archives, whole and damaged ---------------------===//

#include "npz.h"
#include "TestSupport.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <zlib.h>

using namespace toroid::test;

namespace {

// numpy.savez_compressed of a = arange(6, float32).reshape(2, 3), flag = True.
const Bytes compressed = {
    0x50, 0x4b, 0x03, 0x04, 0x2d, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00,
    0x21, 0x00, 0x4f, 0xe9, 0x00, 0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0x05, 0x00, 0x14, 0x00, 0x61, 0x2e, 0x6e, 0x70, 0x79, 0x01,
    0x00, 0x10, 0x00, 0x98, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x55,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x9b, 0xec, 0x17, 0xea, 0x1b,
    0x10, 0xc9, 0xc8, 0x50, 0xc6, 0x50, 0xad, 0x9e, 0x92, 0x5a, 0x9c, 0x5c,
    0xa4, 0x6e, 0xa5, 0xa0, 0x6e, 0x93, 0x66, 0xa2, 0xae, 0xa3, 0xa0, 0x9e,
    0x96, 0x5f, 0x54, 0x52, 0x94, 0x98, 0x17, 0x9f, 0x5f, 0x94, 0x92, 0x0a,
    0x12, 0x77, 0x4b, 0xcc, 0x29, 0x4e, 0x05, 0x8a, 0x17, 0x67, 0x24, 0x16,
    0xa4, 0x02, 0xf9, 0x1a, 0x46, 0x3a, 0x0a, 0xc6, 0x9a, 0x3a, 0x0a, 0xb5,
    0x0a, 0x64, 0x03, 0x2e, 0x06, 0x30, 0x68, 0xb0, 0x07, 0x12, 0x0e, 0x40,
    0x04, 0xc4, 0x0d, 0x40, 0xbc, 0xc0, 0x01, 0x00, 0x50, 0x4b, 0x03, 0x04,
    0x2d, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0x82, 0x2d,
    0xf8, 0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x08, 0x00,
    0x14, 0x00, 0x66, 0x6c, 0x61, 0x67, 0x2e, 0x6e, 0x70, 0x79, 0x01, 0x00,
    0x10, 0x00, 0x81, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x43, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x9b, 0xec, 0x17, 0xea, 0x1b, 0x10,
    0xc9, 0xc8, 0x50, 0xc6, 0x50, 0xad, 0x9e, 0x92, 0x5a, 0x9c, 0x5c, 0xa4,
    0x6e, 0xa5, 0xa0, 0x5e, 0x93, 0x64, 0xa8, 0xae, 0xa3, 0xa0, 0x9e, 0x96,
    0x5f, 0x54, 0x52, 0x94, 0x98, 0x17, 0x9f, 0x5f, 0x94, 0x92, 0x0a, 0x12,
    0x77, 0x4b, 0xcc, 0x29, 0x4e, 0x05, 0x8a, 0x17, 0x67, 0x24, 0x16, 0xa4,
    0x02, 0xf9, 0x1a, 0x9a, 0x3a, 0x0a, 0xb5, 0x0a, 0x14, 0x01, 0x2e, 0x46,
    0x00, 0x50, 0x4b, 0x01, 0x02, 0x2d, 0x03, 0x2d, 0x00, 0x00, 0x00, 0x08,
    0x00, 0x00, 0x00, 0x21, 0x00, 0x4f, 0xe9, 0x00, 0x2a, 0x55, 0x00, 0x00,
    0x00, 0x98, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x61,
    0x2e, 0x6e, 0x70, 0x79, 0x50, 0x4b, 0x01, 0x02, 0x2d, 0x03, 0x2d, 0x00,
    0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x21, 0x00, 0x82, 0x2d, 0xf8, 0xd3,
    0x43, 0x00, 0x00, 0x00, 0x81, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x8c, 0x00,
    0x00, 0x00, 0x66, 0x6c, 0x61, 0x67, 0x2e, 0x6e, 0x70, 0x79, 0x50, 0x4b,
    0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x02, 0x00, 0x69, 0x00,
    0x00, 0x00, 0x09, 0x01, 0x00, 0x00, 0x00, 0x00};

/// An archive on the disk, open or not.
struct Opened {
  explicit Opened(const std::string &path) {
    status = toroid_npz_open(path.c_str(), &npz, &error);
  }
  ~Opened() { toroid_npz_close(npz); }
  Opened(const Opened &) = delete;
  Opened &operator=(const Opened &) = delete;

  toroid_npz *npz = nullptr;
  toroid_status status;
  toroid_error error = {};
};

/// Reads every member of the archive; returns how many could be read.
int readAll(const std::string &path) {
  Opened archive(path);
  if (archive.status != TOROID_OK) {
    EXPECT_NE(archive.error.message[0], '\0');
    return 0;
  }
  int good = 0;
  for (int32_t i = 0; i < toroid_npz_count(archive.npz); ++i) {
    toroid_tensor tensor;
    if (toroid_npz_read(archive.npz, i, &tensor, &archive.error) != TOROID_OK)
      continue;
    ++good;
    free(tensor.data);
  }
  return good;
}

void writeArchive(const std::string &path,
                  const std::vector<toroid_named_tensor> &tensors) {
  toroid_file_writer writer;
  toroid_error error;
  ASSERT_EQ(toroid_file_begin(&writer, path.c_str(), &error), TOROID_OK);
  ASSERT_EQ(toroid_npz_write(&writer, tensors.data(),
                             static_cast<int32_t>(tensors.size()), &error),
            TOROID_OK);
  ASSERT_EQ(toroid_file_commit(&writer, &error), TOROID_OK);
}

void put(Bytes &bytes, uint64_t value, int size) {
  for (int i = 0; i < size; ++i)
    bytes.push_back(static_cast<uint8_t>(value >> 8 * i));
}

/// An archive of one stored member with all its numbers in the 64-bit fields,
/// as archives past 4 GB have them.
Bytes wideArchive(const Bytes &member) {
  const std::string name = "wide.npy";
  auto crc = static_cast<uint32_t>(
      crc32(0, member.data(), static_cast<uInt>(member.size())));
  Bytes bytes;
  auto common = [&](size_t extra) {
    put(bytes, 45, 2);
    put(bytes, 0, 8); // flags, method, time, date
    put(bytes, crc, 4);
    put(bytes, UINT32_MAX, 4);
    put(bytes, UINT32_MAX, 4);
    put(bytes, name.size(), 2);
    put(bytes, extra, 2);
  };
  put(bytes, 0x04034b50, 4);
  common(20);
  bytes.insert(bytes.end(), name.begin(), name.end());
  put(bytes, 1, 2);
  put(bytes, 16, 2);
  put(bytes, member.size(), 8);
  put(bytes, member.size(), 8);
  bytes.insert(bytes.end(), member.begin(), member.end());

  uint64_t directory = bytes.size();
  put(bytes, 0x02014b50, 4);
  put(bytes, 45, 2);
  common(34);
  put(bytes, 0, 2); // comment
  put(bytes, 0, 8); // disk, attributes
  put(bytes, UINT32_MAX, 4);
  bytes.insert(bytes.end(), name.begin(), name.end());
  put(bytes, 0x5455, 2); // Another extra field comes first.
  put(bytes, 2, 2);
  put(bytes, 0, 2);
  put(bytes, 1, 2);
  put(bytes, 24, 2);
  put(bytes, member.size(), 8);
  put(bytes, member.size(), 8);
  put(bytes, 0, 8);
  uint64_t size = bytes.size() - directory;

  uint64_t end = bytes.size();
  put(bytes, 0x06064b50, 4);
  put(bytes, 44, 8);
  put(bytes, 45, 2);
  put(bytes, 45, 2);
  put(bytes, 0, 8);
  put(bytes, 1, 8);
  put(bytes, 1, 8);
  put(bytes, size, 8);
  put(bytes, directory, 8);
  put(bytes, 0x07064b50, 4);
  put(bytes, 0, 4);
  put(bytes, end, 8);
  put(bytes, 1, 4);
  put(bytes, 0x06054b50, 4);
  put(bytes, 0, 4);
  put(bytes, UINT16_MAX, 2);
  put(bytes, UINT16_MAX, 2);
  put(bytes, UINT32_MAX, 4);
  put(bytes, UINT32_MAX, 4);
  put(bytes, 0, 2);
  return bytes;
}

Bytes smallMember() {
  return npyBytes("{'descr': '|u1', 'fortran_order': False, 'shape': (4,)}",
                  {1, 2, 3, 4});
}

} // namespace

TEST(Npz, ReadsWhatNumPyCompressed) {
  TemporaryFolder folder;
  writeFile(folder.file("t.npz"), compressed);
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK) << archive.error.message;
  EXPECT_EQ(toroid_npz_count(archive.npz), 2);
  int32_t index = toroid_npz_find(archive.npz, "a");
  ASSERT_EQ(index, 0);
  EXPECT_STREQ(toroid_npz_name(archive.npz, 1), "flag");
  EXPECT_EQ(toroid_npz_find(archive.npz, "a.npy"), -1);

  toroid_tensor tensor;
  ASSERT_EQ(toroid_npz_read(archive.npz, index, &tensor, &archive.error),
            TOROID_OK)
      << archive.error.message;
  EXPECT_EQ(tensor.element_type, TOROID_F32);
  ASSERT_EQ(tensor.rank, 2);
  EXPECT_EQ(tensor.dims[1], 3);
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(static_cast<float *>(tensor.data)[i], static_cast<float>(i));
  free(tensor.data);
}

TEST(Npz, RoundTrip) {
  TemporaryFolder folder;
  Tensor<float> a(TOROID_F32, {2, 2}, {1, 2, 3, 4});
  Tensor<int64_t> b(TOROID_I64, {}, {-7});
  Tensor<float> none(TOROID_F32, {0}, {});
  char names[3][16] = {"a", "past.0/key", "none"};
  writeArchive(
      folder.file("t.npz"),
      {{names[0], a.tensor}, {names[1], b.tensor}, {names[2], none.tensor}});
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK) << archive.error.message;
  EXPECT_EQ(readAll(folder.file("t.npz")), 3);
  toroid_tensor tensor;
  int32_t index = toroid_npz_find(archive.npz, "past.0/key");
  ASSERT_GE(index, 0);
  ASSERT_EQ(toroid_npz_read(archive.npz, index, &tensor, &archive.error),
            TOROID_OK);
  EXPECT_EQ(*static_cast<int64_t *>(tensor.data), -7);
  free(tensor.data);

  // The same tensors give the same bytes.
  Bytes first = readFile(folder.file("t.npz"));
  writeArchive(
      folder.file("u.npz"),
      {{names[0], a.tensor}, {names[1], b.tensor}, {names[2], none.tensor}});
  EXPECT_EQ(first, readFile(folder.file("u.npz")));
}

TEST(Npz, EmptyArchive) {
  TemporaryFolder folder;
  writeArchive(folder.file("t.npz"), {});
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK) << archive.error.message;
  EXPECT_EQ(toroid_npz_count(archive.npz), 0);
}

TEST(Npz, MoreMembersThanSixteenBitsCount) {
  TemporaryFolder folder;
  Tensor<uint8_t> one(TOROID_U8, {1}, {1});
  std::vector<std::string> names;
  names.reserve(70000);
  std::vector<toroid_named_tensor> tensors;
  for (int i = 0; i < 70000; ++i) {
    names.push_back(std::to_string(i));
    tensors.push_back({names.back().data(), one.tensor});
  }
  writeArchive(folder.file("t.npz"), tensors);
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK) << archive.error.message;
  EXPECT_EQ(toroid_npz_count(archive.npz), 70000);
  EXPECT_EQ(toroid_npz_find(archive.npz, "69999"), 69999);
}

TEST(Npz, Reads64BitFields) {
  TemporaryFolder folder;
  writeFile(folder.file("t.npz"), wideArchive(smallMember()));
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK) << archive.error.message;
  ASSERT_EQ(toroid_npz_count(archive.npz), 1);
  toroid_tensor tensor;
  ASSERT_EQ(toroid_npz_read(archive.npz, 0, &tensor, &archive.error), TOROID_OK)
      << archive.error.message;
  EXPECT_EQ(static_cast<uint8_t *>(tensor.data)[3], 4);
  free(tensor.data);
}

TEST(Npz, ReadsArchivesWithAComment) {
  TemporaryFolder folder;
  Bytes bytes = compressed;
  bytes[bytes.size() - 2] = 5;
  // Looks like the end record, but is not as far from the end as it says.
  bytes.insert(bytes.end(), {'P', 'K', 5, 6, 'x'});
  writeFile(folder.file("t.npz"), bytes);
  EXPECT_EQ(readAll(folder.file("t.npz")), 2);
}

TEST(Npz, SaysWhatIsWrong) {
  TemporaryFolder folder;
  EXPECT_PRED2(contains, Opened("/nowhere/t.npz").error.message,
               "cannot open '/nowhere/t.npz'");
  writeFile(folder.file("t.npz"), smallMember());
  EXPECT_PRED2(contains, Opened(folder.file("t.npz")).error.message,
               "t.npz' is no .npz archive or is damaged");
  EXPECT_EQ(Opened(folder.path).status, TOROID_BAD_FILE);

  // One wrong byte within a member's data.
  Bytes bytes = wideArchive(smallMember());
  bytes[38 + 20 + smallMember().size() - 1] ^= 1;
  writeFile(folder.file("t.npz"), bytes);
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK);
  toroid_tensor tensor;
  EXPECT_EQ(toroid_npz_read(archive.npz, 0, &tensor, &archive.error),
            TOROID_BAD_FILE);
  EXPECT_PRED2(contains, archive.error.message,
               "member 'wide' does not have the content it should");
}

TEST(Npz, RefusesSizesThatDeflateCannotReach) {
  TemporaryFolder folder;
  Bytes bytes = compressed;
  // The first central header's size becomes 3.7 GB.
  const Bytes mark = {'P', 'K', 1, 2};
  auto central =
      std::search(bytes.begin(), bytes.end(), mark.begin(), mark.end());
  ASSERT_NE(central, bytes.end());
  central[24 + 3] = 0xdd;
  writeFile(folder.file("t.npz"), bytes);
  Opened archive(folder.file("t.npz"));
  ASSERT_EQ(archive.status, TOROID_OK);
  toroid_tensor tensor;
  EXPECT_EQ(toroid_npz_read(archive.npz, 0, &tensor, &archive.error),
            TOROID_BAD_FILE);
  EXPECT_PRED2(contains, archive.error.message, "has a size that cannot be");
}

TEST(Npz, EveryTruncationIsRefused) {
  TemporaryFolder folder;
  for (const Bytes &whole : {compressed, wideArchive(smallMember())}) {
    for (size_t size = 0; size < whole.size(); ++size) {
      writeFile(folder.file("t.npz"),
                Bytes(whole.begin(),
                      whole.begin() + static_cast<std::ptrdiff_t>(size)));
      ASSERT_EQ(readAll(folder.file("t.npz")), 0) << size;
    }
  }
}

TEST(Npz, NoFlippedBitCrashes) {
  TemporaryFolder folder;
  for (const Bytes &whole : {compressed, wideArchive(smallMember())}) {
    for (size_t bit = 0; bit < whole.size() * 8; ++bit) {
      Bytes bytes = whole;
      bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
      writeFile(folder.file("t.npz"), bytes);
      readAll(folder.file("t.npz"));
    }
  }
}
