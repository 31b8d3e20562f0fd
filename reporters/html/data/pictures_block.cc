#include "reporters/html/data/pictures_block.h"

#include "harness/base/json.h"
#include "reporters/html/escape.h"

namespace assay::html {

std::string pictures_block(const Report& report) {
  if (report.pictures.empty()) return "";
  const std::string json = dump_json(Json(report.pictures));
  return "<script id=\"pictures\" type=\"application/json\">" + escape_island(json) + "</script>\n";
}

}  // namespace assay::html
