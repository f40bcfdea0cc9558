# rollscope_glad: the OpenGL 3.3 core loader, written at build time by Debian's glad (package python3-glad).
# --reproducible: from the specification in the package; without it glad asks the network.
find_program(ROLLSCOPE_GLAD_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
set(glad_dir ${CMAKE_BINARY_DIR}/glad)
add_custom_command(
  OUTPUT ${glad_dir}/src/gl.c ${glad_dir}/include/glad/gl.h
  COMMAND ${ROLLSCOPE_GLAD_PYTHON} -m glad --reproducible --quiet --api gl:core=3.3 --out-path ${glad_dir} c
  COMMENT "Writing the OpenGL loader" VERBATIM)
file(MAKE_DIRECTORY ${glad_dir}/include)
add_library(rollscope_glad STATIC ${glad_dir}/src/gl.c)
target_include_directories(rollscope_glad SYSTEM PUBLIC ${glad_dir}/include)
