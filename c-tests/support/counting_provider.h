/*
 * A provider of libcrypto that passes on the default provider's algorithms, counts how often each
 * of the algorithms below is initialised, and can leave out algorithms.
 */
#ifndef CTESTS_COUNTING_PROVIDER_H
#define CTESTS_COUNTING_PROVIDER_H

#include "ssl_api.h"

enum counted {
    SHA256_USES,
    SHA384_USES,
    AES_128_GCM_USES,
    AES_256_GCM_USES,
    CHACHA20_USES,
    AES_256_CBC_USES,
    HMAC_USES,
    TLS1_PRF_USES,
    TLS13_KDF_USES,
    ECDH_USES,
    X25519_USES,
    ECDSA_USES,
    RANDOM_USES,
    COUNTED
};

/* A library context with that provider alone. `without`: names of algorithms that it does not have,
 * separated by colons, or NULL. There is one at a time. */
OSSL_LIB_CTX *counting_library(const char *without);
void counting_library_free(OSSL_LIB_CTX *library);

/* How often an algorithm was set up since the library context was made. */
int uses_of(enum counted algorithm);

#endif
