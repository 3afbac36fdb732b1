//===- TestSupport.h - What the runtime's tests share ------------*- C++
//-*-===//

#ifndef TOROID_TEST_TESTSUPPORT_H
#define TOROID_TEST_TESTSUPPORT_H

#include "toroid/runtime.h"

#include <cstdint>
#include <string>
#include <vector>

namespace toroid::test {

/// A folder that is gone, with what is in it, at the end of a test.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;

  std::string file(const std::string &name) const { return path + "/" + name; }

  /// The names of what is in the folder, sorted.
  std::vector<std::string> list() const;

  const std::string path;
};

using Bytes = std::vector<uint8_t>;

void writeFile(const std::string &path, const Bytes &bytes);
Bytes readFile(const std::string &path);

/// The bytes of an .npy file of version 1.0 with this header and data.
Bytes npyBytes(const std::string &header, const Bytes &data);

/// Writes `tensor` to an .npy file.
void writeNpy(const std::string &path, const toroid_tensor &tensor);

/// A tensor over elements that are kept beside it.
template <typename T>
struct Tensor {
  Tensor(toroid_element_type type, std::vector<int64_t> dims,
         std::vector<T> elements)
      : elements(std::move(elements)) {
    toroid_tensor_init(&tensor, type, static_cast<int32_t>(dims.size()),
                       dims.data(), this->elements.data());
  }
  std::vector<T> elements;
  toroid_tensor tensor;
};

struct CommandResult {
  int exitCode; ///< -1 when it ended by a signal.
  std::string output;
};

/// Runs a shell command; its output holds standard error too.
CommandResult runCommand(const std::string &command);

/// Whether `text` holds `part`.
bool contains(const std::string &text, const std::string &part);

} // namespace toroid::test

#endif // TOROID_TEST_TESTSUPPORT_H
