//===- cli_run.c - What the command line asks for -------------------------===//

#include "cli.h"
#include "npy.h"
#include "npz.h"
#include "profile.h"
#include "random.h"
#include "values.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const toroid_program *program_of(const toroid_cli *cli) {
  return toroid_model_program(cli->model);
}

static int out_of_memory(const toroid_cli *cli) {
  return toroid_cli_fail(cli, 1, "no memory for model '%s'",
                         program_of(cli)->name);
}

//===----------------------------------------------------------------------===//
// Opening
//===----------------------------------------------------------------------===//

static void append(char *text, size_t capacity, const char *format,
                   const char *name) {
  size_t used = strlen(text);
  snprintf(text + used, capacity - used, format, used > 0 ? ", " : "", name);
}

static int check_names(const toroid_cli *cli, const toroid_cli_pairs *pairs,
                       const char *option, const char *what,
                       const toroid_tensor_spec *specs, int32_t count) {
  for (int32_t i = 0; i < pairs->count; ++i) {
    bool known = false;
    char names[512] = "";
    for (int32_t s = 0; s < count; ++s) {
      known |= strcmp(specs[s].name, pairs->items[i].name) == 0;
      append(names, sizeof(names), "%s'%s'", specs[s].name);
    }
    if (!known)
      return toroid_cli_fail(cli, 2,
                             "option %s: model '%s' has no %s '%s'; it has %s",
                             option, program_of(cli)->name, what,
                             pairs->items[i].name, names[0] ? names : "none");
  }
  return 0;
}

/// Binds what --dim says. Texts of dims that are no expressions count as
/// symbols.
static int bind_dims(toroid_cli *cli) {
  const toroid_program *program = program_of(cli);
  for (int32_t i = 0; i < program->num_inputs; ++i)
    for (int32_t d = 0; d < program->inputs[i].rank; ++d) {
      const toroid_dim_spec *dim = &program->inputs[i].dims[d];
      if (dim->size < 0 && dim->symbol < 0 && dim->text &&
          strcmp(dim->text, "?") != 0 &&
          !toroid_bindings_find(&cli->bindings, dim->text))
        toroid_bindings_add(&cli->bindings, dim->text);
    }
  for (int32_t i = 0; i < cli->dims.count; ++i) {
    const toroid_cli_pair *pair = &cli->dims.items[i];
    toroid_binding *binding = toroid_bindings_find(&cli->bindings, pair->name);
    if (!binding) {
      char names[512] = "";
      for (int32_t b = 0; b < cli->bindings.count; ++b)
        append(names, sizeof(names), "%s'%s'", cli->bindings.entries[b].name);
      return toroid_cli_fail(
          cli, 2,
          "option --dim: model '%s' has no symbolic dim '%s'; it has %s",
          program->name, pair->name, names[0] ? names : "none");
    }
    binding->value = strtoll(pair->value, NULL, 10);
  }
  return 0;
}

int toroid_cli_open(toroid_cli *cli, toroid_model *model) {
  cli->model = model;
  const toroid_program *program = program_of(cli);
  cli->inputs = calloc((size_t)program->num_inputs + 1, sizeof(toroid_tensor));
  cli->outputs =
      calloc((size_t)program->num_outputs + 1, sizeof(toroid_output));
  if (!cli->inputs || !cli->outputs ||
      !toroid_bindings_init(&cli->bindings, program))
    return out_of_memory(cli);
  int code = check_names(cli, &cli->input_files, "--input", "input",
                         program->inputs, program->num_inputs);
  if (code == 0)
    code = check_names(cli, &cli->output_files, "--output", "output",
                       program->outputs, program->num_outputs);
  return code == 0 ? bind_dims(cli) : code;
}

static void release_pairs(toroid_cli_pairs *pairs) {
  for (int32_t i = 0; i < pairs->count; ++i)
    free(pairs->items[i].name);
  free(pairs->items);
  memset(pairs, 0, sizeof(*pairs));
}

void toroid_cli_forget_dims(toroid_cli *cli) { release_pairs(&cli->dims); }

void toroid_cli_close(toroid_cli *cli) {
  if (cli->inputs)
    for (int32_t i = 0; i < program_of(cli)->num_inputs; ++i)
      free(cli->inputs[i].data);
  toroid_context_destroy(cli->context);
  toroid_bindings_release(&cli->bindings);
  toroid_model_close(cli->model);
  free(cli->inputs);
  free(cli->outputs);
  release_pairs(&cli->input_files);
  release_pairs(&cli->output_files);
  release_pairs(&cli->dims);
  cli->inputs = NULL;
  cli->outputs = NULL;
  cli->context = NULL;
  cli->model = NULL;
}

