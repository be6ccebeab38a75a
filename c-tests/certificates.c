/* Certificates and keys: from objects, files and buffers; mismatches; chains. */
#include "harness.h"

static SSL_CTX *empty_context(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    assert_non_null(ctx);
    return ctx;
}

static void from_objects(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();
    SSL *ssl;

    assert_null(SSL_CTX_get0_certificate(ctx));
    assert_null(SSL_CTX_get0_privatekey(ctx));
    assert_int_equal(SSL_CTX_use_certificate(ctx, identity_cert(SERVER_EC)), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_EC)), 1);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    assert_ptr_equal(SSL_CTX_get0_certificate(ctx), identity_cert(SERVER_EC));
    assert_ptr_equal(SSL_CTX_get0_privatekey(ctx), identity_key(SERVER_EC));
    ssl = SSL_new(ctx);
    assert_ptr_equal(SSL_get_certificate(ssl), identity_cert(SERVER_EC));
    assert_ptr_equal(SSL_get_privatekey(ssl), identity_key(SERVER_EC));
    assert_int_equal(SSL_check_private_key(ssl), 1);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void from_files(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = pair->server_ctx;

    assert_int_equal(
        SSL_CTX_use_certificate_file(ctx, identity_chain_file(SERVER_EC_2), SSL_FILETYPE_PEM), 1);
    assert_int_equal(
        SSL_CTX_use_PrivateKey_file(ctx, identity_key_file(SERVER_EC_2), SSL_FILETYPE_PEM), 1);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    assert_int_equal(
        SSL_CTX_use_certificate_file(ctx, identity_cert_der_file(SERVER_EC), SSL_FILETYPE_ASN1), 1);
    assert_int_equal(
        SSL_CTX_use_PrivateKey_file(ctx, identity_key_der_file(SERVER_EC), SSL_FILETYPE_ASN1), 1);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    pair_connect(pair, MEMORY);
}

static void on_the_connection(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(
        SSL_use_certificate_file(pair->server, identity_chain_file(SERVER_EC_2), SSL_FILETYPE_PEM),
        1);
    assert_int_equal(
        SSL_use_PrivateKey_file(pair->server, identity_key_file(SERVER_EC_2), SSL_FILETYPE_PEM), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->client), identity_cert(SERVER_EC_2)),
                     0);
    /* The context kept its own. */
    assert_ptr_equal(SSL_CTX_get0_certificate(pair->server_ctx), identity_cert(SERVER_EC));
}

static void from_buffers(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();
    SSL *ssl;
    unsigned char *cert = NULL, *key = NULL;
    int cert_length = i2d_X509(identity_cert(SERVER_EC), &cert);
    int key_length = i2d_PrivateKey(identity_key(SERVER_EC), &key);

    assert_int_equal(SSL_CTX_use_certificate_ASN1(ctx, cert_length, cert), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, ctx, key, key_length), 1);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_use_certificate_ASN1(ssl, cert, cert_length), 1);
    assert_int_equal(SSL_use_PrivateKey_ASN1(EVP_PKEY_EC, ssl, key, key_length), 1);
    assert_int_equal(SSL_check_private_key(ssl), 1);
    assert_int_equal(SSL_CTX_use_certificate_ASN1(ctx, cert_length - 5, cert), 0);
    assert_some_error();
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    OPENSSL_free(cert);
    OPENSSL_free(key);
}

static void missing_and_broken_files(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();
    const char *text = temporary_file("text.pem", "no certificate\n", 15);

    assert_int_equal(SSL_CTX_use_certificate_file(ctx, "/nonexistent", SSL_FILETYPE_PEM), 0);
    assert_ssl_error_among(ERR_R_SYS_LIB);
    assert_int_equal(SSL_CTX_use_certificate_chain_file(ctx, "/nonexistent"), 0);
    assert_ssl_error_among(ERR_R_SYS_LIB);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(ctx, "/nonexistent", SSL_FILETYPE_PEM), 0);
    assert_ssl_error_among(ERR_R_SYS_LIB);
    assert_int_equal(SSL_CTX_use_certificate_file(ctx, text, SSL_FILETYPE_PEM), 0);
    assert_ssl_error_among(ERR_R_PEM_LIB);
    assert_int_equal(SSL_CTX_use_certificate_chain_file(ctx, text), 0);
    assert_ssl_error_among(ERR_R_PEM_LIB);
    assert_int_equal(SSL_CTX_use_certificate_file(ctx, text, SSL_FILETYPE_ASN1), 0);
    assert_ssl_error_among(ERR_R_ASN1_LIB);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(ctx, text, SSL_FILETYPE_PEM), 0);
    assert_ssl_error_among(ERR_R_PEM_LIB);
    assert_int_equal(SSL_CTX_use_certificate_file(ctx, identity_chain_file(SERVER_EC), 77), 0);
    assert_ssl_error_among(SSL_R_BAD_SSL_FILETYPE);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(ctx, identity_key_file(SERVER_EC), 77), 0);
    assert_ssl_error_among(SSL_R_BAD_SSL_FILETYPE);
    SSL_CTX_free(ctx);
}

