//===- TestSupport.cpp - What the runtime's tests share -------------------===//

#include "TestSupport.h"
#include "npy.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/wait.h>

using namespace toroid::test;

// Want of memory is an error that tests look at; the sanitizers' allocators end
// the program unless they are told.
extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1";
}
extern "C" const char *__tsan_default_options() {
  return "allocator_may_return_null=1";
}

static std::string makeFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "toroid-test-XXXXXX").string();
  return mkdtemp(name.data()) ? name : std::string();
}

TemporaryFolder::TemporaryFolder() : path(makeFolder()) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

std::vector<std::string> TemporaryFolder::list() const {
  std::vector<std::string> names;
  for (const auto &entry : std::filesystem::directory_iterator(path))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void toroid::test::writeFile(const std::string &path, const Bytes &bytes) {
  // Some file systems wait for the disk when a file is cut and written again.
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char *>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

Bytes toroid::test::readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Bytes toroid::test::npyBytes(const std::string &header, const Bytes &data) {
  Bytes bytes = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  bytes.push_back(static_cast<uint8_t>(header.size() & 0xff));
  bytes.push_back(static_cast<uint8_t>(header.size() >> 8));
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

void toroid::test::writeNpy(const std::string &path,
                            const toroid_tensor &tensor) {
  std::array<char, TOROID_NPY_HEADER_CAPACITY> header;
  size_t size = toroid_npy_header(&tensor, header.data());
  Bytes bytes(header.data(), header.data() + size);
  const auto *data = static_cast<const uint8_t *>(tensor.data);
  bytes.insert(bytes.end(), data, data + toroid_tensor_bytes(&tensor));
  writeFile(path, bytes);
}

CommandResult toroid::test::runCommand(const std::string &command) {
  CommandResult result = {-1, {}};
  FILE *pipe = popen(("{ " + command + "; } 2>&1").c_str(), "r");
  if (!pipe)
    return result;
  std::array<char, 4096> buffer;
  while (size_t got = fread(buffer.data(), 1, buffer.size(), pipe))
    result.output.append(buffer.data(), got);
  int status = pclose(pipe);
  // The shell reports a signal as 128 and its number.
  if (WIFEXITED(status) && WEXITSTATUS(status) < 128)
    result.exitCode = WEXITSTATUS(status);
  return result;
}

bool toroid::test::contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}
