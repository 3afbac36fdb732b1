//===- profile_report.c - Profiles for people and for Chrome --------------===//

#include "profile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

//===----------------------------------------------------------------------===//
// For people
//===----------------------------------------------------------------------===//

/// A line of the table.
typedef struct row {
  toroid_step_total total;
  const char *kind;
  const char *nodes; ///< One on each line.
  int64_t steps;     ///< How many steps it stands for.
} row;

static int compare_rows(const void *left, const void *right) {
  const row *a = left, *b = right;
  if (a->total.nanoseconds != b->total.nanoseconds)
    return a->total.nanoseconds < b->total.nanoseconds ? 1 : -1;
  // Equal ones in the order of the program.
  return (a->nodes > b->nodes) - (a->nodes < b->nodes);
}

/// "12.3" and its share of `peak`, or dashes for nothing and unknown.
static void print_rate(FILE *file, double amount, double nanoseconds,
                       double peak) {
  if (amount <= 0 || nanoseconds <= 0) {
    fprintf(file, "  %8s  %6s", "-", "-");
    return;
  }
  fprintf(file, "  %8.1f", amount / nanoseconds);
  if (peak > 0)
    fprintf(file, "  %5.1f%%", 100 * amount / nanoseconds * 1e9 / peak);
  else
    fprintf(file, "  %6s", "-");
}

static void print_row(FILE *file, const row *r, const toroid_profile *profile,
                      const toroid_peaks *peaks) {
  double time = (double)r->total.nanoseconds;
  double runs = profile->runs > 0 ? (double)profile->runs : 1;
  double all = profile->nanoseconds > 0 ? (double)profile->nanoseconds : 1;
  fprintf(file, "  %10.4f  %5.1f%%  %6.4g", time / runs * 1e-6,
          100 * time / all, (double)r->total.calls / runs);
  print_rate(file, r->total.flops, time, peaks->flops);
  print_rate(file, r->total.bytes, time, peaks->bytes);
}

static void print_nodes(FILE *file, const char *nodes) {
  size_t length = strcspn(nodes, "\n");
  int more = 0;
  for (const char *c = nodes; *c; ++c)
    more += *c == '\n';
  // Names are the model's: nothing in them may steer a terminal.
  for (size_t i = 0; i < length; ++i) {
    unsigned char c = (unsigned char)nodes[i];
    fputc(c < 0x20 || c == 0x7f ? '?' : c, file);
  }
  if (length == 0)
    fputs("(unnamed)", file);
  if (more > 0)
    fprintf(file, " and %d more", more);
}

static void add_total(toroid_step_total *to, const toroid_step_total *from) {
  to->calls += from->calls;
  to->nanoseconds += from->nanoseconds;
  // What is unknown of one is left out of the sum, which is a lower bound.
  to->flops += from->flops > 0 ? from->flops : 0;
  to->bytes += from->bytes > 0 ? from->bytes : 0;
}

static void print_header(FILE *file, const char *last) {
  fprintf(file, "  %10s  %6s  %6s  %8s  %6s  %8s  %6s  %s\n", "ms", "share",
          "calls", "GFLOP/s", "peak", "GB/s", "peak", last);
}

toroid_status toroid_profile_print(const toroid_profile *profile,
                                   int32_t threads, const toroid_peaks *peaks,
                                   FILE *file, toroid_error *error) {
  const toroid_program *program = profile->program;
  size_t steps = (size_t)program->num_steps;
  row *rows = calloc(2 * steps + 1, sizeof(row));
  if (!rows)
    return toroid_error_set(error, TOROID_NO_MEMORY,
                            "no memory for the profile of model '%s'",
                            program->name);
  row *kinds = rows + steps;
  size_t num_kinds = 0;
  row sum = {{0, 0, 0, 0}, "", "", program->num_steps};
  for (size_t i = 0; i < steps; ++i) {
    rows[i] = (row){profile->totals[i], program->steps[i].kind,
                    program->steps[i].nodes, 1};
    add_total(&sum.total, &profile->totals[i]);
    size_t k = 0;
    while (k < num_kinds && strcmp(kinds[k].kind, rows[i].kind) != 0)
      ++k;
    if (k == num_kinds)
      kinds[num_kinds++].kind = kinds[k].nodes = rows[i].kind;
    ++kinds[k].steps;
    add_total(&kinds[k].total, &profile->totals[i]);
  }
  qsort(rows, steps, sizeof(row), compare_rows);
  qsort(kinds, num_kinds, sizeof(row), compare_rows);

  double runs = profile->runs > 0 ? (double)profile->runs : 1;
  fprintf(file,
          "profile of %" PRId64 " runs on %d threads: %.3f ms each\n"
          "measured peaks: %.1f GFLOP/s, %.1f GB/s read\n\n",
          profile->runs, threads, (double)profile->nanoseconds / runs * 1e-6,
          peaks->flops * 1e-9, peaks->bytes * 1e-9);
  print_header(file, "kind           nodes");
  for (size_t i = 0; i < steps; ++i) {
    if (rows[i].total.calls == 0)
      continue;
    print_row(file, &rows[i], profile, peaks);
    fprintf(file, "  %-13s  ", rows[i].kind);
    print_nodes(file, rows[i].nodes);
    fputc('\n', file);
  }
  print_row(file, &sum, profile, peaks);
  fprintf(file, "  all %d steps\n", program->num_steps);
  row rest = {profile->totals[steps], "", "", 0};
  print_row(file, &rest, profile, peaks);
  fputs("  no step\n", file);

  if (num_kinds > 0)
    fputs("\n", file), print_header(file, "steps  kind");
  for (size_t k = 0; k < num_kinds; ++k) {
    print_row(file, &kinds[k], profile, peaks);
    fprintf(file, "  %5" PRId64 "  %s\n", kinds[k].steps, kinds[k].kind);
  }
  free(rows);
  return TOROID_OK;
}

