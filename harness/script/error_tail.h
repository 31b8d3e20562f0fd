// The end of what a program wrote to its standard error, for a message.
#pragma once

#include <string>

namespace assay {

class ErrorTail {
 public:
  // Reads what there is, a bounded part at a time. False: there will be no more.
  bool read(int fd);
  void clear() { bytes_.clear(); }
  // `text`, and what was said: Python's last line names the exception.
  std::string with(std::string text) const;

 private:
  std::string bytes_;
};

}  // namespace assay
