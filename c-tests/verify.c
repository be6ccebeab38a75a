/* Verification of the server's certificate: modes, callbacks, results, names, depth, parameters. */
#include "harness.h"

/* The handshake fails at the client with this verify result, and the server gets this alert. */
static void expect_refusal(struct pair *pair, long result, int alert) {
    struct alert_log log;

    pair_open(pair, MEMORY);
    note_alerts(pair->client, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), result);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, alert);
    assert_int_equal(pair->client_failure, SSL_R_CERTIFICATE_VERIFY_FAILED);
}

static void a_good_certificate_is_ok(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
    assert_int_equal(SSL_get_verify_mode(pair->client), SSL_VERIFY_PEER);
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 2);
}

static void an_unknown_issuer_is_refused(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    expect_refusal(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA);
}

static void a_self_signed_certificate_is_refused(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_SELF);
    expect_refusal(pair, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, SSL_AD_UNKNOWN_CA);
}

static void an_expired_certificate_is_refused(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_EXPIRED);
    expect_refusal(pair, X509_V_ERR_CERT_HAS_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED);
}

static void a_certificate_not_yet_valid_is_refused(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_FUTURE);
    expect_refusal(pair, X509_V_ERR_CERT_NOT_YET_VALID, SSL_AD_BAD_CERTIFICATE);
}

static void a_missing_intermediate_is_refused(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_BELOW);
    expect_refusal(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA);
}

static void a_clients_certificate_is_no_servers(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, CLIENT_EC);
    expect_refusal(pair, X509_V_ERR_INVALID_PURPOSE, SSL_AD_UNSUPPORTED_CERTIFICATE);
}

static void the_server_reports_the_clients_alert(void **state) {
    struct pair *pair = *state;
    int ret = 0;

    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(handshake_step(pair->server), 0);
    assert_int_equal(handshake_step(pair->client), -1);
    ERR_clear_error();
    ret = SSL_do_handshake(pair->server);
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_TLSV1_ALERT_UNKNOWN_CA);
}

static void without_verification_the_result_is_still_known(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_EXPIRED);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_CERT_HAS_EXPIRED);
    assert_no_error();
    SSL_set_verify_result(pair->client, X509_V_OK);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
}

static void before_the_handshake_the_result_is_ok(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
}

static struct {
    int calls, preverify_failures, last_error, deepest;
    SSL *ssl;
} seen;

static int note_verification(int preverify, X509_STORE_CTX *store) {
    seen.calls++;
    seen.preverify_failures += !preverify;
    if (!preverify)
        seen.last_error = X509_STORE_CTX_get_error(store);
    if (X509_STORE_CTX_get_error_depth(store) > seen.deepest)
        seen.deepest = X509_STORE_CTX_get_error_depth(store);
    seen.ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    return preverify;
}

static int accept_everything(int preverify, X509_STORE_CTX *store) {
    note_verification(preverify, store);
    return 1;
}

static int refuse_everything(int preverify, X509_STORE_CTX *store) {
    note_verification(preverify, store);
    return 0;
}

static void the_callback_sees_each_certificate_and_its_ssl(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, note_verification);
    assert_true(SSL_CTX_get_verify_callback(pair->client_ctx) == note_verification);
    pair_connect(pair, MEMORY);
    assert_true(SSL_get_verify_callback(pair->client) == note_verification);
    assert_int_equal(seen.calls, 2);
    assert_int_equal(seen.preverify_failures, 0);
    assert_int_equal(seen.deepest, 1);
    assert_ptr_equal(seen.ssl, pair->client);
}

static void the_callback_may_accept_what_failed(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    use_identity(pair->server_ctx, SERVER_EXPIRED);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, accept_everything);
    pair_connect(pair, MEMORY);
    assert_int_equal(seen.preverify_failures, 1);
    assert_int_equal(seen.last_error, X509_V_ERR_CERT_HAS_EXPIRED);
    /* The error stays on record. */
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_CERT_HAS_EXPIRED);
}

static int forgive(int preverify, X509_STORE_CTX *store) {
    (void)preverify;
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

static void the_callback_may_clear_the_result(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_EXPIRED);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, forgive);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
}

static void the_callback_may_refuse_what_passed(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, refuse_everything);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(seen.calls, 1);
    assert_int_equal(pair->client_failure, SSL_R_CERTIFICATE_VERIFY_FAILED);
}

static void with_verify_none_the_callbacks_refusal_is_ignored(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, refuse_everything);
    pair_connect(pair, MEMORY);
    assert_int_equal(seen.calls, 1);
}

static void the_connection_overrides_the_context(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    pair_open(pair, MEMORY);
    SSL_set_verify(pair->client, SSL_VERIFY_NONE, NULL);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_CTX_get_verify_mode(pair->client_ctx), SSL_VERIFY_PEER);
}

