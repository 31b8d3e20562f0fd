# The HTML page in a real browser. Where Node, Chromium or the npm packages are
# missing the tests say so and count as skipped (exit 77), never as passed.
set(browser_source ${CMAKE_CURRENT_LIST_DIR})
set(browser_work ${CMAKE_CURRENT_BINARY_DIR}/browser)
file(MAKE_DIRECTORY ${browser_work})

add_executable(make_report ${browser_source}/make_report.cc ${browser_source}/sample_reports.cc
  ${browser_source}/sample_requests.cc)
target_link_libraries(make_report PRIVATE assay_reporters assay_report assay_test_support)

find_program(CHROMIUM_PROGRAM NAMES chromium chromium-browser google-chrome)

# The packages go to the build folder; the source tree stays as it is.
add_test(NAME browser/packages
  COMMAND ${browser_source}/install-packages ${browser_source} ${browser_work} ${NPM_PROGRAM})
set_tests_properties(browser/packages PROPERTIES
  FIXTURES_SETUP browser_packages SKIP_RETURN_CODE 77 TIMEOUT 300)

# cells-100k is for measuring by hand: make_report FOLDER cells-100k.
add_test(NAME browser/samples
  COMMAND make_report ${browser_work} bare hostile corpus judged long pictures small cells-10k cases-100k)
set_tests_properties(browser/samples PROPERTIES FIXTURES_SETUP browser_samples TIMEOUT 300)

# Two browsers at once, beside other tests: of these one, of the others one. As PROCESSORS 2 they
# would wait for two free places at a time, which there are at the end alone.
set(first_browser hostile judged view)

foreach(part hostile report figures flips judged pictures)
  add_test(NAME browser/${part}
    COMMAND ${browser_source}/run-tests ${browser_work} ${NODE_PROGRAM}
            ${CHROMIUM_PROGRAM} ${part}.test.mjs)
  set(browser second)
  if(part IN_LIST first_browser)
    set(browser first)
  endif()
  set_tests_properties(browser/${part} PROPERTIES
    FIXTURES_REQUIRED "browser_packages;browser_samples" SKIP_RETURN_CODE 77 TIMEOUT 600
    RESOURCE_LOCK ${browser}_browser
    COST 100)  # take long: they begin first
endforeach()

# A run that goes on, and `assay view` of it.
add_test(NAME browser/view
  COMMAND ${browser_source}/run-tests ${browser_work} ${NODE_PROGRAM}
          ${CHROMIUM_PROGRAM} view.test.mjs)
set_tests_properties(browser/view PROPERTIES
  FIXTURES_REQUIRED browser_packages ENVIRONMENT "ASSAY=$<TARGET_FILE:assay>"
  SKIP_RETURN_CODE 77 TIMEOUT 600 RESOURCE_LOCK first_browser COST 100)
