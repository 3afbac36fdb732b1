//===- library.c - Models in shared libraries -----------------------------===//

#include "model.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void unload(void *library) { dlclose(library); }

toroid_status toroid_model_load(const char *path, toroid_model **model,
                                toroid_error *error) {
  *model = NULL;
  // An absolute path: dlopen looks a bare name up elsewhere.
  char *full = realpath(path, NULL);
  if (!full)
    return toroid_error_set(error, TOROID_BAD_FILE, "cannot open '%s': %s",
                            path, strerror(errno));
  void *library = dlopen(full, RTLD_NOW | RTLD_LOCAL);
  toroid_status status = TOROID_OK;
  if (!library) {
    const char *reason = dlerror();
    status =
        toroid_error_set(error, TOROID_BAD_FILE,
                         "cannot load '%s': %s; give a shared library that "
                         "toroid-compile made with --emit=shared",
                         path, reason ? reason : "no reason given");
  } else {
    const toroid_program *program = dlsym(library, "toroid_program");
    if (!program)
      status = toroid_error_set(
          error, TOROID_BAD_FILE,
          "'%s' is no compiled model: it has no symbol 'toroid_program'; give "
          "a "
          "shared library that toroid-compile made with --emit=shared",
          path);
    else
      status = toroid_model_open_beside(program, full, model, error);
  }
  free(full);
  if (status != TOROID_OK) {
    if (library)
      dlclose(library);
    return status;
  }
  (*model)->library = library;
  (*model)->unload = unload;
  return TOROID_OK;
}