static void set_verify_null_keeps_the_callback(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_verify(pair->client, SSL_VERIFY_PEER, note_verification);
    SSL_set_verify(pair->client, SSL_VERIFY_NONE, NULL);
    assert_true(SSL_get_verify_callback(pair->client) == note_verification);
}

static int verify_argument, whole_verdict, whole_error;

static int verify_whole(X509_STORE_CTX *store, void *argument) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

    assert_ptr_equal(argument, &verify_argument);
    assert_non_null(ssl);
    assert_non_null(X509_STORE_CTX_get0_cert(store));
    seen.calls++;
    X509_STORE_CTX_set_error(store, whole_error);
    return whole_verdict;
}

static void a_verify_callback_of_ones_own_replaces_verification(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    whole_verdict = 1;
    whole_error = X509_V_OK;
    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    SSL_CTX_set_cert_verify_callback(pair->client_ctx, verify_whole, &verify_argument);
    pair_connect(pair, MEMORY);
    assert_int_equal(seen.calls, 1);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
}

static void a_verify_callback_of_ones_own_may_refuse(void **state) {
    struct pair *pair = *state;

    whole_verdict = 0;
    whole_error = X509_V_ERR_CERT_REVOKED;
    SSL_CTX_set_cert_verify_callback(pair->client_ctx, verify_whole, &verify_argument);
    expect_refusal(pair, X509_V_ERR_CERT_REVOKED, SSL_AD_CERTIFICATE_REVOKED);
}

static void a_matching_host_name(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "localhost"), 1);
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get0_peername(pair->client), "localhost");
}

static void a_wildcard_matches_one_label(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "www.example.com"), 1);
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get0_peername(pair->client), "*.example.com");
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "a.b.example.com"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
}

static void by_flag_wildcards_do_not_match(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_hostflags(pair->client, X509_CHECK_FLAG_NO_WILDCARDS);
    assert_int_equal(SSL_set1_host(pair->client, "www.example.com"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
}

static void another_host_name_is_refused(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    pair_open(pair, MEMORY);
    note_alerts(pair->client, &log);
    assert_int_equal(SSL_set1_host(pair->client, "elsewhere.test"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
    assert_int_equal(log.sent_code, SSL_AD_BAD_CERTIFICATE);
    assert_int_equal(pair->client_failure, SSL_R_CERTIFICATE_VERIFY_FAILED);
}

static void one_of_several_names_is_enough(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "elsewhere.test"), 1);
    assert_int_equal(SSL_add1_host(pair->client, "localhost"), 1);
    assert_true(pair_handshake(pair));
}

static void addresses_and_mail_through_the_parameters(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(pair->client), "127.0.0.1"), 1);
    assert_true(pair_handshake(pair));
    pair_open(pair, MEMORY);
    assert_int_equal(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(pair->client), "127.0.0.2"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_IP_ADDRESS_MISMATCH);
    ERR_clear_error();
    pair_open(pair, MEMORY);
    X509_VERIFY_PARAM_set1_email(SSL_get0_param(pair->client), "admin@example.com", 0);
    assert_true(pair_handshake(pair));
    pair_open(pair, MEMORY);
    X509_VERIFY_PARAM_set1_email(SSL_get0_param(pair->client), "other@example.com", 0);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_EMAIL_MISMATCH);
}

static void parameters_are_inherited_and_merged(void **state) {
    struct pair *pair = *state;
    X509_VERIFY_PARAM *param = X509_VERIFY_PARAM_new();

    X509_VERIFY_PARAM_set_depth(param, 4);
    assert_int_equal(SSL_CTX_set1_param(pair->client_ctx, param), 1);
    X509_VERIFY_PARAM_free(param);
    assert_int_equal(X509_VERIFY_PARAM_get_depth(SSL_CTX_get0_param(pair->client_ctx)), 4);
    assert_int_equal(SSL_CTX_get_verify_depth(pair->client_ctx), 4);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_verify_depth(pair->client), 4);
    param = X509_VERIFY_PARAM_new();
    X509_VERIFY_PARAM_set1_host(param, "elsewhere.test", 0);
    assert_int_equal(SSL_set1_param(pair->client, param), 1);
    X509_VERIFY_PARAM_free(param);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
}

static void purpose_and_trust(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_purpose(pair->client_ctx, X509_PURPOSE_SSL_SERVER), 1);
    assert_int_equal(SSL_CTX_set_trust(pair->client_ctx, X509_TRUST_SSL_SERVER), 1);
    assert_int_equal(SSL_CTX_set_purpose(pair->client_ctx, 9999), 0);
    assert_int_equal(SSL_CTX_set_trust(pair->client_ctx, 9999), 0);
    ERR_clear_error();
    pair_connect(pair, MEMORY);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_purpose(pair->client, X509_PURPOSE_SSL_CLIENT), 1);
    assert_int_equal(SSL_set_trust(pair->client, X509_TRUST_SSL_SERVER), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_INVALID_PURPOSE);
}

