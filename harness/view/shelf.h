// What the server keeps of a run that somebody looks at: its newest page, and all
// texts that any page of it has named.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/store/store.h"
#include "harness/view/http_server.h"
#include "reporters/html/page/served.h"

namespace assay {

// A run as the Store has it now.
struct RunState {
  RunProgress progress;
  html::RunPhase phase = html::RunPhase::complete;
  std::string version;  // another one when a page of the run would differ
};

// Texts are packed a chunk each and never dropped while the shelf lives: a page
// that was loaded when the run was shorter still finds what it names.
class Shelf {
 public:
  explicit Shelf(std::string run_id);

  const std::string& run() const { return run_; }
  const std::string& name() const { return name_; }  // random: no other server's

  // Whether a page is to be made before one is given out: there is none, or the
  // run has moved on. While it is going not at once: a summary costs the server,
  // which answers nobody meanwhile, so it rests ten times as long, 3 s at least.
  bool is_due(const RunState& state, Instant now) const;
  Result<void> refresh(Store& store, const RunState& state, const Clock& clock);

  // Of the page that is there.
  const std::string& version() const { return version_; }
  const std::shared_ptr<const PackedText>& page() const { return page_; }  // nullptr: none yet
  // nullptr: there is no such chunk.
  std::shared_ptr<const PackedText> chunk(std::size_t number) const;

 private:
  std::string run_;
  std::string name_;
  html::Texts texts_;
  std::vector<std::shared_ptr<const PackedText>> chunks_;
  std::shared_ptr<const PackedText> page_;
  std::string version_;
  html::RunPhase phase_ = html::RunPhase::complete;
  Instant rests_until_{};
};

}  // namespace assay
