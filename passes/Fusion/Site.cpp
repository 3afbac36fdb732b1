//===- Site.cpp - A place where a fused op may be formed ------------------===//

#include "passes/Fusion/Site.h"

#include "passes/Fusion/Ledger.h"
#include "passes/Fusion/SiteRecorder.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Location.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace toroid;

static constexpr std::pair<FusionKind, StringLiteral> kindNames[] = {
    {FusionKind::Attention, "attention"}, {FusionKind::LayerNorm, "layer_norm"},
    {FusionKind::RMSNorm, "rms_norm"},    {FusionKind::GroupNorm, "group_norm"},
    {FusionKind::Residual, "residual"},   {FusionKind::Softmax, "softmax"},
    {FusionKind::Embedding, "embedding"}, {FusionKind::Gelu, "gelu"},
    {FusionKind::Silu, "silu"},           {FusionKind::Rotary, "rotary"},
    {FusionKind::Linear, "linear"}};

StringRef toroid::getKindName(FusionKind kind) {
  for (auto &[known, name] : kindNames)
    if (known == kind)
      return name;
  return "fusion";
}

std::string toroid::getGivenMark(FusionKind kind) {
  return getKindName(kind).str() + " given by the model";
}

std::optional<FusionKind> toroid::parseFusionKind(StringRef text) {
  for (auto &[kind, name] : kindNames)
    if (name == text)
      return kind;
  return std::nullopt;
}

std::string toroid::getFusionKinds() {
  std::vector<StringRef> names;
  for (auto &[kind, name] : kindNames)
    names.push_back(name);
  return llvm::join(names, ", ");
}

