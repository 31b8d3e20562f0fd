// Breaking replies on purpose (docs/model-server.md, "faults").
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/reply/respond.h"
#include "harness/simulate/reply/transmission.h"

namespace assay {

// The first fault of the file that strikes at `stage` what has `number` (from 1)
// there, or nullptr; `model` is "" before stage reply. A pure function of the file.
const ServerFault* find_fault(const ModelsFile& file, FaultStage stage, std::string_view model,
                              std::int64_t number);

std::string_view to_string(FaultEffect effect);

// Whether the client still gets the whole reply: late, oddly cut, or with more
// or other things in it. A reply that it does not get must not count as a repeat: a retry asks the
// same again.
bool leaves_reply_whole(FaultEffect effect);

// Applies `fault` to what would have been sent. `wall` dates a Retry-After.
Transmission transmit_with_fault(const ServerFault& fault, WireShape shape, ServedResponse response,
                                 const HttpManners& manners, WallTime wall);

// A whole gzip stream that inflates to `mebibytes` MiB of white space.
std::string gzip_bomb(std::int64_t mebibytes);

}  // namespace assay
