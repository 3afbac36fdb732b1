//===- symbols.c - Symbolic dims and what they come to --------------------===//

#include "symbols.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

typedef struct parser {
  const char *at;
  toroid_symbol_lookup lookup;
  const void *env;
  int depth;
  toroid_evaluation problem; ///< The gravest so far.
} parser;

static int64_t parse_sum(parser *p);

/// Keeps the gravest problem, so that "seq + )" is no expression even though
/// seq has no value. Returns a value to go on with.
static int64_t report(parser *p, toroid_evaluation problem) {
  if (p->problem != TOROID_NOT_AN_EXPRESSION &&
      (problem == TOROID_NOT_AN_EXPRESSION || p->problem == TOROID_EVALUATED))
    p->problem = problem;
  return 1;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || (unsigned char)c >= 0x80 || is_digit(c);
}

static void skip_space(parser *p) {
  while (*p->at == ' ' || *p->at == '\t')
    ++p->at;
}

static bool take(parser *p, char c) {
  skip_space(p);
  if (*p->at != c)
    return false;
  ++p->at;
  return true;
}

static bool take_word(parser *p, const char *word) {
  skip_space(p);
  size_t length = strlen(word);
  if (strncmp(p->at, word, length) != 0 || is_name(p->at[length]))
    return false;
  p->at += length;
  return true;
}

static int64_t parse_factor(parser *p) {
  // What takes this many is no dim but an attack on the stack.
  if (++p->depth > 64)
    return report(p, TOROID_NOT_AN_EXPRESSION);
  int64_t value = 0;
  if (take(p, '-')) {
    int64_t operand = parse_factor(p);
    if (__builtin_sub_overflow(0, operand, &value))
      value = report(p, TOROID_EVALUATION_OVERFLOW);
  } else if (take(p, '(')) {
    value = parse_sum(p);
    if (!take(p, ')'))
      value = report(p, TOROID_NOT_AN_EXPRESSION);
  } else if (is_digit(*p->at)) {
    while (is_digit(*p->at))
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, *p->at++ - '0', &value))
        value = report(p, TOROID_EVALUATION_OVERFLOW);
    if (is_name(*p->at))
      value = report(p, TOROID_NOT_AN_EXPRESSION);
  } else if (is_name(*p->at)) {
    const char *name = p->at;
    while (is_name(*p->at))
      ++p->at;
    if (!p->lookup(p->env, name, (size_t)(p->at - name), &value))
      value = report(p, TOROID_UNKNOWN_SYMBOL);
  } else {
    value = report(p, TOROID_NOT_AN_EXPRESSION);
  }
  --p->depth;
  return value;
}

typedef enum rounding { round_down, round_up, remainder_only } rounding;

/// Division as in MLIR's affine expressions: floordiv rounds down, ceildiv up,
/// and mod is never negative.
static int64_t divide(parser *p, int64_t a, int64_t b, rounding mode) {
  if (b <= 0)
    return report(p, TOROID_EVALUATION_OVERFLOW);
  int64_t quotient = a / b, remainder = a % b;
  switch (mode) {
  case round_down:
    return quotient - (remainder < 0);
  case round_up:
    return quotient + (remainder > 0);
  case remainder_only:
    return remainder < 0 ? remainder + b : remainder;
  }
  return 0;
}

static int64_t parse_product(parser *p) {
  int64_t value = parse_factor(p);
  while (p->problem != TOROID_NOT_AN_EXPRESSION) {
    if (take(p, '*')) {
      int64_t factor = parse_factor(p);
      if (__builtin_mul_overflow(value, factor, &value))
        value = report(p, TOROID_EVALUATION_OVERFLOW);
    } else if (take_word(p, "floordiv")) {
      value = divide(p, value, parse_factor(p), round_down);
    } else if (take_word(p, "ceildiv")) {
      value = divide(p, value, parse_factor(p), round_up);
    } else if (take_word(p, "mod")) {
      value = divide(p, value, parse_factor(p), remainder_only);
    } else {
      break;
    }
  }
  return value;
}

static int64_t parse_sum(parser *p) {
  int64_t value = parse_product(p);
  while (p->problem != TOROID_NOT_AN_EXPRESSION) {
    if (take(p, '+')) {
      int64_t term = parse_product(p);
      if (__builtin_add_overflow(value, term, &value))
        value = report(p, TOROID_EVALUATION_OVERFLOW);
    } else if (take(p, '-')) {
      int64_t term = parse_product(p);
      if (__builtin_sub_overflow(value, term, &value))
        value = report(p, TOROID_EVALUATION_OVERFLOW);
    } else {
      break;
    }
  }
  return value;
}

