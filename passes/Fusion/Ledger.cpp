//===- Ledger.cpp - What fused, and what did not and why ------------------===//

#include "passes/Fusion/Ledger.h"

#include "dialects/Toroid/ToroidDialect.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace toroid;

std::optional<FusionKind> toroid::getFusedKind(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<FusionKind>>(op)
      .Case([](AttentionOp) { return FusionKind::Attention; })
      .Case([](LayerNormOp) { return FusionKind::LayerNorm; })
      .Case([](RMSNormOp) { return FusionKind::RMSNorm; })
      .Case([](GroupNormOp) { return FusionKind::GroupNorm; })
      .Case([](EmbeddingOp) { return FusionKind::Embedding; })
      .Case([](SoftmaxOp softmax) {
        return softmax.isFused() ? std::optional(FusionKind::Softmax)
                                 : std::nullopt;
      })
      .Case([](GeluOp) { return FusionKind::Gelu; })
      .Case([](SiluOp) { return FusionKind::Silu; })
      .Case([](RotaryOp) { return FusionKind::Rotary; })
      .Case([](LinearOp) { return FusionKind::Linear; })
      .Default([](Operation *) { return std::nullopt; });
}

/// What a normalization adds to its input.
static ValueRange getResiduals(Operation *op) {
  if (auto norm = dyn_cast<LayerNormOp>(op))
    return norm.getResiduals();
  if (auto norm = dyn_cast<RMSNormOp>(op))
    return norm.getResiduals();
  return {};
}

SmallVector<FusionKind> toroid::getFusedKinds(Operation *op) {
  SmallVector<FusionKind> kinds;
  if (auto kind = getFusedKind(op))
    kinds.push_back(*kind);
  if (!getResiduals(op).empty())
    kinds.push_back(FusionKind::Residual);
  return kinds;
}

//===----------------------------------------------------------------------===//
// Variants
//===----------------------------------------------------------------------===//

static std::string number(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  return text;
}

static std::string size(int64_t value) {
  return ShapedType::isDynamic(value) ? "?" : std::to_string(value);
}

static std::string shapeOf(Value value) {
  std::string text;
  for (int64_t dim : cast<RankedTensorType>(value.getType()).getShape())
    text += (text.empty() ? "" : "x") + size(dim);
  return "[" + text + "]";
}

static std::string describeAttention(AttentionOp op) {
  SymbolicShapes shapes(SymbolicShapes::Scope::Op);
  AttentionShape sizes = op.getAttentionShape(shapes);
  auto known = [](const DimExpr &dim) {
    return size(dim.getConstant().value_or(ShapedType::kDynamic));
  };
  std::string text = known(sizes.heads) + " heads of " + known(sizes.features);
  if (known(sizes.keyHeads) != known(sizes.heads))
    text += ", " + known(sizes.keyHeads) + " of keys";
  if (op.isPacked())
    text += ", packed";
  if (op.getPastKey())
    text += ", past";
  text += ", scale " + number(op.getScale().convertToDouble());
  if (double cap = op.getSoftcap().convertToDouble(); cap != 0)
    text += ", softcap " + number(cap);
  if (op.getBias())
    text += ", bias " + shapeOf(op.getBias());
  if (op.getMask())
    text += ", mask " + shapeOf(op.getMask());
  if (op.getMaskedBias())
    text += ", bias after the mask " + shapeOf(op.getMaskedBias());
  if (op.getCausal())
    text += ", causal";
  if (int64_t window = op.getLeftWindow(); window >= 0)
    text += ", " + std::to_string(window) + " keys to the left";
  if (int64_t window = op.getRightWindow(); window >= 0)
    text += ", " + std::to_string(window) + " keys to the right";
  if (op.getKeyLengths())
    text += ", key lengths";
  if (op.getSink())
    text += ", sink";
  if (op.getMaskedRows() == MaskedRows::Zero)
    text += ", zeros for masked rows";
  if (op.getMaskedRows() == MaskedRows::Uniform)
    text += ", equal weights for masked rows";
  return text;
}

static std::string describeRotary(RotaryOp op) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  auto cos = cast<RankedTensorType>(op.getCos().getType());
  int64_t turned = cos.getShape().back();
  if (op.getPerPair() && !ShapedType::isDynamic(turned))
    turned *= 2;
  std::string text = op.getInterleaved() ? "interleaved" : "half-split";
  text += ", " + size(turned) + " of " + size(input.getShape().back()) +
          " features";
  return text + ", angles " + shapeOf(op.getCos());
}

