/* SSL_CTX_new_ex: library contexts and property queries. All cryptography must come from them. */
#include "harness.h"
#include "counting_provider.h"

#include <openssl/provider.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where certificates are; made here unless another process has made them. */
static struct { const char *ca, *cert, *key; } files;

static void find_files(void) {
    if (files.ca != NULL)
        return;
    files.ca = identity_chain_file(CA);
    files.cert = identity_chain_file(SERVER_EC);
    files.key = identity_key_file(SERVER_EC);
}

static void use_files(SSL_CTX *server) {
    assert_int_equal(SSL_CTX_use_certificate_chain_file(server, files.cert), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(server, files.key, SSL_FILETYPE_PEM), 1);
}

/* A pair whose contexts belong to a library context and have a query. */
static void move(struct pair *pair, OSSL_LIB_CTX *library, const char *query) {
    SSL_CTX *client = SSL_CTX_new_ex(library, query, TLS_client_method());
    SSL_CTX *server = SSL_CTX_new_ex(library, query, TLS_server_method());

    assert_non_null(client);
    assert_non_null(server);
    SSL_CTX_free(pair->client_ctx);
    SSL_CTX_free(pair->server_ctx);
    pair->client_ctx = client;
    pair->server_ctx = server;
    pair->subject_ctx = pair->subject_is_server ? server : client;
    pair->peer_ctx = pair->subject_is_server ? client : server;
    for (int i = 0; i < 2; i++) {
        SSL_CTX *ctx = i == 0 ? client : server;

        assert_int_equal(SSL_CTX_set_min_proto_version(ctx, pair->version), 1);
        assert_int_equal(SSL_CTX_set_max_proto_version(ctx, pair->version), 1);
    }
    find_files();
    assert_int_equal(SSL_CTX_load_verify_file(client, files.ca), 1);
    SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
    use_files(server);
}

/* A connection, data both ways, a resumption and keying material. */
static void converse(struct pair *pair) {
    unsigned char ours[40], theirs[40];
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    assert_true(resumption_second(pair, session));
    SSL_SESSION_free(session);
    pair_exchange(pair->client, pair->server, "from the client");
    pair_exchange(pair->server, pair->client, "from the server");
    assert_int_equal(
        SSL_export_keying_material(pair->client, ours, sizeof(ours), "EXPORTER-x", 10, NULL, 0, 0),
        1);
    assert_int_equal(SSL_export_keying_material(pair->server, theirs, sizeof(theirs), "EXPORTER-x",
                                                10, NULL, 0, 0),
                     1);
    assert_memory_equal(ours, theirs, sizeof(ours));
    pair_close(pair);
}

static void queries_that_can_be_met(void **state) {
    struct pair *pair = *state;
    const char *queries[] = {NULL,        "",        "provider!=fips",   "-fips",
                             "?fips=yes", "fips=no", "provider=default", "?provider=none"};

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        move(pair, NULL, queries[i]);
        converse(pair);
        assert_no_error();
    }
}

static void queries_that_cannot_be_met(void **state) {
    (void)state;
    const char *queries[] = {"fips=yes", "provider=none", "fips",
                             "a=b=c",    "provider=fips", "x.y=z"};

    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        if (SSL_CTX_new_ex(NULL, queries[i], TLS_method()) != NULL)
            fail_msg("\"%s\" makes a context", queries[i]);
        assert_ssl_error(SSL_R_LIBRARY_HAS_NO_CIPHERS);
    }
    assert_null(SSL_CTX_new_ex(NULL, "fips=yes", NULL));
    assert_ssl_error(SSL_R_NULL_SSL_METHOD_PASSED);
}

/* The reason is the only entry of the queue. */
static void a_failure_leaves_one_error(void **state) {
    (void)state;
    assert_null(SSL_CTX_new_ex(NULL, "fips=yes", TLS_method()));
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), SSL_R_LIBRARY_HAS_NO_CIPHERS);
    assert_int_equal(ERR_get_error(), 0);
}

static void the_query_is_copied(void **state) {
    struct pair *pair = *state;
    char query[] = "provider=default";

    move(pair, NULL, query);
    memset(query, 'x', sizeof(query) - 1);
    converse(pair);
}

