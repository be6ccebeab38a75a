/*
 * Tables of handshake messages that the peer never made: one message of its handshake is changed
 * on the way, or has a record put before or behind it, and the subject's answer is compared.
 */
#ifndef CTESTS_FORGERIES_H
#define CTESTS_FORGERIES_H

#include "pair.h"

/* What is done to the message. `at` is an extension's number, or a place in the message's body
 * (behind type and length; from the end if negative). */
enum forging {
    KEEP,
    DROP,
    TWICE,
    WRITE,   /* writes the bytes over those at `at` */
    FLIP,    /* changes the byte at `at`, whatever it is */
    SPLICE,  /* puts the bytes in place of `cut` bytes at `at` */
    BODY,    /* the body is these bytes */
    SHORTER, /* without its last byte */
    LONGER,  /* with a zero behind it */
    /* Records of type `at` in the message's neighbourhood, protected if it is. */
    BEFORE,
    BEFORE_IN_THE_CLEAR,
    AFTER,
    INSTEAD,
    /* One extension; one that is not there is appended. */
    EXTENSION,
    EXTENSION_AWAY,
    EXTENSION_TWICE,
    EXTENSION_SHORTER,  /* the last byte of its content is missing */
    EXTENSION_LONGER,   /* a zero byte stands behind its content */
    EXTENSION_TOO_LONG, /* its length is larger than what follows */
};

enum { CCS_MESSAGE = 0x101 }; /* in place of a message's type: the ChangeCipherSpec */

struct forgery {
    const char *name;
    int message; /* the type of the first such message is looked for */
    enum forging forging;
    int at;
    const char *bytes;
    int length;
    /* The outcome as middle_handshake() tells it; NULL: not with this version. */
    const char *tls12, *tls13;
    void (*setup)(struct pair *pair); /* before the pair is opened, or NULL */
    int cut;
};

/* Properties of a whole table: the subject is a server; the connection resumes a session. */
enum { SERVER = 1, RESUMPTION = 2 };

/* main()'s body: one case per forgery and version. */
int run_forgeries(int argc, char **argv, const struct forgery *forgeries, size_t count, int about);

#define FORGERIES_MAIN(forgeries, about)                                                           \
    int main(int argc, char **argv) {                                                              \
        return run_forgeries(argc, argv, forgeries, sizeof(forgeries) / sizeof(forgeries[0]),      \
                             about);                                                               \
    }

#endif
