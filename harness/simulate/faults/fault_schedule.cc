// Which fault strikes a request, and what is known of it beforehand.
#include <algorithm>

#include "harness/base/random.h"
#include "harness/simulate/faults/faults.h"

namespace assay {
namespace {

bool strikes(const ModelsFile& file, std::size_t index, std::string_view model,
             std::int64_t number) {
  const FaultSchedule& when = file.faults[index].when;
  if (when.every > 0) return number % when.every == 0;
  if (!when.at.empty()) return std::binary_search(when.at.begin(), when.at.end(), number);
  if (when.between) return number >= when.between->first && number <= when.between->second;
  if (!when.probability) return true;
  const std::uint64_t seed = hash_text(model, file.seed + index + 1);
  return Random(seed ^ static_cast<std::uint64_t>(number)).uniform() < *when.probability;
}

}  // namespace

const ServerFault* find_fault(const ModelsFile& file, FaultStage stage, std::string_view model,
                              std::int64_t number) {
  for (std::size_t i = 0; i < file.faults.size(); ++i) {
    const ServerFault& fault = file.faults[i];
    if (fault.stage != stage) continue;
    if (fault.model && *fault.model != model) continue;
    if (strikes(file, i, model, number)) return &fault;
  }
  return nullptr;
}

std::string_view to_string(FaultEffect effect) {
  switch (effect) {
    case FaultEffect::delay:
      return "delay";
    case FaultEffect::headers:
      return "headers";
    case FaultEffect::status:
      return "status";
    case FaultEffect::reset:
      return "reset";
    case FaultEffect::close:
      return "close";
    case FaultEffect::half_close:
      return "half_close";
    case FaultEffect::hold:
      return "hold";
    case FaultEffect::no_answer:
      return "no_answer";
    case FaultEffect::drip:
      return "drip";
    case FaultEffect::truncate:
      return "truncate";
    case FaultEffect::garbage:
      return "garbage";
    case FaultEffect::html:
      return "html";
    case FaultEffect::error_in_200:
      return "error_in_200";
    case FaultEffect::error_mid_stream:
      return "error_mid_stream";
    case FaultEffect::gzip_bomb:
      return "gzip_bomb";
    case FaultEffect::endless_body:
      return "endless_body";
    case FaultEffect::huge_line:
      return "huge_line";
    case FaultEffect::deep_json:
      return "deep_json";
    case FaultEffect::header_bytes:
      return "header_bytes";
    case FaultEffect::header_lines:
      return "header_lines";
    case FaultEffect::blank_lines:
      return "blank_lines";
    case FaultEffect::slice:
      return "slice";
    case FaultEffect::edit:
      return "edit";
    case FaultEffect::after_reply:
      return "after_reply";
    case FaultEffect::accept:
      return "accept";
  }
  return {};
}

bool leaves_reply_whole(FaultEffect effect) {
  switch (effect) {
    case FaultEffect::delay:
    case FaultEffect::headers:
    case FaultEffect::deep_json:
    case FaultEffect::header_bytes:
    case FaultEffect::header_lines:
    case FaultEffect::blank_lines:
    case FaultEffect::slice:
    case FaultEffect::edit:
    case FaultEffect::after_reply:
      return true;
    default:
      return false;
  }
}

}  // namespace assay
