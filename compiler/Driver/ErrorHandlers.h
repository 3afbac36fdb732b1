//===- ErrorHandlers.h - Ends that nobody can prevent -----------*- C++ -*-===//

#ifndef TOROID_COMPILER_DRIVER_ERRORHANDLERS_H
#define TOROID_COMPILER_DRIVER_ERRORHANDLERS_H

namespace toroid {

/// Has `tool` end with one message and exit code 1 where LLVM gives up or
/// memory runs out, and say whose defect it is where it crashes. Temporary
/// files are removed. `tool` is kept.
void installErrorHandlers(const char *tool);

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_ERRORHANDLERS_H