static std::string describeResiduals(Operation *op) {
  std::string text;
  for (Value residual : getResiduals(op))
    text += (text.empty() ? "" : " and ") + shapeOf(residual);
  text += " added to " + shapeOf(op->getOperand(0));
  return op->getNumResults() > 1 ? text + ", the sum is read by others" : text;
}

static std::string describeSoftmax(SoftmaxOp op) {
  std::string text = "along dim " + std::to_string(op.getAxis());
  if (double scale = op.getScale().convertToDouble(); scale != 1)
    text += ", scale " + number(scale);
  if (op.getBias())
    text += ", bias " + shapeOf(op.getBias());
  if (op.getMask())
    text += ", mask " + shapeOf(op.getMask());
  return text;
}

static std::string describeEmbedding(EmbeddingOp op) {
  std::string text;
  for (Value table : op.getTables())
    text += (text.empty() ? "tables " : " and ") + shapeOf(table);
  for (Value term : op.getTerms())
    text += ", plus " + shapeOf(term);
  return text;
}

static std::string describeLinear(LinearOp op) {
  auto weight = cast<RankedTensorType>(op.getWeight().getType());
  bool isTransposed = op.getTransposeWeight();
  std::string text = size(weight.getDimSize(isTransposed ? 1 : 0)) + " to " +
                     size(weight.getDimSize(isTransposed ? 0 : 1));
  if (op.getBias())
    text += ", bias";
  if (op.getActivation() != Activation::None)
    text += ", " + stringifyActivation(op.getActivation()).str();
  if (op.getResidual())
    text += ", residual";
  return text;
}

static constexpr llvm::StringLiteral siluFormula = "x · sigmoid(x)";

static std::string describeGelu(GeluForm form) {
  return stringifyGeluForm(form).str() + " form";
}

/// The activation that a linear has taken in, as it was before.
static std::optional<std::pair<FusionKind, std::string>>
getInnerActivation(LinearOp op) {
  if (std::optional<GeluForm> form = getGeluForm(op.getActivation()))
    return std::pair(FusionKind::Gelu, describeGelu(*form));
  if (op.getActivation() == Activation::Silu)
    return std::pair(FusionKind::Silu, siluFormula.str());
  return std::nullopt;
}

/// The parts of `loc` with this mark.
static SmallVector<Location> findMarked(Location loc, StringRef mark) {
  SmallVector<Location> found;
  loc->walk([&](Location part) {
    auto fused = dyn_cast<FusedLoc>(part);
    auto own = fused ? dyn_cast_if_present<StringAttr>(fused.getMetadata())
                     : StringAttr();
    if (!own || own.getValue() != mark)
      return WalkResult::advance();
    found.push_back(part);
    return WalkResult::skip();
  });
  return found;
}

