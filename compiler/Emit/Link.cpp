//===- Link.cpp - Programs and libraries from object files ----------------===//

#include "compiler/Emit/Link.h"
#include "compiler/Emit/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Signals.h"

#include <atomic>
#include <csignal>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using namespace toroid;

//===----------------------------------------------------------------------===//
// Running a linker
//===----------------------------------------------------------------------===//

// What a signal has to clean up: LLVM removes our temporary files, but a linker
// that is still at work would write its output after that.
static std::atomic<pid_t> runningGroup = 0;
static char runningOutput[4096];

static void endLinker() {
  if (pid_t group = runningGroup.exchange(0)) {
    kill(-group, SIGKILL);
    waitpid(group, nullptr, 0);
    unlink(runningOutput);
  }
  _exit(130);
}

static Error runLinker(ArrayRef<std::string> command, StringRef output) {
  // The linker's words go to a file, so that they can be part of our error.
  Expected<std::unique_ptr<OutputFile>> log =
      OutputFile::createTemporary(output, ".log");
  if (!log)
    return log.takeError();
  if (Error error = (*log)->close())
    return error;
  std::string logPath = (*log)->getTemporaryPath().str();

  std::strncpy(runningOutput, output.str().c_str(), sizeof(runningOutput) - 1);
  SmallVector<StringRef> arguments(command.begin(), command.end());
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(logPath),
                                          StringRef(logPath)};
  std::string message;
  bool failedToStart = false;
  // In a session of its own, so that it can be ended with all that it started.
  sys::ProcessInfo process = sys::ExecuteNoWait(
      command[0], arguments, std::nullopt, redirects, /*MemoryLimit=*/0,
      &message, &failedToStart, nullptr, /*DetachProcess=*/true);
  if (failedToStart)
    return createStringError("cannot run '" + command[0] + "': " + message +
                             "; name a C compiler with --cc");
  runningGroup = process.Pid;
  sys::SetInterruptFunction(endLinker);
  sys::ProcessInfo result = sys::Wait(process, std::nullopt, &message);
  runningGroup = 0;
  sys::SetInterruptFunction(nullptr);
  if (result.ReturnCode == 0)
    return Error::success();

  std::string said;
  if (auto text = MemoryBuffer::getFile(logPath))
    said = StringRef((*text)->getBuffer()).trim().take_front(4000).str();
  if (said.empty())
    said = message.empty() ? "it said nothing" : message;
  return createStringError("linking failed: '" + join(command, " ") +
                           "' ended with " + Twine(result.ReturnCode).str() +
                           ":\n" + said);
}

//===----------------------------------------------------------------------===//
// Finding programs and libraries
//===----------------------------------------------------------------------===//

static Expected<std::string> findProgram(ArrayRef<StringRef> candidates,
                                         StringRef remedy) {
  for (StringRef candidate : candidates)
    if (!candidate.empty())
      // A path is given back unseen.
      if (ErrorOr<std::string> path = sys::findProgramByName(candidate);
          path && sys::fs::can_execute(*path))
        return *path;
  return createStringError(
      "none of " +
      join(make_filter_range(candidates,
                             [](StringRef name) { return !name.empty(); }),
           ", ") +
      " was found; " + remedy);
}

static Expected<std::string> findCompiler(const LinkOptions &options) {
  std::string chosen = options.cc;
  if (chosen.empty())
    chosen = sys::Process::GetEnv("TOROID_CC").value_or("");
  // A compiler that was asked for is not replaced by another.
  if (!chosen.empty())
    return findProgram({chosen}, "name a C compiler with --cc");
  return findProgram({TOROID_CC_DEFAULT, "clang-22", "clang", "cc"},
                     "install clang-22, or name a C compiler with --cc");
}

static Expected<std::string> findLibrary(const LinkOptions &options,
                                         StringRef name) {
  SmallString<128> path(options.runtimeFolder);
  sys::path::append(path, name);
  if (!sys::fs::exists(path))
    return createStringError(path.str().str() +
                             ": the runtime's library is not there; it belongs "
                             "into the 'lib' folder beside the one that holds "
                             "toroid-compile");
  return path.str().str();
}

static Expected<std::vector<std::string>>
linkCommand(ArrayRef<std::string> objects, StringRef output,
            const LinkOptions &options) {
  Expected<std::string> cc = findCompiler(options);
  if (!cc)
    return cc.takeError();
  std::vector<std::string> command = {*cc, "-o", output.str()};
  llvm::append_range(command, objects);
  command.insert(command.end(),
                 {"-fuse-ld=lld", "-Wl,--gc-sections", "-Wl,-z,noexecstack",
                  "-Wl,-z,relro", "-Wl,--build-id=none"});
  return command;
}

//===----------------------------------------------------------------------===//
// What can be linked
//===----------------------------------------------------------------------===//

Error toroid::linkExecutable(ArrayRef<std::string> objects, StringRef output,
                             const LinkOptions &options) {
  Expected<std::vector<std::string>> command =
      linkCommand(objects, output, options);
  if (!command)
    return command.takeError();
  for (StringRef name : {"libtoroid_main.a", "libtoroid_runtime.a"}) {
    Expected<std::string> library = findLibrary(options, name);
    if (!library)
      return library.takeError();
    command->push_back(*library);
  }
  command->insert(command->end(), {"-lpthread", "-lm"});
  return runLinker(*command, output);
}

/// What runtime.h declares. Without toroid_rt_*: those of a library are for its
/// own program.
static constexpr StringLiteral publicFunctions[] = {
    "toroid_tensor_init",       "toroid_element_size",
    "toroid_element_name",      "toroid_tensor_count",
    "toroid_tensor_bytes",      "toroid_model_open",
    "toroid_model_load",        "toroid_model_close",
    "toroid_model_program",     "toroid_model_find_input",
    "toroid_model_find_output", "toroid_model_arena_size",
    "toroid_context_create",    "toroid_context_destroy",
    "toroid_context_threads",   "toroid_run"};

Error toroid::linkShared(ArrayRef<std::string> objects, StringRef program,
                         StringRef output, const LinkOptions &options) {
  Expected<std::unique_ptr<OutputFile>> exports =
      OutputFile::createTemporary(output, ".exports");
  if (!exports)
    return exports.takeError();
  (*exports)->os() << "{\n  global:\n    " << program
                   << ";\n    toroid_program;\n";
  for (StringRef function : publicFunctions)
    (*exports)->os() << "    " << function << ";\n";
  (*exports)->os() << "  local:\n    *;\n};\n";
  if (Error error = (*exports)->close())
    return error;

  Expected<std::vector<std::string>> command =
      linkCommand(objects, output, options);
  Expected<std::string> library = findLibrary(options, "libtoroid_runtime.a");
  if (!command || !library)
    return joinErrors(command.takeError(), library.takeError());
  command->insert(
      command->end(),
      {"-shared", "-Wl,-Bsymbolic",
       "-Wl,--version-script=" + (*exports)->getTemporaryPath().str(),
       "-Wl,--whole-archive", *library, "-Wl,--no-whole-archive", "-lpthread",
       "-lm"});
  return runLinker(*command, output);
}

Error toroid::joinObjects(ArrayRef<std::string> objects, StringRef output) {
  // lld reads every machine's objects, which the system's linker does not.
  Expected<std::string> linker = findProgram(
      {TOROID_LLD_DEFAULT, "ld.lld-22", "ld.lld"}, "install lld-22");
  if (!linker)
    return linker.takeError();
  std::vector<std::string> command = {*linker, "-r", "-o", output.str()};
  llvm::append_range(command, objects);
  return runLinker(command, output);
}