static void another_library_context(void **state) {
    struct pair *pair = *state;
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();

    move(pair, library, NULL);
    converse(pair);
    move(pair, library, "provider=default");
    converse(pair);
    pair_destroy(pair);
    OSSL_LIB_CTX_free(library);
    *state = pair_create(TLS1_3_VERSION, 0);
}

static void the_default_context_may_be_named(void **state) {
    struct pair *pair = *state;

    move(pair, OSSL_LIB_CTX_get0_global_default(), NULL);
    converse(pair);
}

static void a_context_without_providers(void **state) {
    (void)state;
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *null = OSSL_PROVIDER_load(library, "null");

    assert_non_null(null);
    assert_null(SSL_CTX_new_ex(library, NULL, TLS_method()));
    assert_ssl_error(SSL_R_LIBRARY_HAS_NO_CIPHERS);
    assert_null(SSL_CTX_new_ex(library, "?provider=default", TLS_method()));
    assert_ssl_error(SSL_R_LIBRARY_HAS_NO_CIPHERS);
    OSSL_PROVIDER_unload(null);
    OSSL_LIB_CTX_free(library);
}

/* The default context stays as it is changed, and a provider that was used once stays: so these
 * happen in processes of their own. What they are to do is their first argument, files the others.
 */
static const char *program;

static void in_a_process(const char *what) {
    int status;
    pid_t child;

    find_files();
    child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        execl(program, program, "--alone", what, files.ca, files.cert, files.key, NULL);
        _exit(9);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void expect_none(SSL_CTX *ctx) {
    assert_null(ctx);
    assert_int_equal(ERR_GET_REASON(ERR_get_error()), SSL_R_LIBRARY_HAS_NO_CIPHERS);
    assert_int_equal(ERR_get_error(), 0);
}

static void without_default_provider(void **state) {
    OSSL_PROVIDER *null = OSSL_PROVIDER_load(NULL, "null");

    (void)state;
    assert_non_null(null);
    expect_none(SSL_CTX_new(TLS_method()));
    expect_none(SSL_CTX_new_ex(NULL, NULL, TLS_method()));
    expect_none(SSL_CTX_new_ex(NULL, "provider=default", TLS_method()));
    OSSL_PROVIDER_unload(null);
}

static void a_default_context_without_providers(void **state) {
    (void)state;
    in_a_process("without_default_provider");
}

static void own_context_alone(void **state) {
    OSSL_LIB_CTX *library = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *null = OSSL_PROVIDER_load(NULL, "null");
    struct pair pair = {.subject_fd = -1, .peer_fd = -1};

    (void)state;
    assert_non_null(null);
    for (pair.version = TLS1_2_VERSION; pair.version <= TLS1_3_VERSION; pair.version++) {
        move(&pair, library, NULL);
        converse(&pair);
        SSL_CTX_free(pair.client_ctx);
        SSL_CTX_free(pair.server_ctx);
        pair.client_ctx = pair.server_ctx = NULL;
    }
    OSSL_LIB_CTX_free(library);
    OSSL_PROVIDER_unload(null);
}

static void nothing_comes_from_the_default_context(void **state) {
    (void)state;
    in_a_process("own_context_alone");
}

static void fips_by_default(void **state) {
    (void)state;
    assert_int_equal(EVP_set_default_properties(NULL, "fips=yes"), 1);
    expect_none(SSL_CTX_new(TLS_method()));
}

static void default_properties_count(void **state) {
    (void)state;
    in_a_process("fips_by_default");
}

static int run_alone(char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_default_provider),
        cmocka_unit_test(own_context_alone),
        cmocka_unit_test(fips_by_default),
    };

    files.ca = argv[1];
    files.cert = argv[2];
    files.key = argv[3];
    cmocka_set_test_filter(argv[0]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The thread's default library context is meant where none is given. */
static void the_threads_default_context(void **state) {
    struct pair *pair = *state;
    OSSL_LIB_CTX *library = counting_library(NULL), *before = OSSL_LIB_CTX_set0_default(library);

    move(pair, NULL, NULL);
    converse(pair);
    assert_true(uses_of(HMAC_USES) > 0);
    OSSL_LIB_CTX_set0_default(before);
    pair_destroy(pair);
    counting_library_free(library);
    *state = pair_create(TLS1_3_VERSION, 0);
}

/* All that a conversation needs comes from the provider: how often is its own business. */
static void check_uses(struct pair **pair, const char *suite, const char *group,
                       const enum counted *needed) {
    OSSL_LIB_CTX *library = counting_library(NULL);
    int version = (*pair)->version;

    move(*pair, library, NULL);
    if (version == TLS1_3_VERSION)
        assert_int_equal(SSL_CTX_set_ciphersuites((*pair)->client_ctx, suite), 1);
    else
        assert_int_equal(SSL_CTX_set_cipher_list((*pair)->client_ctx, suite), 1);
    assert_int_equal(SSL_CTX_set1_groups_list((*pair)->client_ctx, group), 1);
    converse(*pair);
    for (; *needed != COUNTED; needed++)
        if (uses_of(*needed) == 0)
            fail_msg("%s: algorithm %d was not taken from the library context", suite, *needed);
    pair_destroy(*pair);
    counting_library_free(library);
    *pair = pair_create(version, 0);
}

static void all_cryptography_comes_from_there(void **state) {
    struct pair *pair = *state;

    if (pair->version == TLS1_3_VERSION) {
        static const enum counted aes[] = {
            SHA256_USES, SHA384_USES, AES_256_GCM_USES, HMAC_USES,        TLS13_KDF_USES,
            ECDH_USES,   ECDSA_USES,  RANDOM_USES,      AES_256_CBC_USES, COUNTED};
        static const enum counted chacha[] = {SHA256_USES,    CHACHA20_USES, HMAC_USES, X25519_USES,
                                              TLS13_KDF_USES, RANDOM_USES,   COUNTED};

        check_uses(&pair, "TLS_AES_256_GCM_SHA384", "P-384", aes);
        check_uses(&pair, "TLS_CHACHA20_POLY1305_SHA256", "X25519", chacha);
    } else {
        static const enum counted aes[] = {SHA256_USES,   AES_128_GCM_USES, HMAC_USES,
                                           TLS1_PRF_USES, ECDH_USES,        ECDSA_USES,
                                           RANDOM_USES,   AES_256_CBC_USES, COUNTED};
        static const enum counted sha384[] = {SHA384_USES, AES_256_GCM_USES, X25519_USES,
                                              TLS1_PRF_USES, COUNTED};

        check_uses(&pair, "ECDHE-ECDSA-AES128-GCM-SHA256", "P-256", aes);
        check_uses(&pair, "ECDHE-ECDSA-AES256-GCM-SHA384", "X25519:P-256", sha384);
    }
    *state = pair;
}

static int has_cipher(SSL_CTX *ctx, const char *name) {
    STACK_OF(SSL_CIPHER) *ciphers = SSL_CTX_get_ciphers(ctx);

    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
        if (strcmp(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)), name) == 0)
            return 1;
    return 0;
}