std::string toroid::describeVariant(Operation *op, FusionKind kind) {
  if (kind == FusionKind::Residual)
    return describeResiduals(op);
  return llvm::TypeSwitch<Operation *, std::string>(op)
      .Case(describeAttention)
      .Case([](LayerNormOp norm) {
        return "over the dims from " + std::to_string(norm.getAxis()) +
               ", epsilon " + number(norm.getEpsilon().convertToDouble()) +
               (norm.getBias() ? "" : ", no bias");
      })
      .Case([](RMSNormOp norm) {
        return "over the dims from " + std::to_string(norm.getAxis()) +
               ", epsilon " + number(norm.getEpsilon().convertToDouble());
      })
      .Case([](GroupNormOp norm) {
        return std::to_string(norm.getGroups()) + " groups, epsilon " +
               number(norm.getEpsilon().convertToDouble());
      })
      .Case(describeSoftmax)
      .Case(describeEmbedding)
      .Case([](GeluOp gelu) { return describeGelu(gelu.getForm()); })
      .Case([](SiluOp) { return siluFormula.str(); })
      .Case(describeRotary)
      .Case(describeLinear)
      .Default([](Operation *) { return ""; });
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static const FusionPredicate *findPredicate(FusionKind kind, StringRef name) {
  for (const FusionPredicate *predicate : getPredicates())
    if ((predicate->kind == kind || predicate->kind == FusionKind::Any) &&
        predicate->name == name)
      return predicate;
  return nullptr;
}

/// Takes what was found out about a step of the entry's op.
static void readVerification(LedgerEntry &entry, StringRef step) {
  auto verified = entry.op->getAttrOfType<DictionaryAttr>(verifiedAttr);
  Attribute found = verified ? verified.get(step) : Attribute();
  if (auto error = dyn_cast_if_present<FloatAttr>(found))
    entry.error = std::max(entry.error.value_or(0), error.getValueAsDouble());
  if (auto reason = dyn_cast_if_present<StringAttr>(found))
    entry.unverified = reason.getValue();
}

SmallVector<Miss> toroid::getMisses(Operation *op) {
  SmallVector<Miss> misses;
  for (DictionaryAttr missed : getMissed(op)) {
    auto text = [&](StringRef name) {
      auto attribute = missed.getAs<StringAttr>(name);
      return attribute ? attribute.getValue() : StringRef();
    };
    std::optional<FusionKind> kind = parseFusionKind(text("kind"));
    const FusionPredicate *failed =
        kind ? findPredicate(*kind, text("predicate")) : nullptr;
    if (!failed)
      return {};
    misses.push_back({*kind, failed, text("found").str()});
  }
  return misses;
}

/// A linear is told of as each of those that were merged into it, and as the
/// activations that they have taken in.
static void addLinear(LinearOp op, std::vector<LedgerEntry> &entries) {
  StringRef mark = getKindName(FusionKind::Linear);
  SmallVector<Location> parts = findMarked(op.getLoc(), mark);
  bool isGiven = parts.empty();
  if (isGiven)
    parts.push_back(op.getLoc());
  std::string variant = describeVariant(op, FusionKind::Linear);
  if (parts.size() > 1)
    variant = "one of " + std::to_string(parts.size()) + " in " + variant;
  auto inner = getInnerActivation(op);
  for (Location part : parts) {
    LedgerEntry entry;
    entry.kind = FusionKind::Linear;
    entry.op = op;
    entry.nodes = getNodeNames(part);
    entry.variant = variant;
    entry.isGiven = isGiven;
    readVerification(entry, mark);
    readVerification(entry, mergeLinearsStep);
    entries.push_back(std::move(entry));
    if (!inner)
      continue;
    auto [kind, form] = *inner;
    SmallVector<Location> formed = findMarked(part, getKindName(kind)),
                          given = findMarked(part, getGivenMark(kind));
    LedgerEntry activation;
    activation.kind = kind;
    activation.op = op;
    activation.variant = form;
    activation.isGiven = formed.empty();
    activation.nodes = getNodeNames(!formed.empty()  ? formed.front()
                                    : !given.empty() ? given.front()
                                                     : part);
    readVerification(activation, getKindName(kind));
    entries.push_back(std::move(activation));
  }
}

FusionLedger::FusionLedger(ModuleOp module) {
  module.walk([&](Operation *op) {
    LedgerEntry entry;
    entry.op = op;
    entry.nodes = getNodeNames(op->getLoc());
    if (auto linear = dyn_cast<LinearOp>(op))
      addLinear(linear, entries);
    else
      for (FusionKind kind : getFusedKinds(op)) {
        LedgerEntry &fused = entries.emplace_back(entry);
        fused.kind = kind;
        fused.variant = describeVariant(op, kind);
        fused.isGiven = !isFormed(op, kind);
        readVerification(fused, getKindName(kind));
        if (kind == FusionKind::Attention)
          readVerification(fused, simplifyAttentionStep);
        if (auto reason = op->getAttrOfType<StringAttr>(unsimplifiedAttr))
          fused.unsimplified = reason.getValue();
      }
    for (const Miss &miss : getMisses(op)) {
      LedgerEntry &missed = entries.emplace_back(entry);
      missed.kind = miss.kind;
      missed.failed = miss.failed;
      missed.found = miss.found;
    }
  });
}

size_t FusionLedger::countFused(FusionKind kind) const {
  return llvm::count_if(entries, [&](const LedgerEntry &entry) {
    return entry.kind == kind && entry.isFused();
  });
}

size_t FusionLedger::countMissed() const {
  return llvm::count_if(
      entries, [](const LedgerEntry &entry) { return !entry.isFused(); });
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

std::string toroid::toText(const LedgerEntry &entry) {
  std::string text =
      entry.nodes.empty() ? "(a node without a name)" : entry.nodes.front();
  if (entry.nodes.size() > 1)
    text += " and " + std::to_string(entry.nodes.size() - 1) + " more";
  if (entry.isFused()) {
    text += ": " + entry.variant;
    if (entry.isGiven)
      text += "; given by the model";
    if (entry.error)
      text += "; verified, largest error " + number(*entry.error);
    if (!entry.unverified.empty())
      text += "; not verified: " + entry.unverified;
    if (!entry.unsimplified.empty())
      text += "; masks and heads left as they were: " + entry.unsimplified;
    return text;
  }
  text += ": not fused; needs: " + entry.failed->condition.str() + " [" +
          entry.failed->name.str() + "]";
  if (!entry.found.empty())
    text += "; found " + entry.found;
  return text + "; remedy: " + entry.failed->remedy.str();
}

void FusionLedger::print(raw_ostream &os) const {
  llvm::MapVector<FusionKind, std::pair<size_t, size_t>> counts;
  for (const LedgerEntry &entry : entries)
    ++(entry.isFused() ? counts[entry.kind].first : counts[entry.kind].second);
  for (bool isFused : {true, false}) {
    bool isFirst = true;
    for (const LedgerEntry &entry : entries) {
      if (entry.isFused() != isFused)
        continue;
      if (isFirst)
        os << (isFused ? "fused\n" : "not fused\n");
      isFirst = false;
      os << "  " << llvm::formatv("{0,-11} ", getKindName(entry.kind));
      if (isFused) {
        os << toText(entry) << "\n";
        continue;
      }
      os << (entry.nodes.empty() ? "(a node without a name)"
                                 : entry.nodes.front())
         << "\n"
         << "    needs   " << entry.failed->condition << " ["
         << entry.failed->name << "]\n";
      if (!entry.found.empty())
        os << "    found   " << entry.found << "\n";
      os << "    remedy  " << entry.failed->remedy << "\n";
    }
  }
  os << "in all";
  if (counts.empty())
    os << ": nothing to fuse";
  const char *separator = ": ";
  for (auto &[kind, count] : counts) {
    os << separator << getKindName(kind) << " " << count.first << " fused";
    if (count.second)
      os << ", " << count.second << " not";
    separator = "; ";
  }
  os << "\n";
}

llvm::json::Value FusionLedger::toJSON() const {
  llvm::json::Object fused;
  llvm::json::Array sites;
  for (const LedgerEntry &entry : entries) {
    llvm::json::Object site{{"kind", getKindName(entry.kind)},
                            {"nodes", llvm::json::Array(entry.nodes)},
                            {"fused", entry.isFused()}};
    if (entry.isFused()) {
      fused[getKindName(entry.kind)] = int64_t(countFused(entry.kind));
      site["variant"] = entry.variant;
      site["origin"] = entry.isGiven ? "model" : "formed";
      if (entry.error)
        site["error"] = *entry.error;
      if (!entry.unverified.empty())
        site["unverified"] = entry.unverified;
      if (!entry.unsimplified.empty())
        site["unsimplified"] = entry.unsimplified;
    } else {
      site["predicate"] = StringRef(entry.failed->name);
      site["condition"] = StringRef(entry.failed->condition);
      site["found"] = entry.found;
      site["remedy"] = StringRef(entry.failed->remedy);
    }
    sites.push_back(std::move(site));
  }
  return llvm::json::Object{{"fused", std::move(fused)},
                            {"sites", std::move(sites)}};
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

/// Instead of a kind: roots that did not fuse.
static constexpr llvm::StringLiteral missed = "missed";

std::vector<FusionRequirement> toroid::parseRequirements(StringRef text,
                                                         std::string &problem) {
  std::vector<FusionRequirement> result;
  SmallVector<StringRef> parts;
  text.split(parts, ',');
  for (StringRef part : parts) {
    auto [name, number] = part.trim().split(':');
    std::optional<FusionKind> kind = parseFusionKind(name);
    size_t count;
    if ((!kind && name != missed) || number.getAsInteger(10, count)) {
      problem = "write it as in attention:12,layer_norm:25,missed:0; the "
                "fusions are " +
                getFusionKinds();
      return {};
    }
    result.push_back({kind, count});
  }
  return result;
}

LogicalResult toroid::checkRequirements(ModuleOp module, StringRef text) {
  std::string problem;
  std::vector<FusionRequirement> wanted = parseRequirements(text, problem);
  if (!problem.empty())
    return module.emitError("the required fusions '")
           << text << "' are not understood: " << problem;
  LogicalResult result = success();
  FusionLedger ledger(module);
  for (auto [kind, count] : wanted) {
    size_t found = kind ? ledger.countFused(*kind) : ledger.countMissed();
    if (found == count)
      continue;
    result = failure();
    InFlightDiagnostic error = module.emitError();
    if (kind)
      error << "fused " << getKindName(*kind) << ": " << found << ", but "
            << count << " are required";
    else
      error << "not fused: " << found << ", but " << count << " are expected";
    for (const LedgerEntry &entry : ledger.getEntries())
      if (kind ? entry.kind == *kind && (!entry.isFused() || found > count)
               : !entry.isFused())
        error.attachNote(entry.op->getLoc())
            << (kind ? "" : getKindName(entry.kind).str() + ": ")
            << toText(entry);
  }
  return result;
}
