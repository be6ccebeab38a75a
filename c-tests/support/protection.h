/* Keys of records, for tests that act as a peer. Only AES-128-GCM with SHA-256. */
#ifndef CTESTS_PROTECTION_H
#define CTESTS_PROTECTION_H

#include <stddef.h>
#include <stdint.h>

struct record_key {
    int version;
    unsigned char key[16], iv[12]; /* TLS 1.2: four bytes of iv */
    uint64_t sequence;             /* of the next record */
};

enum { RECORD_HEADER = 5, RECORD_EXPANSION = 24 };

/* From a traffic secret of TLS 1.3, 32 bytes. */
void tls13_record_key(struct record_key *key, const unsigned char *secret);
/* From a master secret of TLS 1.2, 48 bytes. */
void tls12_record_key(struct record_key *key, const unsigned char *master,
                      const unsigned char *client_random, const unsigned char *server_random,
                      int of_server);

/* Bytes of a hexadecimal text, as a key log has them. */
void unhex(unsigned char *out, size_t size, const char *hex);

/* Makes one record of this content type; returns its length with the header. */
size_t seal_record(struct record_key *key, int type, const void *content, size_t length,
                   unsigned char *record);
/* Opens one record with its header; returns its content type, or -1. */
int open_record(struct record_key *key, const unsigned char *record, size_t length,
                unsigned char *content, size_t *content_length);

#endif
