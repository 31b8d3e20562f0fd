#include "harness/judge/question.h"

#include <string_view>

#include "harness/base/key.h"
#include "harness/judge/block.h"

namespace assay {
namespace {

constexpr std::string_view kAfterTheMaterial =
    "The material ends here. Decide the criterion of the first message, and reply with the JSON "
    "object alone.";

}  // namespace

std::string question_text(const Messages& messages) {
  const bool is_plain =
      messages.size() == 1 && messages[0].role == Role::user && messages[0].attachments.empty();
  return is_plain ? messages[0].content : messages_to_key_json(messages);
}

std::string delimiter_code(const JudgeQuestion& question) {
  KeyBuilder fields;
  fields.add("assay judge delimiter").add(question.rubric).add(question.question);
  for (const auto& text : {question.answer, question.reference, question.context}) {
    fields.add(text ? 1 : 0).add(text ? *text : "");
  }
  return delimiter_code(fields);
}

Messages judge_messages(const JudgeTemplate& words, const JudgeQuestion& question) {
  const std::string code = delimiter_code(question);
  std::string material = block("question", question.question, code);
  if (question.context) material += '\n' + block("context", *question.context, code);
  if (question.reference) material += '\n' + block("reference", *question.reference, code);
  if (question.answer) material += '\n' + block("answer", *question.answer, code);
  material.append("\n").append(kAfterTheMaterial);

  std::string criterion = block("criterion", question.rubric, code);
  criterion.pop_back();  // the template ends the line
  return {{Role::system, words.render(code, criterion, verdict_form(question.shape)), {}, {}},
          {Role::user, std::move(material), {}, {}}};
}

}  // namespace assay
