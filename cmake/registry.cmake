# rollscope_registry(TARGET t SUFFIX device TYPE DeviceDescription HEADER drivers/devices/device.hpp NAME all_devices)
# finds every *_<suffix>.cpp beside the calling CMakeLists.txt (recursively) and writes a source file with
#   std::span<const TYPE> NAME()
# that calls each file's function of the same name (native_device.cpp defines `TYPE native_device();`), in
# alphabetical order. Why not self-registering statics: a static library drops the objects nobody names.
function(rollscope_registry)
  cmake_parse_arguments(ARG "" "TARGET;SUFFIX;TYPE;HEADER;NAME" "" ${ARGN})
  file(GLOB_RECURSE files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS *_${ARG_SUFFIX}.cpp)
  list(SORT files)
  set(declarations "")
  set(calls "")
  foreach(file ${files})
    get_filename_component(function ${file} NAME_WE)
    string(APPEND declarations "${ARG_TYPE} ${function}();\n")
    string(APPEND calls "      ${function}(),\n")
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${ARG_NAME}.cpp)
  file(CONFIGURE OUTPUT ${out} CONTENT
"// Written by cmake/registry.cmake.
#include \"${ARG_HEADER}\"

namespace rollscope {
${declarations}
std::span<const ${ARG_TYPE}> ${ARG_NAME}() {
  static const std::vector<${ARG_TYPE}> all{
${calls}  };
  return all;
}
}  // namespace rollscope
" @ONLY)
  target_sources(${ARG_TARGET} PRIVATE ${out})
endfunction()