//===----------------------------------------------------------------------===//
// Dims of inputs that are made
//===----------------------------------------------------------------------===//

/// Takes 1 for the symbolic dims that nothing is known of, and says so in
/// `note`: "batch = 1, seq = 1".
static void bind_defaults(toroid_cli *cli, char *note, size_t capacity) {
  const toroid_program *program = program_of(cli);
  note[0] = '\0';
  for (int32_t b = 0; b < cli->bindings.count; ++b) {
    toroid_binding *binding = &cli->bindings.entries[b];
    if (binding->value >= 0)
      continue;
    // An expression needs no size once its symbols, which come first, have one.
    toroid_dim_spec derived = {-1, -1, 0, binding->name};
    if (b >= program->num_symbols &&
        toroid_dim_size(&derived, &cli->bindings) >= 0)
      continue;
    binding->value = 1;
    append(note, capacity, "%s%s = 1", binding->name);
  }
}

/// Gives the inputs that are not there yet their type and dims.
static void shape_missing_inputs(toroid_cli *cli, bool *missing) {
  const toroid_program *program = program_of(cli);
  for (int32_t i = 0; i < program->num_inputs; ++i) {
    const toroid_tensor_spec *spec = &program->inputs[i];
    missing[i] = cli->inputs[i].element_type == TOROID_UNDEFINED;
    if (!missing[i])
      continue;
    int64_t dims[TOROID_MAX_RANK];
    for (int32_t d = 0; d < spec->rank; ++d) {
      int64_t size = toroid_dim_size(&spec->dims[d], &cli->bindings);
      dims[d] = size >= 0 ? size : 1;
    }
    toroid_tensor_init(&cli->inputs[i], (toroid_element_type)spec->element_type,
                       spec->rank, dims, NULL);
  }
}

//===----------------------------------------------------------------------===//
// --describe
//===----------------------------------------------------------------------===//

static void print_specs(const char *title, const toroid_tensor_spec *specs,
                        int32_t count) {
  int width = 0;
  for (int32_t i = 0; i < count; ++i)
    width =
        (int)strlen(specs[i].name) > width ? (int)strlen(specs[i].name) : width;
  printf("%s:\n", title);
  for (int32_t i = 0; i < count; ++i) {
    printf("  %-*s  %-4s  [", width, specs[i].name,
           toroid_element_name(specs[i].element_type));
    for (int32_t d = 0; d < specs[i].rank; ++d)
      printf("%s%s", d == 0 ? "" : ", ",
             specs[i].dims[d].text ? specs[i].dims[d].text : "?");
    printf("]\n");
  }
}

static void print_bytes(const char *title, uint64_t bytes, const char *rest) {
  if (bytes < 1000000)
    printf("%s: %" PRIu64 " bytes%s\n", title, bytes, rest);
  else
    printf("%s: %.1f MB%s\n", title, (double)bytes / 1e6, rest);
}

/// The working memory for the dims that --dim gives, or 1 for others, which are
/// named in `note`.
static int measure_arena(toroid_cli *cli, int64_t *size, char *note,
                         size_t capacity) {
  const toroid_program *program = program_of(cli);
  bind_defaults(cli, note, capacity);
  bool *missing = calloc((size_t)program->num_inputs + 1, sizeof(bool));
  if (!missing)
    return out_of_memory(cli);
  shape_missing_inputs(cli, missing);
  free(missing);
  toroid_error error;
  if (toroid_model_arena_size(cli->model, cli->inputs, program->num_inputs,
                              size, &error) != TOROID_OK)
    return toroid_cli_fail(cli, 1, "%s", error.message);
  return 0;
}

