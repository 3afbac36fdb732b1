//===- model.h - What a model holds ------------------------------*- C -*-===//

#ifndef TOROID_SRC_MODEL_H
#define TOROID_SRC_MODEL_H

#include "support.h"

#ifdef __cplusplus
extern "C" {
#endif

struct toroid_model {
  const toroid_program *program;
  const uint8_t *weights;
  void *mapped; ///< The weights file, or NULL when the weights are inside.
  size_t mapped_size;
  void *library; ///< What `unload` releases, or NULL.
  void (*unload)(void *library);
};

/// Opens `program`, whose weights file is looked up in the folder of
/// `library_path`, or beside what holds `program` where that is NULL.
toroid_status toroid_model_open_beside(const toroid_program *program,
                                       const char *library_path,
                                       toroid_model **model,
                                       toroid_error *error);

/// Runs program->arena_size on inputs of these dims; negative when it cannot be
/// computed. Checks nothing.
int64_t toroid_program_arena_size(const toroid_program *program,
                                  const toroid_tensor *inputs);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_MODEL_H
