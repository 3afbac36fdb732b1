//===- ShapeOptions.cpp - Shapes on a command line ------------------------===//

#include "compiler/Driver/Driver.h"

#include "llvm/ADT/SmallVector.h"

using namespace llvm;
using namespace toroid;

/// `1x128` as tools print shapes, or `1,128` as people write them; nothing is
/// the shape of a scalar. Where `?` may stand for a size, it is -1.
static std::optional<std::vector<int64_t>> parseSizes(StringRef text,
                                                      bool areOpen) {
  std::string list = text.str();
  llvm::replace(list, 'x', ',');
  SmallVector<StringRef> parts;
  StringRef(list).split(parts, ',', -1, /*KeepEmpty=*/!list.empty());
  std::vector<int64_t> sizes;
  for (StringRef part : parts) {
    int64_t size = -1;
    if (!(areOpen && part == "?") && (part.getAsInteger(10, size) || size < 0))
      return std::nullopt;
    sizes.push_back(size);
  }
  return sizes;
}

/// A name may hold "=" itself, shapes do not.
static std::optional<std::pair<StringRef, StringRef>>
splitName(StringRef text) {
  auto [name, rest] = text.rsplit('=');
  if (name.empty() || !text.contains('='))
    return std::nullopt;
  return std::pair(name, rest);
}

bool toroid::parseShape(StringRef text, CompileOptions &options) {
  auto named = splitName(text);
  auto sizes =
      named ? parseSizes(named->second, /*areOpen=*/false) : std::nullopt;
  if (sizes)
    options.shapes[named->first.str()] = std::move(*sizes);
  return sizes.has_value();
}

bool toroid::parseSequence(StringRef text, CompileOptions &options) {
  auto named = splitName(text);
  if (!named)
    return false;
  std::vector<std::vector<int64_t>> shapes;
  StringRef list = named->second;
  while (!list.empty()) {
    if ((!shapes.empty() && !list.consume_front(",")) ||
        !list.consume_front("["))
      return false;
    auto [inside, rest] = list.split(']');
    auto sizes = parseSizes(inside, /*areOpen=*/true);
    if (inside.size() == list.size() || !sizes)
      return false;
    shapes.push_back(std::move(*sizes));
    list = rest;
  }
  options.sequences[named->first.str()] = std::move(shapes);
  return true;
}
