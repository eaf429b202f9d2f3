// Dates moved by a number of days that the key and the person decide.
//
// All dates of one person move alike, so their order and the time between them stay and a course
// of treatment can be studied, while none of them is the true one. Reversed by whoever has the key
// and the person's id. Pure and thread-safe.

#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/protect/written_date.h"

namespace holdfast::protect {

struct ShiftRule {
  int days_max = 365;                       // 1 to 3650: forwards or backwards, never by none
  bool keeps_weekday = false;               // by whole weeks, then days_max is at least 7
  FieldOrder order = FieldOrder::DayFirst;  // how 03/04/1985 is read
};

// The person's own: -days_max to days_max without 0, all equally likely. `key` must not be empty.
int days_of(Bytes key, std::string_view subject, const ShiftRule& rule);

// The text with its date moved, in the same writing; a time behind it stays. InvalidInput: no whole
// date is written there in the rule's order, or its new year does not fit the digits.
Result<std::string> shift_date(std::string_view text, int days, const ShiftRule& rule);

}  // namespace holdfast::protect
