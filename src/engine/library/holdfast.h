/* Holdfast's engine for programs written in C, or in any language that can call C.
 *
 * Finds sensitive data in text and makes text safe. No clock, disk or network is used and nothing
 * is logged; the rules are compiled in. C99.
 *
 *   holdfast_engine* engine = NULL;
 *   if (holdfast_engine_create(&engine) != HOLDFAST_OK) puts(holdfast_error());
 *   char* safe = NULL;
 *   holdfast_redact(engine, text, strlen(text), NULL, NULL, &safe, NULL);
 *   puts(safe);
 *   holdfast_text_free(safe);
 *   holdfast_engine_destroy(engine);
 *
 * Threads: an engine is immutable and may be used by any number of threads at once; a conversation
 * by one at a time. Memory: what a function gives out is freed by the function named beside it, and
 * every such function accepts NULL. Text is UTF-8 with its size in bytes and needs no terminating
 * zero; ill-formed bytes are kept and match nothing.
 */

#ifndef HOLDFAST_H
#define HOLDFAST_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define HOLDFAST_EXPORT __attribute__((visibility("default")))
#else
#define HOLDFAST_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Outcomes -------------------------------------------------------------------------------- */

typedef enum holdfast_status {
  HOLDFAST_OK = 0,
  HOLDFAST_INVALID_INPUT = 1,  /* change the call: it can never succeed as it stands */
  HOLDFAST_LIMIT_EXCEEDED = 2, /* send less at once */
  HOLDFAST_OUT_OF_MEMORY = 3,
  HOLDFAST_CORRUPTED = 4, /* stored state that did not come from this library */
  HOLDFAST_INTERNAL = 5   /* a bug of the library's */
} holdfast_status;

/* Why the last call of this thread that did not return HOLDFAST_OK failed and what to change. Never
 * contains text that was given. Valid until the thread's next call that fails; "" before the first.
 */
HOLDFAST_EXPORT const char* holdfast_error(void);

/* "0.1.0": the library's version. */
HOLDFAST_EXPORT const char* holdfast_version(void);

/* ---- The engine ------------------------------------------------------------------------------ */

typedef struct holdfast_engine holdfast_engine;

/* Reads the rules that are compiled in: some tens of milliseconds, once per process. */
HOLDFAST_EXPORT holdfast_status holdfast_engine_create(holdfast_engine** engine);
HOLDFAST_EXPORT void holdfast_engine_destroy(holdfast_engine* engine);

/* SHA-256 of all rules in hexadecimal: keep it beside stored findings. NULL without an engine. */
HOLDFAST_EXPORT const char* holdfast_rules_digest(const holdfast_engine* engine);

typedef struct holdfast_type {
  const char* name;          /* "payment_card"; lives as long as the engine, as do the others */
  const char* category;      /* "payment", "government_id", "health" ... */
  const char* region;        /* ISO 3166 alpha-2, "" for everywhere */
  int sensitivity;           /* 1 (low) to 4 (nothing derived from it may be kept) */
  int keeps_nothing_derived; /* 1 for card codes, PINs, passwords and their like */
} holdfast_type;

HOLDFAST_EXPORT size_t holdfast_type_count(const holdfast_engine* engine);
/* HOLDFAST_INVALID_INPUT unless index < holdfast_type_count(). */
HOLDFAST_EXPORT holdfast_status holdfast_type_at(const holdfast_engine* engine, size_t index,
                                                 holdfast_type* type);

/* ---- Finding --------------------------------------------------------------------------------- */

typedef struct holdfast_options {
  float confidence_min;     /* 0 to 1; 0 means the usual 0.5 */
  const char* const* types; /* only these types, by name; NULL for all */
  size_t type_count;
} holdfast_options;

typedef struct holdfast_finding {
  const char* type; /* lives as long as the engine */
  size_t begin;     /* bytes [begin, end) of the text */
  size_t end;
  float confidence; /* 0 to 1 */
  uint32_t entity;  /* pieces of one value share a number from 1; 0 stands alone */
  uint32_t message; /* in a conversation: the message it stands in, from 0 */
} holdfast_finding;

