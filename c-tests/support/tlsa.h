/* TLSA records for certificates, and clients that require a match. */
#ifndef CTESTS_TLSA_H
#define CTESTS_TLSA_H

#include "pair.h"

enum { PKIX_TA, PKIX_EE, DANE_TA, DANE_EE };
enum { CERT, SPKI };
enum { FULL, SHA2_256, SHA2_512 };

struct tlsa {
    unsigned char data[4096];
    size_t length;
};

/* The data of a record for the certificate: it, or its public key, in full or as a digest. */
struct tlsa tlsa_data(X509 *cert, int selector, int matching_type);
/* Adds a record for the certificate of an identity; the test fails if it is not taken. */
void tlsa_add(SSL *ssl, int usage, int selector, int matching_type, int identity);

/* The server's chain is SERVER_BELOW, INTERMEDIATE; CA, which issued the latter, is not sent. */
void dane_serve_chain(struct pair *pair);
/* The CAs that the client trusts besides its records. */
void dane_trust_nobody(struct pair *pair);
void dane_trust(struct pair *pair, int identity);

/* Opens the pair with a client that requires this name and a record. */
void dane_open(struct pair *pair, const char *name, int usage, int selector, int matching_type,
               int identity);
/* The handshake succeeds, and the server is authenticated at this depth by the record; by a
 * certificate, not by a bare key. */
void dane_expect_match(struct pair *pair, int depth, int usage, int selector, int matching_type,
                       int identity);
/* The handshake fails at the client with this verify result, and the server gets this alert. */
void dane_expect_refusal(struct pair *pair, long result, int alert);
void dane_expect_no_match(struct pair *pair);

#endif
