#include "counting_provider.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The default provider in a library context of its own, which does the work. */
static OSSL_LIB_CTX *inner_library;
static OSSL_PROVIDER *inner;
static const char *kept_back;
static int uses[COUNTED];

/* The first function in the dispatch table of each operation is the one that makes a context: with
 * the provider's context, and for signatures with a property query behind it. */
typedef void *make_fn(void *provider, const char *query);
static make_fn *real[COUNTED];

#define COUNTED_MAKE(id)                                                                           \
    static void *make_##id(void *provider, const char *query) {                                    \
        __atomic_add_fetch(&uses[id], 1, __ATOMIC_RELAXED);                                        \
        return real[id](provider, query);                                                          \
    }
COUNTED_MAKE(SHA256_USES)
COUNTED_MAKE(SHA384_USES)
COUNTED_MAKE(AES_128_GCM_USES)
COUNTED_MAKE(AES_256_GCM_USES)
COUNTED_MAKE(CHACHA20_USES)
COUNTED_MAKE(AES_256_CBC_USES)
COUNTED_MAKE(HMAC_USES)
COUNTED_MAKE(TLS1_PRF_USES)
COUNTED_MAKE(TLS13_KDF_USES)
COUNTED_MAKE(ECDH_USES)
COUNTED_MAKE(X25519_USES)
COUNTED_MAKE(ECDSA_USES)

/* Random numbers are counted where they are made. */
static OSSL_FUNC_rand_generate_fn *real_generate;
static int generate(void *ctx, unsigned char *out, size_t length, unsigned int strength,
                    int resistance, const unsigned char *input, size_t input_length) {
    __atomic_add_fetch(&uses[RANDOM_USES], 1, __ATOMIC_RELAXED);
    return real_generate(ctx, out, length, strength, resistance, input, input_length);
}

static const struct {
    int operation;
    const char *name;
    enum counted id;
    make_fn *make;
} counted[] = {
    {OSSL_OP_DIGEST, "SHA2-256", SHA256_USES, make_SHA256_USES},
    {OSSL_OP_DIGEST, "SHA2-384", SHA384_USES, make_SHA384_USES},
    {OSSL_OP_CIPHER, "AES-128-GCM", AES_128_GCM_USES, make_AES_128_GCM_USES},
    {OSSL_OP_CIPHER, "AES-256-GCM", AES_256_GCM_USES, make_AES_256_GCM_USES},
    {OSSL_OP_CIPHER, "ChaCha20-Poly1305", CHACHA20_USES, make_CHACHA20_USES},
    {OSSL_OP_CIPHER, "AES-256-CBC", AES_256_CBC_USES, make_AES_256_CBC_USES},
    {OSSL_OP_MAC, "HMAC", HMAC_USES, make_HMAC_USES},
    {OSSL_OP_KDF, "TLS1-PRF", TLS1_PRF_USES, make_TLS1_PRF_USES},
    {OSSL_OP_KDF, "TLS13-KDF", TLS13_KDF_USES, make_TLS13_KDF_USES},
    {OSSL_OP_KEYEXCH, "ECDH", ECDH_USES, make_ECDH_USES},
    {OSSL_OP_KEYEXCH, "X25519", X25519_USES, make_X25519_USES},
    {OSSL_OP_SIGNATURE, "ECDSA", ECDSA_USES, make_ECDSA_USES},
};

/* Whether `name` stands in `names`, both lists with colons between. */
static int named(const char *names, const char *name) {
    size_t length = strcspn(name, ":");

    for (const char *at = names; at != NULL && *at != '\0'; at += *at == ':') {
        size_t n = strcspn(at, ":");

        if (n == length && strncasecmp(at, name, n) == 0)
            return 1;
        at += n;
    }
    return 0;
}

/* A copy of a dispatch table in which one function is ours. */
static const OSSL_DISPATCH *with_function(const OSSL_DISPATCH *table, int id, void (*ours)(void),
                                          void (**theirs)(void)) {
    size_t count = 0;
    OSSL_DISPATCH *copy;

    while (table[count].function_id != 0)
        count++;
    copy = calloc(count + 1, sizeof(*copy));
    if (copy == NULL)
        abort();
    memcpy(copy, table, count * sizeof(*copy));
    for (size_t i = 0; i < count; i++)
        if (copy[i].function_id == id) {
            *theirs = copy[i].function;
            copy[i].function = ours;
        }
    return copy;
}

