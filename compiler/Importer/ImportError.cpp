//===- ImportError.cpp - Messages about input at fault --------------------===//

#include "compiler/Importer/ImportError.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using toroid::importer::NodeError;

char NodeError::ID = 0;

Error toroid::importer::prefixError(const Twine &prefix, Error error) {
  return makeError(prefix + ": " + toString(std::move(error)));
}

std::string toroid::importer::quoted(StringRef name) {
  constexpr size_t limit = 160;
  std::string text = "'";
  for (unsigned char c : name.take_front(limit)) {
    // Bytes from 0x80 up are left alone: most names are UTF-8.
    if (c < 0x20 || c == 0x7f) {
      text += "\\x";
      text += hexdigit(c >> 4);
      text += hexdigit(c & 15);
    } else {
      text += static_cast<char>(c);
    }
  }
  if (name.size() > limit)
    text += "...";
  return text + "'";
}
