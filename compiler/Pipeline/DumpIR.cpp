//===- DumpIR.cpp - The IR after each pass, in numbered files -------------===//

#include "compiler/Pipeline/DumpIR.h"

#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace toroid;

static StringRef withoutPrefix(StringRef pass) {
  pass.consume_front("toroid-");
  return pass;
}

static std::string print(Operation *op) {
  // The limits keep vectors of a few axes readable; weights are always larger.
  OpPrintingFlags flags;
  flags.elideLargeElementsAttrs(32).elideLargeResourceString(0);
  std::string text;
  llvm::raw_string_ostream os(text);
  op->print(os, flags);
  os << '\n';
  return text;
}

/// Text that a file name may hold: model authors choose symbol names.
static std::string fileNamePart(StringRef text) {
  std::string part;
  for (char c : text.take_front(64))
    part += llvm::isAlnum(c) || c == '_' || c == '-' ? c : '_';
  return part;
}

namespace {

/// Notices passes that changed something by a hash of the printed IR, in which
/// weights are names only. Hashes of pointers would do without printing but
/// differ from run to run.
class Instrumentation : public PassInstrumentation {
public:
  Instrumentation(DumpIR &dump, Phase phase) : dump(dump), phase(phase) {}

  void runBeforePass(Pass *pass, Operation *op) override {
    if (!isAdaptor(pass) && dump.wants(phase, pass->getArgument()))
      before.push_back(llvm::xxh3_64bits(StringRef(print(op))));
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    finish(pass, op, /*failed=*/false);
  }

  void runAfterPassFailed(Pass *pass, Operation *op) override {
    finish(pass, op, /*failed=*/true);
  }

private:
  /// Passes that only run nested pipelines have no name of their own.
  static bool isAdaptor(Pass *pass) { return pass->getArgument().empty(); }

  void finish(Pass *pass, Operation *op, bool failed) {
    StringRef step = pass->getArgument();
    if (isAdaptor(pass) || !dump.wants(phase, step))
      return;
    uint64_t hash = before.pop_back_val();
    std::string text = print(op);
    if (!failed && llvm::xxh3_64bits(StringRef(text)) == hash)
      return;
    std::string name = withoutPrefix(step).str();
    if (Operation *parent = op->getParentOp()) {
      // One function: show the module, which can be compiled further.
      Operation *other = nullptr;
      for (Operation &sibling : *op->getBlock())
        if (&sibling != op)
          other = &sibling;
      if (other)
        name += "." + symbolName(op);
      else
        text = print(parent);
    }
    if (failed)
      name += ".failed";
    dump.write(phase, name, "mlir", text);
  }

  static std::string symbolName(Operation *op) {
    auto symbol =
        op->getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName());
    return symbol ? fileNamePart(symbol.getValue()) : std::string("unnamed");
  }

  DumpIR &dump;
  Phase phase;
  SmallVector<uint64_t> before;
};

} // namespace

static bool isDumpFile(StringRef name) {
  if (!name.ends_with(".mlir") && !name.ends_with(".ll") &&
      !name.ends_with(".s"))
    return false;
  if (name.size() < 5 || !llvm::all_of(name.take_front(3), llvm::isDigit) ||
      name[3] != '-')
    return false;
  StringRef rest = name.drop_front(4);
  return llvm::any_of(allPhases(), [&](Phase phase) {
    StringRef tail = rest;
    return tail.consume_front(phaseName(phase)) && !tail.empty() &&
           (tail[0] == '-' || tail[0] == '.');
  });
}

llvm::Expected<std::unique_ptr<DumpIR>>
DumpIR::create(StringRef directory, ArrayRef<std::string> only) {
  std::error_code created = llvm::sys::fs::create_directories(directory);
  if (!created && !llvm::sys::fs::is_directory(directory))
    created = std::make_error_code(std::errc::not_a_directory);
  if (created)
    return llvm::createStringError(
        created, "%s: cannot make this folder for the IR (%s)",
        directory.str().c_str(), created.message().c_str());
  std::error_code error;
  for (llvm::sys::fs::directory_iterator file(directory, error), end;
       file != end && !error; file.increment(error))
    if (isDumpFile(llvm::sys::path::filename(file->path())))
      (void)llvm::sys::fs::remove(file->path());

  std::vector<std::string> names;
  for (StringRef name : only)
    names.push_back(withoutPrefix(name).str());
  return std::unique_ptr<DumpIR>(new DumpIR(directory.str(), std::move(names)));
}

std::unique_ptr<PassInstrumentation> DumpIR::instrument(Phase phase) {
  return std::make_unique<Instrumentation>(*this, phase);
}

bool DumpIR::wants(Phase phase, StringRef step) const {
  return only.empty() || llvm::is_contained(only, withoutPrefix(step)) ||
         llvm::is_contained(only, phaseName(phase));
}

void DumpIR::write(Phase phase, ModuleOp module) {
  if (wants(phase, ""))
    write(phase, "", "mlir", print(module));
}

void DumpIR::write(Phase phase, StringRef step, StringRef extension,
                   StringRef text) {
  SmallString<128> path(directory);
  llvm::sys::path::append(
      path, llvm::formatv("{0,0+3}-{1}{2}{3}.{4}", ++counter, phaseName(phase),
                          step.empty() ? "" : "-", step, extension));
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (!error) {
    os << text;
    os.close();
    error = os.error();
    os.clear_error();
  }
  if (error && problem.empty())
    problem = (path + ": cannot write the IR (" + error.message() + ")").str();
}

llvm::Error DumpIR::takeError() {
  if (problem.empty())
    return llvm::Error::success();
  return llvm::createStringError(std::exchange(problem, ""));
}
