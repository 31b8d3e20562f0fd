# The official npm clients against `assay serve`, and another vendor's model
# server against `assay run`. Needs node and npm; says so and skips without.

if(NOT TARGET assay)
  return()
endif()

set(interop_work ${CMAKE_CURRENT_BINARY_DIR}/interop)

# Packages go into the build folder; the scripts are copied beside them, where
# node looks for packages. Without a registry the tests skip, saying why.
add_test(NAME interop/install
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/interop -DWORK=${interop_work}
    -DNPM=${NPM_PROGRAM} -P ${CMAKE_CURRENT_SOURCE_DIR}/interop/install.cmake)
set_tests_properties(interop/install PROPERTIES FIXTURES_SETUP interop_packages TIMEOUT 300)

foreach(name clients gemini aimock application)
  if(NODE_PROGRAM)
    add_test(NAME interop/${name} COMMAND ${NODE_PROGRAM} ${interop_work}/${name}.mjs)
    set_tests_properties(interop/${name} PROPERTIES FIXTURES_REQUIRED interop_packages
      SKIP_RETURN_CODE 77 TIMEOUT 180 ENVIRONMENT "ASSAY_BIN=$<TARGET_FILE:assay>")
  else()
    add_test(NAME interop/${name}
      COMMAND ${CMAKE_COMMAND} -E echo "skipped: node is not installed")
    set_tests_properties(interop/${name} PROPERTIES SKIP_REGULAR_EXPRESSION "skipped: ")
  endif()
endforeach()

# promptfoo itself beside assay, where `scripts/install-deps peers` has brought it (274 MB): whole
# configurations cell for cell, and assertions one by one. Its examples are not ours to copy and are
# used in place where they are present.
set(ASSAY_PROMPTFOO_CONFIGS "${CMAKE_SOURCE_DIR}/../shared/data/promptfoo" CACHE PATH "promptfoo's examples")
set(promptfoo_source ${CMAKE_CURRENT_SOURCE_DIR}/interop/promptfoo)
if(NODE_PROGRAM)
  add_test(NAME interop/promptfoo COMMAND ${NODE_PROGRAM} ${promptfoo_source}/cells.mjs)
  set_tests_properties(interop/promptfoo PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 900 COST 50
    ENVIRONMENT "ASSAY_BIN=$<TARGET_FILE:assay>;ASSAY_PROMPTFOO_CONFIGS=${ASSAY_PROMPTFOO_CONFIGS}")
  # Providers that promptfoo's package asks for assay: as assay's own dialects, and as promptfoo.
  add_test(NAME interop/promptfoo_asked COMMAND ${NODE_PROGRAM} ${promptfoo_source}/asked.mjs)
  set_tests_properties(interop/promptfoo_asked PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
    ENVIRONMENT "ASSAY_BIN=$<TARGET_FILE:assay>")
  add_test(NAME interop/promptfoo_assertions COMMAND import_test --gtest_filter=PromptfooPeer.*)
  set_tests_properties(interop/promptfoo_assertions PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED" TIMEOUT 300
    ENVIRONMENT "ASSAY_PROMPTFOO=${promptfoo_source};ASSAY_NODE=${NODE_PROGRAM}")
endif()
