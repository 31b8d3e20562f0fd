// What is written is what is kept, slots and text; what is put in is never read again.
#include <string>

#include "harness/provider/slot_text.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(slot_text) {
  const auto parsed = assay::parse_slots(input);
  if (!parsed) return assay::require(!parsed.error().message.empty());
  assay::require(parsed->size() % 2 == 1);
  std::string filled;
  std::size_t slots = 0;
  assay::append_filled(filled, *parsed, [&](std::string_view name, std::string& out) {
    assay::require(!name.empty());
    ++slots;
    out += "{{prompt}}";
  });
  assay::require(slots == parsed->size() / 2);
  const auto again = assay::parse_slots(filled);
  assay::require(again.has_value() && again->size() == parsed->size());
}
