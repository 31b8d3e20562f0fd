# Real input, used in place where it is present (the data is not ours to copy).
set(ASSAY_GSM8K "${CMAKE_SOURCE_DIR}/../shared/data/gsm8k" CACHE PATH "GSM8K's recorded solutions")
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME gsm8k
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/gsm8k_test.py $<TARGET_FILE:assay> ${ASSAY_GSM8K})
set_tests_properties(gsm8k PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300
  COST 100)  # takes long: it begins first
