// Digits as people write them beyond ASCII: other scripts, full width, mathematical, circled,
// raised and lowered. Source: the Unicode Character Database, values of Numeric_Type Decimal and
// Digit.

#pragma once

namespace holdfast {

// 0 to 9, also for ASCII digits; -1 for what is no digit.
int digit_value(char32_t c);

}  // namespace holdfast
