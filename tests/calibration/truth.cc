#include "tests/calibration/truth.h"

#include "harness/base/clock.h"
#include "harness/base/random.h"
#include "harness/simulate/reply/simulated_model.h"
#include "harness/simulate/wire/served_request.h"

namespace assay::calibration {
namespace {

SimulatedReply ask(const ModelsFile& file, Arm arm, double rate, std::uint64_t case_index,
                   std::uint64_t repeat) {
  ServedRequest request;
  request.conversation = std::to_string(case_index);
  request.temperature = rate;  // the skill curve below makes it the chance
  return simulate_reply(file, file.models[static_cast<std::size_t>(arm)], request, repeat);
}

}  // namespace

Truth::Truth(std::uint64_t seed) : seed_(seed) {
  for (const char* id : {"baseline", "candidate"}) {
    SimulatedModel model;
    model.id = id;
    model.skill.points = {{0.0, 0.0}, {1.0, 1.0}};
    model.latency = {kMedianMs, kP95Ms};
    file_.models.push_back(std::move(model));
  }
  AnswerRule rule;
  rule.right = CannedAnswer{"right", {}};
  rule.wrong.push_back({"wrong", {}});
  file_.answers.push_back(std::move(rule));
}

void Truth::begin_sample(std::uint64_t sample) {
  file_.seed = Random(seed_ ^ (sample << 20)).next();
}

bool Truth::passes(Arm arm, double rate, std::uint64_t case_index, std::uint64_t repeat) const {
  return ask(file_, arm, rate, case_index, repeat).answer == "right";
}

double Truth::latency_ms(std::uint64_t case_index) const {
  return to_milliseconds(ask(file_, Arm::candidate, 1, case_index, 0).first_token);
}

}  // namespace assay::calibration
