// Judges one answer by one row of the table, for table tests.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/score/expectation.h"

namespace assay::testing {

enum class Judged { pass, fail, unable, refused };  // refused: does not compile

inline std::ostream& operator<<(std::ostream& out, Judged judged) {
  constexpr const char* kNames[] = {"pass", "fail", "unable", "refused"};
  return out << kNames[static_cast<int>(judged)];
}

inline Judged kind_of(const Judgement& judgement) {
  if (judgement.kind == Judgement::Kind::error) return Judged::unable;
  return judgement.passed ? Judged::pass : Judged::fail;
}

// `arguments` is JSON.
inline Result<Judge> compile_row(std::string_view name, std::string_view arguments) {
  const ExpectationRow* row = find_expectation(name);
  if (row == nullptr) return usage_error("no such row: " + std::string(name));
  return row->compile(Json::parse(arguments));
}

inline Judgement judge_reply(std::string_view name, std::string_view arguments,
                             const Reply& reply) {
  Subject subject;
  subject.text = reply.answer;
  subject.reply = &reply;
  return compile_row(name, arguments).value()(subject);
}

inline Judgement judge_text(std::string_view name, std::string_view arguments,
                            std::string_view answer) {
  Reply reply;
  reply.answer = answer;
  return judge_reply(name, arguments, reply);
}

struct TextRow {
  std::string_view name;
  std::string_view arguments;
  std::string_view answer;
  Judged judged;
};

// Judges every row; a fail must say why.
inline void expect_rows(const std::vector<TextRow>& rows) {
  for (const TextRow& row : rows) {
    SCOPED_TRACE(std::string(row.name) + " " + std::string(row.arguments) + " of '" +
                 std::string(row.answer.substr(0, 80)) + "'");
    const Result<Judge> judge = compile_row(row.name, row.arguments);
    if (!judge) {
      EXPECT_EQ(row.judged, Judged::refused) << judge.error().message;
      continue;
    }
    const Judgement judgement = judge_text(row.name, row.arguments, row.answer);
    EXPECT_EQ(kind_of(judgement), row.judged) << judgement.reason;
    if (row.judged != Judged::pass) {
      EXPECT_FALSE(judgement.reason.empty());
    }
    EXPECT_LT(judgement.reason.size(), 2000u) << "reasons are short whatever the model wrote";
  }
}

// The message with which `name arguments` is refused at load; "" when it is not.
inline std::string check_message(std::string_view name, std::string_view arguments) {
  const ExpectationRow* row = find_expectation(name);
  return row->shape.check(Json::parse(arguments)).value_or("");
}

}  // namespace assay::testing
