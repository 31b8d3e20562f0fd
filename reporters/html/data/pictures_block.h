// The images that went with questions, as a data block of the page.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay::html {

// <script id="pictures">: an object of data URLs by SHA-256; "" where there are none. Not packed:
// images are small already.
std::string pictures_block(const Report& report);

}  // namespace assay::html
