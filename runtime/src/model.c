//===- model.c - Opening compiled models ----------------------------------===//

#include "model.h"
#include "symbols.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

//===----------------------------------------------------------------------===//
// The weights file
//===----------------------------------------------------------------------===//

typedef struct object_search {
  uintptr_t address;
  char *path;
  bool found;
} object_search;

/// Takes the path of the loaded object that holds the address searched for.
static int visit_object(struct dl_phdr_info *info, size_t size, void *env) {
  (void)size;
  object_search *search = env;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (info->dlpi_phdr[i].p_type != PT_LOAD || search->address < begin ||
        search->address - begin >= info->dlpi_phdr[i].p_memsz)
      continue;
    search->found = true;
    // The executable itself has no name here.
    bool is_main = !info->dlpi_name || info->dlpi_name[0] == '\0';
    search->path = realpath(is_main ? "/proc/self/exe" : info->dlpi_name, NULL);
    return 1;
  }
  return 0;
}

/// The path of the file named `name` beside `holder`; the caller frees it.
static char *path_beside(const char *holder, const char *name) {
  const char *slash = holder ? strrchr(holder, '/') : NULL;
  size_t folder = slash && name[0] != '/' ? (size_t)(slash - holder) + 1 : 0;
  char *path = malloc(folder + strlen(name) + 1);
  if (!path)
    return NULL;
  if (folder > 0)
    memcpy(path, holder, folder);
  strcpy(path + folder, name);
  return path;
}

/// Maps the file at `path`, which must be the weights of `program`, or end with
/// them where it is the program's own file.
static toroid_status map_weights(toroid_model *model, const char *path,
                                 toroid_error *error) {
  const toroid_program *program = model->program;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat info;
  if (fd < 0 || fstat(fd, &info) != 0) {
    toroid_error_set(
        error, TOROID_BAD_FILE,
        "cannot open '%s', the weights of model '%s': %s; keep the "
        "file beside the program that uses it",
        path, program->name, strerror(errno));
    if (fd >= 0)
      close(fd);
    return TOROID_BAD_FILE;
  }
  toroid_weights_trailer trailer;
  uint64_t expected = program->weights_size + sizeof(trailer);
  bool own = program->weights_file[0] == '\0';
  uint64_t begin = own && (uint64_t)info.st_size > expected
                       ? (uint64_t)info.st_size - expected
                       : 0;
  if (own && begin % (uint64_t)sysconf(_SC_PAGESIZE) != 0) {
    close(fd);
    return toroid_error_set(
        error, TOROID_BAD_FILE,
        "'%s' does not end with the weights of model '%s' any more; compile "
        "the model again, and strip nothing off the file",
        path, program->name);
  }
  if (!S_ISREG(info.st_mode) || (uint64_t)info.st_size - begin != expected) {
    close(fd);
    return toroid_error_set(
        error, TOROID_BAD_FILE,
        "'%s' is not the weights of model '%s': it has %lld bytes and not "
        "%llu; "
        "compile the model again or put back the file made with it",
        path, program->name, (long long)info.st_size,
        (unsigned long long)expected);
  }
  void *mapped =
      mmap(NULL, (size_t)expected, PROT_READ, MAP_PRIVATE, fd, (off_t)begin);
  int reason = errno;
  close(fd);
  if (mapped == MAP_FAILED)
    return toroid_error_set(error, TOROID_NO_MEMORY, "cannot map '%s': %s",
                            path, strerror(reason));
  memcpy(&trailer, (const uint8_t *)mapped + program->weights_size,
         sizeof(trailer));
  if (memcmp(trailer.magic, TOROID_WEIGHTS_MAGIC, sizeof(trailer.magic)) != 0 ||
      trailer.weights_size != program->weights_size ||
      trailer.weights_hash != program->weights_hash) {
    munmap(mapped, (size_t)expected);
    return toroid_error_set(
        error, TOROID_BAD_FILE,
        "'%s' is not the weights of model '%s': it was made with another "
        "program; compile the model again or put back the file made with it",
        path, program->name);
  }
  model->mapped = mapped;
  model->mapped_size = (size_t)expected;
  model->weights = mapped;
  return TOROID_OK;
}

