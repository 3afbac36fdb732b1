//===- main.c - The main function of executables --------------------------===//

#include "cli.h"

// The compiler defines this symbol in every program. C does not let a variable
// have the name of its type, so that only the linker sees the name.
extern const toroid_program main_program __asm__("toroid_program")
    __attribute__((weak));

int main(int argc, char **argv) {
  return toroid_cli_main(&main_program, argc, argv);
}
