//===- WireScan.h - Protobuf without its payloads ---------------*- C++ -*-===//
//
// Walks a serialized message before protobuf sees it, so that weights are never
// copied: the payload of every large tensor is replaced by its place in the
// file. The walk checks all lengths and the nesting, and drops every field that
// Onnx.proto does not know, so what it returns always parses.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_COMPILER_IMPORTER_WIRESCAN_H
#define TOROID_COMPILER_IMPORTER_WIRESCAN_H

#include "compiler/Importer/WireSchema.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace toroid::importer {

/// Data fields of tensors longer than this many bytes stay in the file.
inline constexpr uint64_t mappedDataThreshold = 256;

/// The message without unknown fields and without large payloads; in place of
/// the latter, TensorProto's mapped_* fields. The error's text names a byte
/// offset and a remedy.
llvm::Expected<std::string> stripPayloads(llvm::StringRef bytes,
                                          WireMessage root);

/// Reads one base-128 number and advances `position`. Returns false where
/// `bytes` ends first or the number is longer than ten bytes.
bool readVarint(llvm::StringRef bytes, uint64_t &position, uint64_t &value);

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_WIRESCAN_H
