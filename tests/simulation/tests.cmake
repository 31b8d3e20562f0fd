# Runner and Store under one seed (docs/simulation.md): once as they are, and once with
# bugs planted in them, which the simulation must find.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(simulation ${CMAKE_CURRENT_LIST_DIR})

add_library(assay_simulation STATIC ${simulation}/disk.cc ${simulation}/history.cc
  ${simulation}/leaving.cc ${simulation}/network.cc ${simulation}/promises.cc ${simulation}/session.cc)
target_link_libraries(assay_simulation PUBLIC assay_test_support nlohmann_json::nlohmann_json
  fmt::fmt SQLite::SQLite3)
if(ASSAY_PCH)
  target_precompile_headers(assay_simulation REUSE_FROM assay_test_support)
endif()
assay_test(simulation assay_simulation assay_cli)

# Sanitizers look for other mistakes, and have the seeds above.
if(ASSAY_SANITIZE)
  return()
endif()

# The sources with bugs in them are copies; the rest are compiled where they are.
set(planted_folder ${CMAKE_BINARY_DIR}/planted)
file(GLOB planted_sources RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/harness/run/*.cc ${CMAKE_SOURCE_DIR}/harness/store/*.cc
  ${CMAKE_SOURCE_DIR}/harness/cli/selection/*.cc ${CMAKE_SOURCE_DIR}/harness/cli/judging/*.cc)
list(APPEND planted_sources harness/cli/asking/asking.cc harness/cli/asking/job_flow.cc
  harness/cli/asking/recover.cc)
file(STRINGS ${simulation}/planted_bugs.txt with_bugs REGEX "^in harness/")
list(TRANSFORM with_bugs REPLACE "^in " "")
list(REMOVE_DUPLICATES with_bugs)
list(REMOVE_ITEM planted_sources ${with_bugs})
# Its network is simulated.
list(FILTER planted_sources EXCLUDE REGEX "^harness/run/(curl_.*|fetch)\\.cc$")
set(planted_copies ${with_bugs})
list(TRANSFORM planted_copies PREPEND ${planted_folder}/)
set(originals ${with_bugs})
list(TRANSFORM originals PREPEND ${CMAKE_SOURCE_DIR}/)
list(TRANSFORM planted_sources PREPEND ${CMAKE_SOURCE_DIR}/)
add_custom_command(
  OUTPUT ${planted_copies} ${planted_folder}/planted_bugs.cc
  COMMAND ${Python3_EXECUTABLE} ${simulation}/plant.py ${CMAKE_SOURCE_DIR} ${planted_folder}
  DEPENDS ${simulation}/plant.py ${simulation}/planted_bugs.txt ${originals}
  COMMENT "Planting bugs for the simulation"
  VERBATIM)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${simulation}/planted_bugs.txt)

add_executable(planted_test ${simulation}/planted.cc ${planted_folder}/planted_bugs.cc
  ${planted_copies} ${planted_sources})
assay_compile_together(planted_test)
if(ASSAY_PCH)
  target_precompile_headers(planted_test REUSE_FROM assay_test_support)
endif()
target_link_libraries(planted_test PRIVATE assay_simulation assay_import assay_plan assay_score assay_script assay_report
  SQLite::SQLite3 GTest::gtest_main)
gtest_discover_tests(planted_test TEST_PREFIX "simulation/" NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
  PROPERTIES TIMEOUT 300)
