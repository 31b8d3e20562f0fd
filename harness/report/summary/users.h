// How the dialogues of simulated users ended, put together to the cells that they belong to.
#pragma once

#include <cstdint>
#include <map>

#include "harness/base/cell_id.h"
#include "harness/judge/user.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

class UsersTaker {
 public:
  explicit UsersTaker(CallRows rows) : rows_(rows) {}

  // What one of them said; whether it is of use.
  bool take(const CellView& view);
  // Gives each dialogue among the cells who played its user, and how it ended.
  void give(Report& report) const;

 private:
  struct User {
    std::uint32_t player = 0;  // index into Report::judges
    UserEnd end = UserEnd::stays;
  };

  CallRows rows_;
  std::map<CellId, User> users_;
};

}  // namespace assay
