//===- Header.cpp - The C header of a compiled model ----------------------===//

#include "compiler/Emit/Header.h"
#include "compiler/Emit/Weights.h"

#include "toroid/abi.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace toroid;

namespace {

struct ElementType {
  StringRef enumerator;
  StringRef name;
};

class HeaderWriter {
public:
  HeaderWriter(raw_ostream &os, const ProgramSpec &spec,
               const ProgramNames &names)
      : os(os), spec(spec), names(names),
        prefix(StringRef(names.identifier).upper()) {}

  void write(std::optional<int64_t> arenaSize);

private:
  void writeTensors(StringRef kind, ArrayRef<TensorSpec> tensors);

  /// Two tensors whose names differ in what C cannot spell get a number.
  std::string unique(const std::string &name) {
    std::string candidate = name;
    for (unsigned i = 2; !used.insert(candidate).second; ++i)
      candidate = name + "_" + std::to_string(i);
    return candidate;
  }

  raw_ostream &os;
  const ProgramSpec &spec;
  const ProgramNames &names;
  std::string prefix;
  StringSet<> used;
};

} // namespace

static ElementType describe(int32_t elementType) {
  switch (elementType) {
  case TOROID_F32:
    return {"TOROID_F32", "f32"};
  case TOROID_U8:
    return {"TOROID_U8", "u8"};
  case TOROID_I8:
    return {"TOROID_I8", "i8"};
  case TOROID_U16:
    return {"TOROID_U16", "u16"};
  case TOROID_I16:
    return {"TOROID_I16", "i16"};
  case TOROID_I32:
    return {"TOROID_I32", "i32"};
  case TOROID_I64:
    return {"TOROID_I64", "i64"};
  case TOROID_BOOL:
    return {"TOROID_BOOL", "bool"};
  case TOROID_F16:
    return {"TOROID_F16", "f16"};
  case TOROID_F64:
    return {"TOROID_F64", "f64"};
  case TOROID_U32:
    return {"TOROID_U32", "u32"};
  case TOROID_U64:
    return {"TOROID_U64", "u64"};
  case TOROID_BF16:
    return {"TOROID_BF16", "bf16"};
  case TOROID_F8E4M3FN:
    return {"TOROID_F8E4M3FN", "f8e4m3fn"};
  case TOROID_F8E4M3FNUZ:
    return {"TOROID_F8E4M3FNUZ", "f8e4m3fnuz"};
  case TOROID_F8E5M2:
    return {"TOROID_F8E5M2", "f8e5m2"};
  case TOROID_F8E5M2FNUZ:
    return {"TOROID_F8E5M2FNUZ", "f8e5m2fnuz"};
  case TOROID_U4:
    return {"TOROID_U4", "u4"};
  case TOROID_I4:
    return {"TOROID_I4", "i4"};
  case TOROID_F4E2M1:
    return {"TOROID_F4E2M1", "f4e2m1"};
  case TOROID_F8E8M0:
    return {"TOROID_F8E8M0", "f8e8m0"};
  case TOROID_U2:
    return {"TOROID_U2", "u2"};
  case TOROID_I2:
    return {"TOROID_I2", "i2"};
  case TOROID_F6E2M3:
    return {"TOROID_F6E2M3", "f6e2m3"};
  case TOROID_F6E3M2:
    return {"TOROID_F6E3M2", "f6e3m2"};
  default:
    return {"TOROID_UNDEFINED", "unknown"};
  }
}

/// Text of the model's author inside a comment: it may not end the comment, nor
/// start another.
static std::string commentText(StringRef text) {
  std::string result;
  for (char c : text) {
    bool isControl = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    bool isMark = c == '/' && !result.empty() && result.back() == '*';
    bool isStart = c == '*' && !result.empty() && result.back() == '/';
    // A trigraph could be a backslash at the end of a line.
    result += isControl || isMark || isStart || c == '\\' || c == '?' ? '_' : c;
  }
  return result;
}

static std::string dimsText(const TensorSpec &tensor) {
  return "[" +
         join(map_range(tensor.dims,
                        [](const DimSpec &dim) {
                          return dim.text == "?" ? std::string("any")
                                                 : commentText(dim.text);
                        }),
              ", ") +
         "]";
}

void HeaderWriter::writeTensors(StringRef kind, ArrayRef<TensorSpec> tensors) {
  SmallVector<std::string> macros;
  os << "\nenum {\n";
  for (auto [index, tensor] : llvm::enumerate(tensors)) {
    macros.push_back(unique(
        prefix + "_" + kind.str() + "_" +
        StringRef(toIdentifier("_" + tensor.name)).drop_front().upper()));
    os << "  " << macros.back() << " = " << index << ", /* "
       << commentText(tensor.name) << ": " << describe(tensor.elementType).name
       << " " << dimsText(tensor) << " */\n";
  }
  os << "  " << unique(prefix + "_NUM_" + kind.str() + "S") << " = "
     << tensors.size() << "\n};\n";

  for (auto [macro, tensor] : llvm::zip_equal(macros, tensors)) {
    os << "\n#define " << unique(macro + "_TYPE") << " "
       << describe(tensor.elementType).enumerator << "\n";
    os << "#define " << unique(macro + "_RANK") << " " << tensor.dims.size()
       << "\n";
    if (tensor.dims.empty())
      continue;
    os << "#define " << unique(macro + "_DIMS") << " {"
       << join(map_range(
                   tensor.dims,
                   [](const DimSpec &dim) { return std::to_string(dim.size); }),
               ", ")
       << "}\n";
  }
}

void HeaderWriter::write(std::optional<int64_t> arenaSize) {
  std::string guard = unique("TOROID_MODEL_" + prefix + "_H");
  os << "/* The model \"" << commentText(names.name)
     << "\", compiled by toroid-compile.\n\n"
        "   Link with "
     << "the library or object file that came with this header;\n"
        "   toroid/runtime.h tells how to run it. */\n\n"
     << "#ifndef " << guard << "\n#define " << guard << "\n\n"
     << "#include \"toroid/runtime.h\"\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "/* For toroid_model_open. */\n"
     << "extern const toroid_program " << names.identifier << "_program;\n\n"
     << "/* Where inputs and outputs are best aligned to, in bytes. */\n"
     << "#define " << unique(prefix + "_ALIGNMENT") << " " << Weights::alignment
     << "\n\n";

  std::string arenaMacro = unique(prefix + "_ARENA_SIZE");
  if (arenaSize)
    os << "/* Bytes of working memory of a context. */\n#define " << arenaMacro
       << " INT64_C(" << *arenaSize << ")\n";
  else
    os << "/* The working memory of a context depends on the inputs' dims: "
          "see\n   toroid_model_arena_size. */\n#define "
       << arenaMacro << " (-1)\n";
  os << "\n/* Bytes of weights"
     << (names.weightsFile.empty()
             ? std::string(", inside the program")
             : ", in the file " + commentText(names.weightsFile))
     << ". */\n#define " << unique(prefix + "_WEIGHTS_SIZE") << " UINT64_C("
     << names.weightsSize << ")\n"
     << "\n/* Indices of inputs and outputs in the arrays that toroid_run "
        "takes. A dim\n   of -1 is known at run time only. */\n";
  writeTensors("INPUT", spec.inputs);
  writeTensors("OUTPUT", spec.outputs);
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n";
}

void toroid::writeHeader(raw_ostream &os, const ProgramSpec &spec,
                         const ProgramNames &names,
                         std::optional<int64_t> arenaSize) {
  HeaderWriter(os, spec, names).write(arenaSize);
}
