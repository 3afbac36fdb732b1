//===- cli.h - The command line of compiled models ----------------*- C -*-===//
//
// What executables and toroid-run share. A session goes: parse, open, gather
// inputs, run, report, close. Each step prints its one error message itself and
// returns an exit code: 0 done, 1 the input is at fault, 2 wrong command line.
//
//===----------------------------------------------------------------------===//

#ifndef TOROID_SRC_CLI_H
#define TOROID_SRC_CLI_H

#include "symbols.h"

#ifdef __cplusplus
extern "C" {
#endif

/// "name=value" from the command line.
typedef struct toroid_cli_pair {
  char *name; ///< Owned.
  const char *value;
} toroid_cli_pair;

typedef struct toroid_cli_pairs {
  toroid_cli_pair *items; ///< Owned.
  int32_t count;
} toroid_cli_pairs;

typedef struct toroid_cli {
  const char *self; ///< The program's own name, for messages.

  // Options.
  bool help;
  bool describe;
  bool random;
  uint64_t seed;
  int64_t bench; ///< 0: no benchmark.
  bool profile;
  const char *profile_file; ///< NULL: the profile goes to people only.
  int32_t threads;
  toroid_cli_pairs input_files;
  toroid_cli_pairs output_files;
  toroid_cli_pairs dims;
  const char *inputs_archive;
  const char *outputs_archive;

  // The session.
  toroid_model *model; ///< Owned from toroid_cli_open on.
  toroid_context *context;
  toroid_bindings bindings;
  toroid_tensor *inputs; ///< The data is owned, from malloc. An element type of
                         ///< TOROID_UNDEFINED marks what is not there yet.
  toroid_output *outputs;
} toroid_cli;

/// An option of the command line.
typedef struct toroid_cli_option {
  const char *name;  ///< "--bench"
  const char *value; ///< What follows it, for help: "N"; NULL for nothing;
                     ///< "[=FILE]" for what may be left out.
  const char *help;
  /// Takes the option with its value; returns NULL or what is wrong with it.
  const char *(*take)(void *target, const char *value);
} toroid_cli_option;

/// What a tool adds to the common command line.
typedef struct toroid_cli_extras {
  const char *usage;    ///< "toroid-run MODEL"
  const char *overview; ///< A sentence for --help.
  const toroid_cli_option *options;
  int32_t num_options;
  void *target; ///< For `take`.
  /// Takes an argument that is no option; NULL when there are none.
  const char *(*take_positional)(void *target, const char *value);
} toroid_cli_extras;

/// Prints "self: error: …" and returns `code`.
__attribute__((format(printf, 3, 4))) int
toroid_cli_fail(const toroid_cli *cli, int code, const char *format, ...);

/// Reads the command line into `cli`, which it initializes. With --help, prints
/// help and sets cli->help. `argv` is kept.
int toroid_cli_parse(toroid_cli *cli, int argc, char **argv,
                     const toroid_cli_extras *extras);

/// Drops what --dim said: a compiler has settled it.
void toroid_cli_forget_dims(toroid_cli *cli);

/// Takes ownership of `model` and checks that the names on the command line are
/// the model's.
int toroid_cli_open(toroid_cli *cli, toroid_model *model);

/// Prints what the model is.
int toroid_cli_describe(toroid_cli *cli);

/// Reads or makes the inputs that are not there yet.
int toroid_cli_gather(toroid_cli *cli);

/// Runs the model, and again for the benchmark or the profile, which it prints.
int toroid_cli_run(toroid_cli *cli);

/// Writes the outputs to the files asked for. With none asked for, and neither
/// a benchmark, prints them.
int toroid_cli_report(toroid_cli *cli);

/// Releases everything. Allowed after any step, failed ones too.
void toroid_cli_close(toroid_cli *cli);

/// All of it: the main function of executables.
int toroid_cli_main(const toroid_program *program, int argc, char **argv);

/// Parses a decimal number within [0, max]. Returns whether it is one.
bool toroid_cli_parse_number(const char *text, uint64_t max, uint64_t *value);

#ifdef __cplusplus
}
#endif

#endif // TOROID_SRC_CLI_H
