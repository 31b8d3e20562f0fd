# One shell file a promise: the real binary against the built-in model server.
# Each gets ASSAY (the binary), SUITES (the example suites) and runs in an empty
# folder of its own; tests/cli/lib.sh has the words they use.
file(GLOB cli_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.sh)
list(FILTER cli_tests EXCLUDE REGEX "/lib\\.sh$")
foreach(script ${cli_tests})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME cli/${name} COMMAND bash ${CMAKE_CURRENT_LIST_DIR}/lib.sh ${script})
  set_tests_properties(cli/${name} PROPERTIES
    ENVIRONMENT "ASSAY=$<TARGET_FILE:assay>;SUITES=${CMAKE_SOURCE_DIR}/suites;TESTS=${CMAKE_SOURCE_DIR}/tests"
    SKIP_RETURN_CODE 77 TIMEOUT 300)
  assay_keep_marks(cli/${name})
endforeach()
set_tests_properties(cli/crash cli/equivalents PROPERTIES COST 100)  # take long: they begin first
