//===- file.h - Whole files in, complete files out ----------------*- C -*-===//

#ifndef TOROID_SRC_FILE_H
#define TOROID_SRC_FILE_H

#include "support.h"

#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Reads the file at `path` into memory of toroid_allocate's, which the caller
/// frees.
toroid_status toroid_file_read(const char *path, uint8_t **bytes, size_t *size,
                               toroid_error *error);

/// A file that appears under its name only when it is complete: it is written
/// under a temporary name in the same folder, then renamed. What is no regular
/// file (/dev/stdout) is written directly.
typedef struct toroid_file_writer {
  FILE *file;      ///< Write here; errors are found by toroid_file_finish.
  char *path;      ///< The name to be.
  char *temporary; ///< NULL when written directly.
} toroid_file_writer;

/// Opens. On success, exactly one of commit and discard must follow.
toroid_status toroid_file_begin(toroid_file_writer *writer, const char *path,
                                toroid_error *error);

/// Flushes and closes; the file is complete under its temporary name. Optional
/// before commit: so that several files are complete before the first appears.
toroid_status toroid_file_finish(toroid_file_writer *writer,
                                 toroid_error *error);

/// Finishes if that is yet to be done, and gives the file its name. On failure
/// nothing is left behind.
toroid_status toroid_file_commit(toroid_file_writer *writer,
                                 toroid_error *error);

/// Removes what was written. Allowed after a commit or on a zeroed writer,
/// where it does nothing.
void toroid_file_discard(toroid_file_writer *writer);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_FILE_H