static void a_key_that_does_not_match_is_refused(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();

    assert_int_equal(SSL_CTX_use_certificate(ctx, identity_cert(SERVER_EC)), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_EC_2)), 0);
    assert_int_equal(ERR_GET_LIB(ERR_peek_error()), ERR_LIB_X509);
    assert_int_equal(ERR_GET_REASON(ERR_peek_error()), X509_R_KEY_VALUES_MISMATCH);
    ERR_clear_error();
    assert_null(SSL_CTX_get0_privatekey(ctx));
    SSL_CTX_free(ctx);
}

static void a_certificate_that_does_not_match_drops_the_key(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();

    assert_int_equal(SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_EC)), 1);
    assert_int_equal(SSL_CTX_use_certificate(ctx, identity_cert(SERVER_EC_2)), 1);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 0);
    assert_ssl_error(SSL_R_NO_PRIVATE_KEY_ASSIGNED);
    SSL_CTX_free(ctx);
}

static void checking_without_anything(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();
    SSL *ssl = SSL_new(ctx);

    assert_int_equal(SSL_CTX_check_private_key(ctx), 0);
    assert_ssl_error(SSL_R_NO_CERTIFICATE_ASSIGNED);
    assert_int_equal(SSL_check_private_key(ssl), 0);
    assert_ssl_error(SSL_R_NO_CERTIFICATE_ASSIGNED);
    assert_int_equal(SSL_CTX_use_certificate(ctx, identity_cert(SERVER_EC)), 1);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 0);
    assert_ssl_error(SSL_R_NO_PRIVATE_KEY_ASSIGNED);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void a_chain_file_brings_the_intermediates(void **state) {
    struct pair *pair = *state;
    STACK_OF(X509) *chain = NULL;

    assert_int_equal(
        SSL_CTX_use_certificate_chain_file(pair->server_ctx, identity_chain_file(SERVER_BELOW)), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(pair->server_ctx, identity_key(SERVER_BELOW)), 1);
    assert_int_equal(SSL_CTX_get0_chain_certs(pair->server_ctx, &chain), 1);
    assert_int_equal(sk_X509_num(chain), 1);
    assert_int_equal(X509_cmp(sk_X509_value(chain, 0), identity_cert(INTERMEDIATE)), 0);
    pair_connect(pair, MEMORY);
    chain = SSL_get_peer_cert_chain(pair->client);
    assert_int_equal(sk_X509_num(chain), 2);
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 3);
}

static void on_the_connection_a_chain_file_works_too(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(
        SSL_use_certificate_chain_file(pair->server, identity_chain_file(SERVER_BELOW)), 1);
    assert_int_equal(SSL_use_PrivateKey(pair->server, identity_key(SERVER_BELOW)), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
}

/* A certificate that is replaced must not be sent again, although as many are there as before. */
static void replaced_extra_chain_certificates(void **state) {
    struct pair *pair = *state;
    const enum identity extras[] = {INTERMEDIATE, OTHER_CA, CLIENT_EC, INTERMEDIATE};

    for (int i = 0; i < 4; i++) {
        X509 *extra = X509_dup(identity_cert(extras[i]));
        STACK_OF(X509) * chain;

        assert_int_equal(SSL_CTX_clear_extra_chain_certs(pair->server_ctx), 1);
        assert_int_equal(SSL_CTX_add_extra_chain_cert(pair->server_ctx, extra), 1);
        pair_connect(pair, MEMORY);
        chain = SSL_get_peer_cert_chain(pair->client);
        assert_int_equal(sk_X509_num(chain), 2);
        assert_int_equal(X509_cmp(sk_X509_value(chain, 1), identity_cert(extras[i])), 0);
    }
}

static void extra_chain_certificates(void **state) {
    struct pair *pair = *state;
    STACK_OF(X509) *extra = NULL;
    X509 *intermediate = identity_cert(INTERMEDIATE);

    use_identity(pair->server_ctx, SERVER_BELOW);
    X509_up_ref(intermediate);
    assert_int_equal(SSL_CTX_add_extra_chain_cert(pair->server_ctx, intermediate), 1);
    assert_int_equal(SSL_CTX_get_extra_chain_certs(pair->server_ctx, &extra), 1);
    assert_int_equal(sk_X509_num(extra), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
    assert_int_equal(SSL_CTX_clear_extra_chain_certs(pair->server_ctx), 1);
    assert_int_equal(SSL_CTX_get_extra_chain_certs_only(pair->server_ctx, &extra), 1);
    assert_null(extra);
}

static void add_chain_certificates(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_BELOW);
    assert_int_equal(SSL_CTX_add1_chain_cert(pair->server_ctx, identity_cert(INTERMEDIATE)), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
    assert_int_equal(SSL_CTX_clear_chain_certs(pair->server_ctx), 1);
}

static void the_store_completes_the_chain(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_BELOW);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(INTERMEDIATE));
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
}

