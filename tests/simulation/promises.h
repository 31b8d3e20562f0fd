// The promises of docs/runner.md and docs/store-schema.md, held against what the
// simulated server and disk saw. Every broken one throws BrokenPromise.
//
// The Store is read twice: by its own functions, and with a few lines of SQL of the
// model's own, so that one mistake does not hide another.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/provider/provider.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"
#include "tests/simulation/network.h"

struct sqlite3;
struct sqlite3_stmt;

namespace assay::testing {

// A row of the table of attempts.
struct AttemptRow {
  std::array<std::uint32_t, 3> cell{};  // variant, case, repeat
  bool settled = false;
  std::optional<Money> cost;
  std::optional<Money> worst;
  bool failed = false;
};

class Promises {
 public:
  using Place = std::array<std::uint32_t, 3>;
  // What the plan says of a cell, and of a lane by its URL.
  struct User {
    std::uint32_t player = 0;  // its place among judges
    std::string goal;          // which is the first thing that is said where `says_first`
    bool says_first = false;
  };
  struct Asked {
    std::string model;
    // Of a dialogue all, else one; with a simulated user empty, and as many as there may be.
    std::vector<std::string> questions;
    bool is_dialogue = false;
    int rounds = 0;            // that tools answer at most
    std::optional<User> user;  // that is simulated

    // Whether it is settled how many requests it makes.
    bool is_fixed() const { return rounds == 0 && !user; }
  };
  // `rows`: where calls of a judge about answers are recorded. `judge`: who says of them whether
  // they say yes. `compares`: first, by a preference over those of the first variant.
  Promises(World& world, Network& network, std::map<Place, Asked> plan, CallRows rows,
           std::map<std::string, ProviderLimits> limits, std::optional<Money> cap,
           int most_attempts, std::optional<std::uint32_t> judge, bool compares)
      : world_(world),
        network_(network),
        plan_(std::move(plan)),
        rows_(rows),
        limits_(std::move(limits)),
        cap_(cap),
        most_attempts_(most_attempts),
        judge_(judge),
        compares_(compares) {}

  // A connection to the Store, and its end.
  void open(const std::filesystem::path& store);
  void close();

  // As things happen. A session begins to ask; a signal, the first or the second; a request.
  void begins(std::optional<Nanoseconds> max_duration);
  void signalled(int times) { signals_ = times; }
  void decided() { is_decided_ = true; }
  void leaves(const Served& request);
  void is_scored(const Job& job, const Outcome& outcome, std::optional<Money> cost, Store& store);
  void steps();
  void log_is_forced();
  void loses_power();
  void nothing_was_asked() const;  // for there is no run

  // What the Store holds between two sessions.
  void audit(Store& store, const std::string& run);
  // What a session that came to its own end said of itself.
  void ended(const RunnerResult& result, Store& store, const std::string& run);
  // Nothing went wrong in the last one: all that was planned is there.
  void all_is_answered(Store& store, const std::string& run);

  void lift_cap() { cap_.reset(); }
  void disk_failed() { disk_failed_ = true; }

 private:
  struct Close {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;
  struct Acknowledged {
    std::string answer;  // "" of a failure
    bool is_reply = false;
    Instant at{};
    bool is_forced = false;
  };
  Statement prepare(const char* sql) const;
  // Calls `row` for each of them.
  template <class Row>
  void read(const Statement& rows, const Row& row) const;
  std::map<std::int64_t, AttemptRow> attempts(std::optional<std::int64_t> only = {});
  Money counted_on_ledger();
  void check_ledger();
  void check_attempts();
  std::vector<CellView> cells_of(Store& store, const std::string& run) const;
  void check_reply(const Place& place, const CellView& view) const;
  // What the reply, or the judge of it, says; `said` are all replies.
  Verdict verdict_of(const CellView& view, const std::map<Place, std::string>& said) const;
  // What the judge says of it beside that of the first variant.
  Verdict preference_for(const CellView& view, const std::map<Place, std::string>& said) const;
  // Whether the `ordinal`-th call about a cell's answer brought this.
  bool has_said(const CellId& cell, std::uint32_t ordinal, const char* verdict,
                const std::map<Place, std::string>& said) const;
  void asks_what_is_planned(const Served& request, const Place& place) const;
  static CellId id_of(const Place& place) { return {place[0], place[1], place[2]}; }
  bool is_call(const Place& place) const { return rows_.is_call(id_of(place)); }
  bool is_turn(const Place& place) const { return rows_.is_turn(id_of(place)); }
  bool is_cell(const Place& place) const { return rows_.is_answer(id_of(place)); }
  Place cell_of(const Place& place) const;
  // Where the `request`-th question of a cell is asked, and where the last one is.
  Place place_of_request(const Place& cell, std::size_t request) const;
  // Whether an answer there may be the last of the cell's.
  bool may_be_last(const Place& place, const Place& cell) const;
  // Whether it is a call of who plays the user of its cell.
  bool is_line_call(const Place& place) const;
  Place place_of_line(const Place& cell, std::size_t line) const;
  // Whether some attempt there brought that; what a power cut took may have been anybody's.
  bool was_said(const Place& place, std::string_view text) const;
  void asks_for_a_line(const Served& request, const Place& place) const;
  bool is_said_next(const Place& cell, std::size_t script, const std::string& text) const;
  std::optional<std::size_t> heard_in(const std::string& text, const Place& cell,
                                      std::size_t first) const;
  void says_what_was_said(const Served& request, const Place& place) const;
  void has_ended(const Place& cell, const std::map<Place, std::string>& said) const;
  // Whether its first question was answered with yes, where that is expected.
  bool began_well(const Place& cell, const std::map<Place, std::string>& said) const;
  void check_what_is_open();
  void check_raw_replies();
  std::vector<const Served*> failures_in_session(const Place& place) const;
  void may_try_again(const Served& request, const Place& place) const;
  void has_quota(const Served& request) const;
  bool is_given_up(const std::string& model) const;
  const Served* find_reply(const std::string& id) const;

  World& world_;
  Network& network_;
  std::map<Place, Asked> plan_;
  const CallRows rows_;
  std::map<std::string, ProviderLimits> limits_;  // of lanes, by URL
  std::optional<Money> cap_;
  int most_attempts_;
  const std::optional<std::uint32_t> judge_;
  const bool compares_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement attempts_;  // made once a connection: a history would else be mostly SQL's compiler
  Statement sum_;
  std::map<Place, Acknowledged> acknowledged_;
  std::map<std::int64_t, Place> left_for_;  // attempts, by the server's books
  bool disk_failed_ = false;
  std::array<std::uint64_t, 2> steps_seen_{};  // changes of the disk, requests

  // Of the session:
  int signals_ = 0;
  bool is_decided_ = false;
  std::optional<Instant> deadline_;     // the time cap's
  std::set<std::int64_t> open_before_;  // attempts of earlier ones that were never settled
};

std::string name_of(const Promises::Place& place);

}  // namespace assay::testing