toroid_evaluation toroid_dim_evaluate(const char *text,
                                      toroid_symbol_lookup lookup,
                                      const void *env, int64_t *value) {
  parser p = {text, lookup, env, 0, TOROID_EVALUATED};
  int64_t result = parse_sum(&p);
  skip_space(&p);
  if (*p.at != '\0')
    report(&p, TOROID_NOT_AN_EXPRESSION);
  if (p.problem == TOROID_EVALUATED)
    *value = result;
  return p.problem;
}

//===----------------------------------------------------------------------===//
// Bindings
//===----------------------------------------------------------------------===//

bool toroid_bindings_init(toroid_bindings *bindings,
                          const toroid_program *program) {
  int32_t capacity = program->num_symbols;
  for (int32_t i = 0; i < program->num_inputs; ++i)
    capacity += program->inputs[i].rank;
  bindings->entries = calloc((size_t)capacity + 1, sizeof(toroid_binding));
  bindings->capacity = capacity;
  bindings->count = 0;
  if (!bindings->entries)
    return false;
  toroid_bindings_clear(bindings, program);
  return true;
}

void toroid_bindings_release(toroid_bindings *bindings) {
  free(bindings->entries);
  memset(bindings, 0, sizeof(*bindings));
}

void toroid_bindings_clear(toroid_bindings *bindings,
                           const toroid_program *program) {
  bindings->count = 0;
  for (int32_t i = 0; i < program->num_symbols; ++i)
    toroid_bindings_add(bindings, program->symbols[i]);
}

toroid_binding *toroid_bindings_find(const toroid_bindings *bindings,
                                     const char *name) {
  for (int32_t i = 0; i < bindings->count; ++i)
    if (strcmp(bindings->entries[i].name, name) == 0)
      return &bindings->entries[i];
  return NULL;
}

toroid_binding *toroid_bindings_add(toroid_bindings *bindings,
                                    const char *name) {
  if (bindings->count == bindings->capacity)
    return NULL;
  toroid_binding *binding = &bindings->entries[bindings->count++];
  *binding = (toroid_binding){name, -1, -1, -1};
  return binding;
}

static bool lookup_binding(const void *env, const char *name, size_t length,
                           int64_t *value) {
  const toroid_bindings *bindings = env;
  for (int32_t i = 0; i < bindings->count; ++i) {
    const toroid_binding *binding = &bindings->entries[i];
    if (strncmp(binding->name, name, length) == 0 &&
        binding->name[length] == '\0' && binding->value >= 0) {
      *value = binding->value;
      return true;
    }
  }
  return false;
}

static bool is_unnamed(const toroid_dim_spec *dim) {
  return !dim->text || strcmp(dim->text, "?") == 0;
}

int64_t toroid_dim_size(const toroid_dim_spec *dim,
                        const toroid_bindings *bindings) {
  if (dim->size >= 0)
    return dim->size;
  if (dim->symbol >= 0)
    return bindings->entries[dim->symbol].value;
  if (is_unnamed(dim))
    return -1;
  int64_t value;
  if (toroid_dim_evaluate(dim->text, lookup_binding, bindings, &value) ==
      TOROID_EVALUATED)
    return value >= 0 ? value : -1;
  const toroid_binding *binding = toroid_bindings_find(bindings, dim->text);
  return binding ? binding->value : -1;
}

//===----------------------------------------------------------------------===//
// Checking inputs
//===----------------------------------------------------------------------===//

static toroid_status check_form(const toroid_tensor_spec *spec,
                                const toroid_tensor *input, toroid_check check,
                                toroid_error *error) {
  if (input->element_type != spec->element_type)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s' has elements of type %s, but the model "
                            "takes %s; convert it",
                            spec->name,
                            toroid_element_name(input->element_type),
                            toroid_element_name(spec->element_type));
  if (input->rank != spec->rank) {
    char text[256];
    size_t used = 0;
    text[0] = '\0';
    for (int32_t i = 0; i < spec->rank && used < sizeof(text); ++i)
      used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
                               i == 0 ? "" : ", ",
                               spec->dims[i].text ? spec->dims[i].text : "?");
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s' has rank %d, but the model takes rank "
                            "%d: [%s]; reshape it",
                            spec->name, input->rank, spec->rank, text);
  }
  for (int32_t i = 0; i < spec->rank; ++i) {
    if (input->dims[i] < 0)
      return toroid_error_set(
          error, TOROID_BAD_ARGUMENT,
          "input '%s': dim %d is %lld, and a size cannot be "
          "negative",
          spec->name, i, (long long)input->dims[i]);
    if (spec->dims[i].size >= 0 && input->dims[i] != spec->dims[i].size)
      return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                              "input '%s': dim %d is %lld, but the model takes "
                              "%lld; give it that size",
                              spec->name, i, (long long)input->dims[i],
                              (long long)spec->dims[i].size);
  }
  int64_t bytes = toroid_tensor_bytes(input);
  if (bytes < 0)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s': the product of its dims overflows; no "
                            "memory holds such a tensor",
                            spec->name);
  if (check != TOROID_CHECK_DATA || bytes == 0)
    return TOROID_OK;
  if (!input->data)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s' has no data; set its data pointer",
                            spec->name);
  if ((uintptr_t)input->data % toroid_element_size(input->element_type) != 0)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s': its data is not aligned to its "
                            "element type; align it to 64 bytes",
                            spec->name);
  return TOROID_OK;
}

