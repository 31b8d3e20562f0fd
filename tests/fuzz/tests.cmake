# The fuzz targets on their kept inputs: corpus/<target>/ holds what libFuzzer
# found to reach new code, and what once broke something.
file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_fuzz.cc)
add_library(assay_fuzz_targets OBJECT ${CMAKE_CURRENT_LIST_DIR}/fuzz_target.cc ${fuzz_sources})
target_link_libraries(assay_fuzz_targets PUBLIC assay_import assay_reporters assay_judge assay_script assay_score assay_simulate
  assay_suite assay_provider assay_test_support)
if(ASSAY_PCH)
  target_precompile_headers(assay_fuzz_targets REUSE_FROM assay_test_support)
endif()
add_executable(fuzz_replay ${CMAKE_CURRENT_LIST_DIR}/replay.cc)
target_link_libraries(fuzz_replay PRIVATE assay_fuzz_targets)
if(ASSAY_FUZZERS)  # scripts/fuzz runs it
  add_executable(fuzzer ${CMAKE_CURRENT_LIST_DIR}/fuzzer.cc)
  target_link_libraries(fuzzer PRIVATE assay_fuzz_targets)
  target_link_options(fuzzer PRIVATE -fsanitize=fuzzer)
endif()
foreach(source ${fuzz_sources})
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" target ${name})
  add_test(NAME fuzz/${target}
    COMMAND fuzz_replay ${target} ${CMAKE_CURRENT_LIST_DIR}/corpus/${target})
  set_tests_properties(fuzz/${target} PROPERTIES TIMEOUT 300)
endforeach()
