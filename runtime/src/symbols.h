//===- symbols.h - Symbolic dims and what they come to ------------*- C -*-===//

#ifndef TOROID_SRC_SYMBOLS_H
#define TOROID_SRC_SYMBOLS_H

#include "support.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum toroid_evaluation {
  TOROID_EVALUATED,
  TOROID_UNKNOWN_SYMBOL, ///< A name in the text has no value.
  TOROID_NOT_AN_EXPRESSION,
  TOROID_EVALUATION_OVERFLOW ///< Or a division by zero.
} toroid_evaluation;

/// Gives the value of the symbol whose name is the `length` bytes at `name`.
typedef bool (*toroid_symbol_lookup)(const void *env, const char *name,
                                     size_t length, int64_t *value);

/// Evaluates the text of a dim: integers, names, + - *, floordiv, ceildiv and
/// mod (which bind like *), parentheses.
toroid_evaluation toroid_dim_evaluate(const char *text,
                                      toroid_symbol_lookup lookup,
                                      const void *env, int64_t *value);

/// The size that a symbol has in a run, and who says so.
typedef struct toroid_binding {
  const char *name;
  int64_t value; ///< -1 while unknown.
  int32_t input; ///< Index of the input that it is from; -1 for an option.
  int32_t dim;
} toroid_binding;

/// The program's symbols in its order, then texts of dims that cannot be
/// evaluated: what has the same text has the same size.
typedef struct toroid_bindings {
  toroid_binding *entries;
  int32_t count;
  int32_t capacity; ///< Enough for all symbols and all dims of inputs.
} toroid_bindings;

/// Sets up unknown bindings for `program`. Release with
/// toroid_bindings_release.
bool toroid_bindings_init(toroid_bindings *bindings,
                          const toroid_program *program);
void toroid_bindings_release(toroid_bindings *bindings);

/// Forgets all values.
void toroid_bindings_clear(toroid_bindings *bindings,
                           const toroid_program *program);

/// The binding called `name`; NULL when there is none.
toroid_binding *toroid_bindings_find(const toroid_bindings *bindings,
                                     const char *name);

/// Adds a binding, or returns NULL when there is no room.
toroid_binding *toroid_bindings_add(toroid_bindings *bindings,
                                    const char *name);

/// The size of a dim, as far as the bindings tell; -1 when they do not.
int64_t toroid_dim_size(const toroid_dim_spec *dim,
                        const toroid_bindings *bindings);

/// How much of an input is looked at.
typedef enum toroid_check {
  TOROID_CHECK_KNOWN, ///< As DIMS, but pass over inputs of no element type.
  TOROID_CHECK_DIMS,  ///< Do not look at data.
  TOROID_CHECK_DATA   ///< Data must be there and aligned to its element type.
} toroid_check;

/// Checks inputs against the program's and binds the symbols, which must be
/// clear or hold values to agree with.
toroid_status toroid_check_inputs(const toroid_program *program,
                                  const toroid_tensor *inputs,
                                  toroid_check check, toroid_bindings *bindings,
                                  toroid_error *error);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_SYMBOLS_H
