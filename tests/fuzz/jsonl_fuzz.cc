#include "tests/fuzz/data_set_fuzz.h"

FUZZ_TARGET(jsonl) {
  assay::fuzz_data_set(assay::read_jsonl, "fuzz.jsonl", input);
  assay::fuzz_data_set(assay::read_json_list, "fuzz.json", input);
}
