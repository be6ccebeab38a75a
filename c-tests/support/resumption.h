/* Two connections, of which the second offers the first one's session. */
#ifndef CTESTS_RESUMPTION_H
#define CTESTS_RESUMPTION_H

#include "pair.h"

extern const unsigned char resumption_id_context[12];

/* Prepares both contexts for resumption; the server sends one TLS 1.3 ticket. */
void resumption_prepare(struct pair *pair);
/* Closes the connection in both directions: otherwise its session counts as broken. */
void resumption_close(struct pair *pair);
/* A full handshake and its session, which the caller owns. */
SSL_SESSION *resumption_first(struct pair *pair);
/* A second handshake that offers the session; whether it was resumed. */
int resumption_second(struct pair *pair, SSL_SESSION *session);

#endif
