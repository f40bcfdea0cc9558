# rollscope_embed(TARGET t NAMES name=path ...) makes each file's bytes available to t as
#   extern "C" const unsigned char rollscope_<name>[]; extern "C" const unsigned long rollscope_<name>_size;
# through the assembler's .incbin, so that a font costs no compile time.
enable_language(ASM)
function(rollscope_embed)
  cmake_parse_arguments(ARG "" "TARGET" "NAMES" ${ARGN})
  foreach(pair ${ARG_NAMES})
    string(REGEX MATCH "^([^=]+)=(.+)$" _ "${pair}")
    set(name ${CMAKE_MATCH_1})
    set(path ${CMAKE_MATCH_2})
    set(out ${CMAKE_CURRENT_BINARY_DIR}/embed_${name}.S)
    file(CONFIGURE OUTPUT ${out} CONTENT
"  .section .rodata
  .global rollscope_${name}
  .global rollscope_${name}_size
  .balign 16
rollscope_${name}:
  .incbin \"${path}\"
rollscope_${name}_end:
  .byte 0
  .balign 8
rollscope_${name}_size:
  .quad rollscope_${name}_end - rollscope_${name}
  .section .note.GNU-stack,\"\",@progbits
" @ONLY)
    set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS ${path})
    target_sources(${ARG_TARGET} PRIVATE ${out})
  endforeach()
endfunction()
