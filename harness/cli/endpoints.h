// A suite's providers made ready: keys read, built-in servers started.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/result.h"
#include "harness/provider/dialect.h"
#include "harness/provider/provider.h"
#include "harness/simulate/server.h"
#include "harness/suite/suite.h"

namespace assay {

struct Endpoints {
  std::vector<Provider> providers;                    // parallel to Suite::providers
  std::vector<std::unique_ptr<ModelServer>> servers;  // stop with this object
};

enum class Keys { read, skip };

// Starts one server per `serve:` file and reads the keys of the providers whose
// indices are in `used`. A usage error names the variable that is missing.
Result<Endpoints> open_endpoints(const Suite& suite, const std::vector<bool>& used, Keys keys);

// Which providers a plan's variants use.
std::vector<bool> providers_in_use(const Suite& suite, const std::vector<std::size_t>& models);

}  // namespace assay
