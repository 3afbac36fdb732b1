//===- MappedFile.cpp - Files whose bytes the IR points into --------------===//

#include "compiler/Importer/MappedFile.h"

#include "compiler/Importer/ImportError.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace toroid::importer;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

Expected<std::shared_ptr<const MappedFile>> MappedFile::open(StringRef path) {
  if (path.contains('\0'))
    return makeError("cannot be opened: its name holds a zero byte");
  fs::file_status status;
  if (std::error_code error = fs::status(path, status))
    return makeError("cannot be opened: " + error.message());
  if (fs::is_directory(status))
    return makeError("is a directory, not a file");
  // Devices and sockets would be read for ever.
  if (!fs::is_regular_file(status) && status.type() != fs::file_type::fifo_file)
    return makeError("is not a regular file");

  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(
      path, /*IsText=*/false, /*RequiresNullTerminator=*/false,
      /*IsVolatile=*/false, Align(64));
  if (!buffer)
    return makeError("cannot be read: " + buffer.getError().message());
  return std::shared_ptr<const MappedFile>(new MappedFile(std::move(*buffer)));
}

/// Whether the real path `file` lies in the real path `folder`.
static bool liesIn(StringRef file, StringRef folder) {
  if (folder.empty() || !file.consume_front(folder))
    return false;
  return folder.ends_with("/") || file.starts_with("/");
}

Expected<std::shared_ptr<const MappedFile>>
ExternalFiles::open(StringRef location, bool mayBeMissing) {
  if (auto known = files.find(location); known != files.end())
    return known->second;

  if (location.empty())
    return makeError("its external data has no location; export the model "
                     "again");
  auto refuse = [&](const Twine &reason) {
    return makeError("external data file " + quoted(location) + " " + reason);
  };
  constexpr const char *inside =
      "; external data must lie in the model's folder";
  if (location.contains('\0'))
    return refuse("has a zero byte in its name");
  if (path::is_absolute(location))
    return refuse(Twine("is an absolute path") + inside);
  for (StringRef part :
       llvm::make_range(path::begin(location), path::end(location)))
    if (part == "..")
      return refuse(Twine("leads outside the model's folder") + inside);

  SmallString<256> folder = path::parent_path(modelPath);
  if (folder.empty())
    folder = ".";
  SmallString<256> file = folder;
  path::append(file, location);

  SmallString<256> realFile, realFolder, realModel;
  if (std::error_code error = fs::real_path(file, realFile)) {
    if (error == std::errc::no_such_file_or_directory) {
      if (mayBeMissing)
        return files[location] = nullptr;
      return refuse("is missing; put it at '" + Twine(file) + "'");
    }
    return refuse("cannot be opened: " + error.message());
  }
  // Links are followed first. Download caches keep the model and its data as
  // links into one folder of blobs, which is why the folder of the file that
  // the model's own link leads to counts too.
  bool contained =
      !fs::real_path(folder, realFolder) && liesIn(realFile, realFolder);
  if (!contained && !fs::real_path(modelPath, realModel))
    contained = liesIn(realFile, path::parent_path(realModel));
  if (!contained)
    return refuse(Twine("is a link that leads outside the model's folder") +
                  inside);
  if (!fs::is_regular_file(Twine(realFile)))
    return refuse("is not a regular file");

  Expected<std::shared_ptr<const MappedFile>> mapped =
      MappedFile::open(realFile);
  if (!mapped)
    return refuse(toString(mapped.takeError()));
  return files[location] = std::move(*mapped);
}
