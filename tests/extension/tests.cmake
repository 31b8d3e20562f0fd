# A toy of each kind of thing, by the files that docs/extending.md names. A part of the
# program is compiled for it once more, which takes long where code is optimised.
if(CMAKE_BUILD_TYPE STREQUAL Debug AND CMAKE_GENERATOR STREQUAL Ninja)
  add_test(NAME extension/toys
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/extend.py ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR})
  set_tests_properties(extension/toys PROPERTIES TIMEOUT 600 COST 100)
endif()
