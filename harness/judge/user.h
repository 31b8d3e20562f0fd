// A simulated user: what the model that plays it is asked, and what its reply says.
//
// It sees the conversation with the roles exchanged: what the model under test said is said to
// it, between delimiters as a judge's material is (question.h), and what it said itself are its
// own messages. What it says next, and whether it says anything more, is one JSON object that it
// alone writes: nothing that the model under test says is ever read for that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/provider/reply.h"
#include "harness/provider/request.h"

namespace assay {

// The system message of every call, with three slots:
//   {{code}}  the code that the delimiters of this call carry
//   {{goal}}  the goal, between delimiters
//   {{form}}  the form of the reply, in words
// Each must be there, the last two once; what fills them is never read again.
class UserTemplate {
 public:
  // A usage error says which slot is missing, doubled or unknown.
  static Result<UserTemplate> parse(std::string_view text);
  // Of harness/judge/user.md.
  static const UserTemplate& built_in();

  std::string render(std::string_view code, std::string_view goal) const;

 private:
  explicit UserTemplate(std::string_view text) : text_(text) {}

  std::string text_;
};

// How a user leaves a conversation.
enum class UserEnd { stays, reached, gave_up };

struct UserLine {
  std::string text;  // said next; of one that does not stay it is not sent
  UserEnd end = UserEnd::stays;

  friend bool operator==(const UserLine&, const UserLine&) = default;
};

// What `talk` (of users, assistants and tools, in order) is followed by, is asked. Tools are the
// assistant's own business: the user sees neither calls nor results.
Messages user_messages(const UserTemplate& words, std::string_view goal, const Messages& talk);

// The form of its reply, where the server can be held to one.
Json user_response_format();

// A line that is blank, or longer than `most_bytes`, is none; nor is an end of a conversation
// that has not begun. Everything else that is not the object is an error, in words for a person,
// as of a judge's reply (reply_object.h).
tl::expected<UserLine, std::string> read_user_line(const Reply& reply, bool has_begun,
                                                   std::size_t most_bytes);

}  // namespace assay
