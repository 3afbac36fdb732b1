# The few ways in which Toroid's rooms are built. Every compiler library links
# against the shared MLIR and LLVM libraries and nothing of their static
# counterparts: two copies of a registry in one tool do not work.

# Compile settings of a target that uses LLVM and MLIR.
function(toroid_uses_mlir target)
  target_include_directories(${target} PRIVATE
    ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/runtime/include)
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions>)
  target_link_libraries(${target} PUBLIC MLIR LLVM)
endfunction()

# MLIR's headers take longer to parse than our sources to compile, so libraries
# share them precompiled. Nothing of this repository is in there. CMake's own way
# of reuse names the checkout in every command, and ccache would tell them apart.
set(precompiled_headers
  <mlir/Dialect/Arith/IR/Arith.h>
  <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/Linalg/IR/Linalg.h>
  <mlir/Dialect/MemRef/IR/MemRef.h>
  <mlir/Dialect/SCF/IR/SCF.h>
  <mlir/Dialect/Tensor/IR/Tensor.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>)
file(CONFIGURE OUTPUT precompiled.cpp CONTENT "")
add_library(toroid-precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
toroid_uses_mlir(toroid-precompiled)
target_precompile_headers(toroid-precompiled PRIVATE ${precompiled_headers})
set(precompiled_file
  ${CMAKE_BINARY_DIR}/CMakeFiles/toroid-precompiled.dir/cmake_pch.hxx.pch)
# Sources are compiled after utility targets that theirs depends on, and beside
# all others.
add_custom_target(toroid-precompiled-headers DEPENDS ${precompiled_file})
# What ccache takes for the file's content, which names the checkout too.
file(CONFIGURE OUTPUT ${precompiled_file}.sum
  CONTENT "${LLVM_PACKAGE_VERSION} ${precompiled_headers}")

# toroid_add_library(NAME sources... [DEPENDS tablegen targets...]
#                    [LINKS libraries...])
function(toroid_add_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  toroid_uses_mlir(${name})
  add_dependencies(${name} toroid-precompiled-headers)
  target_compile_options(${name} PRIVATE
    "SHELL:-Xclang -include-pch -Xclang ${precompiled_file}")
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  target_link_libraries(${name} PUBLIC ${ARG_LINKS})
endfunction()

# toroid_add_tool(NAME sources... [LINKS libraries...])
function(toroid_add_tool name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  toroid_uses_mlir(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS})
endfunction()