/* Findings in order of `begin`, never overlapping. `options` may be NULL. When nothing is found the
 * count is 0 and the array NULL. HOLDFAST_LIMIT_EXCEEDED for texts of 2 GiB and more. */
HOLDFAST_EXPORT holdfast_status holdfast_scan(const holdfast_engine* engine, const char* text,
                                              size_t size, const holdfast_options* options,
                                              holdfast_finding** findings, size_t* count);
HOLDFAST_EXPORT void holdfast_findings_free(holdfast_finding* findings);

/* Why a finding was made: never text that was given. */
typedef struct holdfast_evidence {
  const char* kind; /* "pattern", "check", "context", "conversation", "model", "demotion" */
  const char*
      what;     /* the name of the pattern or check, the cue word; lives as long as `findings` */
  float weight; /* what it added to the confidence */
} holdfast_evidence;

/* The evidence of findings[index], where `findings` is the array that a function of this library
 * gave out, not a copy. 0 when `findings` is NULL or the index is not less than its count. */
HOLDFAST_EXPORT size_t holdfast_finding_evidence_count(const holdfast_finding* findings,
                                                       size_t index);
/* HOLDFAST_INVALID_INPUT unless evidence_index < holdfast_finding_evidence_count(). */
HOLDFAST_EXPORT holdfast_status holdfast_finding_evidence(const holdfast_finding* findings,
                                                          size_t index, size_t evidence_index,
                                                          holdfast_evidence* evidence);

/* ---- Making safe ----------------------------------------------------------------------------- */

typedef enum holdfast_method {
  HOLDFAST_MASK = 0,   /* "**** **** **** 1111" */
  HOLDFAST_REDACT = 1, /* five black blocks, whatever the length was */
  HOLDFAST_HASH = 2, /* "[payment_card:3f9a1c...]": the same value, the same text, under one key */
  HOLDFAST_REPLACE = 3 /* "[payment_card]" */
} holdfast_method;

typedef struct holdfast_redaction {
  int method;         /* one of holdfast_method */
  unsigned keep_last; /* for masks: digits and letters left readable; never more than half */
  char mask_char;     /* 0 means '*' */
  const void* key;    /* for HOLDFAST_HASH: 16 bytes or more, kept secret by the caller */
  size_t key_size;
} holdfast_redaction;

/* A copy of the text in which every finding is made safe; all else is byte for byte the same. Types
 * that keep nothing derived become "[type]" whatever the method. `redaction` may be NULL: a mask
 * that keeps four. The copy ends with a zero byte, which `safe_size` (may be NULL) does not count.
 */
HOLDFAST_EXPORT holdfast_status holdfast_redact(const holdfast_engine* engine, const char* text,
                                                size_t size, const holdfast_options* options,
                                                const holdfast_redaction* redaction, char** safe,
                                                size_t* safe_size);
HOLDFAST_EXPORT void holdfast_text_free(char* text);

/* ---- Conversations --------------------------------------------------------------------------- */

/* Remembers what was asked and which pieces of values were sent, so that "what is your date of
 * birth?" explains the answer, and a card number in four messages is found. Holds customer data. */
typedef struct holdfast_conversation holdfast_conversation;

typedef enum holdfast_role {
  HOLDFAST_CUSTOMER = 0,
  HOLDFAST_AGENT = 1,
  HOLDFAST_SYSTEM = 2
} holdfast_role;

HOLDFAST_EXPORT holdfast_status holdfast_conversation_create(holdfast_conversation** conversation);
HOLDFAST_EXPORT void holdfast_conversation_destroy(holdfast_conversation* conversation);

/* The next message, sent by one of holdfast_role. Findings in earlier messages that this one
 * completes come first; `message` says where each stands, the message just given being the last. */
HOLDFAST_EXPORT holdfast_status holdfast_conversation_observe(
    holdfast_conversation* conversation, const holdfast_engine* engine, int role, const char* text,
    size_t size, const holdfast_options* options, holdfast_finding** findings, size_t* count);

#ifdef __cplusplus
}
#endif

#endif /* HOLDFAST_H */
