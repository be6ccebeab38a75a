/*
 * Records that the peer never sent, protected with its keys and put into the transport, so that a
 * test can make the subject read anything. After the first one, the peer's own records have wrong
 * sequence numbers.
 */
#ifndef CTESTS_FORGE_H
#define CTESTS_FORGE_H

#include "pair.h"

/* pair_connect() over memory BIOs, with AES-128-GCM, noting the peer's keys. */
void forge_connect(struct pair *pair);

/* Appends one record of this content type to what the subject will read. */
void forge_record(struct pair *pair, int type, const void *content, size_t length);

#endif
