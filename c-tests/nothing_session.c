/* Every function of SSL_SESSION and SSL_CONF_CTX, with all arguments but the object NULL or 0
 * (support/nothing.h). */
#include "harness.h"
#include "nothing.h"

static void functions(struct row_run *run) {
    INT(PEM_write_SSL_SESSION(NULL, run->session), "0, ASN1 lib|-|-");
    INT(PEM_write_bio_SSL_SESSION(NULL, run->session), "0, ASN1 lib|0, BUF lib|0, BUF lib");
    INT(SSL_CONF_CTX_clear_flags(run->conf, 0), "0");
    INT(SSL_CONF_CTX_finish(run->conf), "1");
    INT(SSL_CONF_CTX_set1_prefix(run->conf, NULL), "1");
    INT(SSL_CONF_CTX_set_flags(run->conf, 0), "0");
    VOID(SSL_CONF_CTX_set_ssl(run->conf, NULL), "");
    VOID(SSL_CONF_CTX_set_ssl_ctx(run->conf, NULL), "");
    INT(SSL_CONF_cmd(run->conf, NULL, NULL), "0, invalid null cmd name");
    INT(SSL_CONF_cmd_value_type(run->conf, NULL), "0");
    PTR(SSL_SESSION_get0_cipher(run->session), "NULL|pointer|pointer");
    PTR(SSL_SESSION_get0_hostname(run->session), "NULL");
    PTR(SSL_SESSION_get0_id_context(run->session, NULL), "pointer");
    PTR(SSL_SESSION_get0_peer(run->session), "NULL|pointer|NULL");
    INT(SSL_SESSION_get_compress_id(run->session), "0");
    PTR(SSL_SESSION_get_ex_data(run->session, 0), "NULL");
    PTR(SSL_SESSION_get_id(run->session, NULL), "pointer");
    INT(SSL_SESSION_get_master_key(run->session, NULL, 0), "0|0|48");
    INT(SSL_SESSION_get_max_early_data(run->session), "0");
    INT(SSL_SESSION_get_max_fragment_length(run->session), "0");
    INT(SSL_SESSION_get_protocol_version(run->session), "0|772|771");
    INT(SSL_SESSION_get_ticket_lifetime_hint(run->session), "0");
    INT(SSL_SESSION_get_time(run->session), "any");
    INT(SSL_SESSION_get_timeout(run->session), "304|7200|7200");
    INT(SSL_SESSION_has_ticket(run->session), "0");
    INT(SSL_SESSION_is_resumable(run->session), "0");
    INT(SSL_SESSION_print(NULL, run->session), "0, passed a null parameter");
    INT(SSL_SESSION_print_keylog(NULL, run->session), "0");
    INT(SSL_SESSION_set1_alpn_selected(run->session, NULL, 0), "1");
    INT(SSL_SESSION_set1_hostname(run->session, NULL), "1");
    INT(SSL_SESSION_set1_id(run->session, NULL, 0), "1");
    INT(SSL_SESSION_set1_id_context(run->session, NULL, 0), "1");
    INT(SSL_SESSION_set1_master_key(run->session, NULL, 0), "1");
    INT(SSL_SESSION_set1_ticket_appdata(run->session, NULL, 0), "1");
    INT(SSL_SESSION_set_cipher(run->session, NULL), "1");
    INT(SSL_SESSION_set_ex_data(run->session, 0, NULL), "1");
    INT(SSL_SESSION_set_max_early_data(run->session, 0), "1");
    INT(SSL_SESSION_set_protocol_version(run->session, 0), "1");
    INT(SSL_SESSION_set_time(run->session, 0), "0");
    INT(SSL_SESSION_set_timeout(run->session, 0), "1");
    INT(i2d_SSL_SESSION(run->session, NULL), "any");
}

static void functions_before_the_handshake(void **state) {
    run_nothing_rows(state, functions, FRESH);
}

static void functions_of_a_client(void **state) {
    run_nothing_rows(state, functions, CLIENT_TLS13);
}

static void functions_of_a_server(void **state) {
    run_nothing_rows(state, functions, SERVER_TLS12);
}

static const struct CMUnitTest cases[] = {
    CASE_NAMED(functions_before_the_handshake, "", setting_tls13),
    CASE_NAMED(functions_of_a_client, "", setting_tls13),
    CASE_NAMED(functions_of_a_server, "", setting_tls12_server),
};

CASES_MAIN(cases)
