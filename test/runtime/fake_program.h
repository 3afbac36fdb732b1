//===- fake_program.h - A compiled model, written by hand --------*- C -*-===//

#ifndef TOROID_TEST_FAKE_PROGRAM_H
#define TOROID_TEST_FAKE_PROGRAM_H

#include "toroid/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

extern const toroid_program fake_program;

#define FAKE_WEIGHTS_HASH 0x1234567890abcdefu

/// Values of the input `mode` at which the model goes wrong.
enum {
  FAKE_FAIL = 100,
  FAKE_NEGATIVE_DIM,
  FAKE_HUGE_OUTPUT, ///< 64 TB.
  FAKE_OVERFLOW,
  FAKE_NO_SUCH_OUTPUT,
  FAKE_MISSING_OUTPUT,
  FAKE_HUGE_BLOCK, ///< 64 TB.
  FAKE_NEGATIVE_BLOCK
};

#ifdef __cplusplus
}
#endif

#endif // TOROID_TEST_FAKE_PROGRAM_H
