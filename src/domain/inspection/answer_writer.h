// Inspection to JSON, as the contract has it.

#pragma once

#include "base/json_writer.h"
#include "domain/inspection/types.h"

namespace holdfast::inspection {

void write_answer(JsonWriter& json, const Inspection& inspection);
void write_part(JsonWriter& json, const SafePart& part);
void write_receipt(JsonWriter& json, const audit::Receipt& receipt);

}  // namespace holdfast::inspection
