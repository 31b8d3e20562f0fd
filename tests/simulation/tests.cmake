# Runner and Store under one seed (docs/simulation.md).
set(simulation ${CMAKE_CURRENT_LIST_DIR})

add_library(assay_simulation STATIC ${simulation}/disk.cc ${simulation}/history.cc
  ${simulation}/leaving.cc ${simulation}/network.cc ${simulation}/promises.cc ${simulation}/session.cc)
target_link_libraries(assay_simulation PUBLIC assay_test_support nlohmann_json::nlohmann_json
  fmt::fmt SQLite::SQLite3)
if(ASSAY_PCH)
  target_precompile_headers(assay_simulation REUSE_FROM assay_test_support)
endif()
assay_test(simulation assay_simulation assay_cli)