static void by_mode_the_store_is_not_asked(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_BELOW);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(INTERMEDIATE));
    SSL_CTX_set_mode(pair->server_ctx, SSL_MODE_NO_AUTO_CHAIN);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 1);
}

static void use_cert_and_key_sets_all_at_once(void **state) {
    struct pair *pair = *state;
    STACK_OF(X509) *chain = sk_X509_new_null();

    sk_X509_push(chain, identity_cert(INTERMEDIATE));
    /* There is one already, and it must not be overridden. */
    assert_int_equal(SSL_CTX_use_cert_and_key(pair->server_ctx, identity_cert(SERVER_BELOW),
                                              identity_key(SERVER_BELOW), chain, 0),
                     0);
    assert_ssl_error(SSL_R_NOT_REPLACING_CERTIFICATE);
    assert_int_equal(SSL_CTX_use_cert_and_key(pair->server_ctx, identity_cert(SERVER_BELOW),
                                              identity_key(SERVER_EC), chain, 1),
                     0);
    assert_ssl_error(SSL_R_PRIVATE_KEY_MISMATCH);
    assert_int_equal(SSL_CTX_use_cert_and_key(pair->server_ctx, identity_cert(SERVER_BELOW),
                                              identity_key(SERVER_BELOW), chain, 1),
                     1);
    sk_X509_free(chain);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_X509_num(SSL_get_peer_cert_chain(pair->client)), 2);
}

static void connects_with(struct pair *pair, enum identity id, int type) {
    EVP_PKEY *key;

    SSL_CTX_free(pair->server_ctx);
    pair->server_ctx = bare_context(TLS_server_method(), pair->version);
    use_identity(pair->server_ctx, id);
    pair_connect(pair, MEMORY);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->client), identity_cert(id)), 0);
    key = X509_get0_pubkey(SSL_get0_peer_certificate(pair->client));
    assert_int_equal(EVP_PKEY_get_base_id(key), type);
    pair_exchange(pair->client, pair->server, "signed");
}

static void with_an_rsa_key(void **state) {
    connects_with(*state, SERVER_RSA, EVP_PKEY_RSA);
}

static void with_a_p384_key(void **state) {
    connects_with(*state, SERVER_P384, EVP_PKEY_EC);
}

static void with_an_ed25519_key(void **state) {
    connects_with(*state, SERVER_ED25519, EVP_PKEY_ED25519);
}

static void two_kinds_of_key_serve_both_kinds_of_client(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_RSA);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, "RSA-PSS+SHA256:RSA+SHA256"), 1);
    assert_int_equal(
        X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->client_ctx), identity_cert(SERVER_RSA)),
        1);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->client), identity_cert(SERVER_RSA)),
                     0);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, "ECDSA+SHA256"), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->client), identity_cert(SERVER_EC)),
                     0);
}

static void the_peers_certificate_is_borrowed_or_counted(void **state) {
    struct pair *pair = *state;
    X509 *counted;

    pair_connect(pair, MEMORY);
    counted = SSL_get1_peer_certificate(pair->client);
    assert_ptr_equal(counted, SSL_get0_peer_certificate(pair->client));
    pair_close(pair);
    assert_int_equal(X509_cmp(counted, identity_cert(SERVER_EC)), 0);
    X509_free(counted);
}

static void the_server_sees_no_certificate(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_null(SSL_get0_peer_certificate(pair->server));
    assert_null(SSL_get1_peer_certificate(pair->server));
    assert_null(SSL_get_peer_cert_chain(pair->server));
}

static void certs_clear_removes_them(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_certs_clear(pair->server);
    assert_null(SSL_get_certificate(pair->server));
    assert_null(SSL_get_privatekey(pair->server));
    assert_non_null(SSL_CTX_get0_certificate(pair->server_ctx));
}

