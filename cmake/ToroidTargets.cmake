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

# toroid_add_library(NAME sources... [DEPENDS tablegen targets...]
#                    [LINKS libraries...])
function(toroid_add_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  toroid_uses_mlir(${name})
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
