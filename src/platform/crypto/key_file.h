// A file that holds one secret key: 64 hexadecimal digits, readable by its owner alone.

#pragma once

#include <string>

#include "base/random.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace holdfast::crypto {

// The 32 bytes. With `create`, a file that is not there is made, whole and on the disk. NotFound:
// there is none. InvalidInput: it holds anything else, or others than its owner may read it.
Result<SecretBytes> load_key_file(const std::string& path, bool create, Random& random);

}  // namespace holdfast::crypto