static void what_is_missing_is_not_offered(void **state) {
    (void)state;
    OSSL_LIB_CTX *library = counting_library("AES-256-GCM:X25519");
    SSL_CTX *ctx = SSL_CTX_new_ex(library, NULL, TLS_method());

    assert_non_null(ctx);
    assert_true(has_cipher(ctx, "TLS_AES_128_GCM_SHA256"));
    assert_true(has_cipher(ctx, "TLS_CHACHA20_POLY1305_SHA256"));
    assert_false(has_cipher(ctx, "TLS_AES_256_GCM_SHA384"));
    assert_true(has_cipher(ctx, "ECDHE-RSA-AES128-GCM-SHA256"));
    assert_false(has_cipher(ctx, "ECDHE-RSA-AES256-GCM-SHA384"));

    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "ECDHE-RSA-AES256-GCM-SHA384"), 0);
    assert_ssl_error(SSL_R_NO_CIPHER_MATCH);
    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "AESGCM"), 1);
    assert_false(has_cipher(ctx, "ECDHE-RSA-AES256-GCM-SHA384"));
    assert_int_equal(SSL_CTX_set_ciphersuites(ctx, "TLS_AES_256_GCM_SHA384"), 1);
    assert_false(has_cipher(ctx, "TLS_AES_256_GCM_SHA384"));
    assert_false(has_cipher(ctx, "TLS_AES_128_GCM_SHA256"));
    SSL_CTX_free(ctx);
    counting_library_free(library);
}

