/* Every getter of SSL and every command of SSL_ctrl, with all arguments but the object NULL or 0
 * (support/nothing.h). */
#include "harness.h"
#include "nothing.h"

static void getters(struct row_run *run) {
    INT(SSL_client_hello_get0_ciphers(run->ssl, NULL), "0");
    INT(SSL_client_hello_get0_compression_methods(run->ssl, NULL), "0");
    INT(SSL_client_hello_get0_ext(run->ssl, 0, NULL, NULL), "0");
    INT(SSL_client_hello_get0_legacy_version(run->ssl), "0");
    INT(SSL_client_hello_get0_random(run->ssl, NULL), "0");
    INT(SSL_client_hello_get0_session_id(run->ssl, NULL), "0");
    INT(SSL_client_hello_get1_extensions_present(run->ssl, NULL, NULL), "0");
    INT(SSL_client_hello_isv2(run->ssl), "0");
    INT(SSL_client_version(run->ssl), "65536|771|771");
    INT(SSL_ct_is_enabled(run->ssl), "0");
    PTR(SSL_get0_CA_list(run->ssl), "pointer");
    PTR(SSL_get0_dane(run->ssl), "pointer");
    INT(SSL_get0_dane_authority(run->ssl, NULL, NULL), "-1");
    INT(SSL_get0_dane_tlsa(run->ssl, NULL, NULL, NULL, NULL, NULL), "-1");
    PTR(SSL_get0_param(run->ssl), "pointer");
    PTR(SSL_get0_peer_CA_list(run->ssl), "NULL");
    PTR(SSL_get0_peer_certificate(run->ssl), "NULL|pointer|NULL");
    PTR(SSL_get0_peer_scts(run->ssl), "NULL|pointer|NULL");
    PTR(SSL_get0_peername(run->ssl), "NULL");
    PTR(SSL_get0_security_ex_data(run->ssl), "NULL");
    PTR(SSL_get0_verified_chain(run->ssl), "NULL|pointer|NULL");
    PTR(SSL_get_SSL_CTX(run->ssl), "pointer");
    INT(SSL_get_all_async_fds(run->ssl, NULL, NULL), "0");
    INT(SSL_get_async_status(run->ssl, NULL), "0");
    PTR(SSL_get_certificate(run->ssl), "NULL|NULL|pointer");
    INT(SSL_get_changed_async_fds(run->ssl, NULL, NULL, NULL, NULL), "0");
    PTR(SSL_get_cipher_list(run->ssl, 0), "pointer");
    PTR(SSL_get_ciphers(run->ssl), "pointer");
    PTR(SSL_get_client_CA_list(run->ssl), "pointer|NULL|pointer");
    PTR(SSL_get_client_ciphers(run->ssl), "NULL|NULL|pointer");
    INT(SSL_get_client_random(run->ssl, NULL, 0), "32");
    PTR(SSL_get_current_cipher(run->ssl), "NULL|pointer|pointer");
    PTR(SSL_get_current_compression(run->ssl), "NULL");
    PTR(SSL_get_current_expansion(run->ssl), "NULL");
    PTR(SSL_get_default_passwd_cb(run->ssl), "NULL");
    PTR(SSL_get_default_passwd_cb_userdata(run->ssl), "NULL");
    INT(SSL_get_default_timeout(run->ssl), "7200");
    INT(SSL_get_early_data_status(run->ssl), "0");
    INT(SSL_get_error(run->ssl, 0), "5");
    PTR(SSL_get_ex_data(run->ssl, 0), "NULL");
    INT(SSL_get_fd(run->ssl), "-1, passed a null parameter|-1|-1");
    INT(SSL_get_finished(run->ssl, NULL, 0), "0|48|12");
    PTR(SSL_get_info_callback(run->ssl), "NULL");
    INT(SSL_get_key_update_type(run->ssl), "-1");
    INT(SSL_get_max_early_data(run->ssl), "0");
    INT(SSL_get_num_tickets(run->ssl), "2|2|0");
    INT(SSL_get_options(run->ssl), "1179648");
    PTR(SSL_get_peer_cert_chain(run->ssl), "NULL|pointer|NULL");
    INT(SSL_get_peer_finished(run->ssl, NULL, 0), "0|48|12");
    INT(SSL_get_peer_signature_type_nid(run->ssl, NULL), "0|-|0");
    PTR(SSL_get_pending_cipher(run->ssl), "NULL|pointer|pointer");
    PTR(SSL_get_privatekey(run->ssl), "NULL|NULL|pointer");
    PTR(SSL_get_psk_identity(run->ssl), "NULL");
    PTR(SSL_get_psk_identity_hint(run->ssl), "NULL");
    INT(SSL_get_quiet_shutdown(run->ssl), "0");
    PTR(SSL_get_rbio(run->ssl), "NULL|pointer|pointer");
    INT(SSL_get_read_ahead(run->ssl), "0");
    PTR(SSL_get_record_padding_callback_arg(run->ssl), "NULL");
    INT(SSL_get_recv_max_early_data(run->ssl), "16384");
    INT(SSL_get_rfd(run->ssl), "-1, passed a null parameter|-1|-1");
    PTR(SSL_get_security_callback(run->ssl), "pointer");
    INT(SSL_get_security_level(run->ssl), "2");
    PTR(SSL_get_selected_srtp_profile(run->ssl), "NULL");
    INT(SSL_get_server_random(run->ssl, NULL, 0), "32");
    PTR(SSL_get_servername(run->ssl, 0), "NULL");
    INT(SSL_get_servername_type(run->ssl), "-1");
    PTR(SSL_get_session(run->ssl), "NULL|pointer|pointer");
    PTR(SSL_get_shared_ciphers(run->ssl, NULL, 0), "NULL");
    INT(SSL_get_shared_sigalgs(run->ssl, 0, NULL, NULL, NULL, NULL, NULL), "0|0|20");
    INT(SSL_get_shutdown(run->ssl), "0");
    INT(SSL_get_sigalgs(run->ssl, 0, NULL, NULL, NULL, NULL, NULL), "0|0|20");
    INT(SSL_get_signature_type_nid(run->ssl, NULL), "0|0|-");
    PTR(SSL_get_srp_N(run->ssl), "NULL");
    PTR(SSL_get_srp_g(run->ssl), "NULL");
    PTR(SSL_get_srp_userinfo(run->ssl), "NULL");
    PTR(SSL_get_srp_username(run->ssl), "NULL");
    PTR(SSL_get_srtp_profiles(run->ssl), "NULL");
    PTR(SSL_get_ssl_method(run->ssl), "pointer");
    INT(SSL_get_state(run->ssl), "0|1|1");
    PTR(SSL_get_verify_callback(run->ssl), "NULL");
    INT(SSL_get_verify_depth(run->ssl), "-1");
    INT(SSL_get_verify_mode(run->ssl), "0|1|0");
    INT(SSL_get_verify_result(run->ssl), "0");
    PTR(SSL_get_version(run->ssl), "pointer");
    PTR(SSL_get_wbio(run->ssl), "NULL|pointer|pointer");
    INT(SSL_get_wfd(run->ssl), "-1, passed a null parameter|-1|-1");
    INT(SSL_has_matching_session_id(run->ssl, NULL, 0), "0");
    INT(SSL_has_pending(run->ssl), "0");
    INT(SSL_in_before(run->ssl), "1|0|0");
    INT(SSL_in_init(run->ssl), "1|0|0");
    INT(SSL_is_dtls(run->ssl), "0");
    INT(SSL_is_init_finished(run->ssl), "0|1|1");
    INT(SSL_is_server(run->ssl), "1|0|1");
    INT(SSL_pending(run->ssl), "0");
    INT(SSL_renegotiate_pending(run->ssl), "0");
    PTR(SSL_rstate_string(run->ssl), "pointer");
    PTR(SSL_rstate_string_long(run->ssl), "pointer");
    INT(SSL_session_reused(run->ssl), "0");
    PTR(SSL_state_string(run->ssl), "pointer");
    PTR(SSL_state_string_long(run->ssl), "pointer");
    INT(SSL_stateless(run->ssl), "-1, read bio not set|-1|-1");
    INT(SSL_version(run->ssl), "772|772|771");
    INT(SSL_waiting_for_async(run->ssl), "0");
    INT(SSL_want(run->ssl), "1");
}

