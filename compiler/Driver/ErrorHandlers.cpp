//===- ErrorHandlers.cpp - Ends that nobody can prevent -------------------===//

#include "compiler/Driver/ErrorHandlers.h"

#include "compiler/Driver/Driver.h"

#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace llvm;

// There is no memory left to make these when they are needed.
static const char *toolName = "";
static char outOfMemoryMessage[256];
static char bugReportMessage[256];

[[noreturn]] static void leave() {
  // There is no way back into the compilation from here.
  sys::RunInterruptHandlers();
  _Exit(static_cast<int>(toroid::CompileStatus::BadInput));
}

static void onFatalError(void *, const char *reason, bool) {
  errs() << toolName << ": error: LLVM: " << reason << "\n";
  leave();
}

static void onOutOfMemory(void *, const char *, bool) {
  (void)!write(STDERR_FILENO, outOfMemoryMessage, strlen(outOfMemoryMessage));
  leave();
}

void toroid::installErrorHandlers(const char *tool) {
  toolName = tool;
  snprintf(outOfMemoryMessage, sizeof(outOfMemoryMessage),
           "%s: error: out of memory; compile on a larger machine\n", tool);
  snprintf(bugReportMessage, sizeof(bugReportMessage),
           "%s crashed, which is a defect of it; please report it with the "
           "model, this text and:\n",
           tool);
  setBugReportMsg(bugReportMessage);
  install_fatal_error_handler(onFatalError);
  remove_bad_alloc_error_handler();
  install_bad_alloc_error_handler(onOutOfMemory);
}
