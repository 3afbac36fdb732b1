//===- Target.cpp - The processor that code is made for -------------------===//

#include "compiler/Emit/Target.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace llvm;

static void initializeTargets() {
  static const bool done = [] {
    InitializeAllTargetInfos();
    InitializeAllTargets();
    InitializeAllTargetMCs();
    InitializeAllAsmPrinters();
    InitializeAllAsmParsers();
    return true;
  }();
  (void)done;
}

static std::unique_ptr<MCSubtargetInfo>
createSubtarget(const Triple &triple, StringRef cpu, StringRef features) {
  std::string error;
  const llvm::Target *target = TargetRegistry::lookupTarget(triple, error);
  return std::unique_ptr<MCSubtargetInfo>(
      target->createMCSubtargetInfo(triple, cpu, features));
}

/// The features of the machine that we run on, in an order of their own: LLVM
/// keeps them in a hash table.
static std::string hostFeatures() {
  SmallVector<std::string> features;
  for (const auto &feature : sys::getHostCPUFeatures())
    features.push_back((feature.second ? "+" : "-") + feature.first().str());
  llvm::sort(features, [](StringRef a, StringRef b) {
    return a.drop_front() < b.drop_front();
  });
  return join(features, ",");
}

static Error unknown(StringRef what, StringRef value, StringRef remedy) {
  return createStringError(
      (what + " '" + value + "' is not known; " + remedy).str());
}

bool toroid::Target::hasFeature(StringRef feature) const {
  return createSubtarget(triple, cpu, features)
      ->checkFeatures(("+" + feature).str());
}

Expected<toroid::Target> toroid::resolveTarget(const TargetOptions &options) {
  initializeTargets();
  Target target;
  Triple host(sys::getProcessTriple());
  target.triple = options.mtriple.empty()
                      ? host
                      : Triple(Triple::normalize(options.mtriple));
  target.optLevel = options.optLevel;

  std::string error;
  if (!TargetRegistry::lookupTarget(target.triple, error))
    return unknown("--mtriple", options.mtriple,
                   "give one such as x86_64-linux-gnu or aarch64-linux-gnu");
  // Programs are laid out for these; see ProgramLayout.h.
  if (!target.triple.isArch64Bit() || !target.triple.isLittleEndian() ||
      !target.triple.isOSBinFormatELF() || target.triple.isGPU() ||
      target.triple.isBPF() || target.triple.isWasm())
    return createStringError(
        "--mtriple '" + target.triple.str() +
        "' is not a 64-bit little-endian machine with ELF files; give one such "
        "as x86_64-linux-gnu or aarch64-linux-gnu");
  target.isHost = target.triple.getArch() == host.getArch() &&
                  target.triple.getOS() == host.getOS();

  std::string march = options.march;
  if (march.empty())
    march = options.mtriple.empty() ? "native" : "generic";
  if (march == "native") {
    if (!target.isHost)
      return createStringError("--march 'native' is this machine, which is not "
                               "a '" +
                               target.triple.str() +
                               "'; name a CPU or leave --march out");
    target.cpu = sys::getHostCPUName();
    target.features = hostFeatures();
  } else if (march == "generic") {
    target.cpu = target.triple.getArch() == Triple::x86_64 ? "x86-64"
                 : target.triple.isRISCV64()               ? "generic-rv64"
                                                           : "generic";
    if (target.triple.isRISCV64())
      target.features = "+m,+a,+f,+d,+c";
  } else {
    target.cpu = march;
  }

  // With no name given there is no message about unknown ones on stderr.
  if (!createSubtarget(target.triple, "", "")->isCPUStringValid(target.cpu))
    return unknown("--march", march,
                   target.triple.getArch() == Triple::x86_64
                       ? "give native, x86-64-v2, x86-64-v3, x86-64-v4, or a "
                         "CPU that clang's -march knows"
                       : "give a CPU that clang's -mcpu knows for " +
                             target.triple.str());

  // LLVM keeps to 256 bits where 512 once cost clock speed; the kernels are
  // laid out for the full width.
  if (target.triple.getArch() == Triple::x86_64 && target.hasFeature("avx512f"))
    target.vectorWidth = 512;
  return target;
}

std::unique_ptr<TargetMachine>
toroid::createTargetMachine(const Target &target) {
  initializeTargets();
  std::string error;
  const llvm::Target *llvmTarget =
      TargetRegistry::lookupTarget(target.triple, error);
  llvm::TargetOptions options;
  // Sections of their own let the linker drop what a program does not use.
  options.FunctionSections = true;
  options.DataSections = true;
  static const CodeGenOptLevel levels[] = {
      CodeGenOptLevel::None, CodeGenOptLevel::Less, CodeGenOptLevel::Default,
      CodeGenOptLevel::Aggressive};
  // Position independent, so that the same object serves programs and
  // libraries.
  return std::unique_ptr<TargetMachine>(llvmTarget->createTargetMachine(
      target.triple, target.cpu, target.features, options, Reloc::PIC_,
      std::nullopt, levels[std::min(target.optLevel, 3u)]));
}
