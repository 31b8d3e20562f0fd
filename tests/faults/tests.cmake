# The fault matrix: matrix.md, what holds it to the tests that are built, and tests
# of whole runs against faults. Each of those runs in an empty folder of its own.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME faults/matrix COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_matrix.py
  ${CMAKE_SOURCE_DIR} ${CMAKE_CTEST_COMMAND} ${CMAKE_BINARY_DIR})

# Whether the tests that were run have passed the marks of their rows. A clean-up of what all
# of them need, so that ctest runs it after the last of them, whichever were selected.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type)
if("${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${build_type}}" MATCHES "-DNDEBUG")
  add_test(NAME faults/marks COMMAND ${CMAKE_COMMAND} -E echo
    "skipped: a build with NDEBUG has no marks; the presets dev, asan and tsan have")
  set_tests_properties(faults/marks PROPERTIES SKIP_REGULAR_EXPRESSION "skipped: ")
else()
  add_test(NAME faults/marks COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_marks.py
    ${CMAKE_SOURCE_DIR} ${CMAKE_CTEST_COMMAND} ${CMAKE_BINARY_DIR})
  set_tests_properties(faults/marks PROPERTIES FIXTURES_CLEANUP marks)
endif()

add_library(sync_fails MODULE ${CMAKE_CURRENT_LIST_DIR}/sync_fails.cc)
target_link_libraries(sync_fails PRIVATE ${CMAKE_DL_LIBS})
# It is loaded before a sanitizer's own runtime.
target_compile_options(sync_fails PRIVATE -fno-sanitize=all)
target_link_options(sync_fails PRIVATE -fno-sanitize=all)

# The test faults/NAME: NAME.py ASSAY ARGUMENTS...
function(assay_fault_test name)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/faults/${name})
  add_test(NAME faults/${name} COMMAND
    sh -c "rm -rf '${folder}' && mkdir -p '${folder}' && cd '${folder}' && exec \"$@\"" sh
    ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/${name}.py $<TARGET_FILE:assay> ${ARGN})
  set_tests_properties(faults/${name} PROPERTIES TIMEOUT 300
    ENVIRONMENT "https_proxy=;HTTPS_PROXY=;http_proxy=;all_proxy=;ALL_PROXY=;no_proxy=;NO_PROXY=")
  assay_keep_marks(faults/${name})
endfunction()
assay_fault_test(exits)
assay_fault_test(kept)
assay_fault_test(proxy)
assay_fault_test(reuse)
assay_fault_test(stopped)
assay_fault_test(sync_fails $<TARGET_FILE:sync_fails>)
assay_fault_test(tls)
assay_fault_test(unreachable)
