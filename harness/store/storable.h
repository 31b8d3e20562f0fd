// What everything goes through on its way into the Store: secrets are redacted,
// text is made valid UTF-8. Costs a look at the bytes when nothing needs it.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/provider/reply.h"

namespace assay {

// `text` as it is stored: secrets redacted, invalid UTF-8 as U+FFFD; NUL stays.
// Refers to `text` where nothing had to change: must not outlive it.
class Storable {
 public:
  explicit Storable(std::string_view text);
  Storable(const Storable&) = delete;
  Storable& operator=(const Storable&) = delete;
  std::string_view view() const { return view_; }

 private:
  std::string changed_;
  std::string_view view_;
};

// The same for JSON, string by string, so that what is stored stays JSON even
// where a secret looks like a number or contains a quote.
Json storable(Json value);
std::string storable_json(std::string_view json);
// A reply as the Store's text, its fields redacted.
std::string storable_reply(const Reply& reply);

}  // namespace assay
