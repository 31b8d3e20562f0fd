// What each execution of a run (the first, then every --resume) saw of the client and
// of the providers' limits.
#pragma once

#include <optional>
#include <vector>

#include "harness/base/json.h"
#include "harness/report/report.h"

namespace assay {

struct Session {
  std::optional<double> loop_lag_p99_ms;
  std::optional<double> client_delay_p99_ms;
  Json lanes;  // as run/lane_log.h writes them

  friend bool operator==(const Session&, const Session&) = default;
};

// Of all sessions together: the worst of the client, and what happened to each lane.
// Fields of another type than ours count as absent.
ClientSummary client_of(const std::vector<Session>& sessions);
std::vector<LaneSummary> lanes_of(const std::vector<Session>& sessions);

}  // namespace assay
