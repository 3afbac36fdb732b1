//===- callbacks.h - What generated code calls, by name -----------*- C -*-===//
//
// For programs that are loaded without a linker.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_SRC_CALLBACKS_H
#define TOROID_SRC_CALLBACKS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct toroid_rt_function {
  const char *name;
  void (*address)(void);
} toroid_rt_function;

/// Every toroid_rt_* function that toroid/abi.h declares.
extern const toroid_rt_function toroid_rt_functions[];
extern const int32_t toroid_rt_num_functions;

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_CALLBACKS_H
