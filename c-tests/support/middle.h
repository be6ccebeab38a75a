/*
 * A middle between the peer and the subject of a pair, which has the peer's keys. It opens each
 * record of the peer's handshake, and a test decides what the subject gets instead.
 */
#ifndef CTESTS_MIDDLE_H
#define CTESTS_MIDDLE_H

#include "pair.h"
#include "protection.h"

struct middle {
    struct pair *pair;
    BIO *inbox; /* what the subject reads */
    /* Called for each record, in the clear, but for alerts, which are dropped. It forwards with
     * middle_send() what the subject is to get. */
    void (*edit)(struct middle *middle, int type, const unsigned char *content, size_t length);
    const void *rule; /* the edit's own */
    int edited;       /* likewise: how often it did something */
    int protected;    /* the peer's records are protected */
    struct record_key reading, writing;
    unsigned char client_handshake[32], server_handshake[32], master[48];
};

/* Appends a record to what the subject reads, protected if the peer's records are by now. */
void middle_send(struct middle *middle, int type, const void *content, size_t length);
void middle_send_in_the_clear(struct middle *middle, int type, const void *content, size_t length);

/* Runs the handshake of an open pair over MEMORY and writes what the subject makes of it into
 * `outcome`: "wrong curve, alert 47", "goes on" (it waits for more), "asks again" (the same,
 * after a HelloRetryRequest), or "connects". */
void middle_handshake(struct middle *middle, char *outcome, size_t size);

#endif
