// A request with its variables left open, for a person who wants to send it by
// hand. It holds no secret: what may be one is the name of a variable.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/parameter.h"
#include "harness/provider/provider.h"

namespace assay {

// Text and names of environment variables in turn, text first and last:
// {"Bearer ", "LAB_KEY", ""}. What an HTTP application is sent of a cell is a name in braces,
// "{{prompt}}", which is filled as OpenRequest says.
using OpenText = std::vector<std::string>;

struct RequestTemplate {
  std::string dialect;
  OpenText url;
  std::vector<std::pair<std::string, OpenText>> headers;
  std::string before;  // JSON up to where the messages go
  OpenText after;      // and after them
  bool stream = false;
  std::vector<std::string> notes;  // what is not as it was sent, a sentence each
  std::string method = {};         // of an HTTP application, whose body is all in `body`; else ""
  OpenText body = {};
  bool is_form = false;  // slots of `body` are filled percent-encoded, not as JSON

  friend bool operator==(const RequestTemplate&, const RequestTemplate&) = default;
};

// What `provider` would be asked with. Its own dialect encodes it, so that the
// parameters are spelt as on the wire. Errors are those of Dialect::prepare().
Result<RequestTemplate> request_template(const Provider& provider, std::string_view model_id,
                                         const Params& params);

// Below the built-in model server's address: it speaks every dialect at once.
std::string_view simulated_path(const Dialect& dialect);

}  // namespace assay
