# Finds LLVM and MLIR 22, protobuf, ccache, and sets the flags that all rooms
# share.

set(TOROID_LLVM_ROOT /usr/lib/llvm-22 CACHE PATH
    "where LLVM and MLIR 22 are installed")
set(LLVM_DIR ${TOROID_LLVM_ROOT}/lib/cmake/llvm)
set(MLIR_DIR ${TOROID_LLVM_ROOT}/lib/cmake/mlir)

# The package's version file accepts no request but its own full version, so
# the major version is checked here.
find_package(MLIR REQUIRED CONFIG)
if(NOT LLVM_VERSION_MAJOR EQUAL 22)
  message(FATAL_ERROR "Toroid needs LLVM 22; ${LLVM_DIR} holds ${LLVM_VERSION}")
endif()

set(MLIR_BINARY_DIR ${CMAKE_BINARY_DIR})
set(LLVM_LIBRARY_OUTPUT_INTDIR ${CMAKE_LIBRARY_OUTPUT_DIRECTORY})
set(LLVM_RUNTIME_OUTPUT_INTDIR ${CMAKE_RUNTIME_OUTPUT_DIRECTORY})
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

# mlir_tablegen looks .td files up in the directory's include paths.
include_directories(${CMAKE_SOURCE_DIR})
include_directories(SYSTEM ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})

find_package(Protobuf REQUIRED)

find_program(TOROID_CCACHE ccache)
if(TOROID_CCACHE)
  # Paths relative to the source folder let checkouts share one cache.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
      CCACHE_NOHASHDIR=1 CCACHE_PCH_EXTSUM=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${TOROID_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

set(TOROID_SANITIZE "" CACHE STRING "sanitizers to build with, as in -fsanitize=")
if(TOROID_SANITIZE)
  add_compile_options(-fsanitize=${TOROID_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TOROID_SANITIZE})
endif()

add_compile_options(-Wall -Wextra -Wno-unused-parameter)

add_link_options(-fuse-ld=lld)
