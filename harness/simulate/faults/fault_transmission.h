// Faults of the wire: a right response that is cut, dripped, sliced or never
// ends. Private to faults.cc.
#pragma once

#include <cstddef>

#include "harness/simulate/models_file/server_fault.h"
#include "harness/simulate/reply/respond.h"
#include "harness/simulate/reply/transmission.h"

namespace assay {

// Leaves the response's body as `fault` cuts it: it ends early but in order.
void truncate_body(const ServerFault& fault, ServedResponse& response);

// Frames `response`, and breaks that as `fault` says.
Transmission break_transmission(const ServerFault& fault, ServedResponse response,
                                const HttpManners& manners);

}  // namespace assay
