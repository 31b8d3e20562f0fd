#include "harness/view/label_room.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/report/label/agreement.h"
#include "harness/report/label/label_files.h"
#include "harness/report/label/session.h"
#include "harness/view/label_page.h"

namespace assay {
namespace {

// More than anybody reads before they decide.
constexpr std::size_t kMostShown = std::size_t{256} << 10;
constexpr std::size_t kLongestComment = 2'000;  // code points
constexpr std::int64_t kMostMs = std::int64_t{1} << 40;

HttpAnswer told(int status, std::string why) {
  HttpAnswer answer;
  answer.status = status;
  answer.text = std::move(why) + "\n";
  return answer;
}

HttpAnswer told(const Error& error) {
  return told(error.kind == ErrorKind::usage ? 409 : 500, redact(error.message));
}

// As every sink has it: no secret, no byte that is no text, and an end.
std::string shown(const std::string& text) {
  std::size_t end = std::min(text.size(), kMostShown);
  while (end < text.size() && end > 0 && continues_utf8(text[end])) --end;
  std::string safe = redact(to_valid_utf8(text.substr(0, end)));
  if (end < text.size())
    safe += "\n(" + std::to_string(text.size() - end) + " more bytes are not shown)";
  return safe;
}

void put(Json& json, const char* name, const std::optional<std::string>& text) {
  if (text) json[name] = shown(*text);
}

void put_texts(Json& json, const AnswerText& text) {
  json["question"] = shown(text.question);
  put(json, "context", text.request.context);
  put(json, "reference", text.request.reference);
  if (text.request.shows_answer) json["answer"] = shown(text.answer);
  if (text.request.shows_answer) put(json, "part", text.request.part);
  put(json, "criterion", text.request.criterion);
  if (text.request.scale) json["scale"] = {text.request.scale->first, text.request.scale->second};
}

// What a request says of an answer; nothing where it is no label of it.
struct Said {
  std::optional<GoldLabel> label;  // nothing: unsure, or skipped
  bool is_skipped = false;
};
std::optional<Said> said_by(const Json& label, const AnswerRecord& answer) {
  if (label == "unsure" || label == "skip") return Said{std::nullopt, label == "skip"};
  if (answer.scale) {
    if (!label.is_number_integer()) return std::nullopt;
    const std::optional<GoldLabel> mark = mark_on(*answer.scale, dump_json(label));
    return mark ? std::optional(Said{mark}) : std::nullopt;
  }
  if (label == "pass") return Said{Verdict::pass};
  if (label == "fail") return Said{Verdict::fail};
  return std::nullopt;
}

Result<LabelSession> session_of(const LabelSitting& sitting, const LabelFiles& files) {
  ASSAY_TRY(const auto own, files.read_of(sitting.rater));
  return LabelSession(sitting.task.sample, sitting.task.showings, own, sitting.rater);
}

Result<HttpAnswer> shown_state(const std::string& seat, const LabelSitting& sitting,
                               const LabelSession& session, const LabelFiles& files) {
  Json json{{"sitting", seat},
            {"place", session.place()},
            {"size", session.size()},
            {"left", session.left()},
            {"waiting", sitting.task.waiting}};
  if (const Showing* const showing = session.current()) {
    put_texts(json, sitting.task.texts[showing->answer]);
  } else {
    ASSAY_TRY(const auto labels, files.read());
    ASSAY_TRY(const std::vector<std::string> lines,
              agreement_lines(sitting.task.sample, labels, sitting.rater));
    json["agreement"] = Json::array();
    for (const std::string& line : lines) json["agreement"].push_back(shown(line));
    json["after"] = "The labels are in " + shown(files.shown()) + "; assay score " + sitting.run +
                    " takes them in.";
  }
  HttpAnswer answer;
  answer.content_type = "application/json";
  answer.text = dump_json(json);
  return answer;
}

}  // namespace

Result<LabelRoom::Seat*> LabelRoom::new_seat(const std::string& run_id) {
  std::erase_if(seats_, [&](const Seat& seat) { return seat.sitting.run == run_id; });
  ASSAY_TRY(LabelSitting sitting, open_(run_id));
  seats_.push_front({unpredictable_suffix(), std::move(sitting)});
  if (seats_.size() > kMostSeats) seats_.pop_back();
  return &seats_.front();
}

Result<LabelRoom::Seat*> LabelRoom::seat_of(const std::string& run_id) {
  const auto found = std::find_if(seats_.begin(), seats_.end(),
                                  [&](const Seat& seat) { return seat.sitting.run == run_id; });
  if (found == seats_.end()) return new_seat(run_id);
  seats_.splice(seats_.begin(), seats_, found);
  return &seats_.front();
}

HttpAnswer LabelRoom::page(const std::string& run_id) {
  const Result<Seat*> seat = new_seat(run_id);
  if (!seat) return told(seat.error());
  HttpAnswer answer;
  answer.content_type = "text/html; charset=utf-8";
  answer.policy = label_page_policy();
  answer.text = label_page((*seat)->sitting.run, (*seat)->sitting.rater);
  return answer;
}

HttpAnswer LabelRoom::show(const std::string& run_id, std::size_t place) {
  Result<HttpAnswer> answer = try_show(run_id, place);
  return answer ? std::move(*answer) : told(answer.error());
}

HttpAnswer LabelRoom::take(const std::string& run_id, std::size_t place, std::string_view body) {
  Result<HttpAnswer> answer = try_take(run_id, place, body);
  return answer ? std::move(*answer) : told(answer.error());
}

Result<HttpAnswer> LabelRoom::try_show(const std::string& run_id, std::size_t place) {
  ASSAY_TRY(const Seat* const seat, seat_of(run_id));
  ASSAY_TRY(const LabelFiles files,
            LabelFiles::open(seat->sitting.file, seat->sitting.task.sample));
  ASSAY_TRY(LabelSession session, session_of(seat->sitting, files));
  if (place > 0 && !session.go_to(place)) return told(404, "there is no such answer");
  return shown_state(seat->name, seat->sitting, session, files);
}

Result<HttpAnswer> LabelRoom::try_take(const std::string& run_id, std::size_t place,
                                       std::string_view body) {
  const Result<Json> json = parse_json(body);
  if (!json || !json->is_object()) return told(400, "not a label");
  ASSAY_TRY(const Seat* const seat, seat_of(run_id));
  const LabelSitting& sitting = seat->sitting;
  if (json->value("sitting", Json()) != Json(seat->name))
    return told(409, "the answers were chosen anew meanwhile: load the page again");
  ASSAY_TRY(LabelFiles files, LabelFiles::open(sitting.file, sitting.task.sample));
  ASSAY_TRY(LabelSession session, session_of(sitting, files));
  if (place == 0 || !session.go_to(place)) return told(404, "there is no such answer");
  const AnswerRecord& asked = session.answer_of(*session.current()).answer;
  const std::optional<Said> said = said_by(json->value("label", Json()), asked);
  const Json comment = json->value("comment", Json(""));
  const Json ms = json->value("ms", Json());
  if (!said || !comment.is_string()) return told(400, "not a label of this answer");
  GoldLine line = session.line(said->label, said->is_skipped);
  line.time = to_rfc3339(clock_.wall());
  if (ms.is_number_unsigned() && ms <= kMostMs) line.ms = ms.get<std::int64_t>();
  line.comment = one_line(redact(to_valid_utf8(comment.get<std::string>())), kLongestComment);
  ASSAY_CHECK(files.append(asked.file, gold_line_text(line)));
  session.take(line);
  return shown_state(seat->name, sitting, session, files);
}

}  // namespace assay
