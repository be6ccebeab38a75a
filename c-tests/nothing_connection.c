/* Every function of SSL that changes or does something, with all arguments but the object NULL
 * or 0 (support/nothing.h). */
#include "harness.h"
#include "nothing.h"

static void functions(struct row_run *run) {
    INT(DTLSv1_listen(run->ssl, NULL),
        "-1, bio not set|-1, unsupported ssl version|-1, unsupported ssl version");
    INT(SRP_Calc_A_param(run->ssl), "0");
    INT(SSL_SRP_CTX_free(run->ssl), "1");
    INT(SSL_SRP_CTX_init(run->ssl), "1");
    INT(SSL_accept(run->ssl), "-1, read bio not set|1|1");
    INT(SSL_add1_host(run->ssl, NULL), "1");
    INT(SSL_add1_to_CA_list(run->ssl, NULL), "0");
    INT(SSL_add_client_CA(run->ssl, NULL), "0");
    INT(SSL_alloc_buffers(run->ssl), "1");
    INT(SSL_bytes_to_cipher_list(run->ssl, NULL, 0, 0, NULL, NULL), "0, no ciphers specified");
    VOID(SSL_certs_clear(run->ssl), "");
    INT(SSL_check_chain(run->ssl, NULL, NULL, NULL), "0");
    INT(SSL_check_private_key(run->ssl), "0, no certificate assigned|0, no certificate assigned|1");
    INT(SSL_clear(run->ssl), "1");
    INT(SSL_clear_options(run->ssl, 0), "1179648");
    INT(SSL_config(run->ssl, NULL), "0, invalid configuration name");
    INT(SSL_connect(run->ssl), "-1|1|1");
    INT(SSL_dane_clear_flags(run->ssl, 0), "0");
    INT(SSL_dane_enable(run->ssl, NULL), "0, context not dane enabled");
    INT(SSL_dane_set_flags(run->ssl, 0), "0");
    INT(SSL_dane_tlsa_add(run->ssl, 0, 0, 0, NULL, 0), "-1, dane not enabled");
    INT(SSL_do_handshake(run->ssl), "-1, connection type not set|1|1");
    INT(SSL_enable_ct(run->ssl, 0), "1");
    INT(SSL_export_keying_material(run->ssl, NULL, 0, NULL, 0, NULL, 0, 0),
        "-1|0, internal error|0, invalid key length, internal error");
    INT(SSL_export_keying_material_early(run->ssl, NULL, 0, NULL, 0, NULL, 0), "0");
    INT(SSL_free_buffers(run->ssl), "1");
    PTR(SSL_group_to_name(run->ssl, 0), "NULL");
    INT(SSL_key_update(run->ssl, 0), "0, wrong ssl version|1|0, wrong ssl version");
    INT(SSL_new_session_ticket(run->ssl), "0");
    INT(SSL_peek(run->ssl, NULL, 0), "-1, uninitialized|-1|-1");
    INT(SSL_peek_ex(run->ssl, NULL, 0, NULL), "0, uninitialized|0|0");
    INT(SSL_read(run->ssl, NULL, 0), "-1, uninitialized|-1|-1");
    INT(SSL_read_early_data(run->ssl, NULL, 0, NULL),
        "0, read bio not set|0, called a function you should not call|0, called a function you "
        "should not call");
    INT(SSL_read_ex(run->ssl, NULL, 0, NULL), "0, uninitialized|0|0");
    INT(SSL_renegotiate(run->ssl), "1|0, wrong ssl version|1");
    INT(SSL_renegotiate_abbreviated(run->ssl), "1|0, wrong ssl version|1");
    INT(SSL_sendfile(run->ssl, 0, 0, 0, 0), "-1, uninitialized");
    VOID(SSL_set0_CA_list(run->ssl, NULL), "");
    VOID(SSL_set0_rbio(run->ssl, NULL), "");
    VOID(SSL_set0_security_ex_data(run->ssl, NULL), "");
    INT(SSL_set0_tmp_dh_pkey(run->ssl, NULL), "0, dh key too small");
    VOID(SSL_set0_wbio(run->ssl, NULL), "");
    INT(SSL_set1_host(run->ssl, NULL), "1");
    INT(SSL_set1_param(run->ssl, NULL), "1");
    PTR(SSL_set_SSL_CTX(run->ssl, NULL), "pointer");
    VOID(SSL_set_accept_state(run->ssl), "");
    VOID(SSL_set_allow_early_data_cb(run->ssl, NULL, NULL), "");
    INT(SSL_set_alpn_protos(run->ssl, NULL, 0), "0");
    INT(SSL_set_async_callback(run->ssl, NULL), "1");
    INT(SSL_set_async_callback_arg(run->ssl, NULL), "1");
    VOID(SSL_set_bio(run->ssl, NULL, NULL), "");
    INT(SSL_set_block_padding(run->ssl, 0), "1");
    VOID(SSL_set_cert_cb(run->ssl, NULL, NULL), "");
    INT(SSL_set_cipher_list(run->ssl, NULL), "0");
    VOID(SSL_set_client_CA_list(run->ssl, NULL), "");
    VOID(SSL_set_connect_state(run->ssl), "");
    INT(SSL_set_ct_validation_callback(run->ssl, NULL, NULL), "1");
    VOID(SSL_set_debug(run->ssl, 0), "");
    VOID(SSL_set_default_passwd_cb(run->ssl, NULL), "");
    VOID(SSL_set_default_passwd_cb_userdata(run->ssl, NULL), "");
    VOID(SSL_set_default_read_buffer_len(run->ssl, 0), "");
    INT(SSL_set_ex_data(run->ssl, 0, NULL), "1");
    INT(SSL_set_fd(run->ssl, 0), "1");
    INT(SSL_set_generate_session_id(run->ssl, NULL), "1");
    VOID(SSL_set_hostflags(run->ssl, 0), "");
    VOID(SSL_set_info_callback(run->ssl, NULL), "");
    INT(SSL_set_max_early_data(run->ssl, 0), "1");
    VOID(SSL_set_msg_callback(run->ssl, NULL), "");
    VOID(SSL_set_not_resumable_session_callback(run->ssl, NULL), "");
    INT(SSL_set_num_tickets(run->ssl, 0), "1");
    INT(SSL_set_options(run->ssl, 0), "1179648");
    VOID(SSL_set_post_handshake_auth(run->ssl, 0), "");
    VOID(SSL_set_psk_client_callback(run->ssl, NULL), "");
    VOID(SSL_set_psk_find_session_callback(run->ssl, NULL), "");
    VOID(SSL_set_psk_server_callback(run->ssl, NULL), "");
    VOID(SSL_set_psk_use_session_callback(run->ssl, NULL), "");
    INT(SSL_set_purpose(run->ssl, 0), "0, invalid purpose");
    VOID(SSL_set_quiet_shutdown(run->ssl, 0), "");
    VOID(SSL_set_read_ahead(run->ssl, 0), "");
    INT(SSL_set_record_padding_callback(run->ssl, NULL), "1");
    VOID(SSL_set_record_padding_callback_arg(run->ssl, NULL), "");
    INT(SSL_set_recv_max_early_data(run->ssl, 0), "1");
    INT(SSL_set_rfd(run->ssl, 0), "1");
    VOID(SSL_set_security_callback(run->ssl, NULL), "");
    VOID(SSL_set_security_level(run->ssl, 0), "");
    INT(SSL_set_session(run->ssl, NULL), "1");
    INT(SSL_set_session_id_context(run->ssl, NULL, 0), "1");
    INT(SSL_set_session_secret_cb(run->ssl, NULL, NULL), "1");
    INT(SSL_set_session_ticket_ext(run->ssl, NULL, 0), "1");
    INT(SSL_set_session_ticket_ext_cb(run->ssl, NULL, NULL), "1");
    VOID(SSL_set_shutdown(run->ssl, 0), "");
    INT(SSL_set_srp_server_param(run->ssl, NULL, NULL, NULL, NULL, NULL), "-1");
    INT(SSL_set_srp_server_param_pw(run->ssl, NULL, NULL, NULL), "-1");
    INT(SSL_set_tlsext_max_fragment_length(run->ssl, 0), "1");
    VOID(SSL_set_tmp_dh_callback(run->ssl, NULL), "");
    INT(SSL_set_trust(run->ssl, 0), "0, invalid trust");
    VOID(SSL_set_verify(run->ssl, 0, NULL), "");
    VOID(SSL_set_verify_depth(run->ssl, 0), "");
    VOID(SSL_set_verify_result(run->ssl, 0), "");
    INT(SSL_set_wfd(run->ssl, 0), "1");
    INT(SSL_shutdown(run->ssl), "-1, uninitialized|0|0");
    VOID(SSL_trace(0, 0, 0, NULL, 0, run->ssl, NULL), ", passed a null parameter");
    INT(SSL_use_PrivateKey(run->ssl, NULL), "0, passed a null parameter");
    INT(SSL_use_PrivateKey_ASN1(0, run->ssl, NULL, 0),
        "0, passed a null parameter, passed a null parameter, passed a null parameter, unsupported "
        "algorithm, unknown public key type, ASN1 lib");
    INT(SSL_use_PrivateKey_file(run->ssl, NULL, 0), "0, ?, system lib, system lib");
    INT(SSL_use_RSAPrivateKey(run->ssl, NULL), "0, passed a null parameter");
    INT(SSL_use_RSAPrivateKey_ASN1(run->ssl, NULL, 0), "0, too small, ASN1 lib");
    INT(SSL_use_RSAPrivateKey_file(run->ssl, NULL, 0), "0, ?, system lib, system lib");
    INT(SSL_use_cert_and_key(run->ssl, NULL, NULL, NULL, 0), "0, ee key too small");
    INT(SSL_use_certificate(run->ssl, NULL), "0, passed a null parameter");
    INT(SSL_use_certificate_ASN1(run->ssl, NULL, 0), "0, too small, ASN1 lib");
    INT(SSL_use_certificate_chain_file(run->ssl, NULL), "0, ?, system lib, system lib");
    INT(SSL_use_certificate_file(run->ssl, NULL, 0), "0, ?, system lib, system lib");
    INT(SSL_use_psk_identity_hint(run->ssl, NULL), "1");
    INT(SSL_verify_client_post_handshake(run->ssl),
        "0, wrong ssl version|0, not server|0, wrong ssl version");
    INT(SSL_write(run->ssl, NULL, 0), "-1, uninitialized|0|0");
    INT(SSL_write_early_data(run->ssl, NULL, 0, NULL), "0, called a function you should not call");
    INT(SSL_write_ex(run->ssl, NULL, 0, NULL), "0, uninitialized|-|-");
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
