#include "tests/simulation/promises.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace assay::testing {
namespace {

// How long a commit may be on its way to the platter: a second, and a late loop.
constexpr Nanoseconds kForcedWithin = std::chrono::seconds{3};
constexpr Nanoseconds kGraceAfterTimeCap = std::chrono::seconds{30};

template <class T>
T must(Result<T> result) {
  promise(result.has_value(), "the Store cannot be read: {}", result ? "" : result.error().message);
  return std::move(*result);
}

Promises::Place place_of(const CellRecord& cell) {
  return {cell.id.variant, cell.id.case_index, cell.id.repeat};
}

}  // namespace

std::string name_of(const Promises::Place& place) {
  return fmt::format("cell {}/{}/{}", place[0], place[1], place[2]);
}

Promises::Place Promises::cell_of(const Place& place) const {
  const CellId cell = rows_.answer(id_of(place));
  return {cell.variant, cell.case_index, cell.repeat};
}

Promises::Place Promises::place_of_request(const Place& cell, std::size_t request) const {
  if (!plan_.at(cell).is_dialogue) return cell;
  const CellId turn = rows_.turn(id_of(cell), request);
  return {turn.variant, turn.case_index, turn.repeat};
}

bool Promises::may_be_last(const Place& place, const Place& cell) const {
  const Asked& asked = plan_.at(cell);
  if (asked.is_fixed()) return place == place_of_request(cell, asked.questions.size() - 1);
  return is_turn(place) && cell_of(place) == cell;
}

bool Promises::is_line_call(const Place& place) const {
  const auto asked = plan_.find(cell_of(place));
  return is_call(place) && asked != plan_.end() && asked->second.user &&
         asked->second.user->player == rows_.judge(id_of(place));
}

Promises::Place Promises::place_of_line(const Place& cell, std::size_t line) const {
  const CellId call = rows_.of(id_of(cell), plan_.at(cell).user->player,
                               static_cast<std::uint32_t>(line), /*is_wide=*/false);
  return {call.variant, call.case_index, call.repeat};
}

