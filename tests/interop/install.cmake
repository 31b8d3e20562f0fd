# Copies the scripts to WORK and installs their packages there. A registry that
# cannot be reached is no failure of assay: the reason goes to install-error.txt
# and the tests skip with it.
file(COPY ${SOURCE}/ DESTINATION ${WORK} PATTERN "*.cmake" EXCLUDE PATTERN "promptfoo" EXCLUDE)
file(REMOVE ${WORK}/install-error.txt)
if(NOT NPM)
  file(WRITE ${WORK}/install-error.txt "npm is not installed")
  return()
endif()
file(SHA256 ${WORK}/package-lock.json lock)
if(EXISTS ${WORK}/node_modules/.${lock})
  return()
endif()
execute_process(COMMAND ${NPM} ci --no-audit --no-fund --ignore-scripts
  WORKING_DIRECTORY ${WORK} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  file(TOUCH ${WORK}/node_modules/.${lock})
else()
  file(WRITE ${WORK}/install-error.txt "npm ci failed: ${output}")
  message("npm ci failed: ${output}")
endif()
