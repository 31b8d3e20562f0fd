find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME layers
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_includes.py ${CMAKE_SOURCE_DIR})
add_test(NAME layers/precompiled
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_precompiled.py ${CMAKE_SOURCE_DIR})
add_test(NAME layers/citations
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_citations.py ${CMAKE_SOURCE_DIR})
add_test(NAME layers/names
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_names.py ${CMAKE_SOURCE_DIR})
# Where nothing is inlined, a function that the program lacks is one that it never reaches.
if(CMAKE_BUILD_TYPE STREQUAL Debug)
  add_test(NAME layers/unused
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/scripts/unused ${CMAKE_BINARY_DIR})
endif()