static void a_library_without_ecdh_or_digests(void **state) {
    (void)state;
    OSSL_LIB_CTX *library = counting_library("ECDH:DH:SHA2-384");
    SSL_CTX *ctx = SSL_CTX_new_ex(library, NULL, TLS_method());

    assert_non_null(ctx);
    assert_false(has_cipher(ctx, "ECDHE-RSA-AES128-GCM-SHA256"));
    assert_true(has_cipher(ctx, "TLS_AES_128_GCM_SHA256"));
    assert_false(has_cipher(ctx, "TLS_AES_256_GCM_SHA384"));
    SSL_CTX_free(ctx);
    counting_library_free(library);
}

/* A connection takes what both sides have: the client of the counting library has no X25519. */
static void a_missing_group_is_not_negotiated(void **state) {
    struct pair *pair = *state;
    int version = pair->version;
    OSSL_LIB_CTX *library = counting_library("X25519:X448");

    move(pair, library, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_negotiated_group(pair->server), NID_X9_62_prime256v1);
    pair_destroy(pair);
    counting_library_free(library);
    *state = pair_create(version, 0);
}

/* An algorithm that is not looked for beforehand is missed in the handshake. */
static void a_missing_key_derivation_fails_the_handshake(void **state) {
    struct pair *pair = *state;
    int version = pair->version;
    OSSL_LIB_CTX *library = counting_library("TLS13-KDF:TLS1-PRF");

    move(pair, library, NULL);
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(SSL_is_init_finished(pair->client), 0);
    assert_int_equal(SSL_is_init_finished(pair->server), 0);
    ERR_clear_error();
    pair_destroy(pair);
    counting_library_free(library);
    *state = pair_create(version, 0);
}

/* Each side its own: they speak the same protocol. */
static void two_libraries_talk_to_each_other(void **state) {
    struct pair *pair = *state;
    int version = pair->version;
    OSSL_LIB_CTX *library = counting_library(NULL);
    SSL_CTX *ordinary = pair->client_ctx;

    assert_int_equal(SSL_CTX_up_ref(ordinary), 1);
    move(pair, library, NULL);
    SSL_CTX_free(pair->client_ctx);
    pair->client_ctx = pair->subject_ctx = ordinary;
    converse(pair);
    pair_destroy(pair);
    counting_library_free(library);
    *state = pair_create(version, 0);
}

/* SSL_set_SSL_CTX changes whose cryptography a connection uses. */
static SSL_CTX *other;

static int to_other(SSL *ssl, int *alert, void *arg) {
    (void)alert;
    (void)arg;
    assert_ptr_equal(SSL_set_SSL_CTX(ssl, other), other);
    return SSL_TLSEXT_ERR_OK;
}

static void another_context_brings_its_library(void **state) {
    struct pair *pair = *state;
    OSSL_LIB_CTX *library = counting_library(NULL);

    other = SSL_CTX_new_ex(library, NULL, TLS_server_method());
    find_files();
    use_files(other);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, to_other);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_int_equal(pair_handshake(pair), 1);
    assert_true(uses_of(ECDSA_USES) > 0);
    pair_exchange(pair->client, pair->server, "text");
    pair_close(pair);
    SSL_CTX_free(other);
    counting_library_free(library);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(queries_that_can_be_met),
    CASE(queries_that_cannot_be_met),
    CASE(a_failure_leaves_one_error),
    CASE(the_query_is_copied),
    CASE_VERSIONS(another_library_context),
    CASE(the_default_context_may_be_named),
    CASE(a_context_without_providers),
    CASE(a_default_context_without_providers),
    CASE(nothing_comes_from_the_default_context),
    CASE(default_properties_count),
    CASE_VERSIONS(the_threads_default_context),
    CASE_VERSIONS(all_cryptography_comes_from_there),
    CASE(what_is_missing_is_not_offered),
    CASE(a_library_without_ecdh_or_digests),
    CASE_VERSIONS(a_missing_group_is_not_negotiated),
    CASE_VERSIONS(a_missing_key_derivation_fails_the_handshake),
    CASE_VERSIONS(two_libraries_talk_to_each_other),
    CASE_VERSIONS(another_context_brings_its_library),
};

int main(int argc, char **argv) {
    program = argv[0];
    if (argc == 6 && strcmp(argv[1], "--alone") == 0)
        return run_alone(argv + 2);
    return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));
}