static void set_current_cert_walks_them(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = pair->server_ctx;

    use_identity(ctx, SERVER_RSA);
    assert_int_equal(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_FIRST), 1);
    assert_ptr_equal(SSL_CTX_get0_certificate(ctx), identity_cert(SERVER_RSA));
    assert_int_equal(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_NEXT), 1);
    assert_ptr_equal(SSL_CTX_get0_certificate(ctx), identity_cert(SERVER_EC));
    assert_int_equal(SSL_CTX_set_current_cert(ctx, SSL_CERT_SET_NEXT), 0);
    assert_int_equal(SSL_CTX_select_current_cert(ctx, identity_cert(SERVER_RSA)), 1);
    assert_ptr_equal(SSL_CTX_get0_privatekey(ctx), identity_key(SERVER_RSA));
}

static int password(char *buffer, int size, int writing, void *data) {
    (void)writing;
    return snprintf(buffer, (size_t)size, "%s", (const char *)data);
}

static void an_encrypted_key_asks_for_its_password(void **state) {
    (void)state;
    SSL_CTX *ctx = empty_context();
    const char *path = temporary_file("encrypted.pem", "", 0);
    BIO *file = BIO_new_file(path, "wb");
    char right[] = "secret", wrong[] = "guess";

    assert_int_equal(PEM_write_bio_PKCS8PrivateKey(file, identity_key(SERVER_EC), EVP_aes_128_cbc(),
                                                   NULL, 0, password, right),
                     1);
    BIO_free(file);
    SSL_CTX_set_default_passwd_cb(ctx, password);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, wrong);
    assert_true(SSL_CTX_get_default_passwd_cb(ctx) == password);
    assert_ptr_equal(SSL_CTX_get_default_passwd_cb_userdata(ctx), wrong);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM), 0);
    assert_some_error();
    SSL_CTX_set_default_passwd_cb_userdata(ctx, right);
    assert_int_equal(SSL_CTX_use_PrivateKey_file(ctx, path, SSL_FILETYPE_PEM), 1);
    SSL_CTX_free(ctx);
}

/* Some 70 kB, which SSL_CTX_set_max_cert_list allows. */
static void a_chain_may_be_long(void **state) {
    struct pair *pair = *state;
    size_t size = 0;

    for (int i = 0; size < 70000; i++) {
        X509 *cert = X509_dup(identity_cert(CA));

        size += (size_t)i2d_X509(cert, NULL);
        assert_int_equal(SSL_CTX_add_extra_chain_cert(pair->server_ctx, cert), 1);
    }
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_connect(pair, MEMORY);
    assert_true(sk_X509_num(SSL_get_peer_cert_chain(pair->client)) > 100);
}

/* 2 says that an error was ignored, but not where the chain has authorities. */
static void building_a_chain_may_ignore_an_error(void **state) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    const int ignore = SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR | SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR;

    (void)state;
    use_identity(ctx, SERVER_EC);
    assert_int_equal(SSL_CTX_build_cert_chain(ctx, 0), 0);
    assert_ssl_error(SSL_R_CERTIFICATE_VERIFY_FAILED);
    ERR_clear_error();
    assert_int_equal(SSL_CTX_build_cert_chain(ctx, ignore), 2);
    assert_int_equal(SSL_CTX_add1_chain_cert(ctx, identity_cert(CA)), 1);
    assert_int_equal(SSL_CTX_build_cert_chain(ctx, ignore | SSL_BUILD_CHAIN_FLAG_UNTRUSTED), 1);
    SSL_CTX_free(ctx);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_chain_may_be_long),
    CASE(from_objects),
    CASE_VERSIONS(from_files),
    CASE_VERSIONS(on_the_connection),
    CASE(from_buffers),
    CASE(missing_and_broken_files),
    CASE(a_key_that_does_not_match_is_refused),
    CASE(a_certificate_that_does_not_match_drops_the_key),
    CASE(checking_without_anything),
    CASE_VERSIONS(a_chain_file_brings_the_intermediates),
    CASE_VERSIONS(on_the_connection_a_chain_file_works_too),
    CASE_VERSIONS(extra_chain_certificates),
    CASE_VERSIONS(replaced_extra_chain_certificates),
    CASE_VERSIONS(add_chain_certificates),
    CASE_VERSIONS(the_store_completes_the_chain),
    CASE_VERSIONS(by_mode_the_store_is_not_asked),
    CASE_VERSIONS(use_cert_and_key_sets_all_at_once),
    CASE_VERSIONS(with_an_rsa_key),
    CASE_VERSIONS(with_a_p384_key),
    CASE_VERSIONS(with_an_ed25519_key),
    CASE_VERSIONS(two_kinds_of_key_serve_both_kinds_of_client),
    CASE_VERSIONS(the_peers_certificate_is_borrowed_or_counted),
    CASE_VERSIONS(the_server_sees_no_certificate),
    CASE(certs_clear_removes_them),
    CASE(set_current_cert_walks_them),
    CASE(an_encrypted_key_asks_for_its_password),
    CASE(building_a_chain_may_ignore_an_error),
};

CASES_MAIN(cases)
