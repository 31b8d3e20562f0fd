// The sessions of a run's manifest: what each execution of the run (the first,
// then every --resume) saw of the client and of the providers' limits.
#pragma once

#include "harness/base/json.h"
#include "harness/report/manifest.h"

namespace assay {

// Adds a session to a manifest. `lanes` as run/lane_log.h writes them.
void add_session(Json& manifest, double loop_lag_p99_ms, double client_delay_p99_ms, Json lanes);

// Fills in Manifest::client and Manifest::lanes. Fields of another type than
// ours count as absent.
void read_sessions(const Json& json, Manifest& manifest);

}  // namespace assay
