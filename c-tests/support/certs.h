/* Keys and certificates, made on their first use and kept until certs_cleanup(). */
#ifndef CTESTS_CERTS_H
#define CTESTS_CERTS_H

#include "ssl_api.h"

enum identity {
    CA,               /* the root that the tests trust; ECDSA P-256 */
    OTHER_CA,         /* a root nobody trusts */
    INTERMEDIATE,     /* a CA below CA */
    SERVER_EC,        /* ECDSA P-256, for localhost, *.example.com and 127.0.0.1; the default */
    SERVER_EC_2,      /* likewise with another key, for "second.example" */
    SERVER_P384,      /* ECDSA P-384 */
    SERVER_RSA,       /* RSA 2048 */
    SERVER_ED25519,   /* Ed25519 */
    SERVER_EXPIRED,   /* was valid until yesterday */
    SERVER_FUTURE,    /* is valid from tomorrow on */
    SERVER_UNTRUSTED, /* issued by OTHER_CA */
    SERVER_BELOW,     /* issued by INTERMEDIATE */
    SERVER_SELF,      /* self-signed */
    CLIENT_EC,        /* a client's, issued by CA */
    CLIENT_RSA,
    CLIENT_UNTRUSTED, /* issued by OTHER_CA */
    IDENTITIES
};

/* Borrowed; they live until the program ends. */
X509 *identity_cert(enum identity id);
EVP_PKEY *identity_key(enum identity id);

/* Paths of PEM files with the certificate (then those of its intermediates), the key; the DER
 * forms likewise. The files are removed by certs_cleanup(). */
const char *identity_chain_file(enum identity id);
const char *identity_key_file(enum identity id);
const char *identity_cert_der_file(enum identity id);
const char *identity_key_der_file(enum identity id);

/* A file of the given content in the program's temporary directory. */
const char *temporary_file(const char *name, const void *content, size_t length);
const char *temporary_directory(void);

void certs_cleanup(void);

#endif