/* The tables that were made, which libcrypto keeps pointers to. */
static OSSL_ALGORITHM *tables[OSSL_OP__HIGHEST + 1];

static OSSL_ALGORITHM *make_table(int operation, const OSSL_ALGORITHM *theirs) {
    size_t count = 0, n = 0;
    OSSL_ALGORITHM *table;

    while (theirs[count].algorithm_names != NULL)
        count++;
    table = calloc(count + 1, sizeof(*table));
    if (table == NULL)
        abort();
    for (size_t i = 0; i < count; i++) {
        if (named(kept_back, theirs[i].algorithm_names))
            continue;
        table[n] = theirs[i];
        for (size_t c = 0; c < sizeof(counted) / sizeof(counted[0]); c++)
            if (counted[c].operation == operation &&
                named(counted[c].name, theirs[i].algorithm_names))
                table[n].implementation =
                    with_function(theirs[i].implementation, 1, (void (*)(void))counted[c].make,
                                  (void (**)(void)) & real[counted[c].id]);
        if (operation == OSSL_OP_RAND && named("CTR-DRBG", theirs[i].algorithm_names))
            table[n].implementation =
                with_function(theirs[i].implementation, OSSL_FUNC_RAND_GENERATE,
                              (void (*)(void))generate, (void (**)(void)) & real_generate);
        n++;
    }
    return table;
}

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache) {
    (void)provider;
    *no_cache = 0;
    if (operation < 0 || operation > OSSL_OP__HIGHEST)
        return NULL;
    if (tables[operation] == NULL) {
        int theirs_no_cache;
        const OSSL_ALGORITHM *theirs =
            OSSL_PROVIDER_query_operation(inner, operation, &theirs_no_cache);

        if (theirs == NULL)
            return NULL;
        tables[operation] = make_table(operation, theirs);
    }
    return tables[operation];
}

static int capabilities(void *provider, const char *capability, OSSL_CALLBACK *tell, void *arg) {
    (void)provider;
    return OSSL_PROVIDER_get_capabilities(inner, capability, tell, arg);
}

static const OSSL_DISPATCH functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query},
    {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))capabilities},
    {0, NULL},
};

static int start(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out,
                 void **provider) {
    (void)handle;
    (void)in;
    *out = functions;
    *provider = OSSL_PROVIDER_get0_provider_ctx(inner);
    return 1;
}

static OSSL_PROVIDER *outer;

OSSL_LIB_CTX *counting_library(const char *without) {
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();

    memset(uses, 0, sizeof(uses));
    kept_back = without;
    inner_library = OSSL_LIB_CTX_new();
    inner = OSSL_PROVIDER_load(inner_library, "default");
    if (library == NULL || inner == NULL ||
        !OSSL_PROVIDER_add_builtin(library, "counting", start) ||
        (outer = OSSL_PROVIDER_load(library, "counting")) == NULL)
        abort();
    return library;
}

static void free_tables(void) {
    for (int operation = 0; operation <= OSSL_OP__HIGHEST; operation++) {
        OSSL_ALGORITHM *table = tables[operation];

        for (size_t i = 0; table != NULL && table[i].algorithm_names != NULL; i++) {
            for (size_t c = 0; c < sizeof(counted) / sizeof(counted[0]); c++)
                if (counted[c].operation == operation &&
                    named(counted[c].name, table[i].algorithm_names))
                    free((void *)table[i].implementation);
            if (operation == OSSL_OP_RAND && named("CTR-DRBG", table[i].algorithm_names))
                free((void *)table[i].implementation);
        }
        free(table);
        tables[operation] = NULL;
    }
}

void counting_library_free(OSSL_LIB_CTX *library) {
    OSSL_PROVIDER_unload(outer);
    OSSL_LIB_CTX_free(library);
    OSSL_PROVIDER_unload(inner);
    OSSL_LIB_CTX_free(inner_library);
    free_tables();
}

int uses_of(enum counted algorithm) {
    return __atomic_load_n(&uses[algorithm], __ATOMIC_RELAXED);
}
