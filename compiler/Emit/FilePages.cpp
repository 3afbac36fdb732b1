//===- FilePages.cpp - Memory that files are mapped into ------------------===//

#include "compiler/Emit/FilePages.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"

#include <cinttypes>
#include <cstdio>
#include <sys/mman.h>

using namespace llvm;
using namespace toroid;

FilePages::FilePages() {
  // Without this file, nothing is released.
  FILE *maps = std::fopen("/proc/self/maps", "re");
  if (!maps)
    return;
  // "7f12a000-7f12b000 r--p 00000000 08:01 1234   /models/bert.onnx"
  char line[4096];
  while (std::fgets(line, sizeof(line), maps)) {
    uintptr_t begin, end;
    char access[5];
    uint64_t inode;
    if (std::sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*x %*x:%*x %" SCNu64,
                    &begin, &end, access, &inode) == 4 &&
        StringRef(access) == "r--p" && inode != 0)
      ranges.push_back({begin, end});
  }
  std::fclose(maps);
}

void FilePages::release(ArrayRef<char> bytes) const {
  auto pageSize = sys::Process::getPageSizeEstimate();
  auto address = reinterpret_cast<uintptr_t>(bytes.data());
  uintptr_t begin = alignTo(address, pageSize);
  uintptr_t end = alignDown(address + bytes.size(), pageSize);
  if (begin >= end)
    return;
  const auto *range =
      llvm::upper_bound(ranges, begin, [](uintptr_t value, const auto &range) {
        return value < range.second;
      });
  if (range != ranges.end() && range->first <= begin && end <= range->second)
    (void)madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
}
