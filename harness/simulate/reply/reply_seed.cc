#include "harness/simulate/reply/reply_seed.h"

#include <bit>

namespace assay {

std::uint64_t reply_seed(const ModelsFile& file, const SimulatedModel& model,
                         const ServedRequest& request, std::uint64_t repeat) {
  std::uint64_t seed = hash_text(model.id, file.seed);
  seed = hash_text(request.conversation, seed);
  // + 0.0 makes -0.0 and 0.0 the same temperature.
  const std::uint64_t numbers[] = {std::bit_cast<std::uint64_t>(request.temperature + 0.0),
                                   static_cast<std::uint64_t>(request.seed.value_or(-1)), repeat};
  for (const std::uint64_t number : numbers) seed = Random(seed ^ number).next();
  return seed;
}

Random draw_for(std::uint64_t seed, ReplyDraw what) {
  return Random(seed ^ (static_cast<std::uint64_t>(what) << 56));
}

}  // namespace assay
