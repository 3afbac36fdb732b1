//===- cli.c - Reading the command line -----------------------------------===//

#include "cli.h"
#include "threads.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int toroid_cli_fail(const toroid_cli *cli, int code, const char *format, ...) {
  fprintf(stderr, "%s: error: ", cli->self);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputs(code == 2 ? "; see --help\n" : "\n", stderr);
  return code;
}

bool toroid_cli_parse_number(const char *text, uint64_t max, uint64_t *value) {
  uint64_t number = 0;
  if (*text == '\0')
    return false;
  for (; *text; ++text)
    if (*text < '0' || *text > '9' ||
        __builtin_mul_overflow(number, 10u, &number) ||
        __builtin_add_overflow(number, (uint64_t)(*text - '0'), &number))
      return false;
  *value = number;
  return number <= max;
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static const char *add_pair(toroid_cli_pairs *pairs, const char *text) {
  const char *equals = strchr(text, '=');
  if (!equals || equals == text || equals[1] == '\0')
    return "is not of the form NAME=VALUE";
  toroid_cli_pair *items = realloc(pairs->items, ((size_t)pairs->count + 1) *
                                                     sizeof(toroid_cli_pair));
  if (!items)
    return "takes more memory than there is";
  pairs->items = items;
  size_t length = (size_t)(equals - text);
  for (int32_t i = 0; i < pairs->count; ++i)
    if (strncmp(items[i].name, text, length) == 0 &&
        items[i].name[length] == '\0')
      return "names what was named before";
  char *name = malloc(length + 1);
  if (!name)
    return "takes more memory than there is";
  memcpy(name, text, length);
  name[length] = '\0';
  items[pairs->count++] = (toroid_cli_pair){name, equals + 1};
  return NULL;
}

static const char *take_help(void *cli, const char *value) {
  (void)value;
  ((toroid_cli *)cli)->help = true;
  return NULL;
}

static const char *take_describe(void *cli, const char *value) {
  (void)value;
  ((toroid_cli *)cli)->describe = true;
  return NULL;
}

static const char *take_input(void *cli, const char *value) {
  return add_pair(&((toroid_cli *)cli)->input_files, value);
}

static const char *take_output(void *cli, const char *value) {
  return add_pair(&((toroid_cli *)cli)->output_files, value);
}

static const char *take_inputs(void *cli, const char *value) {
  ((toroid_cli *)cli)->inputs_archive = value;
  return NULL;
}

static const char *take_outputs(void *cli, const char *value) {
  ((toroid_cli *)cli)->outputs_archive = value;
  return NULL;
}

static const char *take_random(void *cli, const char *value) {
  ((toroid_cli *)cli)->random = true;
  return toroid_cli_parse_number(value, UINT64_MAX, &((toroid_cli *)cli)->seed)
             ? NULL
             : "is not a number";
}

static const char *take_dim(void *cli, const char *value) {
  toroid_cli_pairs *dims = &((toroid_cli *)cli)->dims;
  const char *problem = add_pair(dims, value);
  uint64_t size;
  if (!problem && !toroid_cli_parse_number(dims->items[dims->count - 1].value,
                                           INT64_MAX, &size))
    problem = "does not give a size";
  return problem;
}

static const char *take_bench(void *cli, const char *value) {
  uint64_t runs;
  if (!toroid_cli_parse_number(value, 1000000, &runs) || runs == 0)
    return "is not a number from 1 to 1000000";
  ((toroid_cli *)cli)->bench = (int64_t)runs;
  return NULL;
}

static const char *take_profile(void *cli, const char *value) {
  if (value && *value == '\0')
    return "does not name a file";
  ((toroid_cli *)cli)->profile = true;
  ((toroid_cli *)cli)->profile_file = value;
  return NULL;
}

static const char *take_threads(void *cli, const char *value) {
  uint64_t threads;
  if (!toroid_cli_parse_number(value, TOROID_MAX_THREADS, &threads) ||
      threads == 0)
    return "is not a number from 1 to 1024";
  ((toroid_cli *)cli)->threads = (int32_t)threads;
  return NULL;
}

static const toroid_cli_option common_options[] = {
    {"--describe", NULL, "say what the model is, and stop", take_describe},
    {"--input", "NAME=FILE.npy", "read this input (repeat for others)",
     take_input},
    {"--inputs", "FILE.npz", "read inputs from an archive", take_inputs},
    {"--random", "SEED", "make the inputs not given from this number",
     take_random},
    {"--dim", "NAME=SIZE", "size of a symbolic dim of inputs made (repeat)",
     take_dim},
    {"--output", "NAME=FILE.npy", "write this output (repeat for others)",
     take_output},
    {"--outputs", "FILE.npz", "write all outputs to an archive", take_outputs},
    {"--bench", "N", "time N runs: min, median, max", take_bench},
    {"--profile", "[=FILE.json]",
     "tell where the time goes; to FILE.json for Chrome's tracing",
     take_profile},
    {"--threads", "N", "run on N threads (default: one on each CPU)",
     take_threads},
    {"--help", NULL, "print this help", take_help},
};
enum {
  num_common_options = sizeof(common_options) / sizeof(common_options[0])
};

static void print_options(const toroid_cli_option *options, int32_t count) {
  for (int32_t i = 0; i < count; ++i) {
    char left[64];
    const char *value = options[i].value ? options[i].value : "";
    snprintf(left, sizeof(left), "%s%s%s", options[i].name,
             value[0] == '[' ? "" : " ", value);
    printf("  %-24s  %s\n", left, options[i].help);
  }
}

static void print_help(const toroid_cli *cli, const toroid_cli_extras *extras) {
  printf("usage: %s [options]\n\n%s\n\noptions:\n",
         extras ? extras->usage : cli->self,
         extras ? extras->overview
                : "Runs the model that is compiled into this program.");
  print_options(common_options, num_common_options);
  if (extras)
    print_options(extras->options, extras->num_options);
  printf("\nexit codes: 0 done, 1 the input is at fault, 2 wrong command "
         "line\n");
}

static const toroid_cli_option *find_option(const toroid_cli_option *options,
                                            int32_t count, const char *name,
                                            size_t length) {
  for (int32_t i = 0; i < count; ++i)
    if (strncmp(options[i].name, name, length) == 0 &&
        options[i].name[length] == '\0')
      return &options[i];
  return NULL;
}

int toroid_cli_parse(toroid_cli *cli, int argc, char **argv,
                     const toroid_cli_extras *extras) {
  memset(cli, 0, sizeof(*cli));
  const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
  cli->self = slash ? slash + 1 : argc > 0 ? argv[0] : "model";
  for (int i = 1; i < argc; ++i) {
    const char *argument = argv[i];
    if (argument[0] != '-') {
      const char *problem =
          extras && extras->take_positional
              ? extras->take_positional(extras->target, argument)
              : "is no option";
      if (problem)
        return toroid_cli_fail(cli, 2, "'%s' %s", argument, problem);
      continue;
    }
    // Both "--bench 20" and "--bench=20".
    size_t length = strcspn(argument, "=");
    void *target = cli;
    const toroid_cli_option *option =
        find_option(common_options, num_common_options, argument, length);
    if (!option && extras) {
      target = extras->target;
      option =
          find_option(extras->options, extras->num_options, argument, length);
    }
    if (!option)
      return toroid_cli_fail(cli, 2, "unknown option '%.*s'", (int)length,
                             argument);
    const char *value = argument[length] ? argument + length + 1 : NULL;
    if (!option->value && value)
      return toroid_cli_fail(cli, 2, "option %s takes no value", option->name);
    bool is_optional = option->value && option->value[0] == '[';
    if (option->value && !is_optional && !value) {
      if (i + 1 == argc)
        return toroid_cli_fail(cli, 2, "option %s wants a value: %s %s",
                               option->name, option->name, option->value);
      value = argv[++i];
    }
    const char *problem = option->take(target, value);
    if (problem)
      return toroid_cli_fail(cli, 2, "option %s: '%s' %s", option->name,
                             value ? value : "", problem);
  }
  if (cli->help) {
    print_help(cli, extras);
    return 0;
  }
  if (cli->describe && (cli->input_files.count || cli->output_files.count ||
                        cli->bench || cli->profile || cli->inputs_archive ||
                        cli->outputs_archive || cli->random))
    return toroid_cli_fail(
        cli, 2,
        "--describe runs nothing; of the other options, only "
        "--dim goes with it");
  return 0;
}

int toroid_cli_main(const toroid_program *program, int argc, char **argv) {
  toroid_cli cli;
  toroid_model *model = NULL;
  toroid_error error;
  int code = toroid_cli_parse(&cli, argc, argv, NULL);
  if (code == 0 && !cli.help) {
    if (toroid_model_open(program, &model, &error) != TOROID_OK)
      code = toroid_cli_fail(&cli, 1, "%s", error.message);
    else
      code = toroid_cli_open(&cli, model);
    if (code == 0 && cli.describe) {
      code = toroid_cli_describe(&cli);
    } else if (code == 0) {
      code = toroid_cli_gather(&cli);
      if (code == 0)
        code = toroid_cli_run(&cli);
      if (code == 0)
        code = toroid_cli_report(&cli);
    }
  }
  toroid_cli_close(&cli);
  // A full disk behind a redirection shows up here.
  if (fflush(stdout) != 0 && code == 0)
    code = toroid_cli_fail(&cli, 1, "cannot write to the standard output");
  return code;
}
