//===- Progress.h - What is going on, for people who wait -------*- C++ -*-===//

#ifndef TOROID_COMPILER_DRIVER_PROGRESS_H
#define TOROID_COMPILER_DRIVER_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace toroid {

/// Shows one line on stderr, if that is a terminal, from two seconds on.
class Progress {
public:
  Progress(std::string tool, bool enabled);
  ~Progress();

  /// From now on `text` is going on.
  void update(llvm::StringRef text);

  /// Removes the line, before something else is printed.
  void hide();

private:
  void watch();
  void show();

  std::string tool;
  std::mutex mutex;
  std::condition_variable wake;
  std::string current;
  bool due = false;
  bool shown = false;
  bool done = false;
  std::thread watcher;
};

} // namespace toroid

#endif // TOROID_COMPILER_DRIVER_PROGRESS_H
