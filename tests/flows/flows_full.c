/* Full handshakes: keys, chains, client certificates, HelloRetryRequest. */
#include "flows.h"

static void with_ecdsa(void) {
    connect_once();
    send_hello(&client, &server);
    send_hello(&server, &client);
}

static void with_defaults(void) {
    SSL_CTX *ctx[] = {client.ctx, server.ctx};

    for (int i = 0; i < 2; i++) {
        SSL_CTX_set_cipher_list(ctx[i], "DEFAULT");
        SSL_CTX_set1_groups_list(ctx[i], "X25519:P-256:X448:P-521:P-384:ffdhe2048");
    }
    connect_once();
}

/* The server has this key alone. */
static void only(enum identity identity, const char *suite) {
    SSL_CTX_set_cipher_list(server.ctx, suite);
    SSL_CTX_set1_sigalgs_list(client.ctx, identity == SERVER_RSA ? "rsa_pss_rsae_sha256:RSA+SHA256"
                                          : identity == SERVER_ED25519
                                              ? "ed25519:ECDSA+SHA384"
                                              : "ECDSA+SHA384:ECDSA+SHA256");
    use(server.ctx, identity);
    connect_once();
}

static void with_rsa(void) {
    only(SERVER_RSA, "ECDHE-RSA-AES128-GCM-SHA256");
}

static void with_rsa_pss(void) {
    SSL_CTX_set1_sigalgs_list(server.ctx, "rsa_pss_rsae_sha512");
    SSL_CTX_set1_sigalgs_list(client.ctx, "rsa_pss_rsae_sha256:rsa_pss_rsae_sha512:ECDSA+SHA256");
    SSL_CTX_set_cipher_list(server.ctx, "ECDHE-RSA-AES128-GCM-SHA256");
    use(server.ctx, SERVER_RSA);
    SSL_CTX_set_verify(client.ctx, SSL_VERIFY_NONE, NULL);
    connect_once();
}

static void with_ed25519(void) {
    only(SERVER_ED25519, "ECDHE-ECDSA-AES128-GCM-SHA256");
}

static void with_p384(void) {
    only(SERVER_P384, "ECDHE-ECDSA-AES256-GCM-SHA384");
}

static void with_an_intermediate(void) {
    use(server.ctx, SERVER_BELOW);
    SSL_CTX_add1_chain_cert(server.ctx, identity_cert(INTERMEDIATE));
    connect_once();
}

/* More than one record. */
static void with_a_large_chain(void) {
    use(server.ctx, SERVER_BELOW);
    for (int i = 0; i < 50; i++)
        SSL_CTX_add1_chain_cert(server.ctx, identity_cert(i == 0 ? INTERMEDIATE : CLIENT_RSA));
    connect_once();
}

/* More than the client takes. */
static void with_a_chain_too_large(void) {
    use(server.ctx, SERVER_BELOW);
    for (int i = 0; i < 10; i++)
        SSL_CTX_add1_chain_cert(server.ctx, identity_cert(i == 0 ? INTERMEDIATE : CLIENT_RSA));
    SSL_CTX_set_max_cert_list(client.ctx, 4000);
    connect_once();
}

static void ask_for_a_certificate(int mode) {
    SSL_CTX_set_verify(server.ctx, mode, NULL);
    SSL_CTX_add_client_CA(server.ctx, identity_cert(CA));
}

#define REQUIRED (SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT)

static void client_certificate(void) {
    ask_for_a_certificate(REQUIRED);
    use(client.ctx, CLIENT_EC);
    connect_once();
    send_hello(&client, &server);
    send_hello(&server, &client);
}

static void client_certificate_rsa(void) {
    ask_for_a_certificate(REQUIRED);
    use(client.ctx, CLIENT_RSA);
    connect_once();
}

static void client_certificate_optional_and_absent(void) {
    ask_for_a_certificate(SSL_VERIFY_PEER);
    connect_once();
}

static void client_certificate_required_and_absent(void) {
    ask_for_a_certificate(REQUIRED);
    connect_once();
    say_read(&client);
}

static void client_certificate_refused(void) {
    ask_for_a_certificate(REQUIRED);
    use(client.ctx, CLIENT_UNTRUSTED);
    connect_once();
    say_read(&client);
}

static void client_certificate_by_callback(void) {
    ask_for_a_certificate(REQUIRED);
    client.answers.client_cert = (struct answer){.on = 1, .result = 1};
    client.answers.identity = CLIENT_EC;
    connect_once();
}

static void client_certificate_by_callback_suspended(void) {
    ask_for_a_certificate(REQUIRED);
    client.answers.client_cert = (struct answer){.on = 1, .result = 1, .suspend = 2};
    client.answers.identity = CLIENT_EC;
    connect_once();
}

static void client_certificate_by_callback_none(void) {
    ask_for_a_certificate(SSL_VERIFY_PEER);
    client.answers.client_cert = (struct answer){.on = 1, .result = 0};
    connect_once();
}

static void retry(void) {
    SSL_CTX_set1_groups_list(server.ctx, "P-384");
    connect_once();
}

static void retry_with_client_certificate(void) {
    ask_for_a_certificate(REQUIRED);
    use(client.ctx, CLIENT_EC);
    retry();
}

static void retry_with_callbacks(void) {
    server.answers.client_hello = (struct answer){.on = 1, .result = SSL_CLIENT_HELLO_SUCCESS};
    server.answers.servername = (struct answer){.on = 1, .result = SSL_TLSEXT_ERR_OK};
    server.answers.cert = (struct answer){.on = 1, .result = 1};
    retry();
}

static void without_middlebox_compat(void) {
    SSL_CTX_clear_options(client.ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    SSL_CTX_clear_options(server.ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    connect_once();
}

static void middlebox_compat_of_the_server_alone(void) {
    SSL_CTX_clear_options(client.ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    connect_once();
}

static void retry_without_middlebox_compat(void) {
    SSL_CTX_set1_groups_list(server.ctx, "P-384");
    without_middlebox_compat();
}

const struct flow full[] = {
    {"full", with_ecdsa, 0},
    {"full-defaults", with_defaults, 0},
    {"full-rsa", with_rsa, 0},
    {"full-rsa-pss", with_rsa_pss, 0},
    {"full-ed25519", with_ed25519, 0},
    {"full-p384", with_p384, 0},
    {"full-intermediate", with_an_intermediate, 0},
    {"full-large-chain", with_a_large_chain, 0},
    {"full-chain-too-large", with_a_chain_too_large, 0},
    {"client-certificate", client_certificate, 0},
    {"client-certificate-rsa", client_certificate_rsa, 0},
    {"client-certificate-optional-and-absent", client_certificate_optional_and_absent, 0},
    {"client-certificate-required-and-absent", client_certificate_required_and_absent, 0},
    {"client-certificate-refused", client_certificate_refused, 0},
    {"client-certificate-by-callback", client_certificate_by_callback, 0},
    {"client-certificate-by-callback-suspended", client_certificate_by_callback_suspended, 0},
    {"client-certificate-by-callback-none", client_certificate_by_callback_none, 0},
    {"retry", retry, TLS1_3_VERSION},
    {"retry-client-certificate", retry_with_client_certificate, TLS1_3_VERSION},
    {"retry-callbacks", retry_with_callbacks, TLS1_3_VERSION},
    {"retry-no-middlebox", retry_without_middlebox_compat, TLS1_3_VERSION},
    {"no-middlebox", without_middlebox_compat, TLS1_3_VERSION},
    {"no-middlebox-client", middlebox_compat_of_the_server_alone, TLS1_3_VERSION},
};
const size_t full_count = COUNT_OF(full);
