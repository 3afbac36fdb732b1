//===- no_model.c - A shared library that is no model ---------------------===//

int no_model(void) { return 0; }
