/* Connections whose transport takes a few records, and no more until the peer reads. */
#ifndef CTESTS_NARROW_H
#define CTESTS_NARROW_H

#include "pair.h"

#define NARROW_RECORD 16384
#define NARROW_LARGE (64 * NARROW_RECORD)

/* What the subject writes, and what the peer has read. */
extern char narrow_data[NARROW_LARGE], narrow_got[NARROW_LARGE];

void narrow_fill(char byte);
/* Connects the pair through sockets whose buffers take a few records. */
void narrow_open(struct pair *pair);
/* SSL_write of that much returns because there is no room. */
void narrow_stop(SSL *ssl, int length);
/* Everything that the peer can read now, behind what it has; the new sum. */
int narrow_drain(SSL *ssl, int have);
/* Repeats the call, while the peer reads, until it succeeds; what it returned. */
int narrow_repeat(struct pair *pair, const char *from, int length, int *have);
/* Repeats the write of everything until it succeeds, after the peer has read so much of it: nothing
 * was lost, and nothing came twice. */
void narrow_finish(struct pair *pair, int have);
/* The peer sends a KeyUpdate and requests one in return. */
void narrow_ask_for_key_update(struct pair *pair);
/* SSL_read finds no data, and processes the other records. */
void narrow_nothing_to_read(SSL *ssl);

#endif
