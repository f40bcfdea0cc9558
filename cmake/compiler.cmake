# Warnings, sanitizers and the floating-point rules every target of ours is built with.
option(ROLLSCOPE_WERROR "Treat warnings as errors" OFF)
set(ROLLSCOPE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them")

add_library(rollscope_options INTERFACE)
target_include_directories(rollscope_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(rollscope_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow
  $<$<COMPILE_LANGUAGE:CXX>:-Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<BOOL:${ROLLSCOPE_WERROR}>:-Werror>
  # Same input, same bits out, on any machine: no fused multiply-add, no reassociation.
  -ffp-contract=off
  # Nobody reads the floating-point flags or errno: loops with comparisons become vectors, values stay the same.
  -fno-trapping-math -fno-math-errno
  # Debug builds keep the checks and line numbers but run fast enough for whole-recording tests.
  $<$<CONFIG:Debug>:-O1>)
if(ROLLSCOPE_SANITIZE)
  target_compile_options(rollscope_options INTERFACE -fsanitize=${ROLLSCOPE_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(rollscope_options INTERFACE -fsanitize=${ROLLSCOPE_SANITIZE})
endif()

set(CMAKE_CXX_FLAGS_DEBUG "-g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O3")
find_program(ROLLSCOPE_CCACHE ccache)
if(ROLLSCOPE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ROLLSCOPE_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${ROLLSCOPE_CCACHE})
endif()
