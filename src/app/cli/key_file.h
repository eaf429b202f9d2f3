// Keys from files and the environment: never from the command line, which others can see.

#pragma once

#include <string>

#include "base/result.h"
#include "base/secret_bytes.h"

namespace holdfast::cli {

// Every byte of the file. InvalidInput below 16 bytes; more than 4096 are not read.
Result<SecretBytes> read_key_file(const std::string& path);

// The variable's text. InvalidInput where there is none, or below 16 bytes.
Result<SecretBytes> read_key_variable(const std::string& name);

}  // namespace holdfast::cli