void Promises::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}
void Promises::Close::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Promises::open(const std::filesystem::path& store) {
  close();
  sqlite3* opened = nullptr;
  sqlite3_open_v2(store.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  database_.reset(opened);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Promises::close() {
  attempts_.reset();
  sum_.reset();
  database_.reset();
}

Promises::Statement Promises::prepare(const char* sql) const {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr);
  return Statement(statement);
}

template <class Row>
void Promises::read(const Statement& rows, const Row& row) const {
  int status = SQLITE_ROW;
  while ((status = sqlite3_step(rows.get())) == SQLITE_ROW) row();
  sqlite3_reset(rows.get());
  if (status != SQLITE_DONE && world_.disk.is_dead()) throw Killed{};
  promise(status == SQLITE_DONE, "the Store cannot be read: {}", sqlite3_errmsg(database_.get()));
}

void Promises::begins(std::optional<Nanoseconds> max_duration) {
  signals_ = 0;
  is_decided_ = false;
  deadline_.reset();
  if (max_duration) deadline_ = world_.clock.now() + *max_duration;
  open_before_.clear();
  for (const auto& [id, row] : attempts())
    if (!row.settled) open_before_.insert(id);
}

std::map<std::int64_t, AttemptRow> Promises::attempts(std::optional<std::int64_t> only) {
  if (!attempts_)
    attempts_ = prepare(
        "SELECT attempt, variant, case_index, repeat, settled, cost_picos, worst_picos, "
        "failure_kind FROM attempt WHERE attempt BETWEEN ? AND ?");
  sqlite3_stmt* const rows = attempts_.get();
  sqlite3_bind_int64(rows, 1, only.value_or(0));
  sqlite3_bind_int64(rows, 2, only.value_or(std::numeric_limits<std::int64_t>::max()));
  const auto money = [&](int column) -> std::optional<Money> {
    if (sqlite3_column_type(rows, column) == SQLITE_NULL) return std::nullopt;
    return Money{sqlite3_column_int64(rows, column)};
  };
  const auto index = [&](int column) {
    return static_cast<std::uint32_t>(sqlite3_column_int64(rows, column));
  };
  std::map<std::int64_t, AttemptRow> found;
  read(attempts_, [&] {
    found[sqlite3_column_int64(rows, 0)] = {{index(1), index(2), index(3)},
                                            index(4) != 0,
                                            money(5),
                                            money(6),
                                            sqlite3_column_type(rows, 7) != SQLITE_NULL};
  });
  return found;
}

// Of every attempt what it cost, or may have.
Money Promises::counted_on_ledger() {
  if (!sum_) sum_ = prepare("SELECT sum(coalesce(cost_picos, worst_picos, 0)) FROM attempt");
  Money counted;
  read(sum_, [&] { counted = Money{sqlite3_column_int64(sum_.get(), 0)}; });
  return counted;
}

// What is judged is in the file as the server sent it.
void Promises::is_scored(const Job& job, const Outcome& outcome, std::optional<Money> cost,
                         Store& store) {
  const Place place{job.cell.variant, job.cell.case_index, job.cell.repeat};
  Acknowledged now{"", outcome.reply() != nullptr, world_.clock.now(), false};
  if (now.is_reply) {
    now.answer = said_in(*outcome.reply());
    const Result<std::optional<StoredReply>> stored = store.find_reply(job.key);
    if (!stored && world_.disk.is_dead()) throw Killed{};
    promise(must(stored).has_value(), "{} is judged before its reply is stored", name_of(place));
    promise((*stored)->reply == *outcome.reply() && (*stored)->cost == cost,
            "what is stored of {} is not what is judged", name_of(place));
  }
  // What is no verdict, or no line, is asked for again, by the next session.
  const bool is_sound =
      !is_call(place) || (is_line_call(place) ? is_line(now.answer) : is_verdict(now.answer));
  now.is_reply = now.is_reply && is_sound;
  acknowledged_[place] = std::move(now);
}

// At every moment the ledger is at least the server's bill, and the bill within the cap.
void Promises::steps() {
  if (std::exchange(steps_seen_, {world_.disk.changes, network_.served.size()}) ==
      std::array{world_.disk.changes, std::uint64_t{network_.served.size()}})
    return;
  check_ledger();
}

void Promises::check_ledger() {
  const Money billed = network_.billed();
  promise(!cap_ || billed <= *cap_, "${} were billed of a cap of ${}", to_usd(billed),
          cap_ ? to_usd(*cap_) : "");
  const Money counted = counted_on_ledger();
  promise(billed <= counted, "${} were billed, and the ledger has at most ${}", to_usd(billed),
          to_usd(counted));
}

void Promises::log_is_forced() {
  for (Served& each : network_.served) each.is_forced = true;
  for (auto& [place, each] : acknowledged_) each.is_forced = true;
}

// What was not forced may be gone, but it is not older than a second or so.
void Promises::loses_power() {
  const auto is_late = [&](bool is_forced, Instant at) {
    return !is_forced && !disk_failed_ && world_.clock.now() - at > kForcedWithin;
  };
  for (Served& each : network_.served) {
    promise(!is_late(each.is_forced, each.left_at), "attempt {} was not forced to the disk",
            each.attempt);
    if (each.is_forced) continue;
    each.is_lost = true;
    left_for_.erase(each.attempt);
  }
  std::erase_if(acknowledged_, [&](const auto& each) {
    promise(!is_late(each.second.is_forced, each.second.at), "{} was not forced to the disk",
            name_of(each.first));
    return !each.second.is_forced;
  });
}

void Promises::nothing_was_asked() const {
  promise(std::all_of(network_.served.begin(), network_.served.end(),
                      [](const Served& each) { return each.is_lost; }),
          "the run is gone");
}

// Every request on the ledger, at its true cost or with its worst; and nothing else.
void Promises::check_attempts() {
  std::map<std::int64_t, AttemptRow> rows = attempts();
  for (const Served& each : network_.served) {
    if (each.is_lost) continue;
    const auto found = rows.find(each.attempt);
    promise(found != rows.end(), "attempt {} left, and is not on the ledger", each.attempt);
    const AttemptRow& row = found->second;
    promise(row.cell == left_for_.at(each.attempt), "attempt {} is of another cell", each.attempt);
    promise(row.worst && each.bill <= *row.worst, "attempt {} cost ${}, more than its worst",
            each.attempt, to_usd(each.bill));
    promise(!row.cost || *row.cost == each.bill, "attempt {} is on the ledger with ${}, billed ${}",
            each.attempt, row.cost ? to_usd(*row.cost) : "", to_usd(each.bill));
    promise(!row.settled || each.is_home, "attempt {} is settled before its end", each.attempt);
    promise(!row.settled || row.failed != each.reply.has_value(),
            "attempt {} has failed on the ledger or at the server, not in both", each.attempt);
    rows.erase(found);
  }
  check_raw_replies();
  // What a power cut might have taken may be there all the same.
  for (const Served& each : network_.served) rows.erase(each.attempt);
  for (const auto& [id, row] : rows)
    promise(!row.settled || row.cost == Money{}, "attempt {} never left, and is said to cost money",
            id);
}

// What was paid for and not understood is kept, byte for byte.
void Promises::check_raw_replies() {
  const auto rows = attempts();
  std::map<std::int64_t, std::string> kept;
  const Statement raw = prepare("SELECT attempt, body FROM raw_reply");
  read(raw, [&] {
    kept[sqlite3_column_int64(raw.get(), 0)].assign(
        static_cast<const char*>(sqlite3_column_blob(raw.get(), 1)),
        static_cast<std::size_t>(sqlite3_column_bytes(raw.get(), 1)));
  });
  for (const Served& each : network_.served)
    promise(each.is_lost || each.unreadable.empty() || !rows.at(each.attempt).settled ||
                kept[each.attempt] == each.unreadable,
            "what came to attempt {} was not understood, and is not kept", each.attempt);
}

const Served* Promises::find_reply(const std::string& id) const {
  for (const Served& each : network_.served)
    if (each.reply && each.reply->id == id) return &each;
  return nullptr;
}

std::vector<CellView> Promises::cells_of(Store& store, const std::string& run) const {
  std::vector<CellView> cells;
  const Result<void> read = store.each_cell(run, [&](const CellView& view) {
    cells.push_back(view);
    cells.back().messages = {};  // lives during the callback
  });
  promise(read.has_value(), "the Store cannot be read: {}", read ? "" : read.error().message);
  return cells;
}

// It is one that the server sent for this cell, letter for letter.
void Promises::check_reply(const Place& place, const CellView& view) const {
  const std::string name = name_of(place);
  promise(view.reply.has_value() != view.cell.failure.has_value(),
          "{} has a reply and a failure, or neither", name);
  if (!view.reply) return;
  const Reply& reply = view.reply->reply;
  const Served* const sent = find_reply(reply.id);
  promise(sent != nullptr && said_in(*sent->reply) == said_in(reply) && sent->model == reply.model,
          "{} has a reply that nobody sent: {}", name, said_in(reply));
  const auto is_of = [&](const Place& asked_at) {
    return is_cell(place) ? may_be_last(asked_at, place) : asked_at == place;
  };
  promise(sent->is_lost || is_of(left_for_.at(sent->attempt)), "{} has the reply of another cell",
          name);
  promise(reply.usage.estimated == !sent->has_usage, "{}: usage that nobody counted", name);
  promise(!sent->has_usage ||
              (reply.usage.input == sent->reply->usage.input &&
               reply.usage.output == sent->reply->usage.output && view.reply->cost == sent->bill),
          "{} has another usage or cost than the server said", name);
}

bool Promises::has_said(const CellId& cell, std::uint32_t ordinal, const char* verdict,
                        const std::map<Place, std::string>& said) const {
  const CellId call = rows_.of(cell, *judge_, ordinal, /*is_wide=*/false);
  const auto found = said.find({call.variant, call.case_index, call.repeat});
  return found != said.end() && found->second == verdict;
}

Verdict Promises::preference_for(const CellView& view,
                                 const std::map<Place, std::string>& said) const {
  const CellId& cell = view.cell.id;
  if (cell.variant == 0) return Verdict::unscored;
  const auto other = said.find({0, cell.case_index, cell.repeat});
  if (other == said.end() || other->second.empty()) return Verdict::error;
  const bool is_yes = says_yes(view.reply->reply.answer);
  const bool is_other = says_yes(other->second);
  if (!has_said(cell, 0, preference_of(is_yes, is_other), said) ||
      !has_said(cell, 1, preference_of(is_other, is_yes), said))
    return Verdict::error;
  return is_yes || !is_other ? Verdict::pass : Verdict::fail;
}

// Of a script the first answer is expected to say yes, too.
bool Promises::began_well(const Place& cell, const std::map<Place, std::string>& said) const {
  if (plan_.at(cell).user) return true;
  std::size_t request = 0;
  while (calls_tool(said.at(place_of_request(cell, request)))) ++request;
  return says_yes(said.at(place_of_request(cell, request)));
}

Verdict Promises::verdict_of(const CellView& view, const std::map<Place, std::string>& said) const {
  if (!view.reply) return Verdict::error;
  // Tools had answered as often as they may.
  if (calls_tool(said_in(view.reply->reply))) return Verdict::fail;
  const bool is_yes = says_yes(view.reply->reply.answer);
  if (!judge_)
    return is_yes && began_well(place_of(view.cell), said) ? Verdict::pass : Verdict::fail;
  const Verdict preference = compares_ ? preference_for(view, said) : Verdict::unscored;
  if (preference == Verdict::fail) return preference;
  const std::uint32_t ordinal = compares_ ? 2 : 0;  // behind both orders
  if (!has_said(view.cell.id, ordinal, kVerdicts[is_yes ? 0 : 1], said)) return Verdict::error;
  if (preference == Verdict::error && is_yes) return preference;
  return is_yes ? Verdict::pass : Verdict::fail;
}

void Promises::audit(Store& store, const std::string& run) {
  const Result<void> checked = store.check(
      [](const std::string& damage) { promise(false, "the Store is damaged: {}", damage); });
  promise(checked.has_value(), "the Store cannot be checked: {}",
          checked ? "" : checked.error().message);
  check_attempts();
  check_ledger();
  const std::vector<CellView> cells = cells_of(store, run);
  std::map<Place, std::string> stored;
  std::size_t planned = 0;
  for (const CellView& view : cells) {
    const Place place = place_of(view.cell);
    check_reply(place, view);
    stored[place] = view.reply ? said_in(view.reply->reply) : "";
    planned += is_cell(place) ? 1 : 0;
  }
  // A kill may come between a reply and its score, and leave that of an earlier failure.
  for (const CellView& view : cells)
    promise(!view.score || view.score->score.verdict == verdict_of(view, stored) ||
                view.score->score.verdict == Verdict::error,
            "{} has another's verdict", name_of(place_of(view.cell)));
  promise(planned == plan_.size() || !must(store.find_run(run)).complete,
          "the run is called complete with {} of {} cells", planned, plan_.size());
  for (const auto& [place, known] : acknowledged_) {
    promise(stored.contains(place), "{} was acknowledged, and is gone", name_of(place));
    promise(!known.is_reply || stored.at(place) == known.answer,
            "{} had another reply when it was acknowledged", name_of(place));
  }
}

void Promises::ended(const RunnerResult& result, Store& store, const std::string& run) {
  using End = RunnerResult::End;
  std::uint64_t cells = 0;
  std::uint64_t scores = 0;
  std::set<std::string> stored;  // replies
  ProgressState counted;
  for (const CellView& view : cells_of(store, run)) {
    if (view.reply) stored.insert(view.reply->reply.id);
    if (!is_cell(place_of(view.cell))) continue;
    ++cells;
    if (!view.score) continue;
    ++scores;
    counted.add(view.score->score.verdict);
  }
  for (const Served& each : network_.served)
    promise(each.session != network_.session || !each.is_home || !each.reply ||
                stored.contains(each.reply->id),
            "the reply to attempt {} came, and is not stored", each.attempt);
  const bool is_whole = result.end == End::complete || result.end == End::circuit_open;
  promise(!is_whole || (cells == plan_.size() && result.state.done == cells),
          "{} of {} cells have an outcome, and the run says it is complete", cells, plan_.size());
  promise(
      !is_whole || (scores == cells && counted.passed == result.state.passed &&
                    counted.failed == result.state.failed && counted.errors == result.state.errors),
      "the run counted other verdicts than are stored");
  check_what_is_open();
  promise(result.end != End::interrupted || signals_ > 0, "interrupted by nobody");
  promise(result.end != End::decided || is_decided_, "decided by nobody");
  promise(result.end != End::time_cap || (deadline_ && world_.clock.now() >= *deadline_),
          "a time cap that was not reached");
  promise(result.end != End::cost_cap || cap_.has_value(), "a cap that nobody set");
  const Ledger ledger = must(store.ledger(run));
  promise(ledger.spent == result.state.spending.spent,
          "${} are on the ledger as spent, and the run says ${}", to_usd(ledger.spent),
          to_usd(result.state.spending.spent));
  // An intent that was on its way to the disk at a second signal is nowhere else.
  promise(ledger.possible >= result.state.spending.possible,
          "more may have been billed than the ledger says");
  promise(signals_ > 1 || ledger == result.state.spending,
          "the ledger has ${} of unknown cost, and the run says ${}", to_usd(ledger.possible),
          to_usd(result.state.spending.possible));
}

// Of an end in order, what was not sent is known not to be billed, and what was sent comes home.
void Promises::check_what_is_open() {
  const bool is_in_a_hurry =
      signals_ > 1 || (deadline_ && world_.clock.now() >= *deadline_ + kGraceAfterTimeCap);
  if (!is_in_a_hurry)
    for (const Served& each : network_.served)
      promise(each.session != network_.session || !each.is_cut_off,
              "attempt {} was cut off in no hurry", each.attempt);
  if (signals_ > 1) return;
  std::set<std::int64_t> open = open_before_;
  for (const Served& each : network_.served)
    if (each.session == network_.session && each.is_cut_off) open.insert(each.attempt);
  for (const auto& [id, row] : attempts())
    promise(row.settled || open.contains(id), "attempt {} has ended, and is not settled", id);
}

// All that was to be said was answered, or its user has left, or a model called tools for too long.
void Promises::has_ended(const Place& cell, const std::map<Place, std::string>& said) const {
  const Asked& asked = plan_.at(cell);
  const auto reply_at = [&](const Place& place) {
    const auto found = said.find(place);
    return found != said.end() ? found->second : std::string();
  };
  std::size_t script = 0;
  int rounds = 0;
  std::string last;
  for (std::size_t i = 0; i < std::max(rows_.turns, 1U); ++i) {
    const std::string answer = reply_at(place_of_request(cell, i));
    if (answer.empty()) break;
    last = answer;
    if (calls_tool(answer))
      ++rounds;
    else
      ++script;
    if (!asked.is_dialogue) break;
  }
  const bool is_left = calls_tool(last) && rounds == asked.rounds + 1;
  const bool is_done = script == asked.questions.size() && !calls_tool(last);
  const bool is_left_by_user =
      asked.user && script > 0 &&
      is_end(reply_at(place_of_line(cell, script - (asked.user->says_first ? 1 : 0))));
  promise(is_done || is_left || is_left_by_user, "{} has no answer to question {} in the end",
          name_of(cell), script);
  promise(reply_at(cell) == last, "{} has not the last of its answers in the end", name_of(cell));
}

void Promises::all_is_answered(Store& store, const std::string& run) {
  const std::vector<CellView> cells = cells_of(store, run);
  std::map<Place, std::string> verdicts;
  for (const CellView& view : cells)
    if (view.reply) verdicts[place_of(view.cell)] = said_in(view.reply->reply);
  std::size_t replies = 0;
  for (const CellView& view : cells) {
    if (!is_cell(place_of(view.cell))) continue;
    has_ended(place_of(view.cell), verdicts);
    replies += view.reply.has_value() ? 1 : 0;
    promise(view.score && view.score->score.verdict == verdict_of(view, verdicts),
            "{} has no verdict of its reply in the end", name_of(place_of(view.cell)));
  }
  promise(replies == plan_.size(), "{} of {} cells have a reply in the end", replies, plan_.size());
}

}  // namespace assay::testing
