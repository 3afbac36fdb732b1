//===- WeightsObject.cpp - Weights as an object file, or a file -----------===//

#include "compiler/Emit/WeightsObject.h"

#include "toroid/abi.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/SwapByteOrder.h"
#include <cstring>

using namespace llvm;
using namespace toroid;

// Structures go to the file as they lie in memory, and targets are
// little-endian.
static_assert(sys::IsLittleEndianHost);

template <typename T>
static void writeStruct(raw_ostream &os, const T &value) {
  os.write(reinterpret_cast<const char *>(&value), sizeof(T));
}

static void writePadding(raw_ostream &os, uint64_t from, uint64_t to) {
  os.write_zeros(static_cast<unsigned>(to - from));
}

Error toroid::writeWeightsObject(raw_ostream &os, const Weights &weights,
                                 StringRef symbol, StringRef like) {
  ELF::Elf64_Ehdr header = {};
  if (like.size() < sizeof(header))
    return createStringError("the model's object file is too short");
  std::memcpy(&header, like.data(), sizeof(header));
  if (!header.checkMagic() || header.getFileClass() != ELF::ELFCLASS64)
    return createStringError("the model's object file is not 64-bit ELF");

  // Names of sections and symbols; both tables are one.
  std::string names(1, '\0');
  auto addName = [&](StringRef name) {
    uint32_t offset = names.size();
    names += name;
    names += '\0';
    return offset;
  };

  enum { Null, Data, Symbols, Strings, Stack, NumSections };
  ELF::Elf64_Shdr sections[NumSections] = {};
  // Whole pages are mapped from the program's file; what is smaller than that
  // is not worth the padding.
  uint64_t align = weights.size() >= 65536 ? 4096 : Weights::alignment;
  uint64_t dataOffset = alignTo(sizeof(header), align);

  sections[Data].sh_name = addName(".toroid.weights");
  sections[Data].sh_type = ELF::SHT_PROGBITS;
  sections[Data].sh_flags = ELF::SHF_ALLOC;
  // Keeps up to 2 GB of weights from coming between code and its data, which
  // have to reach each other.
  if (header.e_machine == ELF::EM_X86_64)
    sections[Data].sh_flags |= ELF::SHF_X86_64_LARGE;
  sections[Data].sh_offset = dataOffset;
  sections[Data].sh_size = weights.size();
  sections[Data].sh_addralign = align;

  ELF::Elf64_Sym symbols[2] = {};
  symbols[1].st_name = addName(symbol);
  symbols[1].setBindingAndType(ELF::STB_GLOBAL, ELF::STT_OBJECT);
  symbols[1].st_other = ELF::STV_HIDDEN;
  symbols[1].st_shndx = Data;
  symbols[1].st_size = weights.size();

  sections[Symbols].sh_name = addName(".symtab");
  sections[Symbols].sh_type = ELF::SHT_SYMTAB;
  sections[Symbols].sh_offset = alignTo(dataOffset + weights.size(), 8);
  sections[Symbols].sh_size = sizeof(symbols);
  sections[Symbols].sh_link = Strings;
  sections[Symbols].sh_info = 1; // The first symbol that is not local.
  sections[Symbols].sh_addralign = 8;
  sections[Symbols].sh_entsize = sizeof(symbols[0]);

  // Says that the stack need not be executable.
  sections[Stack].sh_name = addName(".note.GNU-stack");
  sections[Stack].sh_type = ELF::SHT_PROGBITS;
  sections[Stack].sh_addralign = 1;

  sections[Strings].sh_name = addName(".strtab");
  sections[Strings].sh_type = ELF::SHT_STRTAB;
  sections[Strings].sh_offset =
      sections[Symbols].sh_offset + sections[Symbols].sh_size;
  sections[Strings].sh_size = names.size();
  sections[Strings].sh_addralign = 1;
  sections[Stack].sh_offset =
      sections[Strings].sh_offset + sections[Strings].sh_size;

  // Machine, its flags and byte order stay those of the model's object.
  header.e_type = ELF::ET_REL;
  header.e_version = ELF::EV_CURRENT;
  header.e_entry = 0;
  header.e_phoff = 0;
  header.e_phentsize = 0;
  header.e_phnum = 0;
  header.e_ehsize = sizeof(header);
  header.e_shentsize = sizeof(sections[0]);
  header.e_shnum = NumSections;
  header.e_shstrndx = Strings;
  header.e_shoff = alignTo(sections[Stack].sh_offset, 8);

  writeStruct(os, header);
  writePadding(os, sizeof(header), dataOffset);
  weights.stream(
      [&](ArrayRef<char> bytes) { os.write(bytes.data(), bytes.size()); });
  writePadding(os, dataOffset + weights.size(), sections[Symbols].sh_offset);
  writeStruct(os, symbols);
  os << names;
  writePadding(os, sections[Stack].sh_offset, header.e_shoff);
  writeStruct(os, sections);
  return Error::success();
}

void toroid::writeWeightsFile(raw_ostream &os, const Weights &weights,
                              uint64_t hash) {
  weights.stream(
      [&](ArrayRef<char> bytes) { os.write(bytes.data(), bytes.size()); });
  toroid_weights_trailer trailer = {};
  std::memcpy(trailer.magic, TOROID_WEIGHTS_MAGIC, sizeof(trailer.magic));
  trailer.weights_size = weights.size();
  trailer.weights_hash = hash;
  writeStruct(os, trailer);
}

void toroid::appendWeightsFile(raw_ostream &os, uint64_t end,
                               const Weights &weights, uint64_t hash) {
  // They are mapped, so they begin at a page, however large pages are.
  constexpr uint64_t pageAlignment = 65536;
  writePadding(os, end, alignTo(end, pageAlignment));
  writeWeightsFile(os, weights, hash);
}
