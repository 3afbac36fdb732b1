//===- Messages.cpp - What people are told --------------------------------===//

#include "compiler/Driver/Messages.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace toroid;

/// The ONNX node that `location` stems from; the first, where passes joined
/// several.
static StringAttr nodeName(Location location) {
  return llvm::TypeSwitch<LocationAttr, StringAttr>(location)
      .Case([](NameLoc loc) { return loc.getName(); })
      .Case([](FusedLoc loc) {
        for (Location part : loc.getLocations())
          if (StringAttr name = nodeName(part))
            return name;
        return StringAttr();
      })
      .Case([](CallSiteLoc loc) {
        StringAttr name = nodeName(loc.getCallee());
        return name ? name : nodeName(loc.getCaller());
      })
      .Default([](LocationAttr) { return StringAttr(); });
}

static FileLineColLoc fileLocation(Location location) {
  if (auto loc = dyn_cast<FileLineColLoc>(location))
    return loc;
  if (auto loc = dyn_cast<FusedLoc>(location))
    for (Location part : loc.getLocations())
      if (FileLineColLoc found = fileLocation(part))
        return found;
  return nullptr;
}

static StringRef severityName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Remark:
    return "remark";
  case DiagnosticSeverity::Error:
    return "error";
  }
  llvm_unreachable("all severities are listed");
}

void Messages::report(Diagnostic &diagnostic) {
  std::string message = diagnostic.str();
  Location location = diagnostic.getLocation();
  std::string where;
  if (StringAttr node = nodeName(location);
      node && !node.getValue().empty() &&
      !StringRef(message).starts_with("node '") &&
      !StringRef(message).starts_with("nodes '")) {
    where = input + ": node '" + node.str() + "': ";
  } else if (FileLineColLoc file = fileLocation(location); file && !node) {
    where = (file.getFilename().getValue() + ":" + Twine(file.getLine()) + ":" +
             Twine(file.getColumn()) + ": ")
                .str();
  } else if (!StringRef(message).starts_with(input)) {
    // Importers name the file themselves: it may be one that the model names.
    where = input + ": ";
  }
  if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
    ++numErrors;
  print(severityName(diagnostic.getSeverity()), where + message);
  for (Diagnostic &note : diagnostic.getNotes())
    report(note);
}

void Messages::error(llvm::Error error) {
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    this->error(info.message());
  });
}

void Messages::error(StringRef message) {
  ++numErrors;
  print("error", message);
}

void Messages::note(StringRef message) { print("note", message); }

void Messages::print(StringRef severity, StringRef message) {
  progress.hide();
  // One write, so that lines of several processes do not mix.
  llvm::errs() << (tool + ": " + severity + ": " + message + "\n").str();
}
