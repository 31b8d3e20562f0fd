// Answers that were written to move a judge, and what a judge may reply to them.
//
// tests/judge/attacks.jsonl, a line each: `kind` numbers the kinds of attack that papers and
// issues tell of (docs/judges.md, "What an answer can try"), `attack` is the material, `twin`
// the same without the attack, `repeat` how often both are said. `replies` are texts of a
// judge and what each must be read as: a verdict, a score, or "error".
#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/question.h"
#include "tests/support/test_files.h"

namespace assay::testing {

struct ScriptedReply {
  std::string reply;
  std::string reads;
};

struct Attack {
  int kind = 0;
  std::string name;
  JudgeQuestion question;
  JudgeQuestion twin;
  std::vector<ScriptedReply> replies;
};

inline JudgeQuestion attack_question(const Json& material, int repeat, const VerdictShape& shape) {
  JudgeQuestion question;
  question.rubric = material.value("rubric", "The answer names the capital, Canberra.");
  question.question = material.value("question", "What is the capital of Australia?");
  question.answer = "";
  const std::string answer = material.value("answer", "");
  for (int i = 0; i < repeat; ++i) *question.answer += answer;
  if (material.contains("context")) question.context = material.at("context");
  if (material.contains("reference")) question.reference = material.at("reference");
  question.shape = shape;
  return question;
}

inline const std::vector<Attack>& attacks() {
  static const std::vector<Attack> all = [] {
    std::vector<Attack> read;
    std::istringstream lines(read_text(source_path("tests/judge/attacks.jsonl")));
    for (std::string line; std::getline(lines, line);) {
      const Json row = Json::parse(line);
      VerdictShape shape;
      if (row.contains("scale")) shape.scale = {row.at("scale")[0], row.at("scale")[1]};
      const int repeat = row.value("repeat", 1);
      Attack attack{row.at("kind"),
                    row.at("name"),
                    attack_question(row.at("attack"), repeat, shape),
                    attack_question(row.at("twin"), repeat, shape),
                    {}};
      for (const Json& reply : row.value("replies", Json::array())) {
        attack.replies.push_back({reply.at("reply"), reply.at("reads")});
      }
      read.push_back(std::move(attack));
    }
    return read;
  }();
  return all;
}

}  // namespace assay::testing