static void commands(struct row_run *run) {
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TMP_DH, 0, NULL), "0, passed a null parameter");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TMP_ECDH, 0, NULL), "0, passed a null parameter");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TMP_DH_CB, 0, NULL),
        "0, called a function you should not call");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_CLIENT_CERT_REQUEST, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_NUM_RENEGOTIATIONS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_FLAGS, 0, NULL), "0|0|512");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_EXTRA_CHAIN_CERT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MSG_CALLBACK, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MTU, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_NUMBER, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_CONNECT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_CONNECT_GOOD, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_CONNECT_RENEGOTIATE, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_ACCEPT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_ACCEPT_GOOD, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_HIT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_CB_HIT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_MISSES, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_TIMEOUTS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SESS_CACHE_FULL, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_MODE, 0, NULL), "4");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_READ_AHEAD, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_READ_AHEAD, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_SESS_CACHE_SIZE, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_SESS_CACHE_SIZE, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_SESS_CACHE_MODE, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_SESS_CACHE_MODE, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL), "102400");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MAX_CERT_LIST, 0, NULL), "102400");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MAX_SEND_FRAGMENT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_DEBUG_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_DEBUG_ARG, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_TLSEXT_TICKET_KEYS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, DTLS_CTRL_GET_TIMEOUT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, DTLS_CTRL_HANDLE_TIMEOUT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_RI_SUPPORT, 0, NULL), "0|0|1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CLEAR_MODE, 0, NULL), "4");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_EXTRA_CHAIN_CERTS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CHAIN, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CHAIN_CERT, 0, NULL), "0, ca key too small");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_CURVES, 0, NULL), "0|0|5");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CURVES, 0, NULL), "0, bad length");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CURVES_LIST, 0, NULL), "0, list cannot be null");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_SHARED_CURVE, 0, NULL), "0|0|1034");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_SIGALGS, 0, NULL), "0, malloc failure");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_SIGALGS_LIST, 0, NULL), "0, list cannot be null");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CERT_FLAGS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_CLEAR_CERT_FLAGS, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CLIENT_SIGALGS, 0, NULL), "0, malloc failure");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, NULL), "0, list cannot be null");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_CLIENT_CERT_TYPES, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CLIENT_CERT_TYPES, 0, NULL), "1|0|1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_BUILD_CERT_CHAIN, 0, NULL),
        "0, no certificate set|0, no certificate set|0, certificate verify failed");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_VERIFY_CERT_STORE, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CHAIN_CERT_STORE, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_PEER_SIGNATURE_NID, 0, NULL), "0|-|0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_PEER_TMP_KEY, 0, NULL), "0|-|0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_RAW_CIPHERLIST, 0, NULL), "2");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_EC_POINT_FORMATS, 0, NULL), "0|0|-");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SELECT_CURRENT_CERT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_CURRENT_CERT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_DH_AUTO, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, DTLS_CTRL_SET_LINK_MTU, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, DTLS_CTRL_GET_LINK_MIN_MTU, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_EXTMS_SUPPORT, 0, NULL), "-1|0|1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MIN_PROTO_VERSION, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MAX_PROTO_VERSION, 0, NULL), "1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_MAX_PIPELINES, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL), "-1");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB_ARG, 0, NULL), "0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL), "0|772|771");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL), "0|772|771");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_SIGNATURE_NID, 0, NULL), "0|0|-");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_TMP_KEY, 0, NULL), "0|-|0");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_GET_NEGOTIATED_GROUP, 0, NULL), "-|1034|1034");
    INT(SSL_ctrl(run->ssl, SSL_CTRL_SET_RETRY_VERIFY, 0, NULL), "1");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_TMP_DH_CB, NULL), "1");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, NULL), "0");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_DEBUG_CB, NULL), "1");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, NULL), "0");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, NULL), "0");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB, NULL), "0");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_SRP_VERIFY_PARAM_CB, NULL), "0");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB, NULL), "0");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB, NULL), "1");
    INT(SSL_callback_ctrl(run->ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, NULL), "0");
}

static void getters_before_the_handshake(void **state) {
    run_nothing_rows(state, getters, FRESH);
}

static void getters_of_a_client(void **state) {
    run_nothing_rows(state, getters, CLIENT_TLS13);
}

static void getters_of_a_server(void **state) {
    run_nothing_rows(state, getters, SERVER_TLS12);
}

static void commands_before_the_handshake(void **state) {
    run_nothing_rows(state, commands, FRESH);
}

static void commands_of_a_client(void **state) {
    run_nothing_rows(state, commands, CLIENT_TLS13);
}

static void commands_of_a_server(void **state) {
    run_nothing_rows(state, commands, SERVER_TLS12);
}

static const struct CMUnitTest cases[] = {
    CASE_NAMED(getters_before_the_handshake, "", setting_tls13),
    CASE_NAMED(getters_of_a_client, "", setting_tls13),
    CASE_NAMED(getters_of_a_server, "", setting_tls12_server),
    CASE_NAMED(commands_before_the_handshake, "", setting_tls13),
    CASE_NAMED(commands_of_a_client, "", setting_tls13),
    CASE_NAMED(commands_of_a_server, "", setting_tls12_server),
};

CASES_MAIN(cases)
