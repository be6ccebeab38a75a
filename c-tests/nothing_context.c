/* A context and nothing else: every function of SSL_CTX, given nothing but the object
 * (support/nothing.h). */
#include "harness.h"
#include "nothing.h"

static void functions(struct row_run *run) {
    INT(SSL_CTX_SRP_CTX_free(run->ctx), "1");
    INT(SSL_CTX_SRP_CTX_init(run->ctx), "1");
    INT(SSL_CTX_add1_to_CA_list(run->ctx, NULL), "0");
    INT(SSL_CTX_add_client_CA(run->ctx, NULL), "0");
    INT(SSL_CTX_add_client_custom_ext(run->ctx, 0, NULL, NULL, NULL, NULL, NULL), "0");
    INT(SSL_CTX_add_custom_ext(run->ctx, 0, 0, NULL, NULL, NULL, NULL, NULL), "0");
    INT(SSL_CTX_add_server_custom_ext(run->ctx, 0, NULL, NULL, NULL, NULL, NULL), "0");
    INT(SSL_CTX_check_private_key(run->ctx), "0, no certificate assigned");
    INT(SSL_CTX_clear_options(run->ctx, 0), "1179648");
    INT(SSL_CTX_config(run->ctx, NULL), "0, invalid configuration name");
    INT(SSL_CTX_ct_is_enabled(run->ctx), "0");
    INT(SSL_CTX_dane_clear_flags(run->ctx, 0), "0");
    INT(SSL_CTX_dane_enable(run->ctx), "1");
    INT(SSL_CTX_dane_set_flags(run->ctx, 0), "0");
    INT(SSL_CTX_enable_ct(run->ctx, 0), "1");
    VOID(SSL_CTX_flush_sessions(run->ctx, 0), "");
    PTR(SSL_CTX_get0_CA_list(run->ctx), "pointer");
    PTR(SSL_CTX_get0_certificate(run->ctx), "NULL");
    PTR(SSL_CTX_get0_ctlog_store(run->ctx), "pointer");
    PTR(SSL_CTX_get0_param(run->ctx), "pointer");
    PTR(SSL_CTX_get0_privatekey(run->ctx), "NULL");
    PTR(SSL_CTX_get0_security_ex_data(run->ctx), "NULL");
    PTR(SSL_CTX_get_cert_store(run->ctx), "pointer");
    PTR(SSL_CTX_get_ciphers(run->ctx), "pointer");
    PTR(SSL_CTX_get_client_CA_list(run->ctx), "pointer");
    PTR(SSL_CTX_get_client_cert_cb(run->ctx), "NULL");
    PTR(SSL_CTX_get_default_passwd_cb(run->ctx), "NULL");
    PTR(SSL_CTX_get_default_passwd_cb_userdata(run->ctx), "NULL");
    PTR(SSL_CTX_get_ex_data(run->ctx, 0), "NULL");
    PTR(SSL_CTX_get_info_callback(run->ctx), "NULL");
    PTR(SSL_CTX_get_keylog_callback(run->ctx), "NULL");
    INT(SSL_CTX_get_max_early_data(run->ctx), "0");
    INT(SSL_CTX_get_num_tickets(run->ctx), "2");
    INT(SSL_CTX_get_options(run->ctx), "1179648");
    INT(SSL_CTX_get_quiet_shutdown(run->ctx), "0");
    PTR(SSL_CTX_get_record_padding_callback_arg(run->ctx), "NULL");
    INT(SSL_CTX_get_recv_max_early_data(run->ctx), "16384");
    PTR(SSL_CTX_get_security_callback(run->ctx), "pointer");
    INT(SSL_CTX_get_security_level(run->ctx), "2");
    PTR(SSL_CTX_get_ssl_method(run->ctx), "pointer");
    INT(SSL_CTX_get_timeout(run->ctx), "7200");
    PTR(SSL_CTX_get_verify_callback(run->ctx), "NULL");
    INT(SSL_CTX_get_verify_depth(run->ctx), "-1");
    INT(SSL_CTX_get_verify_mode(run->ctx), "0");
    INT(SSL_CTX_has_client_custom_ext(run->ctx, 0), "0");
    INT(SSL_CTX_load_verify_dir(run->ctx, NULL), "0");
    INT(SSL_CTX_load_verify_file(run->ctx, NULL), "0");
    INT(SSL_CTX_load_verify_locations(run->ctx, NULL, NULL), "0");
    INT(SSL_CTX_load_verify_store(run->ctx, NULL), "0");
    INT(SSL_CTX_remove_session(run->ctx, NULL), "0");
    PTR(SSL_CTX_sess_get_get_cb(run->ctx), "NULL");
    PTR(SSL_CTX_sess_get_new_cb(run->ctx), "NULL");
    PTR(SSL_CTX_sess_get_remove_cb(run->ctx), "NULL");
    VOID(SSL_CTX_sess_set_get_cb(run->ctx, NULL), "");
    VOID(SSL_CTX_sess_set_new_cb(run->ctx, NULL), "");
    VOID(SSL_CTX_sess_set_remove_cb(run->ctx, NULL), "");
    PTR(SSL_CTX_sessions(run->ctx), "pointer");
    VOID(SSL_CTX_set0_CA_list(run->ctx, NULL), "");
    VOID(SSL_CTX_set0_ctlog_store(run->ctx, NULL), "");
    VOID(SSL_CTX_set0_security_ex_data(run->ctx, NULL), "");
    INT(SSL_CTX_set0_tmp_dh_pkey(run->ctx, NULL), "0, dh key too small");
    VOID(SSL_CTX_set1_cert_store(run->ctx, NULL), "");
    INT(SSL_CTX_set1_param(run->ctx, NULL), "1");
    VOID(SSL_CTX_set_allow_early_data_cb(run->ctx, NULL, NULL), "");
    INT(SSL_CTX_set_alpn_protos(run->ctx, NULL, 0), "0");
    VOID(SSL_CTX_set_alpn_select_cb(run->ctx, NULL, NULL), "");
    INT(SSL_CTX_set_async_callback(run->ctx, NULL), "1");
    INT(SSL_CTX_set_async_callback_arg(run->ctx, NULL), "1");
    INT(SSL_CTX_set_block_padding(run->ctx, 0), "1");
    VOID(SSL_CTX_set_cert_cb(run->ctx, NULL, NULL), "");
    VOID(SSL_CTX_set_cert_store(run->ctx, NULL), "");
    VOID(SSL_CTX_set_cert_verify_callback(run->ctx, NULL, NULL), "");
    INT(SSL_CTX_set_cipher_list(run->ctx, NULL), "0");
    VOID(SSL_CTX_set_client_CA_list(run->ctx, NULL), "");
    VOID(SSL_CTX_set_client_cert_cb(run->ctx, NULL), "");
    INT(SSL_CTX_set_client_cert_engine(run->ctx, NULL), "0, passed a null parameter, ENGINE lib");
    VOID(SSL_CTX_set_client_hello_cb(run->ctx, NULL, NULL), "");
    VOID(SSL_CTX_set_cookie_generate_cb(run->ctx, NULL), "");
    VOID(SSL_CTX_set_cookie_verify_cb(run->ctx, NULL), "");
    INT(SSL_CTX_set_ct_validation_callback(run->ctx, NULL, NULL), "1");
    INT(SSL_CTX_set_ctlog_list_file(run->ctx, NULL),
        "0, ?, system lib, system lib, log conf invalid");
    INT(SSL_CTX_set_default_ctlog_list_file(run->ctx),
        "0, ?, no such file, no such file, log conf invalid");
    VOID(SSL_CTX_set_default_passwd_cb(run->ctx, NULL), "");
    VOID(SSL_CTX_set_default_passwd_cb_userdata(run->ctx, NULL), "");
    VOID(SSL_CTX_set_default_read_buffer_len(run->ctx, 0), "");
    INT(SSL_CTX_set_default_verify_dir(run->ctx), "1");
    INT(SSL_CTX_set_default_verify_file(run->ctx), "1");
    INT(SSL_CTX_set_default_verify_paths(run->ctx), "1");
    INT(SSL_CTX_set_default_verify_store(run->ctx), "1");
    INT(SSL_CTX_set_ex_data(run->ctx, 0, NULL), "1");
    INT(SSL_CTX_set_generate_session_id(run->ctx, NULL), "1");
    VOID(SSL_CTX_set_info_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_keylog_callback(run->ctx, NULL), "");
    INT(SSL_CTX_set_max_early_data(run->ctx, 0), "1");
    VOID(SSL_CTX_set_msg_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_next_proto_select_cb(run->ctx, NULL, NULL), "");
    VOID(SSL_CTX_set_next_protos_advertised_cb(run->ctx, NULL, NULL), "");
    VOID(SSL_CTX_set_not_resumable_session_callback(run->ctx, NULL), "");
    INT(SSL_CTX_set_num_tickets(run->ctx, 0), "1");
    INT(SSL_CTX_set_options(run->ctx, 0), "1179648");
    VOID(SSL_CTX_set_post_handshake_auth(run->ctx, 0), "");
    VOID(SSL_CTX_set_psk_client_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_psk_find_session_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_psk_server_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_psk_use_session_callback(run->ctx, NULL), "");
    INT(SSL_CTX_set_purpose(run->ctx, 0), "0, invalid purpose");
    VOID(SSL_CTX_set_quiet_shutdown(run->ctx, 0), "");
    VOID(SSL_CTX_set_record_padding_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_record_padding_callback_arg(run->ctx, NULL), "");
    INT(SSL_CTX_set_recv_max_early_data(run->ctx, 0), "1");
    VOID(SSL_CTX_set_security_callback(run->ctx, NULL), "");
    VOID(SSL_CTX_set_security_level(run->ctx, 0), "");
    INT(SSL_CTX_set_session_id_context(run->ctx, NULL, 0), "1");
    INT(SSL_CTX_set_session_ticket_cb(run->ctx, NULL, NULL, NULL), "1");
    INT(SSL_CTX_set_srp_cb_arg(run->ctx, NULL), "1");
    INT(SSL_CTX_set_srp_client_pwd_callback(run->ctx, NULL), "1");
    INT(SSL_CTX_set_srp_password(run->ctx, NULL), "0, internal error");
    INT(SSL_CTX_set_srp_strength(run->ctx, 0), "1");
    INT(SSL_CTX_set_srp_username(run->ctx, NULL), "1");
    INT(SSL_CTX_set_srp_username_callback(run->ctx, NULL), "1");
    INT(SSL_CTX_set_srp_verify_param_callback(run->ctx, NULL), "1");
    VOID(SSL_CTX_set_stateless_cookie_generate_cb(run->ctx, NULL), "");
    VOID(SSL_CTX_set_stateless_cookie_verify_cb(run->ctx, NULL), "");
    INT(SSL_CTX_set_timeout(run->ctx, 0), "7200");
    INT(SSL_CTX_set_tlsext_max_fragment_length(run->ctx, 0), "1");
    INT(SSL_CTX_set_tlsext_ticket_key_evp_cb(run->ctx, NULL), "1");
    VOID(SSL_CTX_set_tmp_dh_callback(run->ctx, NULL), "");
    INT(SSL_CTX_set_trust(run->ctx, 0), "0, invalid trust");
    VOID(SSL_CTX_set_verify(run->ctx, 0, NULL), "");
    VOID(SSL_CTX_set_verify_depth(run->ctx, 0), "");
    INT(SSL_CTX_use_PrivateKey(run->ctx, NULL), "0, passed a null parameter");
    INT(SSL_CTX_use_PrivateKey_ASN1(0, run->ctx, NULL, 0),
        "0, passed a null parameter, passed a null parameter, passed a null parameter, unsupported "
        "algorithm, unknown public key type, ASN1 lib");
    INT(SSL_CTX_use_PrivateKey_file(run->ctx, NULL, 0), "0, ?, system lib, system lib");
    INT(SSL_CTX_use_RSAPrivateKey(run->ctx, NULL), "0, passed a null parameter");
    INT(SSL_CTX_use_RSAPrivateKey_ASN1(run->ctx, NULL, 0), "0, too small, ASN1 lib");
    INT(SSL_CTX_use_RSAPrivateKey_file(run->ctx, NULL, 0), "0, ?, system lib, system lib");
    INT(SSL_CTX_use_cert_and_key(run->ctx, NULL, NULL, NULL, 0), "0, ee key too small");
    INT(SSL_CTX_use_certificate(run->ctx, NULL), "0, passed a null parameter");
    INT(SSL_CTX_use_certificate_ASN1(run->ctx, 0, NULL), "0, too small, ASN1 lib");
    INT(SSL_CTX_use_certificate_chain_file(run->ctx, NULL), "0, ?, system lib, system lib");
    INT(SSL_CTX_use_certificate_file(run->ctx, NULL, 0), "0, ?, system lib, system lib");
    INT(SSL_CTX_use_psk_identity_hint(run->ctx, NULL), "1");
    INT(SSL_CTX_use_serverinfo(run->ctx, NULL, 0), "0, passed a null parameter");
    INT(SSL_CTX_use_serverinfo_ex(run->ctx, 0, NULL, 0), "0, passed a null parameter");
    INT(SSL_CTX_use_serverinfo_file(run->ctx, NULL), "0, passed a null parameter");
}

