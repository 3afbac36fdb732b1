//===- SymbolicInputs.h - Models without declared sizes ---------*- C++ -*-===//

#ifndef TOROID_COMPILER_IMPORTER_SYMBOLICINPUTS_H
#define TOROID_COMPILER_IMPORTER_SYMBOLICINPUTS_H

namespace onnx {
class ModelProto;
} // namespace onnx

namespace toroid::importer {

/// Names each dimension of the model's inputs `d0`, `d1` and so on, and forgets
/// the sizes declared for all other values, which follow from those of the
/// inputs. Ranks, element types and constants stay.
void makeInputsSymbolic(::onnx::ModelProto &model);

} // namespace toroid::importer

#endif // TOROID_COMPILER_IMPORTER_SYMBOLICINPUTS_H