ArrayRef<const FusionPredicate *> toroid::getPredicates() {
  static const FusionPredicate *const all[] = {
#define TOROID_PREDICATE(KIND, ID, NAME, CONDITION, REMEDY)                    \
  &predicate::KIND##ID,
#include "passes/Fusion/Predicates.def"
  };
  return all;
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

std::string FusionControl::check(StringRef text) {
  if (!parseFusionKind(text.split('@').first))
    return "the fusions are " + getFusionKinds() +
           "; write KIND, or KIND@NODE for the nodes with names that start so";
  return "";
}

bool FusionControl::isOff(FusionKind kind, Operation *root) const {
  return llvm::any_of(except, [&](StringRef text) {
    auto [name, prefix] = text.split('@');
    return parseFusionKind(name) == kind &&
           (prefix.empty() ||
            llvm::any_of(getNodeNames(root->getLoc()), [&](StringRef node) {
              return node.starts_with(prefix);
            }));
  });
}

std::optional<StringRef> FusionControl::findError(StringRef step,
                                                  Operation *root) const {
  if (wrong.empty())
    return std::nullopt;
  std::string name = getStepName(step, root->getLoc());
  for (StringRef text : wrong) {
    auto [site, error] = text.rsplit('=');
    if (site == name)
      return error;
  }
  return std::nullopt;
}

std::string toroid::getStepName(StringRef step, Location loc) {
  std::vector<std::string> nodes = getNodeNames(loc);
  return (step + "@" + (nodes.empty() ? "" : nodes.front())).str();
}

//===----------------------------------------------------------------------===//
// Site
//===----------------------------------------------------------------------===//

Site::Site(FusionKind kind, Operation *root, const FusionControl &control)
    : kind(kind), isRecorded(control.record), root(root) {
  cover(root);
  require(!control.isOff(kind, root), predicate::AnyIsOn);
  std::optional<StringRef> error = control.findError(getKindName(kind), root);
  require(!error, predicate::AnyIsVerified,
          [&] { return "an error of " + error->str(); });
}

bool Site::require(bool holds, const FusionPredicate &predicate,
                   llvm::function_ref<std::string()> describeFound) {
  if (holds || failed)
    return holds && !failed;
  failed = &predicate;
  if (describeFound)
    found = describeFound();
  return false;
}

SmallVector<DictionaryAttr> toroid::getMissed(Operation *root) {
  Attribute missed = root->getAttr(unfusedAttr);
  if (auto one = dyn_cast_if_present<DictionaryAttr>(missed))
    return {one};
  SmallVector<DictionaryAttr> result;
  if (auto several = dyn_cast_if_present<ArrayAttr>(missed))
    for (auto one : several.getAsRange<DictionaryAttr>())
      result.push_back(one);
  return result;
}

static bool isOfKind(DictionaryAttr missed, FusionKind kind) {
  auto name = missed.getAs<StringAttr>("kind");
  return name && name.getValue() == getKindName(kind);
}

Site::~Site() {
  Builder b(root->getContext());
  // A root may be one of sites of several kinds.
  SmallVector<Attribute> missed;
  for (DictionaryAttr other : getMissed(root))
    if (!isOfKind(other, kind))
      missed.push_back(other);
  if (failed) {
    SmallVector<NamedAttribute> entries = {
        b.getNamedAttr("kind", b.getStringAttr(getKindName(kind))),
        b.getNamedAttr("predicate", b.getStringAttr(failed->name))};
    if (!found.empty())
      entries.push_back(b.getNamedAttr("found", b.getStringAttr(found)));
    missed.push_back(b.getDictionaryAttr(entries));
  }
  if (missed.empty())
    root->removeAttr(unfusedAttr);
  else
    root->setAttr(unfusedAttr, missed.size() == 1
                                   ? missed.front()
                                   : Attribute(b.getArrayAttr(missed)));
}

Location Site::getLoc() const {
  SmallVector<Location> locations;
  MLIRContext *context = root->getContext();
  for (Operation *op : covered) {
    Location loc = op->getLoc();
    // What the model gives stays together as what was formed does.
    if (auto inner = getFusedKind(op); inner && !isFormed(op, *inner))
      loc = FusedLoc::get(loc, StringAttr::get(context, getGivenMark(*inner)),
                          context);
    if (!llvm::is_contained(locations, loc))
      locations.push_back(loc);
  }
  return FusedLoc::get(locations, StringAttr::get(context, getKindName(kind)),
                       context);
}

bool toroid::isFormed(Operation *op, FusionKind kind) {
  WalkResult result = op->getLoc()->walk([&](Location part) {
    auto fused = dyn_cast<FusedLoc>(part);
    auto mark = fused ? dyn_cast_if_present<StringAttr>(fused.getMetadata())
                      : StringAttr();
    return mark && mark.getValue() == getKindName(kind)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return result.wasInterrupted();
}

bool toroid::isMissedAs(Operation *root, FusionKind kind) {
  return llvm::any_of(getMissed(root), [&](DictionaryAttr missed) {
    return isOfKind(missed, kind);
  });
}

/// `depth` bounds the work where much reads much.
static bool isDead(Operation *op, unsigned depth) {
  return depth > 0 && isPure(op) && !op->hasTrait<OpTrait::IsTerminator>() &&
         llvm::all_of(op->getUsers(),
                      [&](Operation *user) { return isDead(user, depth - 1); });
}

bool toroid::isDead(Operation *op) { return ::isDead(op, /*depth=*/12); }

void Site::replace(Value original, Value fused, SymbolicShapes &shapes) {
  Operation *op = fused.getDefiningOp();
  while (op && !getFusedKind(op))
    op = op->getNumOperands() ? op->getOperand(0).getDefiningOp() : nullptr;
  if (op && isRecorded)
    recordStep(op, getStepName(getKindName(kind), root->getLoc()), original,
               fused, shapes);
  original.replaceAllUsesWith(fused);
}

bool toroid::isReadOnlyBy(Operation *op, Operation *reader) {
  return llvm::all_of(op->getUsers(), [&](Operation *user) {
    return user == reader || isDead(user);
  });
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

std::vector<std::string> toroid::getNodeNames(Location loc) {
  std::vector<std::string> names;
  loc->walk([&](Location part) {
    if (auto name = dyn_cast<NameLoc>(part))
      if (!llvm::is_contained(names, name.getName().str()))
        names.push_back(name.getName().str());
    return WalkResult::advance();
  });
  return names;
}

std::string toroid::describe(Operation *op) {
  std::string text = "'" + op->getName().stripDialect().str() + "'";
  std::vector<std::string> names = getNodeNames(op->getLoc());
  if (!names.empty())
    text += " of node '" + names.front() + "'";
  return text;
}

std::string toroid::describeSource(Value value) {
  if (Operation *op = value.getDefiningOp())
    return describe(op);
  return "an input";
}

std::string toroid::describeReaders(Value value) {
  std::string text;
  for (Operation *user : value.getUsers())
    text += (text.empty() ? "readers " : ", ") + describe(user);
  return text.empty() ? "no reader" : text;
}
