"""libphonenumber's port to Python (Debian: python3-phonenumbers), its matcher at its default leniency.

    phones.py text
"""

import sys
import time

import phonenumbers

text = open(sys.argv[1], encoding="utf-8", errors="replace").read()
begun = time.process_time()
matches = sum(1 for _ in phonenumbers.PhoneNumberMatcher(text, "US"))
print(f"RESULT bytes={len(text.encode())} seconds={time.process_time() - begun:.6f} matches={matches}")