static void a_chain_deeper_than_allowed_is_refused(void **state) {
    struct pair *pair = *state;

    SSL_CTX_use_certificate_chain_file(pair->server_ctx, identity_chain_file(SERVER_BELOW));
    SSL_CTX_use_PrivateKey(pair->server_ctx, identity_key(SERVER_BELOW));
    SSL_CTX_set_verify_depth(pair->client_ctx, 1);
    pair_connect(pair, MEMORY);
    pair_open(pair, MEMORY);
    SSL_set_verify_depth(pair->client, 0);
    assert_int_equal(SSL_get_verify_depth(pair->client), 0);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_CERT_CHAIN_TOO_LONG);
}

static void locations_from_files_and_directories(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    assert_int_equal(SSL_CTX_load_verify_locations(ctx, "/nonexistent", NULL), 0);
    assert_some_error();
    assert_int_equal(SSL_CTX_load_verify_locations(ctx, NULL, NULL), 0);
    ERR_clear_error();
    assert_int_equal(SSL_CTX_load_verify_file(ctx, identity_chain_file(CA)), 1);
    assert_int_equal(SSL_CTX_load_verify_dir(ctx, temporary_directory()), 1);
    assert_int_equal(SSL_CTX_load_verify_locations(ctx, identity_chain_file(CA), NULL), 1);
    assert_int_equal(SSL_CTX_set_default_verify_paths(ctx), 1);
    SSL_CTX_free(pair->client_ctx);
    pair->client_ctx = ctx;
    assert_int_equal(SSL_CTX_set_max_proto_version(ctx, pair->version), 1);
    pair_connect(pair, MEMORY);
}

static void a_verify_store_of_its_own(void **state) {
    struct pair *pair = *state;
    X509_STORE *store = X509_STORE_new();

    X509_STORE_add_cert(store, identity_cert(OTHER_CA));
    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    assert_int_equal(SSL_CTX_set1_verify_cert_store(pair->client_ctx, store), 1);
    X509_STORE_free(store);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
}

static void the_name_that_matched_is_of_this_connection(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set1_host(pair->client, "localhost");
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get0_peername(pair->client), "localhost");
    SSL_shutdown(pair->client);
    assert_int_equal(SSL_clear(pair->client), 1);
    assert_null(SSL_get0_peername(pair->client));
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(the_name_that_matched_is_of_this_connection),
    CASE_VERSIONS(a_good_certificate_is_ok),
    CASE_VERSIONS(an_unknown_issuer_is_refused),
    CASE_VERSIONS(a_self_signed_certificate_is_refused),
    CASE_VERSIONS(an_expired_certificate_is_refused),
    CASE_VERSIONS(a_certificate_not_yet_valid_is_refused),
    CASE_VERSIONS(a_missing_intermediate_is_refused),
    CASE_VERSIONS(a_clients_certificate_is_no_servers),
    CASE_VERSIONS(the_server_reports_the_clients_alert),
    CASE_VERSIONS(without_verification_the_result_is_still_known),
    CASE(before_the_handshake_the_result_is_ok),
    CASE_VERSIONS(the_callback_sees_each_certificate_and_its_ssl),
    CASE_VERSIONS(the_callback_may_accept_what_failed),
    CASE_VERSIONS(the_callback_may_clear_the_result),
    CASE_VERSIONS(the_callback_may_refuse_what_passed),
    CASE_VERSIONS(with_verify_none_the_callbacks_refusal_is_ignored),
    CASE_VERSIONS(the_connection_overrides_the_context),
    CASE(set_verify_null_keeps_the_callback),
    CASE_VERSIONS(a_verify_callback_of_ones_own_replaces_verification),
    CASE_VERSIONS(a_verify_callback_of_ones_own_may_refuse),
    CASE_VERSIONS(a_matching_host_name),
    CASE_VERSIONS(a_wildcard_matches_one_label),
    CASE_VERSIONS(by_flag_wildcards_do_not_match),
    CASE_VERSIONS(another_host_name_is_refused),
    CASE_VERSIONS(one_of_several_names_is_enough),
    CASE_VERSIONS(addresses_and_mail_through_the_parameters),
    CASE_VERSIONS(parameters_are_inherited_and_merged),
    CASE_VERSIONS(purpose_and_trust),
    CASE_VERSIONS(a_chain_deeper_than_allowed_is_refused),
    CASE_VERSIONS(locations_from_files_and_directories),
    CASE_VERSIONS(a_verify_store_of_its_own),
};

CASES_MAIN(cases)
