#include "harness/judge/question.h"

#include <string_view>

#include "harness/base/key.h"

namespace assay {
namespace {

// One line break on either side is the delimiters'; all between them is the text.
std::string block(std::string_view name, std::string_view text, std::string_view code) {
  std::string out;
  out.append("<<").append(name).append(" ").append(code).append(">>\n");
  out.append(text);
  out.append("\n<<end ").append(name).append(" ").append(code).append(">>\n");
  return out;
}

constexpr std::string_view kAfterTheMaterial =
    "The material ends here. Decide the criterion of the first message, and reply with the JSON "
    "object alone.";

}  // namespace

std::string question_text(const Messages& messages) {
  if (messages.size() == 1 && messages[0].role == Role::user) return messages[0].content;
  return messages_to_json(messages);
}

std::string delimiter_code(const JudgeQuestion& question) {
  KeyBuilder fields;
  fields.add("assay judge delimiter").add(question.rubric).add(question.question);
  for (const auto& text : {question.answer, question.reference, question.context}) {
    fields.add(text ? 1 : 0).add(text ? *text : "");
  }
  return fields.finish().hex().substr(0, 24);
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
