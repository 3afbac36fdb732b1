//===- Progress.cpp - What is going on, for people who wait ---------------===//

#include "compiler/Driver/Progress.h"

#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace toroid;

static constexpr std::chrono::milliseconds patience(2000);

Progress::Progress(std::string tool, bool enabled) : tool(std::move(tool)) {
  if (enabled && llvm::sys::Process::StandardErrIsDisplayed())
    watcher = std::thread([this] { watch(); });
}

Progress::~Progress() {
  if (!watcher.joinable())
    return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    done = true;
  }
  wake.notify_one();
  watcher.join();
  hide();
}

void Progress::watch() {
  std::unique_lock<std::mutex> lock(mutex);
  if (wake.wait_for(lock, patience, [this] { return done; }))
    return;
  due = true;
  show();
}

void Progress::update(llvm::StringRef text) {
  std::lock_guard<std::mutex> lock(mutex);
  current = text.str();
  if (due)
    show();
}

void Progress::show() {
  // Back to the line's start, the text, and what the line held before is gone.
  llvm::errs() << '\r' << tool << ": " << current << "\033[K";
  shown = true;
}

void Progress::hide() {
  std::lock_guard<std::mutex> lock(mutex);
  if (shown)
    llvm::errs() << "\r\033[K";
  shown = false;
}
