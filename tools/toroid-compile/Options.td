//===- Options.td - The command line of toroid-compile -----*- tablegen -*-===//

include "llvm/Option/OptParser.td"

class Flag1<string name, string help> : Flag<["--"], name>, HelpText<help>;

multiclass Value<string name, string metavar, string help> {
  def NAME : Separate<["--"], name>, HelpText<help>, MetaVarName<metavar>;
  def NAME # _EQ : Joined<["--"], name # "=">, Alias<!cast<Option>(NAME)>;
}

// In the order in which --help shows them.
def group_0_output : OptionGroup<"0-output">, HelpText<"WHAT TO MAKE">;
def group_1_target : OptionGroup<"1-target">, HelpText<"FOR WHICH MACHINE">;
def group_2_model : OptionGroup<"2-model">, HelpText<"FIXING DIMENSIONS">;
def group_3_phase : OptionGroup<"3-phase">, HelpText<"STOPPING AND GOING ON">;
def group_4_see : OptionGroup<"4-see">, HelpText<"SEEING WHAT HAPPENS">;
def group_5_fusion : OptionGroup<"5-fusion">, HelpText<"FUSION">;
def group_6_other : OptionGroup<"6-other">, HelpText<"OTHER">;

let Group = group_0_output in {
def o : JoinedOrSeparate<["-"], "o">, MetaVarName<"FILE">,
    HelpText<"Where the output goes; - is stdout, for text. Default: the "
             "input's name, in this folder">;
defm emit : Value<"emit", "KIND",
    "exe (default): a program, with its own command line. shared: a library "
    "and its C header. object: an object file and its C header. asm, llvm-ir: "
    "the code as text, without weights. mlir: the IR at the end of "
    "--compile-to, or of the llvm phase">;
defm name : Value<"name", "NAME",
    "What the model is called; its symbols start with it. Default: from the "
    "output's name">;
defm weights : Value<"weights", "FILE",
    "Put the weights into FILE, in the output's folder, and not into the "
    "output. Past 2 GB those of objects always get a file, NAME.weights">;
}

let Group = group_1_target in {
defm march : Value<"march", "CPU",
    "native (default): this machine. x86-64-v3, x86-64-v4, or any CPU that "
    "clang knows">;
defm mtriple : Value<"mtriple", "TRIPLE",
    "Another kind of machine, such as aarch64-linux-gnu; with --emit=object, "
    "asm, llvm-ir or mlir">;
def O : Joined<["-"], "O">, MetaVarName<"LEVEL">,
    HelpText<"How hard LLVM works, 0 to 3 (default)">;
}

let Group = group_2_model in {
defm dim : Value<"dim", "NAME=SIZE",
    "Give the symbolic dimension NAME a size; can be repeated">;
defm shape : Value<"shape", "INPUT=DxD",
    "Give an input a shape, as in input_ids=1x128; can be repeated">;
defm sequence : Value<"sequence", "INPUT=[D,D],[D,D]",
    "Give an input that is a sequence the shapes of its elements, where ? is "
    "any size; can be repeated">;
}

let Group = group_3_phase in {
defm compile_to : Value<"compile-to", "PHASE",
    "Stop at the end of PHASE and write its IR">;
defm compile_from : Value<"compile-from", "PHASE",
    "The input is IR from the end of PHASE, and the phases after it run">;
}

let Group = group_4_see in {
def check : Flag1<"check", "Name every node of the model that cannot be "
    "compiled, with the reason; write nothing">;
def explain_fusion : Flag1<"explain-fusion", "Tell what fused, and of each "
    "site that did not the first condition that failed. Without -o, --emit or "
    "--compile-to, only that">;
def explain_fusion_file : Joined<["--"], "explain-fusion=">,
    MetaVarName<"FILE.json">, HelpText<"The same, for programs">;
def explain_memory : Flag1<"explain-memory", "Tell of each buffer where it "
    "lies, how large it is, whose value it holds, from when to when, and what "
    "it shares its bytes with; and the peak. Without -o, --emit or "
    "--compile-to, only that">;
def explain_memory_file : Joined<["--"], "explain-memory=">,
    MetaVarName<"FILE.json">, HelpText<"The same, for programs">;
defm dump_ir : Value<"dump-ir", "DIR",
    "Write the IR after each pass that changed it to DIR, numbered, weights "
    "elided. Files of an earlier dump in DIR are removed">;
defm dump_ir_only : Value<"dump-ir-only", "NAME",
    "Of --dump-ir, write this pass or phase only; can be repeated">;
def timing : Flag1<"timing", "Tell where the time went, and the peak memory">;
}

let Group = group_5_fusion in {
defm require_fusion : Value<"require-fusion", "KIND:COUNT,...",
    "Fail, and say why sites were missed, unless as many fused: "
    "attention:12,layer_norm:25; with missed:0, unless no root was missed">;
defm no_fusion : Value<"no-fusion", "KIND[@NODE]",
    "Leave a kind of fusion out, or at nodes with names that start with NODE "
    "only, as in attention@/encoder/layer.3/; can be repeated">;
def verify_fusion : Flag1<"verify-fusion", "Run each fused op and the nodes that "
    "it replaces on random inputs, leave out those that differ, and let "
    "--explain-fusion tell the errors">;
}

let Group = group_6_other in {
defm threads : Value<"threads", "N",
    "Compile on N threads; default: one for each CPU. The output does not "
    "depend on it">;
defm cc : Value<"cc", "PROGRAM",
    "The C compiler that links. Default: $TOROID_CC, or clang-22">;
def help : Flag1<"help", "Show this">;
def h : Flag<["-"], "h">, Alias<help>;
def operators : Flag1<"operators", "List the ONNX operators that can be "
    "compiled, with the opsets from which on they have another meaning, as "
    "JSON">;
def version : Flag1<"version", "Show the version">;
}
