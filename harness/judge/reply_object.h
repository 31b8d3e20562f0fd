// A reply that is one flat JSON object and nothing else: what judges and simulated users say.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/base/json.h"
#include "harness/provider/reply.h"

namespace assay {

// A model's words in an error: in quotes, and no more than 120 code points of them.
std::string words_of_reply(std::string_view text);

// The words of a reply that ended of itself, without a block of reasoning that is closed; an error
// in words for a person where there are none: a refusal, a reply that was cut off, a call of a
// tool. `noun`: what was to be said, "verdict".
tl::expected<std::string, std::string> words_of(const Reply& reply, std::string_view noun);

struct ReplyObject {
  std::string text;  // as it stood in the reply
  Json object;       // each name once; no value is a list or a map
};

// Around the object may stand one code fence, before it a block of reasoning that is closed.
// Everything else is an error in words for a person: what is one of words_of(), a second object,
// words before or after the object. Never throws; linear in the reply.
tl::expected<ReplyObject, std::string> read_reply_object(const Reply& reply, std::string_view noun);

// Whether what a tag alone makes the reply's reasoning has another value of `key` than `said`: a
// reply that ends in a quoted "</think>" and object looks as if it had reasoned till then.
bool may_have_said_otherwise(const Reply& reply, std::string_view key, const Json& said);

}  // namespace assay
