// Programs of the suite's author, asked as if they were on the network: requests to
// kProgramScheme + name go to a ProgramDesk, all others to the transport that it is put around.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "harness/base/result.h"
#include "harness/run/transport.h"
#include "harness/script/asked_program.h"

namespace assay {

// `programs` by the name in the URL. An infrastructure error where there is no descriptor to be
// had. Of a request only the body and Timeouts::total count. A reply comes in one piece, with
// the status 200.
Result<std::unique_ptr<Transport>> make_program_transport(
    std::unique_ptr<Transport> network, const std::map<std::string, AnsweringProgram>& programs);

}  // namespace assay