static void commands(struct row_run *run) {
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TMP_DH, 0, NULL), "0, passed a null parameter");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TMP_ECDH, 0, NULL), "0, passed a null parameter");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TMP_DH_CB, 0, NULL),
        "0, called a function you should not call");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_CLIENT_CERT_REQUEST, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_NUM_RENEGOTIATIONS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CLEAR_NUM_RENEGOTIATIONS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TOTAL_RENEGOTIATIONS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_FLAGS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_EXTRA_CHAIN_CERT, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MSG_CALLBACK, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MTU, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_NUMBER, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_CONNECT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_CONNECT_GOOD, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_CONNECT_RENEGOTIATE, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_ACCEPT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_ACCEPT_GOOD, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_ACCEPT_RENEGOTIATE, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_HIT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_CB_HIT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_MISSES, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_TIMEOUTS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SESS_CACHE_FULL, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_MODE, 0, NULL), "4");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_READ_AHEAD, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_READ_AHEAD, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_SESS_CACHE_SIZE, 0, NULL), "20480");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_SESS_CACHE_SIZE, 0, NULL), "20480");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_SESS_CACHE_MODE, 0, NULL), "2");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_SESS_CACHE_MODE, 0, NULL), "2");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_MAX_CERT_LIST, 0, NULL), "102400");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MAX_CERT_LIST, 0, NULL), "102400");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MAX_SEND_FRAGMENT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_DEBUG_CB, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_DEBUG_ARG, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TLSEXT_TICKET_KEYS, 0, NULL), "80");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_TICKET_KEYS, 0, NULL), "80");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB_ARG, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TLSEXT_STATUS_REQ_EXTS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_EXTS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TLSEXT_STATUS_REQ_IDS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_IDS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, DTLS_CTRL_GET_TIMEOUT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, DTLS_CTRL_HANDLE_TIMEOUT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_RI_SUPPORT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CLEAR_MODE, 0, NULL), "4");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLS_EXT_SRP_STRENGTH, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_TLS_EXT_SRP_PASSWORD, 0, NULL), "0, internal error");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CLEAR_EXTRA_CHAIN_CERTS, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CHAIN, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CHAIN_CERT, 0, NULL), "0, ca key too small");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_CURVES, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CURVES, 0, NULL), "0, bad length");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CURVES_LIST, 0, NULL), "0, list cannot be null");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_SHARED_CURVE, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_SIGALGS, 0, NULL), "0, malloc failure");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_SIGALGS_LIST, 0, NULL), "0, list cannot be null");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CERT_FLAGS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_CLEAR_CERT_FLAGS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CLIENT_SIGALGS, 0, NULL), "0, malloc failure");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CLIENT_SIGALGS_LIST, 0, NULL),
        "0, list cannot be null");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_CLIENT_CERT_TYPES, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CLIENT_CERT_TYPES, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_BUILD_CERT_CHAIN, 0, NULL), "0, no certificate set");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_VERIFY_CERT_STORE, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CHAIN_CERT_STORE, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_PEER_SIGNATURE_NID, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_PEER_TMP_KEY, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_RAW_CIPHERLIST, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_EC_POINT_FORMATS, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SELECT_CURRENT_CERT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_CURRENT_CERT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_DH_AUTO, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, DTLS_CTRL_SET_LINK_MTU, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, DTLS_CTRL_GET_LINK_MIN_MTU, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_EXTMS_SUPPORT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MIN_PROTO_VERSION, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MAX_PROTO_VERSION, 0, NULL), "1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_SPLIT_SEND_FRAGMENT, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_MAX_PIPELINES, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TLSEXT_STATUS_REQ_TYPE, 0, NULL), "-1");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_MIN_PROTO_VERSION, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_MAX_PROTO_VERSION, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_SIGNATURE_NID, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_TMP_KEY, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_GET_NEGOTIATED_GROUP, 0, NULL), "0");
    INT(SSL_CTX_ctrl(run->ctx, SSL_CTRL_SET_RETRY_VERIFY, 0, NULL), "0");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_TMP_DH_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_DEBUG_CB, NULL), "0");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_TLSEXT_TICKET_KEY_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_TLS_EXT_SRP_USERNAME_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_SRP_VERIFY_PARAM_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_SRP_GIVE_CLIENT_PWD_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_SET_NOT_RESUMABLE_SESS_CB, NULL), "1");
    INT(SSL_CTX_callback_ctrl(run->ctx, SSL_CTRL_GET_TLSEXT_STATUS_REQ_CB, NULL), "0");
}

static void functions_of_a_context(void **state) {
    run_nothing_rows(state, functions, FRESH);
}

static void commands_of_a_context(void **state) {
    run_nothing_rows(state, commands, FRESH);
}

static const struct CMUnitTest cases[] = {
    CASE(functions_of_a_context),
    CASE(commands_of_a_context),
};

CASES_MAIN(cases)
