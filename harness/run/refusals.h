// What the models of a run have refused, and how each is asked since: without the parameter, with
// the length of its reply under the other name, or not at all. Internal to the runner.
//
// A refusal is the same for every cell, so it is found out by one request: until a model has begun
// to answer what it is sent, or has failed in another way, nothing else leaves for it that sets a
// parameter which nobody has seen it take, or only with another value. That is a matter of a
// moment: who refuses does so before it thinks, and the wait has an end of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/clock.h"
#include "harness/provider/refused_parameter.h"
#include "harness/run/runner.h"

namespace assay {

inline constexpr Nanoseconds kLongestTrial = std::chrono::seconds{3};

class Refusals {
 public:
  // `variants` outlive it and do not move. `known` are taken as if they came now, but nothing is
  // given up by them.
  Refusals(const std::vector<JobVariant>& variants, const std::vector<KnownRefusal>& known);

  // How a variant is asked by now, and how often that has changed.
  const JobVariant& asked(std::size_t variant) const;
  int revision(std::size_t variant) const;
  // Parameters that it is asked without.
  const std::vector<std::string>& dropped(std::size_t variant) const;

  // Whether it waits for a request of its model that is under way.
  bool must_wait(std::size_t variant, Instant now) const;
  // When the first of these waits is over by itself; kNever: nobody waits.
  Instant waits_until(Instant now) const;
  void sent(std::size_t variant, std::int64_t attempt, Instant now);
  // The model has begun to answer this attempt, or will not for another reason.
  void took(std::size_t variant, std::int64_t attempt);

  struct Ruling {
    enum class What { none, ask_again, give_up };
    What what = What::none;
    std::vector<std::size_t> variants = {};  // given up, all of one model
    std::string why = {};                    // model, parameter, value and what to do, in a line
  };
  // An attempt that left when the variant's revision was `revision` has failed. `none`: not for a
  // parameter that somebody has set, or what follows from it is known already.
  Ruling rule(std::size_t variant, std::int64_t attempt, int revision, const Failure& failure);

 private:
  struct ModelState {
    std::vector<std::size_t> variants;
    // Parameters that it has been seen to take: the value, and nothing once there were two. Who
    // takes one value alone takes its default, and says so of every other.
    std::map<std::string, std::optional<Json>> taken;
    std::set<std::string> refused;      // for which variants were given up
    bool is_exchanged = false;          // the two names of the length of a reply
    std::optional<std::int64_t> trial;  // the attempt under way that tells
    Instant trial_ends{};
  };
  struct Adapted {
    JobVariant variant;
    Params params;
    int revision = 0;
    std::vector<std::string> dropped;
  };

  const Params& params_of(std::size_t variant) const;
  ModelState* model_of(std::size_t variant);
  const ModelState* model_of(std::size_t variant) const;
  bool has_untried(std::size_t variant, const ModelState& model) const;
  bool adapt(std::size_t variant, Params params, std::string_view dropped);
  bool exchange(ModelState& model, std::string_view field);
  bool drop(ModelState& model, const SentParameter& sent, const Failure& failure);
  Ruling give_up(ModelState& model, const std::string& name, const SentParameter& sent,
                 const Failure& failure);

  const std::vector<JobVariant>& variants_;
  std::map<std::size_t, ModelState> models_;  // by Adaptable::model
  std::unordered_map<std::size_t, Adapted> adapted_;
};

}  // namespace assay
