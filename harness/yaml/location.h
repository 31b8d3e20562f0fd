// Where something was written, for errors that come when its text is gone.
#pragma once

#include <string>

namespace assay {

struct Location {
  std::string file;  // as the user named it
  int line = 0;      // from 1; 0 when unknown
  int column = 0;    // from 1

  friend bool operator==(const Location&, const Location&) = default;
};

}  // namespace assay