static toroid_status bind(const toroid_program *program,
                          toroid_binding *binding, int32_t input, int32_t dim,
                          int64_t size, toroid_error *error) {
  if (binding->value < 0) {
    binding->value = size;
    binding->input = input;
    binding->dim = dim;
    return TOROID_OK;
  }
  if (binding->value == size)
    return TOROID_OK;
  const char *name = program->inputs[input].name;
  if (binding->input < 0)
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s': dim %d ('%s') is %lld, but the option "
                            "for '%s' says %lld; they must agree",
                            name, dim, binding->name, (long long)size,
                            binding->name, (long long)binding->value);
  return toroid_error_set(
      error, TOROID_BAD_ARGUMENT,
      "input '%s': dim %d ('%s') is %lld, but dim %d of input '%s', which is "
      "'%s' too, is %lld; they must agree",
      name, dim, binding->name, (long long)size, binding->dim,
      program->inputs[binding->input].name, binding->name,
      (long long)binding->value);
}

/// Checks a dim whose text is more than a symbol.
static toroid_status check_derived(const toroid_program *program,
                                   toroid_bindings *bindings, int32_t input,
                                   int32_t dim, int64_t size,
                                   toroid_error *error) {
  const toroid_dim_spec *spec = &program->inputs[input].dims[dim];
  int64_t value;
  switch (toroid_dim_evaluate(spec->text, lookup_binding, bindings, &value)) {
  case TOROID_EVALUATED:
    if (value == size)
      return TOROID_OK;
    return toroid_error_set(
        error, TOROID_BAD_ARGUMENT,
        "input '%s': dim %d is %lld, but '%s' comes to %lld "
        "with the other dims given; they must agree",
        program->inputs[input].name, dim, (long long)size, spec->text,
        (long long)value);
  case TOROID_EVALUATION_OVERFLOW:
    return toroid_error_set(error, TOROID_BAD_ARGUMENT,
                            "input '%s': dim %d is '%s', which overflows or "
                            "divides by zero with the other dims given",
                            program->inputs[input].name, dim, spec->text);
  case TOROID_UNKNOWN_SYMBOL:
  case TOROID_NOT_AN_EXPRESSION:
    break;
  }
  toroid_binding *binding = toroid_bindings_find(bindings, spec->text);
  if (!binding)
    binding = toroid_bindings_add(bindings, spec->text);
  return binding ? bind(program, binding, input, dim, size, error) : TOROID_OK;
}

toroid_status toroid_check_inputs(const toroid_program *program,
                                  const toroid_tensor *inputs,
                                  toroid_check check, toroid_bindings *bindings,
                                  toroid_error *error) {
  // Derived dims come second: by then all symbols that can be known are.
  for (int derived = 0; derived < 2; ++derived) {
    for (int32_t i = 0; i < program->num_inputs; ++i) {
      const toroid_tensor_spec *spec = &program->inputs[i];
      const toroid_tensor *input = &inputs[i];
      toroid_status status = TOROID_OK;
      if (check == TOROID_CHECK_KNOWN &&
          input->element_type == TOROID_UNDEFINED)
        continue;
      if (!derived)
        status = check_form(spec, input, check, error);
      for (int32_t d = 0; d < spec->rank && status == TOROID_OK; ++d) {
        const toroid_dim_spec *dim = &spec->dims[d];
        if (dim->size >= 0)
          continue;
        if (dim->symbol >= 0 && !derived)
          status = bind(program, &bindings->entries[dim->symbol], i, d,
                        input->dims[d], error);
        else if (dim->symbol < 0 && derived && !is_unnamed(dim))
          status =
              check_derived(program, bindings, i, d, input->dims[d], error);
      }
      if (status != TOROID_OK)
        return status;
    }
  }
  return TOROID_OK;
}
