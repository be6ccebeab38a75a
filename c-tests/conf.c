/* SSL_CONF_cmd(): commands from files and command lines, and their effects. */
#include "harness.h"

static SSL_CONF_CTX *conf_for(SSL_CTX *ctx, unsigned flags) {
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    assert_non_null(conf);
    SSL_CONF_CTX_set_flags(conf, flags);
    SSL_CONF_CTX_set_ssl_ctx(conf, ctx);
    return conf;
}

#define FILE_FLAGS                                                                                 \
    (SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER |                            \
     SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_SHOW_ERRORS)

static void flags_are_set_and_cleared(void **state) {
    (void)state;
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    assert_int_equal(SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE), SSL_CONF_FLAG_FILE);
    assert_int_equal(SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_CLIENT),
                     SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT);
    assert_int_equal(SSL_CONF_CTX_clear_flags(conf, SSL_CONF_FLAG_FILE), SSL_CONF_FLAG_CLIENT);
    assert_int_equal(SSL_CONF_CTX_finish(conf), 1);
    SSL_CONF_CTX_free(conf);
}

static void protocols_and_versions(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = conf_for(ctx, FILE_FLAGS);

    assert_int_equal(SSL_CONF_cmd(conf, "MinProtocol", "TLSv1.2"), 2);
    assert_int_equal(SSL_CTX_get_min_proto_version(ctx), TLS1_2_VERSION);
    assert_int_equal(SSL_CONF_cmd(conf, "MaxProtocol", "TLSv1.3"), 2);
    assert_int_equal(SSL_CTX_get_max_proto_version(ctx), TLS1_3_VERSION);
    assert_int_equal(SSL_CONF_cmd(conf, "MinProtocol", "None"), 2);
    assert_int_equal(SSL_CTX_get_min_proto_version(ctx), 0);
    assert_int_equal(SSL_CONF_cmd(conf, "MinProtocol", "TLSv9"), 0);
    assert_some_error();
    assert_int_equal(SSL_CONF_cmd(conf, "Protocol", "ALL,-TLSv1.3"), 2);
    assert_true(SSL_CTX_get_options(ctx) & SSL_OP_NO_TLSv1_3);
    assert_false(SSL_CTX_get_options(ctx) & SSL_OP_NO_TLSv1_2);
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void options_by_name(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = conf_for(ctx, FILE_FLAGS);

    assert_int_equal(SSL_CONF_cmd(conf, "Options", "-SessionTicket,ServerPreference"), 2);
    assert_true(SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET);
    assert_true(SSL_CTX_get_options(ctx) & SSL_OP_CIPHER_SERVER_PREFERENCE);
    assert_int_equal(SSL_CONF_cmd(conf, "Options", "SessionTicket"), 2);
    assert_false(SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET);
    assert_int_equal(SSL_CONF_cmd(conf, "Options", "NoSuchOption"), 0);
    assert_some_error();
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void ciphers_groups_and_signature_algorithms(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = conf_for(ctx, FILE_FLAGS);
    SSL *ssl;

    assert_int_equal(SSL_CONF_cmd(conf, "CipherString", "ECDHE-RSA-AES128-GCM-SHA256"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "Ciphersuites", "TLS_AES_128_GCM_SHA256"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "Groups", "P-256"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "Curves", "P-256:X25519"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "SignatureAlgorithms", "ECDSA+SHA256"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "ClientSignatureAlgorithms", "ECDSA+SHA256"), 2);
    ssl = SSL_new(ctx);
    assert_string_equal(SSL_get_cipher_list(ssl, 0), "TLS_AES_128_GCM_SHA256");
    assert_string_equal(SSL_get_cipher_list(ssl, 1), "ECDHE-RSA-AES128-GCM-SHA256");
    assert_null(SSL_get_cipher_list(ssl, 2));
    SSL_free(ssl);
    assert_int_equal(SSL_CONF_cmd(conf, "CipherString", "NO-SUCH-CIPHER"), 0);
    assert_int_equal(SSL_CONF_cmd(conf, "Groups", "P-999"), 0);
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void certificates_and_keys(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = conf_for(ctx, FILE_FLAGS);

    assert_int_equal(SSL_CONF_cmd(conf, "Certificate", identity_chain_file(SERVER_EC)), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "PrivateKey", identity_key_file(SERVER_EC)), 2);
    assert_int_equal(SSL_CTX_check_private_key(ctx), 1);
    assert_int_equal(SSL_CONF_cmd(conf, "Certificate", "/nonexistent"), 0);
    assert_some_error();
    assert_int_equal(SSL_CONF_cmd(conf, "VerifyCAFile", identity_chain_file(CA)), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "VerifyMode", "Request,Require"), 2);
    assert_int_equal(SSL_CONF_CTX_finish(conf), 1);
    assert_int_equal(SSL_CTX_get_verify_mode(ctx),
                     SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void unknown_commands_and_missing_values(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = conf_for(ctx, FILE_FLAGS);

    assert_int_equal(SSL_CONF_cmd(conf, "NoSuchCommand", "value"), -2);
    assert_ssl_error(SSL_R_UNKNOWN_CMD_NAME);
    assert_int_equal(SSL_CONF_cmd(conf, "MinProtocol", NULL), -3);
    ERR_clear_error();
    assert_int_equal(SSL_CONF_cmd(conf, NULL, "value"), 0);
    assert_ssl_error(SSL_R_INVALID_NULL_CMD_NAME);
    /* A command line's name in a file's context. */
    assert_int_equal(SSL_CONF_cmd(conf, "-cipher", "ECDHE"), -2);
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void value_types(void **state) {
    (void)state;
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    SSL_CONF_CTX_set_flags(conf, FILE_FLAGS);
    assert_int_equal(SSL_CONF_cmd_value_type(conf, "CipherString"), SSL_CONF_TYPE_STRING);
    assert_int_equal(SSL_CONF_cmd_value_type(conf, "Certificate"), SSL_CONF_TYPE_FILE);
    assert_int_equal(SSL_CONF_cmd_value_type(conf, "VerifyCAPath"), SSL_CONF_TYPE_DIR);
    assert_int_equal(SSL_CONF_cmd_value_type(conf, "NoSuchCommand"), SSL_CONF_TYPE_UNKNOWN);
    SSL_CONF_CTX_free(conf);
}

static void command_lines(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf =
        conf_for(ctx, SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
    char *words[] = {"-cipher", "ECDHE-RSA-AES128-GCM-SHA256", "-no_ticket", "-unknown", NULL};
    char **argv = words;
    int argc = 4;

    assert_int_equal(SSL_CONF_cmd_value_type(conf, "-no_ticket"), SSL_CONF_TYPE_NONE);
    assert_int_equal(SSL_CONF_cmd_argv(conf, &argc, &argv), 2);
    assert_int_equal(argc, 2);
    assert_int_equal(SSL_CONF_cmd_argv(conf, &argc, &argv), 1);
    assert_int_equal(argc, 1);
    assert_string_equal(argv[0], "-unknown");
    assert_int_equal(SSL_CONF_cmd_argv(conf, &argc, &argv), 0);
    assert_true(SSL_CTX_get_options(ctx) & SSL_OP_NO_TICKET);
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void a_prefix_may_be_demanded(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *conf = conf_for(ctx, FILE_FLAGS);

    assert_int_equal(SSL_CONF_CTX_set1_prefix(conf, "SSL"), 1);
    assert_int_equal(SSL_CONF_cmd(conf, "SSLMinProtocol", "TLSv1.3"), 2);
    assert_int_equal(SSL_CTX_get_min_proto_version(ctx), TLS1_3_VERSION);
    assert_int_equal(SSL_CONF_cmd(conf, "MinProtocol", "TLSv1.2"), -2);
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
    SSL_CTX_free(ctx);
}

static void a_connection_can_be_configured_too(void **state) {
    struct pair *pair = *state;
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    pair_open(pair, MEMORY);
    SSL_CONF_CTX_set_flags(conf, FILE_FLAGS);
    SSL_CONF_CTX_set_ssl(conf, pair->client);
    assert_int_equal(SSL_CONF_cmd(conf, "Options", "-SessionTicket"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "MaxProtocol", "TLSv1.2"), 2);
    SSL_CONF_CTX_free(conf);
    assert_true(SSL_get_options(pair->client) & SSL_OP_NO_TICKET);
    assert_int_equal(SSL_get_max_proto_version(pair->client), TLS1_2_VERSION);
    assert_false(SSL_CTX_get_options(pair->client_ctx) & SSL_OP_NO_TICKET);
}

static void without_an_object_commands_are_only_checked(void **state) {
    (void)state;
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    SSL_CONF_CTX_set_flags(conf, FILE_FLAGS);
    assert_int_equal(SSL_CONF_cmd(conf, "Options", "-SessionTicket"), 2);
    assert_int_equal(SSL_CONF_cmd(conf, "NoSuchCommand", "value"), -2);
    ERR_clear_error();
    SSL_CONF_CTX_free(conf);
}

static const struct CMUnitTest cases[] = {
    CASE(flags_are_set_and_cleared),
    CASE(protocols_and_versions),
    CASE(options_by_name),
    CASE(ciphers_groups_and_signature_algorithms),
    CASE(certificates_and_keys),
    CASE(unknown_commands_and_missing_values),
    CASE(value_types),
    CASE(command_lines),
    CASE(a_prefix_may_be_demanded),
    CASE(a_connection_can_be_configured_too),
    CASE(without_an_object_commands_are_only_checked),
};

CASES_MAIN(cases)
