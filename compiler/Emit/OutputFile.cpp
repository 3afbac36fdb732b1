//===- OutputFile.cpp - Files that are whole or not there -----------------===//

#include "compiler/Emit/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

using namespace llvm;
using namespace toroid;

static Error cannotWrite(StringRef path, std::error_code error) {
  return createStringError(
      error, (path + ": cannot be written (" + error.message() + ")").str());
}

std::string toroid::parentFolder(StringRef path) {
  StringRef parent = sys::path::parent_path(path);
  return parent.empty() ? "." : parent.str();
}

Expected<std::unique_ptr<OutputFile>>
OutputFile::createBeside(StringRef path, StringRef suffix) {
  std::unique_ptr<OutputFile> file(new OutputFile);
  file->path = path.str();
  SmallString<128> model(sys::path::parent_path(path));
  sys::path::append(model,
                    "." + sys::path::filename(path) + "-%%%%%%%%" + suffix);
  int fd;
  SmallString<128> created;
  if (std::error_code error = sys::fs::createUniqueFile(model, fd, created))
    return cannotWrite(path, error);
  file->temporaryPath = created.str().str();
  sys::RemoveFileOnSignal(created);
  file->stream = std::make_unique<raw_fd_ostream>(fd, /*shouldClose=*/true);
  return file;
}

Expected<std::unique_ptr<OutputFile>> OutputFile::create(StringRef path) {
  sys::fs::file_status status;
  bool isStdout = path == "-";
  if (isStdout || (!sys::fs::status(path, status) && sys::fs::exists(status) &&
                   !sys::fs::is_regular_file(status))) {
    if (!isStdout && sys::fs::is_directory(status))
      return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
    // What is no regular file cannot be replaced by one: /dev/null would be
    // gone. The text waits in a temporary file.
    SmallString<128> folder;
    sys::path::system_temp_directory(/*ErasedOnReboot=*/true, folder);
    sys::path::append(folder, "toroid");
    Expected<std::unique_ptr<OutputFile>> file = createBeside(folder, "");
    if (file) {
      (*file)->path = path.str();
      (*file)->regular = false;
    }
    return file;
  }
  return createBeside(path, "");
}

Expected<std::unique_ptr<OutputFile>>
OutputFile::createTemporary(StringRef path, StringRef suffix) {
  return createBeside(path, suffix);
}

OutputFile::~OutputFile() {
  if (stream) {
    stream->close();
    // Nobody wants to know any more, and an unhandled error is fatal.
    stream->clear_error();
  }
  if (!kept) {
    (void)sys::fs::remove(temporaryPath);
    sys::DontRemoveFileOnSignal(temporaryPath);
  }
}

Error OutputFile::close() {
  if (!stream)
    return Error::success();
  stream->close();
  std::error_code error = stream->error();
  stream->clear_error();
  stream.reset();
  return error ? cannotWrite(path, error) : Error::success();
}

Error OutputFile::keep() {
  if (Error error = close())
    return error;
  if (!regular) {
    ErrorOr<std::unique_ptr<MemoryBuffer>> text =
        MemoryBuffer::getFile(temporaryPath, /*IsText=*/false,
                              /*RequiresNullTerminator=*/false);
    if (!text)
      return cannotWrite(path, text.getError());
    std::error_code error;
    raw_fd_ostream os(path, error, sys::fs::CD_OpenExisting, sys::fs::FA_Write,
                      sys::fs::OF_None);
    if (!error) {
      os << (*text)->getBuffer();
      os.flush();
      error = os.error();
      os.clear_error();
    }
    return error ? cannotWrite(path, error) : Error::success();
  }
  if (std::error_code error = sys::fs::rename(temporaryPath, path))
    return cannotWrite(path, error);
  sys::DontRemoveFileOnSignal(temporaryPath);
  kept = true;
  return Error::success();
}