int toroid_cli_describe(toroid_cli *cli) {
  const toroid_program *program = program_of(cli);
  int64_t arena_size;
  char note[512];
  int code = measure_arena(cli, &arena_size, note, sizeof(note));
  if (code != 0)
    return code;

  printf("model: %s\n", program->name);
  print_specs("inputs", program->inputs, program->num_inputs);
  print_specs("outputs", program->outputs, program->num_outputs);
  if (program->num_symbols > 0) {
    printf("symbolic dims:");
    for (int32_t i = 0; i < program->num_symbols; ++i)
      printf("%s %s", i == 0 ? "" : ",", program->symbols[i]);
    printf("\n");
  }
  char where[512] = ", inside the program";
  if (!program->weights && program->weights_file &&
      program->weights_file[0] != '\0')
    snprintf(where, sizeof(where), ", in '%s'", program->weights_file);
  print_bytes("weights", program->weights_size, where);

  char dims[512] = "";
  for (int32_t i = 0; i < program->num_symbols; ++i) {
    char text[256];
    snprintf(text, sizeof(text), "%s = %lld", program->symbols[i],
             (long long)cli->bindings.entries[i].value);
    append(dims, sizeof(dims), "%s%s", text);
  }
  char at[600] = "";
  if (dims[0])
    snprintf(at, sizeof(at), " at %s%s", dims,
             note[0] ? " (choose with --dim)" : "");
  print_bytes("working memory", (uint64_t)arena_size, at);
  return 0;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// Files have no names for types below a byte: the model says what they hold.
static int retype_input(toroid_cli *cli, int32_t i) {
  const toroid_tensor_spec *spec = &program_of(cli)->inputs[i];
  char what[300];
  snprintf(what, sizeof(what), "input '%.256s'", spec->name);
  toroid_error error;
  if (toroid_npy_retype(&cli->inputs[i], spec->element_type, what, &error) ==
      TOROID_OK)
    return 0;
  return toroid_cli_fail(cli, 1, "%s", error.message);
}

static int read_archive(toroid_cli *cli) {
  const toroid_program *program = program_of(cli);
  toroid_error error;
  toroid_npz *npz;
  if (toroid_npz_open(cli->inputs_archive, &npz, &error) != TOROID_OK)
    return toroid_cli_fail(cli, 1, "%s", error.message);
  int code = 0;
  for (int32_t i = 0; i < program->num_inputs && code == 0; ++i) {
    // Members that are no inputs are left alone: one archive may hold inputs
    // and expected outputs.
    int32_t member = toroid_npz_find(npz, program->inputs[i].name);
    if (cli->inputs[i].element_type != TOROID_UNDEFINED || member < 0)
      continue;
    toroid_tensor tensor;
    if (toroid_npz_read(npz, member, &tensor, &error) != TOROID_OK) {
      code = toroid_cli_fail(cli, 1, "%s", error.message);
      continue;
    }
    cli->inputs[i] = tensor;
    code = retype_input(cli, i);
  }
  toroid_npz_close(npz);
  return code;
}

static int read_inputs(toroid_cli *cli) {
  for (int32_t p = 0; p < cli->input_files.count; ++p) {
    const toroid_cli_pair *pair = &cli->input_files.items[p];
    int32_t i = toroid_model_find_input(cli->model, pair->name);
    toroid_tensor tensor;
    toroid_error error;
    if (toroid_npy_read(pair->value, &tensor, &error) != TOROID_OK)
      return toroid_cli_fail(cli, 1, "input '%s': %s", pair->name,
                             error.message);
    free(cli->inputs[i].data);
    cli->inputs[i] = tensor;
    int code = retype_input(cli, i);
    if (code != 0)
      return code;
  }
  return cli->inputs_archive ? read_archive(cli) : 0;
}

/// Makes the inputs that are not there from the seed.
static int make_inputs(toroid_cli *cli) {
  const toroid_program *program = program_of(cli);
  char note[512];
  bind_defaults(cli, note, sizeof(note));
  bool *missing = calloc((size_t)program->num_inputs + 1, sizeof(bool));
  if (!missing)
    return out_of_memory(cli);
  shape_missing_inputs(cli, missing);
  int code = 0;
  for (int32_t i = 0; i < program->num_inputs && code == 0; ++i) {
    if (!missing[i])
      continue;
    toroid_tensor *input = &cli->inputs[i];
    int64_t bytes = toroid_tensor_bytes(input);
    input->data = bytes >= 0 ? toroid_allocate((size_t)bytes) : NULL;
    if (!input->data) {
      char dims[TOROID_MAX_RANK * 22];
      toroid_format_dims(dims, sizeof(dims), input->rank, input->dims);
      code =
          toroid_cli_fail(cli, 1,
                          "no memory for input '%s' with the dims %s; choose "
                          "smaller ones with --dim",
                          program->inputs[i].name, dims);
    } else {
      toroid_random_fill(input, cli->seed, program->inputs[i].name);
    }
  }
  if (code == 0 && note[0])
    fprintf(stderr, "%s: note: %s; choose with --dim NAME=SIZE\n", cli->self,
            note);
  free(missing);
  return code;
}

int toroid_cli_gather(toroid_cli *cli) {
  const toroid_program *program = program_of(cli);
  int code = read_inputs(cli);
  if (code != 0)
    return code;
  toroid_error error;
  if (toroid_check_inputs(program, cli->inputs, TOROID_CHECK_KNOWN,
                          &cli->bindings, &error) != TOROID_OK)
    return toroid_cli_fail(cli, 1, "%s", error.message);

  const char *missing = NULL;
  bool any_given = false;
  for (int32_t i = 0; i < program->num_inputs; ++i) {
    bool given = cli->inputs[i].element_type != TOROID_UNDEFINED;
    any_given |= given;
    if (!given && !missing)
      missing = program->inputs[i].name;
  }
  if (!missing)
    return 0;
  // A benchmark of no inputs at all wants the speed, not the numbers.
  bool times = cli->bench > 0 || cli->profile;
  if (cli->random || (times && !any_given && !cli->inputs_archive))
    return make_inputs(cli);
  if (cli->inputs_archive)
    return toroid_cli_fail(
        cli, 1,
        "'%s' has no member '%s', which is an input of model "
        "'%s'; add it, or give it with --input or --random",
        cli->inputs_archive, missing, program->name);
  return toroid_cli_fail(cli, 2,
                         "input '%s' is missing; give --input %s=FILE.npy, "
                         "--inputs FILE.npz or --random SEED",
                         missing, missing);
}

//===----------------------------------------------------------------------===//
// Runs
//===----------------------------------------------------------------------===//

static double milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static int compare_doubles(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static toroid_status run_once(toroid_cli *cli, toroid_error *error) {
  const toroid_program *program = program_of(cli);
  return toroid_run(cli->context, cli->inputs, program->num_inputs,
                    cli->outputs, program->num_outputs, error);
}

static int bench(toroid_cli *cli) {
  double *times = malloc((size_t)cli->bench * sizeof(double));
  if (!times)
    return out_of_memory(cli);
  toroid_error error;
  toroid_status status = run_once(cli, &error); // The second warm-up.
  for (int64_t i = 0; i < cli->bench && status == TOROID_OK; ++i) {
    double begin = milliseconds();
    status = run_once(cli, &error);
    times[i] = milliseconds() - begin;
  }
  if (status == TOROID_OK) {
    qsort(times, (size_t)cli->bench, sizeof(double), compare_doubles);
    double upper = times[cli->bench / 2];
    double lower = times[(cli->bench - 1) / 2];
    printf("%lld runs on %d threads: min %.3f ms, median %.3f ms, max %.3f "
           "ms\n",
           (long long)cli->bench, toroid_context_threads(cli->context),
           times[0], (lower + upper) / 2, times[cli->bench - 1]);
  }
  free(times);
  return status == TOROID_OK ? 0 : toroid_cli_fail(cli, 1, "%s", error.message);
}

/// Profiles as many runs as the benchmark has, or what goes into a second. The
/// model has run before.
static int profile_runs(toroid_cli *cli) {
  toroid_profile *profile = NULL;
  toroid_error error;
  toroid_file_writer trace = {NULL, NULL, NULL};
  toroid_status status = toroid_profile_create(
      program_of(cli), cli->profile_file != NULL, &profile, &error);
  if (status == TOROID_OK && cli->profile_file)
    status = toroid_file_begin(&trace, cli->profile_file, &error);
  toroid_peaks peaks;
  if (status == TOROID_OK) {
    toroid_context_measure_peaks(cli->context, &peaks);
    // The peaks' memory has taken the caches.
    status = run_once(cli, &error);
    toroid_context_set_profile(cli->context, profile);
  }
  enum { most_runs = 100 };
  double begin = milliseconds();
  for (int64_t i = 0; status == TOROID_OK; ++i) {
    if (cli->bench > 0
            ? i == cli->bench
            : i > 0 && (i == most_runs || milliseconds() - begin > 1000))
      break;
    status = run_once(cli, &error);
  }
  toroid_context_set_profile(cli->context, NULL);
  if (status == TOROID_OK && cli->profile_file) {
    toroid_profile_write_trace(profile, trace.file);
    status = toroid_file_commit(&trace, &error);
  }
  if (status == TOROID_OK)
    status = toroid_profile_print(profile, toroid_context_threads(cli->context),
                                  &peaks, stdout, &error);
  toroid_file_discard(&trace);
  toroid_profile_destroy(profile);
  return status == TOROID_OK ? 0 : toroid_cli_fail(cli, 1, "%s", error.message);
}

int toroid_cli_run(toroid_cli *cli) {
  toroid_context_options options = {cli->threads, 0};
  toroid_error error;
  if (toroid_context_create(cli->model, &options, &cli->context, &error) !=
          TOROID_OK ||
      run_once(cli, &error) != TOROID_OK)
    return toroid_cli_fail(cli, 1, "%s", error.message);
  int code = cli->bench > 0 ? bench(cli) : 0;
  return code == 0 && cli->profile ? profile_runs(cli) : code;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

static void print_outputs(const toroid_cli *cli) {
  const toroid_program *program = program_of(cli);
  enum { shown = 8 };
  for (int32_t i = 0; i < program->num_outputs; ++i) {
    const toroid_tensor *tensor = &cli->outputs[i].tensor;
    char text[TOROID_MAX_RANK * 22];
    toroid_format_dims(text, sizeof(text), tensor->rank, tensor->dims);
    printf("%s %s %s:", program->outputs[i].name,
           toroid_element_name(tensor->element_type), text);
    int64_t count = toroid_tensor_count(tensor);
    for (int64_t e = 0; e < count && e < shown; ++e) {
      toroid_value_format(tensor, e, text, sizeof(text));
      printf(" %s", text);
    }
    printf(count > shown ? " ...\n" : "\n");
  }
}

static toroid_status write_npy(toroid_file_writer *writer,
                               const toroid_tensor *tensor) {
  char header[TOROID_NPY_HEADER_CAPACITY];
  fwrite(header, 1, toroid_npy_header(tensor, header), writer->file);
  int64_t bytes = toroid_tensor_bytes(tensor);
  if (bytes > 0)
    fwrite(tensor->data, 1, (size_t)bytes, writer->file);
  return TOROID_OK;
}

static toroid_status write_archive(const toroid_cli *cli,
                                   toroid_file_writer *writer,
                                   toroid_error *error) {
  const toroid_program *program = program_of(cli);
  toroid_named_tensor *named =
      calloc((size_t)program->num_outputs + 1, sizeof(*named));
  if (!named)
    return toroid_error_set(error, TOROID_NO_MEMORY, "no memory to write '%s'",
                            writer->path);
  for (int32_t i = 0; i < program->num_outputs; ++i)
    named[i] = (toroid_named_tensor){(char *)program->outputs[i].name,
                                     cli->outputs[i].tensor};
  toroid_status status =
      toroid_npz_write(writer, named, program->num_outputs, error);
  free(named);
  return status;
}

int toroid_cli_report(toroid_cli *cli) {
  int32_t files = cli->output_files.count;
  bool archive = cli->outputs_archive != NULL;
  if (files == 0 && !archive) {
    if (cli->bench == 0 && !cli->profile)
      print_outputs(cli);
    return 0;
  }
  // All files are complete before the first gets its name.
  toroid_file_writer *writers = calloc((size_t)files + 1, sizeof(*writers));
  if (!writers)
    return out_of_memory(cli);
  toroid_error error;
  toroid_status status = TOROID_OK;
  for (int32_t f = 0; f < files + archive && status == TOROID_OK; ++f) {
    bool is_archive = f == files;
    const toroid_cli_pair *pair = &cli->output_files.items[f];
    status = toroid_file_begin(
        &writers[f], is_archive ? cli->outputs_archive : pair->value, &error);
    if (status != TOROID_OK)
      break;
    if (is_archive)
      status = write_archive(cli, &writers[f], &error);
    else
      status = write_npy(
          &writers[f],
          &cli->outputs[toroid_model_find_output(cli->model, pair->name)]
               .tensor);
    if (status == TOROID_OK)
      status = toroid_file_finish(&writers[f], &error);
  }
  for (int32_t f = 0; f < files + archive && status == TOROID_OK; ++f)
    status = toroid_file_commit(&writers[f], &error);
  for (int32_t f = 0; f < files + archive; ++f)
    toroid_file_discard(&writers[f]);
  free(writers);
  return status == TOROID_OK ? 0 : toroid_cli_fail(cli, 1, "%s", error.message);
}
