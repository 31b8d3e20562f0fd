// The label page's answers: what a person is shown, and the labels that they give, which are
// appended to their files at once.
//
// Nothing is held between two requests but what is asked: the files are read for each, so
// labels that come meanwhile from elsewhere count, and a page that was left open keeps
// nobody out.
#pragma once

#include <functional>
#include <list>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/report/label/sitting.h"
#include "harness/view/http_server.h"

namespace assay {

class LabelRoom {
 public:
  // A usage error for a run that is not there, or has nothing to label.
  using Open = std::function<Result<LabelSitting>(const std::string& run_id)>;

  // `clock` outlives it.
  LabelRoom(Open open, const Clock& clock) : open_(std::move(open)), clock_(clock) {}

  // The page itself: what is asked is chosen anew.
  HttpAnswer page(const std::string& run_id);
  // The showing at `place`, from 1, or the first that is left for 0; as JSON.
  HttpAnswer show(const std::string& run_id, std::size_t place);
  // Takes a label of it, and goes on to what is left. `body`: {"sitting", "label": "pass",
  // "fail", "unsure", "skip" or a mark, "comment", "ms"}.
  HttpAnswer take(const std::string& run_id, std::size_t place, std::string_view body);

 private:
  struct Seat {
    std::string name;  // random: pages of another choice of answers are told so
    LabelSitting sitting;
  };
  Result<Seat*> seat_of(const std::string& run_id);
  Result<Seat*> new_seat(const std::string& run_id);
  Result<HttpAnswer> try_show(const std::string& run_id, std::size_t place);
  Result<HttpAnswer> try_take(const std::string& run_id, std::size_t place, std::string_view body);

  Open open_;
  const Clock& clock_;
  std::list<Seat> seats_;  // the last used first
};

inline constexpr std::size_t kMostSeats = 4;

}  // namespace assay