//===----------------------------------------------------------------------===//
// For Chrome
//===----------------------------------------------------------------------===//

/// The length of the UTF-8 sequence at `text`; 0 when it is none.
static size_t utf8_length(const char *text, size_t rest) {
  const unsigned char *c = (const unsigned char *)text;
  size_t length = c[0] < 0x80   ? 1
                  : c[0] < 0xc2 ? 0
                  : c[0] < 0xe0 ? 2
                  : c[0] < 0xf0 ? 3
                  : c[0] < 0xf5 ? 4
                                : 0;
  if (length > rest)
    return 0;
  for (size_t i = 1; i < length; ++i)
    if ((c[i] & 0xc0) != 0x80)
      return 0;
  // Overlong forms, surrogates, and what is beyond the last code point.
  if ((c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xed && c[1] > 0x9f) ||
      (c[0] == 0xf0 && c[1] < 0x90) || (c[0] == 0xf4 && c[1] > 0x8f))
    return 0;
  return length;
}

static void write_string(FILE *file, const char *text, size_t length) {
  fputc('"', file);
  for (size_t i = 0; i < length;) {
    unsigned char c = (unsigned char)text[i];
    size_t part = utf8_length(text + i, length - i);
    if (part == 0 || c < 0x20)
      fprintf(file, "\\u%04x", part == 0 ? 0xfffd : c);
    else if (c == '"' || c == '\\')
      fprintf(file, "\\%c", c);
    else
      fwrite(text + i, 1, part, file);
    i += part ? part : 1;
  }
  fputc('"', file);
}

static void write_names(FILE *file, const char *nodes) {
  fputc('[', file);
  for (const char *at = nodes; *at;) {
    size_t length = strcspn(at, "\n");
    write_string(file, at, length);
    at += length;
    if (*at)
      fputc(',', file), ++at;
  }
  fputc(']', file);
}

typedef struct trace {
  const toroid_profile *profile;
  FILE *file;
  bool begun;
} trace;

static void begin_entry(trace *t) {
  fputs(t->begun ? ",\n" : "\n", t->file);
  t->begun = true;
}

static void write_event(trace *t, const toroid_event *event, int32_t thread) {
  const toroid_program *program = t->profile->program;
  const toroid_step_spec *step = &program->steps[event->step];
  begin_entry(t);
  fputs("{\"name\":", t->file);
  size_t length = strcspn(step->nodes, "\n");
  if (length > 0)
    write_string(t->file, step->nodes, length);
  else
    write_string(t->file, step->kind, strlen(step->kind));
  fputs(",\"cat\":", t->file);
  write_string(t->file, step->kind, strlen(step->kind));
  fprintf(t->file,
          ",\"ph\":\"X\",\"pid\":1,\"tid\":%d,\"ts\":%.3f,\"dur\":%.3f", thread,
          (double)(event->begin - t->profile->run_begin) * 1e-3,
          (double)(event->end - event->begin) * 1e-3);
  fprintf(t->file, ",\"args\":{\"step\":%d,\"nodes\":", event->step);
  write_names(t->file, step->nodes);
  const toroid_step_total *total = &t->profile->totals[event->step];
  if (total->flops > 0)
    fprintf(t->file, ",\"flops\":%.0f", total->flops / (double)total->calls);
  if (total->bytes > 0)
    fprintf(t->file, ",\"bytes\":%.0f", total->bytes / (double)total->calls);
  fputs("}}", t->file);
}

static void write_thread_name(trace *t, int32_t thread) {
  begin_entry(t);
  fprintf(t->file,
          "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":1,\"tid\":%d,"
          "\"args\":{\"name\":\"%s %d\"}}",
          thread, thread == 0 ? "caller" : "worker", thread);
}

/// A thread that worked, and what it was last at.
typedef struct lane {
  uint64_t thread;
  toroid_event last;
} lane;

void toroid_profile_write_trace(const toroid_profile *profile, FILE *file) {
  trace t = {profile, file, false};
  int64_t count = profile->num_events;
  int64_t lost = count > toroid_max_events ? count - toroid_max_events : 0;
  count -= lost;
  lane *lanes = calloc(TOROID_MAX_THREADS, sizeof(lane));
  int32_t num_lanes = 0;
  fprintf(file,
          "{\"displayTimeUnit\":\"ms\",\"otherData\":{\"lostEvents\":%" PRId64
          "},\"traceEvents\":[",
          lost);
  write_thread_name(&t, 0);
  for (int64_t i = 0; i < count && profile->events && lanes; ++i) {
    const toroid_event *event = &profile->events[i];
    if (event->step < 0)
      continue;
    if (event->thread == 0) {
      write_event(&t, event, 0);
      continue;
    }
    int32_t l = 0;
    while (l < num_lanes && lanes[l].thread != event->thread)
      ++l;
    if (l == TOROID_MAX_THREADS)
      continue;
    if (l == num_lanes) {
      lanes[num_lanes++] = (lane){event->thread, *event};
      write_thread_name(&t, num_lanes);
      continue;
    }
    // The pieces of one loop that a thread took are one event.
    if (lanes[l].last.number == event->number) {
      lanes[l].last.end = event->end;
      continue;
    }
    write_event(&t, &lanes[l].last, l + 1);
    lanes[l].last = *event;
  }
  for (int32_t l = 0; l < num_lanes; ++l)
    write_event(&t, &lanes[l].last, l + 1);
  fputs("\n]}\n", file);
  free(lanes);
}