static toroid_status find_weights(toroid_model *model, const char *library_path,
                                  toroid_error *error) {
  const toroid_program *program = model->program;
  model->weights = program->weights;
  if (model->weights || !program->weights_file)
    return TOROID_OK;
  object_search search = {(uintptr_t)program, NULL, false};
  if (!library_path)
    dl_iterate_phdr(visit_object, &search);
  const char *holder = library_path ? library_path : search.path;
  char *path = program->weights_file[0] != '\0'
                   ? path_beside(holder, program->weights_file)
               : holder ? strdup(holder)
                        : NULL;
  toroid_status status =
      path ? map_weights(model, path, error)
           : toroid_error_set(error, TOROID_NO_MEMORY,
                              "no memory to open model '%s'", program->name);
  free(path);
  free(search.path);
  return status;
}

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

toroid_status toroid_model_open_beside(const toroid_program *program,
                                       const char *library_path,
                                       toroid_model **result,
                                       toroid_error *error) {
  *result = NULL;
  if (!program)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "there is no compiled model to open; link one into "
                            "the program");
  // Only the version is at the same place in every version.
  if (program->abi_version != TOROID_ABI_VERSION)
    return toroid_error_set(error, TOROID_BAD_FILE,
                            "the model was compiled for version %u of the "
                            "runtime's interface, and this runtime has version "
                            "%d; compile it again with this toroid-compile",
                            program->abi_version, TOROID_ABI_VERSION);
  toroid_model *model = calloc(1, sizeof(*model));
  if (!model)
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "no memory to open model '%s'", program->name);
  model->program = program;
  toroid_status status = find_weights(model, library_path, error);
  if (status != TOROID_OK) {
    free(model);
    return status;
  }
  *result = model;
  return TOROID_OK;
}

toroid_status toroid_model_open(const toroid_program *program,
                                toroid_model **model, toroid_error *error) {
  return toroid_model_open_beside(program, NULL, model, error);
}

void toroid_model_close(toroid_model *model) {
  if (!model)
    return;
  if (model->mapped)
    munmap(model->mapped, model->mapped_size);
  if (model->library)
    model->unload(model->library);
  free(model);
}

const toroid_program *toroid_model_program(const toroid_model *model) {
  return model->program;
}

static int32_t find_spec(const toroid_tensor_spec *specs, int32_t count,
                         const char *name) {
  for (int32_t i = 0; i < count; ++i)
    if (strcmp(specs[i].name, name) == 0)
      return i;
  return -1;
}

int32_t toroid_model_find_input(const toroid_model *model, const char *name) {
  return find_spec(model->program->inputs, model->program->num_inputs, name);
}

int32_t toroid_model_find_output(const toroid_model *model, const char *name) {
  return find_spec(model->program->outputs, model->program->num_outputs, name);
}

int64_t toroid_program_arena_size(const toroid_program *program,
                                  const toroid_tensor *inputs) {
  toroid_call call;
  memset(&call, 0, sizeof(call));
  call.inputs = inputs;
  return program->arena_size(&call);
}

toroid_status toroid_model_arena_size(const toroid_model *model,
                                      const toroid_tensor *inputs,
                                      int32_t num_inputs, int64_t *size,
                                      toroid_error *error) {
  const toroid_program *program = model->program;
  *size = 0;
  if (num_inputs != program->num_inputs)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "model '%s' takes %d inputs, but %d were given",
                            program->name, program->num_inputs, num_inputs);
  toroid_bindings bindings;
  if (!toroid_bindings_init(&bindings, program))
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "no memory to check the inputs of model '%s'",
                            program->name);
  toroid_status status =
      toroid_check_inputs(program, inputs, TOROID_CHECK_DIMS, &bindings, error);
  toroid_bindings_release(&bindings);
  if (status != TOROID_OK)
    return status;
  int64_t bytes = toroid_program_arena_size(program, inputs);
  if (bytes < 0)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "the memory that model '%s' needs for inputs of "
                            "these dims overflows; give smaller ones",
                            program->name);
  *size = bytes;
  return TOROID_OK;
}
