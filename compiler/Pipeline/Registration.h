//===- Registration.h - All dialects and passes of Toroid's tools -*- C++
//-*-===//

#ifndef TOROID_COMPILER_PIPELINE_REGISTRATION_H
#define TOROID_COMPILER_PIPELINE_REGISTRATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace toroid {

/// Ours and upstream's, with what phases need to know about them.
void registerDialects(mlir::DialectRegistry &registry);

/// Ours and upstream's, and a pipeline for each phase.
void registerPasses();

} // namespace toroid

#endif // TOROID_COMPILER_PIPELINE_REGISTRATION_H
