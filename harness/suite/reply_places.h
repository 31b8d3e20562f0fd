// `reply` and `stream` of an HTTP application. Internal to suite/.
#pragma once

#include "harness/provider/application.h"
#include "harness/suite/loader.h"

namespace assay {

void read_reply_places(Loader& loader, const Fields& fields, const Owner& owner,
                       Application& application);

}  // namespace assay
